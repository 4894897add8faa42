"""The names that the lines of a step are made from, each found where a step has it, and how a quantity is evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, NamedTuple

import numpy as np

from . import streams
from .step import (
    ACTIVATIONS,
    ALPHA,
    BACK,
    FUSED,
    OPTIMIZERS,
    OPTIONS,
    RAW,
    SELU_SCALE,
    TIMES,
    lines,
    name_of,
)
from .words import WORDS, NotApplicable, lines_of, value_of

Array = np.ndarray
Case = dict[str, Any]
Layers = list[dict[str, Any]]


class Patch(NamedTuple):
    """Changed lines, the quantities in which they are changed, and the condition under which they can be.

    `owners` are all quantities that the lines are of, if they are changed in some of them only.
    """

    text: str
    quantities: tuple[str, ...]
    when: str = "True"
    owners: tuple[str, ...] = ()


@dataclass
class Moment:
    """One training step, as far as it is known: W, b and state before it, and the quantities of every layer."""

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
    kept: dict[Any, Any] = field(default_factory=dict)


# Values of a place, which only a trace that is held against a run has.
OF_PLACE = ("right", "own", "bound", "true", "true_before", "true_after", "own_before")
OF_PLACE += ("true_below", "true_above", "final_loss", "last_loss", "start_value", "last_value")
OF_LAYER = ("Z", "A", "mask", "D", "dA", "dZ", "dW", "db", "gW", "gb")
PARTS = {part for parts in OPTIMIZERS.values() for part in parts if part != "move"}
OF_OPTIMIZER = {name for options in OPTIONS.values() for name in options} | {"weight_decay"}
# A schedule's options with the names of other things are `decay_by` and `drop_by` in its lines.
RENAMED = {"decay_by": "decay", "drop_by": "drop"}


class Names(dict[str, Any]):
    """The names at a quantity of layer l (counted from 0), found when they are asked for."""

    def __init__(self, moment: Moment, l: int, quantity: str, patch: Patch | None = None) -> None:
        self.moment, self.l, self.quantity, self.patch = moment, l, quantity, patch
        self.case: Case = moment.case
        self.layer: dict[str, Any] = self.case["network"]["layers"][l]

    def __missing__(self, name: str) -> Any:
        value = self.find(name)
        if value is None:
            raise NotApplicable(name)
        self[name] = value
        return value

    def find(self, name: str) -> Any:
        """The value of a name; None where it is not known; a KeyError where there is no such name."""
        if name in WORDS:
            raise KeyError(name)
        if name in SIMPLE:
            return SIMPLE[name](self)
        if name in OF_LAYER:
            return self.moment.now[self.l].get(name)
        if name in OF_PLACE:
            return None
        if name in OF_PARAMETER or name in PARTS or name in OF_OPTIMIZER:
            return self.of_parameter(name)
        if name in TIMES or name in RENAMED:
            return self.of_schedule(name)
        base, _, suffix = name.rpartition("_")
        if suffix == "before" and base in PARTS:
            return self.state(base, True)
        if suffix in ("below", "above", "last"):
            l = {"below": self.l - 1, "above": self.l + 1, "last": len(self.moment.now) - 1}[suffix]
            return self.at(l)[base] if 0 <= l < len(self.moment.now) else None
        if suffix == "earlier":
            earlier = self.moment.earlier
            if earlier is None:
                raise NotApplicable(name)
            return Names(earlier, self.l, self.quantity)[base]
        if suffix == "after" and base in ("W", "b", "B"):
            after = self.moment.after
            if after is None:
                raise NotApplicable(name)
            return no_bias(after[self.l]["b"]) if base == "B" else after[self.l][base]
        raise KeyError(name)

    def at(self, l: int) -> "Names":
        """The names at the same quantity of another layer."""
        return Names(self.moment, l, self.quantity, self.patch)

    def of_schedule(self, name: str) -> Any:
        """An option of the schedule."""
        schedule = self.case["optimizer"].get("schedule")
        name = RENAMED.get(name, name)
        return None if schedule is None else as_doubles({**TIMES, **schedule})[name]

    @property
    def parameter(self) -> str:
        """W or b, at a quantity of one of them."""
        return self.quantity.split(".")[0][-1]

    def of_parameter(self, name: str) -> Any:
        """A name of the update of W or b."""
        if self.quantity.split(".")[0] not in ("W", "b", "gW", "gb"):
            return None
        if name in OF_PARAMETER:
            return OF_PARAMETER[name](self)
        if name in PARTS:
            found = self.state(name, False)
            if found is not None or name not in OF_OPTIMIZER:
                return found
        return kept(self.moment, "options", lambda: options_of(self.case)).get(name)

    def state(self, part: str, before: bool) -> Any:
        """A part of the state: as this step leaves it, where it comes before the quantity; else as it was."""
        parts = [name for name in OPTIMIZERS.get(self.case["optimizer"]["name"], ())]
        if part not in parts:
            return None
        here = (self.quantity.split(".")[1:] or ["move"])[0]
        if not before and parts.index(part) < parts.index(here):
            after = self.moment.now[self.l].get("state", {}).get(self.parameter, {})
            return after.get(part)
        known = (self.moment.before[self.l].get("state") or {}).get(self.parameter)
        if known is None and self.moment.step == 0:
            known = start_of(self.case, self.moment.before[self.l][self.parameter])
        return None if known is None else known.get(part)


def kept(moment: Moment, key: Any, find: Callable[[], Any]) -> Any:
    """What is the same in all steps of a run, found once."""
    if key not in moment.kept:
        moment.kept[key] = find()
    return moment.kept[key]


def options_of(case: Case) -> dict[str, Any]:
    """The options of a case's optimizer."""
    optimizer = case["optimizer"]
    decay = 0.01 if optimizer["name"] == "adamw" else 0.0
    return as_doubles({"weight_decay": decay, **OPTIONS[optimizer["name"]], **optimizer})


