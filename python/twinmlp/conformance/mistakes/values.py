"""The names that lines use, each with where a step has its value; `names` are those at a
quantity of a layer."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from ..bits.tables import SELU_SCALE
from . import autograd, streams
from . import moment as of
from .order import changes_gradient
from .step import ALPHA, FUSED, name_of

Array = np.ndarray
Names = Any
Find = Callable[[Names], Any]


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
    return of.cached(names.moment, name, found)


def weight(names: Names, rows: Any) -> Any:
    """The weights of rows as a column, 1 where there are none."""
    known = data(names, "sample_weight")
    return np.ones((len(rows), 1)) if known is None else known[rows][:, np.newaxis]


def arrays(names: Names) -> list[tuple[int, str]]:
    """Layer and name of all parameters, in their order."""
    layers = names.case["network"]["layers"]
    both = [(l, name) for l in range(len(layers)) for name in ("W", "b")]
    return [(l, name) for l, name in both if name == "W" or layers[l].get("bias", True)]


def over_parameters(name: str, change: Callable[[Array], Array]) -> Callable[[Names], Any]:
    """The sum over all W, or all b."""

    def total(names: Names) -> Any:
        values = [of.before(names.moment, l, name) for l in range(len(names.moment.now))]
        return sum(change(value).sum() for value in values if value is not None)

    return total


def batch_size(names: Names) -> int:
    return names.case["training"].get("batch_size") or names["all_rows"]


def is_mean(names: Names) -> bool:
    return names.case["loss"].get("reduction", "sum") == "mean"


def row_count(names: Names) -> int:
    """The rows of the step; of a loss of all rows, all of them."""
    whole = names.quantity in ("losses", "final loss")
    return names["all_rows"] if whole else len(names.moment.rows)


def uniforms(names: Names) -> Any:
    return None if names.moment.uniforms is None else names.moment.uniforms[names.l]


def limit(names: Names) -> Any:
    return next(iter((names.case.get("clipping") or {}).values()), None)


def alpha(names: Names) -> Any:
    """The alpha of the layer's activation; None where it has none."""
    entry = names.layer["activation"]
    usual = ALPHA.get(name_of(entry))
    return usual if isinstance(entry, str) else entry.get("alpha", usual)


