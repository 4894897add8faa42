"""The same arithmetic as fast as NumPy lets one write it for one network: every array is made once, and written into.

J as in `tutorial`.
"""

from __future__ import annotations

import numpy as np


def sigmoid_network(task, epochs):
    X, y, lr, n = task.X, task.y, task.rate, len(task.X)
    W1, b1, W2, b2 = [p.copy() for p in task.parameters]
    Z1, D1, Z2, D2 = [np.empty((n, units)) for units in (task.units[1], task.units[1], 1, 1)]
    dW1, db1, dW2, db2 = map(np.empty_like, (W1, b1, W2, b2))
    XT, A1T, W2T, y1, e1 = X.T, Z1.T, W2.T, y.ravel(), D2.ravel()
    dot, add, subtract, multiply, divide = np.dot, np.add, np.subtract, np.multiply, np.divide
    exp, negative, column_sums = np.exp, np.negative, np.add.reduce
    a1 = Z2.ravel()
    losses = []
    for _ in range(epochs):
        dot(X, W1, Z1)
        add(Z1, b1, Z1)
        negative(Z1, Z1)
        exp(Z1, Z1)
        add(Z1, 1.0, Z1)
        divide(1.0, Z1, Z1)
        dot(Z1, W2, Z2)
        add(Z2, b2, Z2)
        negative(Z2, Z2)
        exp(Z2, Z2)
        add(Z2, 1.0, Z2)
        divide(1.0, Z2, Z2)
        subtract(a1, y1, e1)
        losses.append(e1.dot(e1) * 0.5)
        multiply(D2, Z2, D2)
        subtract(1.0, Z2, Z2)
        multiply(D2, Z2, D2)
        multiply(D2, lr, D2)
        dot(D2, W2T, D1)
        dot(A1T, D2, dW2)
        multiply(D1, Z1, D1)
        subtract(1.0, Z1, Z1)
        multiply(D1, Z1, D1)
        column_sums(D2, 0, None, db2)
        subtract(W2, dW2, W2)
        subtract(b2, db2, b2)
        dot(XT, D1, dW1)
        column_sums(D1, 0, None, db1)
        subtract(W1, dW1, W1)
        subtract(b1, db1, b1)
    return [W1, b1, W2, b2], losses


def softmax_in_place(Z, y):
    """Make the outputs of the weighted sums, and give the summed cross-entropy."""
    Z -= np.maximum.reduce(Z, 1, None, None, True)
    logits = np.vdot(Z, y)
    np.exp(Z, Z)
    sums = np.add.reduce(Z, 1, None, None, True)
    Z /= sums
    return np.add.reduce(np.log(sums), None) - logits


def one_hidden_layer(task, epochs, full_loss=False):
    """With full_loss the J of an epoch is that of all rows before it, by a pass over them at once."""
    X, y, lr, batch, n = task.X, task.y, task.rate, task.batch, len(task.X)
    W1, b1, W2, b2 = [p.copy() for p in task.parameters]
    rows = min(batch, n)
    A1, A2, D1 = (
        np.empty((rows, task.units[1])),
        np.empty((rows, task.units[2])),
        np.empty((rows, task.units[1])),
    )
    active = np.empty(D1.shape, bool)
    dW1, dW2 = np.empty_like(W1), np.empty_like(W2)
    W2T = W2.T
    dot, add, maximum, greater, multiply, column_sums = (
        np.dot,
        np.add,
        np.maximum,
        np.greater,
        np.multiply,
        np.add.reduce,
    )

    def forward(X, a1, a2):
        dot(X, W1, a1)
        add(a1, b1, a1)
        maximum(a1, 0.0, a1)
        dot(a1, W2, a2)
        add(a2, b2, a2)

    parts = [(X[s : s + batch], y[s : s + batch]) for s in range(0, n, batch)]
    all1, all2 = [np.empty((n, units)) for units in task.units[1:]] if full_loss else (None, None)
    losses = []
    for _ in range(epochs):
        loss = 0.0
        if full_loss:
            forward(X, all1, all2)
            losses.append(softmax_in_place(all2, y) / n)
        for x, t in parts:
            m = len(x)
            a1, d2, d1, on = A1[:m], A2[:m], D1[:m], active[:m]
            forward(x, a1, d2)
            loss += softmax_in_place(d2, t)
            d2 -= t
            d2 *= lr / m
            dot(d2, W2T, d1)
            greater(a1, 0.0, on)
            multiply(d1, on, d1)
            dot(a1.T, d2, dW2)
            dot(x.T, d1, dW1)
            W2 -= dW2
            b2 -= column_sums(d2, 0)
            W1 -= dW1
            b1 -= column_sums(d1, 0)
        if not full_loss:
            losses.append(loss / n)
    return [W1, b1, W2, b2], losses


def two_hidden_layers(task, epochs):
    X, y, lr, batch, n = task.X, task.y, task.rate, task.batch, len(task.X)
    W1, b1, W2, b2, W3, b3 = [p.copy() for p in task.parameters]
    rows = min(batch, n)
    A1, A2, A3 = [np.empty((rows, units)) for units in task.units[1:]]
    D1, D2 = np.empty((batch, task.units[1])), np.empty((batch, task.units[2]))
    active1, active2 = np.empty(D1.shape, bool), np.empty(D2.shape, bool)
    dW1, dW2, dW3 = map(np.empty_like, (W1, W2, W3))
    dot, add, maximum, greater, multiply, column_sums = (
        np.dot,
        np.add,
        np.maximum,
        np.greater,
        np.multiply,
        np.add.reduce,
    )

    def forward(X, a1, a2, a3):
        dot(X, W1, a1)
        add(a1, b1, a1)
        maximum(a1, 0.0, a1)
        dot(a1, W2, a2)
        add(a2, b2, a2)
        maximum(a2, 0.0, a2)
        dot(a2, W3, a3)
        add(a3, b3, a3)

    losses = []
    for _ in range(epochs):
        loss = 0.0
        for s in range(0, n, batch):
            x = X[s : s + batch]
            m = len(x)
            a1, a2, d3, d1, d2, on1, on2 = (
                A1[:m],
                A2[:m],
                A3[:m],
                D1[:m],
                D2[:m],
                active1[:m],
                active2[:m],
            )
            forward(x, a1, a2, d3)
            loss += softmax_in_place(d3, y[s : s + m])
            d3 -= y[s : s + m]
            d3 *= lr / m
            dot(d3, W3.T, d2)
            greater(a2, 0.0, on2)
            multiply(d2, on2, d2)
            dot(d2, W2.T, d1)
            greater(a1, 0.0, on1)
            multiply(d1, on1, d1)
            dot(a2.T, d3, dW3)
            dot(a1.T, d2, dW2)
            dot(x.T, d1, dW1)
            W3 -= dW3
            b3 -= column_sums(d3, 0)
            W2 -= dW2
            b2 -= column_sums(d2, 0)
            W1 -= dW1
            b1 -= column_sums(d1, 0)
        losses.append(loss / n)
    return [W1, b1, W2, b2, W3, b3], losses


NETWORKS = {
    ("sigmoid", 3): sigmoid_network,
    ("softmax", 3): one_hidden_layer,
    ("softmax", 4): two_hidden_layers,
}


def tuned(task, epochs):
    return NETWORKS[task.kind, len(task.units)](task, epochs)


def tuned_full_loss(task, epochs):
    return one_hidden_layer(task, epochs, full_loss=True)