def as_doubles(options: dict[str, Any]) -> dict[str, Any]:
    """Options whose numbers can be divided by, also where they are 0."""
    is_number = lambda value: isinstance(value, (int, float)) and not isinstance(value, bool)
    return {name: np.float64(v) if is_number(v) else v for name, v in options.items()}


def start_of(case: Case, w: Array) -> dict[str, Any]:
    """The state before the first step."""
    start = {"beta1_power": 1.0, "beta2_power": 1.0, "step": case["optimizer"]["learning_rate"]}
    parts = [part for part in OPTIMIZERS.get(case["optimizer"]["name"], ()) if part != "move"]
    return {p: start[p] if p.endswith("power") else 0 * w + start.get(p, 0.0) for p in parts}


def layer_function(names: Names, which: int) -> Callable[..., Any]:
    """The activation of a layer, or its slope, as a function of Z and A."""
    entry = names.layer["activation"]
    alpha = ALPHA.get(name_of(entry)) if isinstance(entry, str) else entry.get("alpha")
    alpha = ALPHA.get(name_of(entry)) if alpha is None else alpha
    text = ACTIVATIONS[name_of(entry)][which]
    if not text:
        raise NotApplicable
    known = {"alpha": alpha, "scale": SELU_SCALE}
    return lambda Z, A=None: value_of(text, {"Z": Z, "A": A, **known})


def back(names: Names) -> Callable[..., Any]:
    """dA times the derivative at Z, or at A = f(Z)."""
    if name_of(names.layer["activation"]) == "softmax":
        return lambda dA, Z, A: value_of(BACK, {"dA": dA, "Z": Z, "A": A})
    slope = layer_function(names, 1)
    return lambda dA, Z, A: dA * slope(Z, A)


def inputs(names: Names) -> Any:
    """What a layer is handed: X, or A or D of the layer below."""
    if names.l == 0:
        return names["X"]
    below, rate = names.at(names.l - 1), names.case["network"]["layers"][names.l - 1].get("dropout")
    return below["D"] if rate else below["A"]


