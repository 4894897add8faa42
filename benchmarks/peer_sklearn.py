"""scikit-learn's MLPClassifier: sgd without momentum, shuffling, penalty and early stopping. It computes J of every batch, and their mean.

On W1 and W2 it trains by the mean cross-entropy, the only loss it has: another training of the same size.
"""

from __future__ import annotations

import warnings

from sklearn.neural_network import MLPClassifier


class Started(MLPClassifier):
    """From given weights."""

    def start_from(self, parameters):
        self.given = parameters
        return self

    def _initialize(self, *arguments):
        super()._initialize(*arguments)
        self.coefs_ = [W.copy() for W in self.given[::2]]
        self.intercepts_ = [b.copy() for b in self.given[1::2]]


def sklearn(task, epochs):
    model = Started(
        hidden_layer_sizes=task.units[1:-1],
        activation="relu" if task.kind == "softmax" else "logistic",
        solver="sgd",
        alpha=0.0,
        batch_size=task.batch,
        learning_rate_init=task.rate,
        momentum=0.0,
        nesterovs_momentum=False,
        shuffle=False,
        max_iter=epochs,
        tol=0.0,
        n_iter_no_change=epochs + 1,
    ).start_from(task.parameters)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it has not converged
        model.fit(task.X, task.y.argmax(axis=1) if task.kind == "softmax" else task.y.ravel())
    if task.kind == "sigmoid":
        return [], []
    losses = model.loss_curve_ if task.batch >= len(task.X) else []
    return [values for pair in zip(model.coefs_, model.intercepts_) for values in pair], losses
