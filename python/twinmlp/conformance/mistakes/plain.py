"""A training step once more, in plain doubles: what a known mistake is planted in to see what would come out.

Nothing is judged by these numbers; they only have to be close enough to tell one mistake from another.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Callable

import numpy as np

Array = np.ndarray
Layers = list[dict[str, Any]]


def sigmoid(Z: Array) -> Array:
    """1 / (1 + exp(-z))."""
    return 1.0 / (1.0 + np.exp(-Z))


# name -> f(z), and f'(z) from z and a
ACTIVATIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array, Array], Array]]] = {
    "identity": (lambda Z: Z + 0.0, lambda Z, A: np.ones_like(Z)),
    "sigmoid": (sigmoid, lambda Z, A: A * (1.0 - A)),
    "tanh": (np.tanh, lambda Z, A: 1.0 - A * A),
    "relu": (lambda Z: np.maximum(Z, 0.0), lambda Z, A: (Z > 0.0) + 0.0),
}


@dataclass(frozen=True)
class Phase:
    """One quantity of one layer in one step, and everything it could have been made from."""

    case: dict[str, Any]
    quantity: str
    l: int  # counted from 0; the last one for the loss
    rows: Array
    layers: Layers  # this step's quantities
    before: Layers  # W and b before the step
    step: int = 0
    after: Layers | None = None  # W and b after it, where the trace says
    earlier: Layers | None = None  # the quantities of the recorded step before
    right: Any = None  # the right value, and how far rounding may take it from that
    bound: Any = 0.0
    own: Any = None  # the trace's value
    true: Any = None  # the true run's value here, and in the recorded steps around it
    around: dict[str, Any] = field(default_factory=dict)
    made: dict[Any, Any] = field(
        default_factory=dict
    )  # place -> equation and exact inputs of all that the trace lets be computed

    def __getattr__(self, name: str) -> Any:
        """Z, A, dA, dZ, dW and db of this layer."""
        if name in ("Z", "A", "dA", "dZ", "dW", "db"):
            return self.layers[self.l][name]
        raise AttributeError(name)

    def at(self, l: int) -> "Phase":
        """The same step, seen from another layer."""
        if not 0 <= l < len(self.layers):
            raise IndexError(l)
        return replace(self, l=l)

    @property
    def is_last(self) -> bool:
        return self.l == len(self.layers) - 1

    @property
    def next(self) -> "Phase":
        return self.at(self.l + 1)

    @property
    def X(self) -> Array:
        return np.asarray(self.case["data"]["X"], dtype=float)[self.rows]

    @property
    def y(self) -> Array:
        return np.asarray(self.case["data"]["y"], dtype=float)[self.rows]

    @property
    def A_in(self) -> Array:
        """A_{l-1}, which is X below the first layer."""
        return self.at(self.l - 1).A if self.l > 0 else self.X

    @property
    def W(self) -> Array:
        return self.before[self.l]["W"]

    @property
    def b(self) -> Array | None:
        return self.before[self.l]["b"]

    @property
    def bias(self) -> Any:
        """b, or nothing to add."""
        return 0.0 if self.b is None else self.b

    def updated(self, l: int) -> dict[str, Any]:
        """W and b of a layer after the step: as the trace says, else from the gradients, as far as they are known yet."""
        if self.after is not None:
            return self.after[l]
        old, here = self.before[l], self.layers[l]
        return {
            name: None if old[name] is None else old[name] - self.rate * here["d" + name]
            for name in ("W", "b")
        }

    @property
    def activation(self) -> str:
        return self.case["network"]["layers"][self.l]["activation"]

    @property
    def activation_name(self) -> str:
        """The name of the layer's activation, which may have parameters."""
        return self.activation if isinstance(self.activation, str) else self.activation["name"]

    @property
    def slope(self) -> Array:
        """f'(Z)."""
        return ACTIVATIONS[self.activation][1](self.Z, self.A)

    @property
    def n(self) -> int:
        return len(self.rows)

    @property
    def outputs(self) -> int:
        return len(self.case["data"]["y"][0])

    @property
    def all_rows(self) -> int:
        return len(self.case["data"]["y"])

    @property
    def divisor(self) -> int:
        return self.n if self.divisor_is_n else 1

    @property
    def divisor_is_n(self) -> bool:
        return self.case["loss"].get("reduction", "sum") == "mean"

    @property
    def rate(self) -> float:
        return self.case["optimizer"]["learning_rate"]

    @property
    def parameter(self) -> Array:
        """W or b before the step, for the quantities W and b."""
        return self.before[self.l][self.quantity]

    @property
    def gradient(self) -> Array:
        """dW or db, for the quantities W and b."""
        return self.layers[self.l]["d" + self.quantity]


def squares(p: Phase) -> Array:
    """(a - y)^2."""
    return (p.layers[-1]["A"] - p.y) ** 2


EQUATIONS: dict[str, Callable[[Phase], Any]] = {
    "Z": lambda p: p.A_in @ p.W + p.bias,
    "A": lambda p: ACTIVATIONS[p.activation][0](p.Z),
    "loss": lambda p: np.array([squares(p).sum() / 2 / p.divisor]),
    "dA": lambda p: (p.A - p.y) / p.divisor if p.is_last else p.next.dZ @ p.next.W.T,
    "dZ": lambda p: p.dA * p.slope,
    "dW": lambda p: p.A_in.T @ p.dZ,
    "db": lambda p: p.dZ.sum(axis=0),
    "W": lambda p: p.parameter - p.rate * p.gradient,
    "b": lambda p: p.parameter - p.rate * p.gradient,
}


def order(count: int) -> list[tuple[str, int]]:
    """The quantities of a step of `count` layers, in the order in which training computes them."""
    up, down = range(count), range(count - 1, -1, -1)
    return (
        [(name, l) for l in up for name in ("Z", "A")]
        + [("loss", count - 1)]
        + [(name, l) for l in down for name in ("dA", "dZ", "dW", "db")]
        + [(name, l) for l in up for name in ("W", "b")]
    )


def plain_step(start: Phase, own: Layers | None = None, mistake: Any = None) -> Layers:
    """A step from `start`: where `own` has a value, on from that; with `mistake` in place of every quantity it is on."""
    count = len(start.before)
    layers: Layers = [{} for _ in range(count)]
    with np.errstate(all="ignore"):
        for name, l in order(count):
            if name in ("b", "db") and start.before[l]["b"] is None:
                layers[l][name] = None
                continue
            if own is not None and name in own[l]:
                layers[l][name] = own[l][name]
                continue
            phase = replace(start, quantity=name, l=l, layers=layers)
            value = EQUATIONS[name](phase)
            if mistake is not None and name in mistake.on:
                mistaken = mistake.tried(replace(phase, right=value))
                value = value if mistaken is None else mistaken
            layers[l][name] = value
    return layers
