"""Python only: the training of scikit-learn's networks, recorded step by step."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_count, check_numbers
from ..base.errors import describe, describe_class, fail
from ..model.mlp import MLP
from .extras import extra
from .recorder import Recorder
from .sklearn_models import LOSSES_OF_OUTPUTS, NAMES, OUTPUTS

Record = dict[str, Any]


def meant_solver(net: Any) -> Record:
    """What a solver is meant to do, as arguments of a model: optimizer and learning_rate."""
    if getattr(net, "loss", None) == "poisson":
        fail("E_CHOICE", "net", "one with the loss squared_error", "poisson")
    if net.solver == "adam":
        options = {"beta1": net.beta_1, "beta2": net.beta_2, "epsilon": net.epsilon}
        asked: Any = {"name": "adam", "epsilon_mode": "hat", **options}
    elif net.solver == "sgd" and net.learning_rate == "constant":
        name = "nesterov" if net.nesterovs_momentum else "momentum"
        asked = {"name": name, "momentum": net.momentum} if net.momentum else "sgd"
    else:
        requirement = "one with the solver adam, or sgd with a constant learning rate"
        fail("E_CHOICE", "net", requirement, f"{net.solver}, {net.learning_rate}")
    return {"optimizer": asked, "learning_rate": float(net.learning_rate_init)}


class Passes:
    """What scikit-learn's backward pass was given and gave, one for each step."""

    def __init__(self, net: Any) -> None:
        self.net, self.original, self.seen = net, net._backprop, []  # type: ignore[var-annotated]

    def __call__(self, X: Array, y: Array, *rest: Any) -> Any:
        before = [(W.copy(), b.copy()) for W, b in zip(self.net.coefs_, self.net.intercepts_)]
        found = self.original(X, y, *rest)
        activations, deltas = rest[-4], rest[-3]
        loss, dW, db = found
        self.seen.append(
            {
                "X": np.array(X),
                "y": np.array(y, dtype=np.float64).reshape(len(X), -1),
                "before": before,
                "A": [np.array(A) for A in activations[1:]],
                "dZ": [np.array(delta) / len(X) for delta in deltas],
                "loss": float(loss),
                "dW": [np.array(g) for g in dW],
                "db": [np.array(g) for g in db],
            }
        )
        return found


def case_of(net: Any, first: Record, steps: int) -> Record:
    """The case of the training of a network, by what its first step was given."""
    output = OUTPUTS[net.out_activation_]
    activations = [NAMES[net.activation]] * (net.n_layers_ - 2) + [output]
    is_classifier = hasattr(net, "_label_binarizer")
    penalty = {"l2": net.alpha / len(first["X"])} if net.alpha else None
    model = MLP.from_layers(
        [{"W": W, "b": b, "activation": f} for (W, b), f in zip(first["before"], activations)],
        loss=LOSSES_OF_OUTPUTS[output] if is_classifier else "half_squared_error",
        reduction="mean",
        penalty=penalty,
        epochs=steps,
        **meant_solver(net),
    )
    return model.case(first["X"], first["y"], "sklearn", list(range(steps)))


def sklearn(net: Any, X: Any, y: Any, steps: int = 3) -> Recorder:
    """Record some steps of the training of a network of scikit-learn, to be checked.

    A copy is trained on all samples at once, as they stand, from starting weights of its own; a
    class that is made from MLPClassifier or MLPRegressor with other methods is trained by them. Its
    deltas are n dZ: dZ is recorded where n is a power of two, by which a division is exact.

    net: An MLPClassifier or an MLPRegressor; its solver is adam, or sgd with a constant rate.
    X, y: All samples of a step, and their targets.
    steps: How many steps; default 3.
    Returns: a Recorder, with its case and its trace; its `report()` says what is wrong.
    Errors: E_CHOICE for another estimator or solver.
    """
    base, count = extra("sklearn.base"), int(check_count(steps, "steps"))
    if not hasattr(net, "_backprop") or not hasattr(net, "learning_rate_init"):
        fail("E_CHOICE", "net", "an MLPClassifier or an MLPRegressor", describe_class(net))
    meant_solver(net)
    X = np.asarray(X.toarray() if hasattr(X, "toarray") else X, dtype=np.float64)
    y = y if base.is_classifier(net) else check_numbers(y, "y")
    copy = base.clone(net).set_params(shuffle=False, batch_size=len(X), early_stopping=False)
    copy._backprop = passes = Passes(copy)
    after: list[Any] = []
    for step in range(count):
        classes = {"classes": np.unique(y)} if base.is_classifier(net) and step == 0 else {}
        if np.ndim(y) > 1 and classes:
            classes = {"classes": np.arange(np.shape(y)[1])}
        copy.partial_fit(X, y, **classes)
        after.append([(W.copy(), b.copy()) for W, b in zip(copy.coefs_, copy.intercepts_)])
    if len(passes.seen) != count:
        fail("E_RANGE", "net", f"trained in {count} steps", describe(len(passes.seen)))
    r = Recorder(case_of(copy, passes.seen[0], count), name="scikit-learn")
    penalized = "penalty" in r.case
    # The loss of numbers in several columns is averaged over them too, its gradient is not.
    # What it calls a delta is n dZ, and its sums are of that: those of dZ where n divides exactly.
    has_slopes = len(X) & (len(X) - 1) == 0
    has_loss = base.is_classifier(net) or passes.seen[0]["y"].shape[1] == 1
    for step, (seen, weights) in enumerate(zip(passes.seen, after)):
        r.step(step)
        r.loss(seen["loss"] if has_loss else None)
        for l, (W, b) in enumerate(weights, start=1):
            r.A(l, seen["A"][l - 1])
            r.dZ(l, seen["dZ"][l - 1] if has_slopes else None)
            r.record("gW" if penalized else "dW", l, seen["dW"][l - 1])
            r.db(l, seen["db"][l - 1])
            r.W(l, W)
            r.b(l, b)
    for l, (W, b) in enumerate(after[-1], start=1):
        r.final_W(l, W)
        r.final_b(l, b)
    return r