def data(names: Names, name: str) -> Any:
    """X, y or the weights of all samples."""
    values = names.case["data"].get(name)
    found = lambda: None if values is None else np.asarray(values, dtype=float)
    return kept(names.moment, name, found)


def weight(names: Names, rows: Any) -> Any:
    """The weights of rows as a column, 1 where there are none."""
    known = data(names, "sample_weight")
    return np.ones((len(rows), 1)) if known is None else known[rows][:, np.newaxis]


def kept_of(names: Names) -> list[tuple[int, str, Array]]:
    """Layer, W or b, and the gradient before clipping, of all parameters; with the patch, if it is on the norm."""
    patch = names.patch if names.patch and names.quantity in names.patch.quantities else None
    found = []
    for l in range(len(names.moment.before)):
        for name in ("W", "b"):
            if before(names.moment, l, name) is not None:
                on = patch and Patch(only_lines(patch.text, RAW), ("g" + name,))
                here = Names(names.moment, l, "g" + name)
                found.append((l, name, evaluated(here, lines_of(RAW), on)))
    return found


def only_lines(text: str, right: str) -> str:
    """The lines of a text that give names of the right lines."""
    known = {target for target, _ in lines_of(right)}
    return ";".join(f"{target} = {line}" for target, line in lines_of(text) if target in known)


def norm_of(names: Names, chosen: Callable[[int, str], bool]) -> Any:
    """The norm of some gradients together."""
    return np.sqrt(sum((g * g).sum() for l, name, g in kept_of(names) if chosen(l, name)))


def before(moment: Moment, l: int, name: str) -> Any:
    """W or b before the step; None for the b of a layer without."""
    if name not in moment.before[l]:
        raise NotApplicable(name)
    return moment.before[l][name]


def penalty(names: Names, name: str) -> float:
    """l1 or l2 of the case."""
    return np.float64((names.case.get("penalty") or {}).get(name, 0.0))


def over_parameters(name: str, change: Callable[[Array], Array]) -> Callable[[Names], Any]:
    """The sum over all W, or all b."""

    def total(names: Names) -> Any:
        values = [before(names.moment, l, name) for l in range(len(names.moment.now))]
        return sum(change(value).sum() for value in values if value is not None)

    return total


def trained(names: Names) -> Any:
    """1 where a parameter is trained, 0 where it is frozen."""
    masks = names.case.get("masks")
    known = (masks[names.l] if masks else {}).get(names.parameter)
    key = "trained", names.l, names.parameter
    return kept(names.moment, key, lambda: 1.0 if known is None else np.asarray(known, dtype=float))


def batch_size(names: Names) -> int:
    return names.case["training"].get("batch_size") or names["all_rows"]


def is_mean(names: Names) -> bool:
    return names.case["loss"].get("reduction", "sum") == "mean"


def row_count(names: Names) -> int:
    """The rows of the step; of a loss of all rows, all of them."""
    whole = names.quantity in ("losses", "final loss")
    return names["all_rows"] if whole else len(names.moment.rows)


def no_bias(value: Any) -> Any:
    """0 for the b of a layer without."""
    return 0.0 if value is None else value


def uniforms(names: Names) -> Any:
    return None if names.moment.uniforms is None else names.moment.uniforms[names.l]


def limit(names: Names) -> Any:
    return next(iter((names.case.get("clipping") or {}).values()), None)


def gradient_of(names: Names) -> Any:
    """The gradient of a parameter that the optimizer is handed."""
    here = names.moment.now[names.l]
    return here.get(("g" if names["handed_other"] else "d") + names.parameter)


def loss_of(names: Names, layers: Layers | None, rows: Array) -> Any:
    """J of some rows, with other parameters, without dropout."""
    if layers is None:
        raise NotApplicable
    moment = Moment(names.case, names.moment.step, 0, rows, layers, [{} for _ in layers])
    for l in range(len(layers)):
        for name in ("Z", "A"):
            moment.now[l][name] = evaluate(Names(moment, l, name))
        if names.case["network"]["layers"][l].get("dropout"):
            moment.now[l]["D"] = moment.now[l]["A"]
    return evaluate(Names(moment, len(layers) - 1, "loss"))


