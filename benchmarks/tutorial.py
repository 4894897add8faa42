"""The loops as tutorials have them: every quantity a new array, transposes and dot, one function for each activation.

All give the parameters and J of every epoch, as twinmlp does: the mean of J over the rows, each batch before its own update.
"""

from __future__ import annotations

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def derivatives_sigmoid(x):
    return x * (1 - x)


def relu(x):
    return np.maximum(0, x)


def derivatives_relu(x):
    return (x > 0).astype(float)


def softmax(x):
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def cross_entropy(y, output):
    return -np.sum(y * np.log(output)) / len(y)


def sigmoid_network(task, epochs):
    """The article's loop, with the biases as 1 x n_l matrices."""
    X, y, lr = task.X, task.y, task.rate
    wh, bh, wout, bout = [np.atleast_2d(p).copy() for p in task.parameters]
    errors = []
    for _ in range(epochs):
        hidden_layer_input1 = np.dot(X, wh)
        hidden_layer_input = hidden_layer_input1 + bh
        hiddenlayer_activations = sigmoid(hidden_layer_input)
        output_layer_input1 = np.dot(hiddenlayer_activations, wout)
        output_layer_input = output_layer_input1 + bout
        output = sigmoid(output_layer_input)
        E = y - output
        errors.append(np.sum(E**2) / 2)
        slope_output_layer = derivatives_sigmoid(output)
        slope_hidden_layer = derivatives_sigmoid(hiddenlayer_activations)
        d_output = E * slope_output_layer
        Error_at_hidden_layer = d_output.dot(wout.T)
        d_hiddenlayer = Error_at_hidden_layer * slope_hidden_layer
        wout += hiddenlayer_activations.T.dot(d_output) * lr
        bout += np.sum(d_output, axis=0, keepdims=True) * lr
        wh += X.T.dot(d_hiddenlayer) * lr
        bh += np.sum(d_hiddenlayer, axis=0, keepdims=True) * lr
    return [wh, bh, wout, bout], errors


def one_hidden_layer(task, epochs):
    """Relu and softmax, in batches or with all rows at once."""
    X, y, lr, batch, n = task.X, task.y, task.rate, task.batch, len(task.X)
    wh, bh, wout, bout = [np.atleast_2d(p).copy() for p in task.parameters]
    errors = []
    for _ in range(epochs):
        error = 0
        for start in range(0, n, batch):
            X_batch = X[start : start + batch]
            y_batch = y[start : start + batch]
            hidden_layer_input = np.dot(X_batch, wh) + bh
            hiddenlayer_activations = relu(hidden_layer_input)
            output_layer_input = np.dot(hiddenlayer_activations, wout) + bout
            output = softmax(output_layer_input)
            error += cross_entropy(y_batch, output) * len(y_batch)
            d_output = (y_batch - output) / len(y_batch)
            Error_at_hidden_layer = d_output.dot(wout.T)
            d_hiddenlayer = Error_at_hidden_layer * derivatives_relu(hidden_layer_input)
            wout += hiddenlayer_activations.T.dot(d_output) * lr
            bout += np.sum(d_output, axis=0, keepdims=True) * lr
            wh += X_batch.T.dot(d_hiddenlayer) * lr
            bh += np.sum(d_hiddenlayer, axis=0, keepdims=True) * lr
        errors.append(error / n)
    return [wh, bh, wout, bout], errors


def two_hidden_layers(task, epochs):
    """Relu twice and softmax, in batches."""
    X, y, lr, batch, n = task.X, task.y, task.rate, task.batch, len(task.X)
    wh1, bh1, wh2, bh2, wout, bout = [np.atleast_2d(p).copy() for p in task.parameters]
    errors = []
    for _ in range(epochs):
        error = 0
        for start in range(0, n, batch):
            X_batch = X[start : start + batch]
            y_batch = y[start : start + batch]
            hidden_layer_input1 = np.dot(X_batch, wh1) + bh1
            hiddenlayer_activations1 = relu(hidden_layer_input1)
            hidden_layer_input2 = np.dot(hiddenlayer_activations1, wh2) + bh2
            hiddenlayer_activations2 = relu(hidden_layer_input2)
            output = softmax(np.dot(hiddenlayer_activations2, wout) + bout)
            error += cross_entropy(y_batch, output) * len(y_batch)
            d_output = (y_batch - output) / len(y_batch)
            d_hiddenlayer2 = d_output.dot(wout.T) * derivatives_relu(hidden_layer_input2)
            d_hiddenlayer1 = d_hiddenlayer2.dot(wh2.T) * derivatives_relu(hidden_layer_input1)
            wout += hiddenlayer_activations2.T.dot(d_output) * lr
            bout += np.sum(d_output, axis=0, keepdims=True) * lr
            wh2 += hiddenlayer_activations1.T.dot(d_hiddenlayer2) * lr
            bh2 += np.sum(d_hiddenlayer2, axis=0, keepdims=True) * lr
            wh1 += X_batch.T.dot(d_hiddenlayer1) * lr
            bh1 += np.sum(d_hiddenlayer1, axis=0, keepdims=True) * lr
        errors.append(error / n)
    return [wh1, bh1, wh2, bh2, wout, bout], errors


NETWORKS = {
    ("sigmoid", 3): sigmoid_network,
    ("softmax", 3): one_hidden_layer,
    ("softmax", 4): two_hidden_layers,
}


def tutorial(task, epochs):
    return NETWORKS[task.kind, len(task.units)](task, epochs)
