"""Right runs, wrongly written down: rows of (code, quantity, what is done to the trace, cases)."""

from __future__ import annotations

import copy
from typing import Any, Callable, NamedTuple

import numpy as np

Trace = dict[str, Any]


class Spoiled(NamedTuple):
    """One way to write a trace wrongly; `after` says how the first wrong place is found if not by comparing."""

    code: str
    quantity: str
    spoil: Callable[[Trace], Trace]
    cases: tuple[str, ...]


def every(name: str, change: Callable[[np.ndarray], Any]) -> Callable[[Trace], Trace]:
    """Change one quantity of all layers and steps."""

    def spoil(trace: Trace) -> Trace:
        for step in trace["steps"]:
            for layer in step["layers"]:
                if layer[name] is not None:
                    layer[name] = np.asarray(change(np.asarray(layer[name], dtype=float))).tolist()
        return trace

    return spoil


def numbers(change: Callable[[float], float]) -> Callable[[Trace], Trace]:
    """Change every number but counts."""

    def walk(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: walk(item, key) for key, item in value.items()}
        if isinstance(value, list):
            return [walk(item, name) for item in value]
        return (
            change(value)
            if isinstance(value, float) and name not in ("rows", "epoch", "step")
            else value
        )

    return walk


def stepwise(change: Callable[[Trace], None]) -> Callable[[Trace], Trace]:
    """Change every step."""

    def spoil(trace: Trace) -> Trace:
        for step in trace["steps"]:
            change(step)
        return trace

    return spoil


def late_steps(trace: Trace) -> Trace:
    """Each of steps 0 and 1 holds the values of the one after it."""
    steps = trace["steps"]
    for step, source in zip(steps[:2], copy.deepcopy(steps[1:3])):
        step.update({name: source[name] for name in ("loss", "layers")})
    return trace


def losses_after(trace: Trace) -> Trace:
    """The losses after each epoch."""
    return {**trace, "losses": [*trace["losses"][1:], trace["final"]["loss"]]}


def with_final(change: Callable[[Trace], None]) -> Callable[[Trace], Trace]:
    """Change the end."""

    def spoil(trace: Trace) -> Trace:
        change(trace["final"])
        return trace

    return spoil


ANY = ("two_hidden_layers", "mixed_activations", "regression_two_outputs")
ROWS = [
    Spoiled("TRANSPOSED", "Z", every("Z", lambda m: m.T), ANY),
    Spoiled("TRANSPOSED", "dW", every("dW", lambda m: m.T), ANY),
    Spoiled("TRANSPOSED", "W", every("W", lambda m: m.T), ANY),
    Spoiled("COLUMN_MAJOR", "A", every("A", lambda m: m.ravel(order="F").reshape(m.shape)), ANY),
    Spoiled("ROW_MAJOR", "dZ", every("dZ", lambda m: m.ravel().reshape(m.shape, order="F")), ANY),
    Spoiled("FLAT", "W", every("W", lambda m: m.ravel()), ANY),
    Spoiled("FLAT_COLUMN_MAJOR", "dA", every("dA", lambda m: m.ravel(order="F")), ANY),
    Spoiled("ROWS_REVERSED", "Z", every("Z", lambda m: m[::-1]), ANY),
    Spoiled("UNITS_REVERSED", "A", every("A", lambda m: m[:, ::-1]), ANY),
    Spoiled(
        "SORTED_ROWS",
        "Z",
        stepwise(
            lambda step: [
                layer.update(Z=np.asarray(layer["Z"])[np.argsort(step["rows"])].tolist())
                for layer in step["layers"]
            ]
        ),
        ("shuffled_minibatches",),
    ),
    Spoiled("NOT_FINITE", "dA", every("dA", lambda m: np.where(m == m.max(), np.nan, m)), ANY),
    Spoiled("NOT_FINITE", "A", every("A", lambda m: np.full(m.shape, np.inf)), ANY),
    Spoiled("FEW_DIGITS", "Z", numbers(lambda v: float(f"{v:.4f}")), ANY),
    Spoiled("FEW_DIGITS", "Z", numbers(lambda v: float(f"{v:.7g}")), ANY),
    Spoiled("SINGLE_PRECISION", "Z", numbers(lambda v: float(np.float32(v))), ANY),
    Spoiled("STEP_AFTER", "Z", late_steps, ANY),
    Spoiled(
        "EPOCH_FROM_ONE", "epoch", stepwise(lambda step: step.update(epoch=step["epoch"] + 1)), ANY
    ),
    Spoiled(
        "EPOCH_IS_STEP",
        "epoch",
        stepwise(lambda step: step.update(epoch=step["step"])),
        ("minibatch_remainder",),
    ),
    Spoiled(
        "ROWS_FROM_ONE",
        "rows",
        stepwise(lambda step: step.update(rows=[row + 1 for row in step["rows"]])),
        (*ANY, "minibatch_remainder"),
    ),
    Spoiled("LOSS_AFTER_UPDATE", "losses", losses_after, ANY),
    Spoiled("START_MISSING", "losses", lambda trace: {**trace, "losses": trace["losses"][1:]}, ANY),
    Spoiled(
        "FINAL_APPENDED",
        "losses",
        lambda trace: {**trace, "losses": [*trace["losses"], trace["final"]["loss"]]},
        ANY,
    ),
    Spoiled(
        "LOSS_BEFORE_UPDATE",
        "final loss",
        lambda trace: {**trace, "final": {**trace["final"], "loss": trace["losses"][-1]}},
        ANY,
    ),
    Spoiled(
        "FINAL_TRANSPOSED",
        "final W",
        with_final(
            lambda final: [p.update(W=np.transpose(p["W"]).tolist()) for p in final["parameters"]]
        ),
        ANY,
    ),
]