OF_PARAMETER: dict[str, Callable[[Names], Any]] = {
    "w": lambda n: before(n.moment, n.l, n.parameter),
    "d": lambda n: n.moment.now[n.l].get("d" + n.parameter),
    "g": gradient_of,
    "l1": lambda n: penalty(n, "l1") if n.parameter == "W" else 0.0,
    "l2": lambda n: penalty(n, "l2") if n.parameter == "W" else 0.0,
    "decay": lambda n: n["weight_decay"] if n.parameter == "W" else 0.0,
    "case_decay": lambda n: n["weight_decay"],
    "options": lambda n: {},  # a line that gives options or state anew gives each of them
    "state": lambda n: {},
    "default_options": lambda n: as_doubles(OPTIONS[n.case["optimizer"]["name"]]),
    "state_before": lambda n: {part: n[part + "_before"] for part in start_of(n.case, n["w"])},
    "trained": trained,
    "is_W": lambda n: float(n.parameter == "W"),
}
SIMPLE: dict[str, Callable[[Names], Any]] = {
    # the case
    "loss_name": lambda n: n.case["loss"]["name"],
    "optimizer": lambda n: n.case["optimizer"]["name"],
    "activation": lambda n: name_of(n.layer["activation"]),
    "own_alpha": lambda n: (
        n.layer["activation"].get("alpha") if isinstance(n.layer["activation"], dict) else None
    ),
    "schedule": lambda n: (n.case["optimizer"].get("schedule") or {"name": "none"})["name"],
    "clipped_by": lambda n: next(iter(n.case.get("clipping") or {}), "none"),
    "epsilon_mode": lambda n: options_of(n.case).get("epsilon_mode"),
    "fused": lambda n: n.case["loss"]["name"] in FUSED,
    "penalized": lambda n: any((n.case.get("penalty") or {}).values()),
    "weighted": lambda n: n.case["data"].get("sample_weight") is not None,
    "delta": lambda n: np.float64(n.case["loss"].get("delta", 1.0)),
    "base_rate": lambda n: np.float64(n.case["optimizer"]["learning_rate"]),
    "case_l1": lambda n: penalty(n, "l1"),
    "case_l2": lambda n: penalty(n, "l2"),
    "limit": limit,
    "seed": lambda n: n.case["training"].get("seed", 42),
    "all_rows": lambda n: len(n.case["data"]["y"]),
    "outputs": lambda n: len(n.case["data"]["y"][0]),
    "usual_divisor": lambda n: n["n"] if is_mean(n) else 1,
    "batch_size": batch_size,
    "mean_loss": is_mean,
    "has_frozen": lambda n: bool(n.case.get("masks")),
    "handed_other": lambda n: bool(n.case.get("clipping") or n.case.get("masks")) or n["penalized"],
    # the step
    "step_number": lambda n: n.moment.step,
    "epoch_number": lambda n: n.moment.epoch,
    "batch": lambda n: n.moment.rows,
    "n": row_count,
    "divisor": lambda n: n["n"] if is_mean(n) else 1,
    "rate": lambda n: n.moment.numbers.get("learning_rate", n["base_rate"]),
    "norm": lambda n: n.moment.numbers.get("gradient_norm"),
    "time": lambda n: float(
        n.moment.step
        if (n.case["optimizer"].get("schedule") or {}).get("by") == "step"
        else n.moment.epoch
    ),
    "time_of_case": lambda n: SIMPLE["time"](n),
    "X_of_all": lambda n: data(n, "X"),
    "y_of_all": lambda n: data(n, "y"),
    "X": lambda n: data(n, "X")[n.moment.rows],
    "y": lambda n: data(n, "y")[n.moment.rows],
    "weight": lambda n: weight(n, n.moment.rows),
    "first_weights": lambda n: np.asarray(n.case["data"]["sample_weight"])[: n["n"], np.newaxis],
    "sizes_W": over_parameters("W", np.abs),
    "sizes_b": over_parameters("b", np.abs),
    "squares_W": over_parameters("W", np.square),
    "squares_b": over_parameters("b", np.square),
    "squares_of_all": lambda n: norm_of(n, lambda l, name: True) ** 2,
    "norm_of_all": lambda n: norm_of(n, lambda l, name: True),
    "norm_of_W": lambda n: norm_of(n, lambda l, name: name == "W"),
    "norm_of_layer": lambda n: norm_of(n, lambda l, name: l == n.l),
    "all_of_them": lambda n: np.arange(n["all_rows"]),
    "one_row": lambda n: np.array([n.moment.step % n["all_rows"]]),
    "loss_after_update": lambda n: loss_of(n, n.moment.after, n.moment.rows),
    "loss_of_all_rows": lambda n: loss_of(n, n.moment.before, n["all_of_them"]),
    # the layer
    "is_last": lambda n: n.l == len(n.moment.now) - 1,
    "layer": lambda n: n.l,
    "drop": lambda n: n.layer.get("dropout") or None,
    "largest_drop": lambda n: (
        max(layer.get("dropout", 0) for layer in n.case["network"]["layers"]) or None
    ),
    "drop_below": lambda n: n.case["network"]["layers"][n.l - 1].get("dropout") if n.l else None,
    "u": uniforms,
    "f": lambda n: kept(n.moment, ("f", n.l), lambda: layer_function(n, 0)),
    "slope": lambda n: layer_function(n, 1)(n["Z"], n["A"]),
    "df": lambda n: kept(n.moment, ("df", n.l), lambda: layer_function(n, 1)),
    "back": lambda n: kept(n.moment, ("back", n.l), lambda: back(n)),
    "A_in": inputs,
    "W": lambda n: before(n.moment, n.l, "W"),
    "b": lambda n: before(n.moment, n.l, "b"),
    "B": lambda n: no_bias(before(n.moment, n.l, "b")),
    "W_updated": lambda n: n["W"] - n["rate"] * n["dW"],
    # other streams
    **{name: lambda n, f=f: lambda *a, **k: f(n, *a, **k) for name, f in streams.WORDS.items()},
}


