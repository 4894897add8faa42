"""Mistakes that are made by the oracle's own equation of a quantity, fed with other inputs than the right ones."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from ..spec.updates import OPTIMIZERS, frozen
from ..truth import balls
from ..truth.resync import RESYNC_BITS
from .mistake import Mistake
from .plain import Array, Phase

LOSS = ("outputs", "y", "weight", "divisor")
GIVEN = ("d", "w", "mask", "penalty", "clipping", "norm")
INPUTS = {
    "Z": ("A", "W", "b"),
    "A": ("Z",),
    "D": ("A", "mask", "rate"),
    "loss": (*LOSS, "weights", "penalty"),
    "dA": ("dZ", "W", "mask", "rate"),
    "dZ": ("dA", "Z", "A"),
    "dW": ("A", "dZ"),
    "db": ("dZ",),
    "gradient_norm": ("gradients",),
    "gW": GIVEN,
    "gb": GIVEN,
    "learning_rate": ("base", "t", "schedule"),
}
UPDATE = ("w", "g", "state", "options")
PARAMETERS, WEIGHTS, BIASES, GRADIENTS = ("W", "b"), ("W",), ("b",), ("gW", "gb")


class Made:
    """How a quantity was made: its inputs by name, of an update also the parts of the state and the options."""

    def __init__(self, p: Phase, key: tuple[Any, ...]) -> None:
        self.p, self.key = p, key
        self.quantity, inputs = p.made[key]
        name = key[0]
        from_loss = name in ("dA", "dZ") and p.is_last and len(inputs) == len(LOSS)
        self.names = LOSS if from_loss else INPUTS.get(name, UPDATE)
        self.inputs = dict(zip(self.names, inputs))

    def __getattr__(self, name: str) -> Any:
        for source in (self.inputs, self.inputs.get("state", {}), self.inputs.get("options", {})):
            if name in source:
                return source[name]
        raise AttributeError(name)

    @property
    def right(self) -> Any:
        """The right value."""
        return self.again()

    def again(self, **changed: Any) -> Any:
        """The equation once more, with other inputs, parts of the state, or options."""
        inputs = {
            name: dict(value) if name in ("state", "options") else value
            for name, value in self.inputs.items()
        }
        for name, value in changed.items():
            homes = [
                home
                for home in (inputs.get("state", {}), inputs.get("options", {}))
                if name in home
            ]
            (homes[0] if homes else inputs)[name] = value
        return self.quantity.value(*inputs.values())

    def at(self, *key: Any) -> "Made":
        """How another quantity of the step was made."""
        return Made(self.p, key)

    @property
    def n(self) -> int:
        return self.p.n

    @property
    def parameter(self) -> str:
        """W or b, of a quantity of an update."""
        return self.key[0][-1]

    @property
    def mask_of_case(self) -> Any:
        """The case's mask of this parameter, or None."""
        masks = self.p.case.get("masks")
        return (masks[self.p.l] if masks else {}).get(self.parameter)

    @property
    def optimizer(self) -> str:
        return self.p.case["optimizer"]["name"]

    def by(self, optimizer: str, mask: Any = "the case's", **changed: Any) -> Any:
        """The parameter after an update by another optimizer's equation, or with another mask."""
        raw = frozen(
            OPTIMIZERS[optimizer].parts["parameter"],
            self.mask_of_case if isinstance(mask, str) else mask,
        )
        return raw.value(self.w, changed.get("g", self.g), self.state, self.options)

    @property
    def start(self) -> dict[str, Any]:
        """The state before the step."""
        part = next(iter(OPTIMIZERS[self.optimizer].parts))
        return self.at(*self.key[:2], *(() if part == "parameter" else (part,))).state


Change = Callable[[Made], Any]


def key_of(p: Phase) -> tuple[Any, ...]:
    """Where a phase's quantity is in `made`."""
    name, *part = p.quantity.split(".", 1)
    return (name, None if name in ("loss", "gradient_norm", "learning_rate") else p.l, *part)


def remade(change: Change, *optimizers: str) -> Callable[[Phase], Array | None]:
    """What `change` says of a Made: other inputs as a dict, the value itself, or None; of some optimizers only."""

    def value(p: Phase) -> Array | None:
        key = key_of(p)
        if key not in p.made or (optimizers and p.case["optimizer"]["name"] not in optimizers):
            return None
        with balls.precision(RESYNC_BITS):
            made = Made(p, key)
            found = change(made)
            if isinstance(found, dict):
                found = made.again(**found)
            return None if found is None else np.atleast_1d(balls.nearest(found))

    return value


def parts(*names: str) -> tuple[str, ...]:
    """The quantities W.part and b.part."""
    return tuple(f"{parameter}.{name}" for name in names for parameter in PARAMETERS)


Row = tuple[Any, ...]


def mistakes(mend: str, *rows: Row, optimizers: tuple[str, ...] = ()) -> list[Mistake]:
    """Rows of (code, on, what it is, change, ...): every change is a way to make the mistake."""
    return [
        Mistake(code, on, says, mend, remade(change, *optimizers))
        for code, on, says, *changes in rows
        for change in changes
    ]


def doubles(value: Any) -> Array:
    """Balls as doubles."""
    return np.asarray(balls.nearest(value), dtype=float)


def exact(value: Any) -> Any:
    """Doubles as balls."""
    return balls.exact(value)