RECORDED = ("u", "norm", "loss_before")  # of these: not of the case
SIMPLE: dict[str, Callable[[Names], Any]] = {
    # the case
    "loss_name": lambda n: n.case["loss"]["name"],
    "optimizer": lambda n: n.case["optimizer"]["name"],
    "activation": lambda n: name_of(n.layer["activation"]),
    "alpha": alpha,
    "scale": lambda n: SELU_SCALE,
    "schedule": lambda n: (n.case["optimizer"].get("schedule") or {"name": "none"})["name"],
    "clipped_by": lambda n: next(iter(n.case.get("clipping") or {}), "none"),
    "epsilon_mode": lambda n: of.options_of(n.case).get("epsilon_mode"),
    "fused": lambda n: n.case["loss"]["name"] in FUSED,
    "penalized": lambda n: of.cached(n.moment, "penalized", lambda: of.is_penalized(n.case)),
    "on_b": lambda n: float(of.penalty_of(n)["biases"]),
    "weighted": lambda n: n.case["data"].get("sample_weight") is not None,
    "delta": lambda n: np.float64(n.case["loss"].get("delta", 1.0)),
    "base_rate": lambda n: np.float64(n.case["optimizer"]["learning_rate"]),
    "case_l1": lambda n: of.penalty_of(n)["l1"],
    "case_l2": lambda n: of.penalty_of(n)["l2"],
    "limit": limit,
    "seed": lambda n: n.case["training"].get("seed", 42),
    "all_rows": lambda n: len(n.case["data"]["y"]),
    "outputs": lambda n: len(n.case["data"]["y"][0]),
    "usual_divisor": lambda n: n["n"] if is_mean(n) else 1,
    "batch_size": batch_size,
    "batch_number": lambda n: n.moment.step % -(-n["all_rows"] // n["batch_size"]),
    "epoch_ends": lambda n: (n.moment.step + 1) % -(-n["all_rows"] // n["batch_size"]) == 0,
    "epoch_begins": lambda n: n.moment.step > 0 and n["batch_number"] == 0,
    "mean_loss": is_mean,
    "has_frozen": lambda n: bool(n.case.get("masks")),
    "handed_other": lambda n: of.cached(n.moment, "other", lambda: changes_gradient(n.case)),
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
    "weights_of_all": lambda n: np.asarray(n.case["data"]["sample_weight"])[:, np.newaxis],
    "first_weights": lambda n: n["weights_of_all"][: n["n"]],
    "sizes_W": over_parameters("W", np.abs),
    "sizes_b": over_parameters("b", np.abs),
    "squares_W": over_parameters("W", np.square),
    "loss_before": lambda n: n.moment.earlier and n.moment.earlier.numbers.get("loss"),
    "squares_of_last": lambda n: (of.before(n.moment, -1, "W") ** 2).sum(),
    "squares_of_first": lambda n: (of.before(n.moment, 0, "W") ** 2).sum(),
    "norms_W": over_parameters("W", lambda w: np.sqrt((w * w).sum())),
    "squares_b": over_parameters("b", np.square),
    "squares_of_all": lambda n: sum(n["squares_of_each"]),
    "squares_of_each": lambda n: n.squares_of(lambda l, name: True),
    "size_of_all": lambda n: sum(np.size(of.before(n.moment, *place)) for place in arrays(n)),
    "array_count": lambda n: len(arrays(n)),
    "array_place": lambda n: arrays(n).index((n.l, n.parameter)) + 1,
    "norm_of_all": lambda n: np.sqrt(sum(n.squares_of(lambda l, name: True))),
    "norm_of_W": lambda n: np.sqrt(sum(n.squares_of(lambda l, name: name == "W"))),
    "norm_of_layer": lambda n: np.sqrt(sum(n.squares_of(lambda l, name: l == n.l))),
    "all_of_them": lambda n: np.arange(n["all_rows"]),
    "one_row": lambda n: np.array([n.moment.step % n["all_rows"]]),
    "loss_after_update": lambda n: n.loss_of(n.moment.after, n.moment.rows),
    "loss_of_all_rows": lambda n: n.loss_of(n.moment.before, n["all_of_them"]),
    # the layer
    "is_last": lambda n: n.l == len(n.moment.now) - 1,
    "layer": lambda n: n.l,
    "drop": lambda n: n.layer.get("dropout") or None,
    "largest_drop": lambda n: (
        max(layer.get("dropout", 0) for layer in n.case["network"]["layers"]) or None
    ),
    "drop_below": lambda n: n.case["network"]["layers"][n.l - 1].get("dropout") if n.l else None,
    "u": uniforms,
    "f": lambda n: of.cached(n.moment, ("f", n.l), lambda: of.layer_function(n, 0)),
    "slope": lambda n: of.layer_function(n, 1)(n["Z"], n["A"]),
    "df": lambda n: of.cached(n.moment, ("df", n.l), lambda: of.layer_function(n, 1)),
    "back": lambda n: of.cached(n.moment, ("back", n.l), lambda: of.back(n)),
    "A_in": inputs,
    "W": lambda n: of.before(n.moment, n.l, "W"),
    "b": lambda n: of.before(n.moment, n.l, "b"),
    "B": lambda n: of.no_bias(of.before(n.moment, n.l, "b")),
    "W_updated": lambda n: n["W"] - n["rate"] * n["dW"],
    # derivatives that follow, and other streams
    **autograd.WORDS_OF_LAYER,
    **{name: lambda n, f=f: lambda *a, **k: f(n, *a, **k) for name, f in streams.WORDS.items()},
}