def evaluated(names: Names, right: Any, patch: Patch | None) -> Any:
    """The value that lines give, with those of a patch in their places; other lines of the patch change inputs."""
    changed = dict(lines_of(patch.text)) if patch else {}
    own = {target for target, _ in right}
    last, place_right = right[-1][0], "right" in names and len(changed) == 1
    if changed:
        key = "besides", names.l, names.quantity, patch
        others = kept(names.moment, key, lambda: targets_besides(names, patch, own))
        for target, expression in lines_of(patch.text):
            if target not in own and target not in others and target != "value":
                found = value_of(expression, names)
                names.update(found if isinstance(found, dict) else {target: found})
    for target, expression in right:
        if target in changed:
            if "right" in changed[target] and not (place_right and target == last):
                names["right"] = value_of(expression, names)
            expression = changed[target]
        names[target] = value_of(expression, names)
    if "value" in changed:
        names.setdefault("right", names[last])
        return value_of(changed["value"], names)
    return names[last]


def targets_besides(names: Names, patch: Patch, own: set[str]) -> set[str]:
    """The names that a patch gives in its other quantities."""
    found = {target for target, _ in lines_of(RAW)} if names.quantity == "gradient_norm" else set()
    for quantity in patch.owners or patch.quantities:
        found |= {target for target, _ in lines_of(lines(names.case, names.l, quantity))}
    return found - own


def evaluate(names: Names) -> Any:
    """The value of a quantity, with its patch where that is on it and can be made; NotApplicable where it is not known."""
    key, patch = ("lines", names.l, names.quantity), names.patch
    right = kept(
        names.moment, key, lambda: lines_of(lines(*key_of(names))) or (("value", "right"),)
    )
    if patch and (names.quantity not in patch.quantities or not value_of(patch.when, names)):
        patch = None
    return evaluated(names, right, patch)


def key_of(names: Names) -> tuple[Case, int, str]:
    """What the lines of a quantity depend on."""
    return names.case, names.l, names.quantity
