"""One training step as far as it is known, and what is the same in all steps of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, NamedTuple

import numpy as np

from ..bits.tables import SELU_SCALE
from .applicable import NotRecorded
from .optimizers import OPTIMIZERS, OPTIONS
from .step import ACTIVATIONS, ALPHA, BACK, name_of
from .words import NotApplicable, value_of

Array = np.ndarray
Case = dict[str, Any]
Layers = list[dict[str, Any]]

PARTS = {part for parts in OPTIMIZERS.values() for part in parts if part != "move"}
OF_OPTIMIZER = {name for options in OPTIONS.values() for name in options} | {"weight_decay"}
# A schedule's options with the names of other things are `decay_by` and `drop_by` in its lines.
RENAMED = {"decay_by": "decay", "drop_by": "drop"}

# Values of a place, which only a trace that is held against a run has.
OF_PLACE = (
    "right own bound true true_before true_after true_below true_above true_last own_before "
    "own_last step_losses batch_rows final_loss last_loss start_value last_value"
).split()
OF_LAYER = ("Z", "A", "mask", "D", "dA", "dZ", "dW", "db", "gW", "gb")


class Patch(NamedTuple):
    """Changed lines, the quantities in which they are changed, and the condition under which they
    can be.

    `owners` are all quantities that the lines are of, if they are changed in some of them only.
    """

    text: str
    quantities: tuple[str, ...]
    when: str = "True"
    owners: tuple[str, ...] = ()


@dataclass
class Moment:
    """One training step, as far as it is known: W, b and state before it, and the quantities of
    every layer."""

    case: Case
    step: int
    epoch: int
    rows: Array
    before: Layers
    now: Layers
    numbers: dict[str, Any] = field(default_factory=dict)
    after: Layers | None = None
    earlier: "Moment | None" = None
    uniforms: list[Any] | None = None
    recorded: "Moment | None" = None  # what a trace says of the step: it is gone on with
    judged: Callable[..., bool] | None = None  # whether a value can be the trace's
    guessed: bool = False  # whether W and b before it are only about what they were
    predicted: dict[Any, Any] = field(default_factory=dict)  # (quantity, l) -> what came out
    cache: dict[Any, Any] = field(default_factory=dict)


class Known(NamedTuple):
    """What a trace tells of a run, by the numbers of the steps: what it records of them, and W, b
    and state before them; the steps whose update alone is made, from their gradients; and whether a
    value can be the trace's; what is the same in all runs of the case; and the steps of the right
    run."""

    steps: dict[int, Moment] = {}
    starts: dict[int, Any] = {}
    gradients: dict[int, Moment] = {}
    judged: Callable[..., bool] | None = None
    cache: dict[Any, Any] | None = None
    right: dict[int, Moment] = {}

    def right_step(self, moment: Moment, is_first: bool) -> Moment | None:
        """The step of the right run that begins as this one does; the first one always does."""
        right = self.right.get(moment.step) if is_first or self.starts.get(moment.step) else None
        alike = right is not None and np.array_equal(right.rows, moment.rows)
        return right if alike else None


def cached(moment: Moment, key: Any, find: Callable[[], Any]) -> Any:
    """What is the same in all steps of a run, found once."""
    if key not in moment.cache:
        moment.cache[key] = find()
    return moment.cache[key]


def before(moment: Moment, l: int, name: str) -> Any:
    """W or b before the step; None for the b of a layer without."""
    if name not in moment.before[l]:
        raise NotRecorded(name)
    return moment.before[l][name]


def no_bias(value: Any) -> Any:
    """0 for the b of a layer without."""
    return 0.0 if value is None else value


def options_of(case: Case) -> dict[str, Any]:
    """The options of a case's optimizer."""
    optimizer = case["optimizer"]
    return as_doubles({"weight_decay": 0.0, **OPTIONS[optimizer["name"]], **optimizer})


def penalty_of(names: Any) -> dict[str, Any]:
    """l1, l2 and whether they are on the biases, 1 or 0."""
    usual = {"l1": 0.0, "l2": 0.0, "biases": 0.0}
    found = lambda: as_doubles({**usual, **(names.case.get("penalty") or {})})
    return cached(names.moment, "penalty", found)


def is_penalized(case: Case) -> bool:
    """Whether a case has a penalty: without l1 and l2 biases alone are none."""
    penalty = case.get("penalty") or {}
    return bool(penalty.get("l1") or penalty.get("l2"))


def as_doubles(options: dict[str, Any]) -> dict[str, Any]:
    """Options whose numbers can be divided by, also where they are 0."""
    is_number = lambda value: isinstance(value, (int, float)) and not isinstance(value, bool)
    return {name: np.float64(v) if is_number(v) else v for name, v in options.items()}


def start_of(case: Case, w: Array) -> dict[str, Any]:
    """The state before the first step."""
    start = {"shares": 1.0, "step": case["optimizer"]["learning_rate"]}
    parts = [part for part in OPTIMIZERS.get(case["optimizer"]["name"], ()) if part != "move"]
    return {p: 1.0 if p.endswith("_power") else 0 * w + start.get(p, 0.0) for p in parts}


def layer_function(names: Any, which: int) -> Callable[..., Any]:
    """The activation of a layer, or its slope, as a function of Z and A."""
    entry = names.layer["activation"]
    alpha = ALPHA.get(name_of(entry)) if isinstance(entry, str) else entry.get("alpha")
    alpha = ALPHA.get(name_of(entry)) if alpha is None else alpha
    text = ACTIVATIONS[name_of(entry)][which]
    if not text:
        raise NotApplicable
    known = {"alpha": alpha, "scale": SELU_SCALE}
    return lambda Z, A=None: value_of(text, {"Z": Z, "A": A, **known})


def back(names: Any) -> Callable[..., Any]:
    """dA times the derivative at Z, or at A = f(Z)."""
    if name_of(names.layer["activation"]) == "softmax":
        return lambda dA, Z, A: value_of(BACK, {"dA": dA, "Z": Z, "A": A})
    slope = layer_function(names, 1)
    return lambda dA, Z, A: dA * slope(Z, A)
