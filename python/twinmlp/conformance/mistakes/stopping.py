"""Known mistakes in what is set aside, and in when a run ends: each is a whole run by other rules, in plain floats."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ...trace.quantities import Quantity, quantities
from ..bits import run as scalar_run
from ..bits.stopping import RULES, Rules, split
from .mistake import Fit

Case = dict[str, Any]
LARGEST = 10**6  # epochs times samples times weights; a larger run takes too long by every rule


class Mistake(NamedTuple):
    """One row: the rules of the mistaken run, what its training says otherwise, and the quantities where it shows first."""

    code: str
    on: tuple[str, ...]
    says: str
    mend: str
    rules: Rules = RULES
    training: dict[str, Any] = {}


def count(case: Case, n: int) -> int:
    """How many rows are set aside."""
    return int(np.ceil(case["training"]["validation_fraction"] * n))


def other_end(case: Case, n: int, draws: Any) -> Any:
    """The last rows of the permutation are set aside, the first trained on."""
    trained, tested = split(case, n, draws)
    rows = tested + trained
    return rows[: n - len(tested)], rows[n - len(tested) :]


def first_rows(case: Case, n: int, draws: Any) -> Any:
    """The first rows as they stand are set aside."""
    return list(range(count(case, n), n)), list(range(count(case, n)))


def last_rows(case: Case, n: int, draws: Any) -> Any:
    """The last rows as they stand are set aside."""
    return list(range(n - count(case, n))), list(range(n - count(case, n), n))


def rounded_down(case: Case, n: int, draws: Any) -> Any:
    """One row less is set aside, where the fraction is not a whole number of rows."""
    trained, tested = split(case, n, draws)
    fewer = int(np.floor(case["training"]["validation_fraction"] * n))
    return tested[fewer:] + trained, tested[:fewer]


def all_trained(case: Case, n: int, draws: Any) -> Any:
    """All rows are trained on, in their order."""
    return list(range(n)), split(case, n, draws)[1]


SPLIT = "Of the training stream's first permutation(n) the first ceil(fraction n) rows are set aside; the rest, in that order, is trained on."
BEST = "A row is the best if it is the first, or its value < (best value - min_delta)."
OVER = "Training stops before epoch k when k - best >= patience, rows and epochs counted from 0."
LAST = "A step without a gradient above the threshold ends the run, and its update is not made."

SEEN, ENDS = ("rows", "losses", "validation_losses"), ("stopping",)
FINAL, LAST_STEP = ("final loss", "final W", "final b"), ("W", "b", "state")

MISTAKES = [
    Mistake(
        "SPLIT_OTHER_END",
        SEEN,
        "the samples are set aside from the other end of the permutation",
        SPLIT,
        RULES._replace(split=other_end),
    ),
    Mistake(
        "SPLIT_FIRST_ROWS",
        SEEN,
        "the first samples as they stand are set aside",
        SPLIT,
        RULES._replace(split=first_rows),
    ),
    Mistake(
        "SPLIT_LAST_ROWS",
        SEEN,
        "the last samples as they stand are set aside (Keras)",
        SPLIT,
        RULES._replace(split=last_rows),
    ),
    Mistake(
        "SPLIT_ROUNDED_DOWN",
        SEEN,
        "the number of samples set aside is rounded down",
        SPLIT,
        RULES._replace(split=rounded_down),
    ),
    Mistake(
        "SPLIT_TRAINED_ON",
        SEEN,
        "what is set aside is trained on as well",
        SPLIT,
        RULES._replace(split=all_trained),
    ),
    Mistake(
        "SPLIT_STREAM_ANEW",
        SEEN,
        "the stream begins again after the split",
        "The split is the first that the one training stream draws.",
        RULES._replace(drawn_anew=True),
    ),
    Mistake(
        "VALIDATION_PENALIZED",
        ("validation_losses",),
        "the penalty is in the validation loss",
        "The validation loss is without the penalty.",
        RULES._replace(validation=lambda loss, penalized: penalized),
    ),
    Mistake(
        "MIN_DELTA_IGNORED",
        ENDS,
        "any improvement counts, not only one of more than min_delta",
        BEST,
        RULES._replace(better=lambda value, best, min_delta: value < best),
    ),
    Mistake(
        "MIN_DELTA_ADDED",
        ENDS,
        "a row that is worse by less than min_delta counts as an improvement",
        BEST,
        RULES._replace(better=lambda value, best, min_delta: value < best + min_delta),
    ),
    Mistake(
        "PATIENCE_ONE_MORE",
        ENDS,
        "patience lasts one epoch too long",
        OVER,
        RULES._replace(over=lambda row, best, patience: row - best > patience),
    ),
    Mistake(
        "PATIENCE_ONE_LESS",
        ENDS,
        "patience ends one epoch too early",
        OVER,
        RULES._replace(over=lambda row, best, patience: row - best >= patience - 1),
    ),
    Mistake(
        "PATIENCE_IGNORED",
        ENDS,
        "patience does not end the run",
        OVER,
        RULES._replace(over=lambda row, best, patience: False),
    ),
    Mistake(
        "TRAINING_LOSS_MONITORED",
        ENDS,
        "the loss is monitored, not the validation loss",
        "With validation, patience looks at the validation loss.",
        RULES._replace(monitored=lambda loss, validation: loss),
    ),
    Mistake(
        "NOT_RESTORED",
        FINAL,
        "the last row's parameters, not the best one's",
        "With restore_best the result is the best row's network and its loss.",
        training={"restore_best": False},
    ),
    Mistake(
        "RESTORED",
        FINAL,
        "the best row's parameters, not the last one's",
        "Without restore_best the result is the last row's.",
        training={"restore_best": True},
    ),
    Mistake(
        "LAST_UPDATE_MADE",
        LAST_STEP,
        "the update of the step that ends the run is made",
        LAST,
        RULES._replace(last_update=True),
    ),
    Mistake(
        "THRESHOLD_IGNORED",
        (*LAST_STEP, "stopping"),
        "the threshold does not end the run",
        LAST,
        RULES._replace(small=lambda size, threshold: False),
    ),
]


def with_rules(case: Case, parameters: list[Case], given: Case, findings: list[Any]) -> list[Any]:
    """The findings of a watched run, each with the mistakes of this page that fit before all others.

    Those come first whose run is the trace's in most places.
    """
    training = case["training"]
    watched = any(
        training.get(name) is not None for name in ("validation_fraction", "patience", "threshold")
    )
    if not findings or not watched:
        return findings
    full = in_full(case, parameters)
    if not scalar_run.supports(full) or size_of(full) > LARGEST:
        return findings
    right, own = places(scalar_run.run(full)), places(given)
    runs = [
        (mistake, found) for mistake in MISTAKES if (found := run_by(mistake, full)) is not None
    ]
    runs.sort(
        key=lambda pair: -sum(same(entry, pair[1].get(place)) for place, entry in own.items())
    )
    return [
        finding._replace(fits=[*fits(finding.difference.entry, runs, right), *finding.fits])
        for finding in findings
    ]


def in_full(case: Case, parameters: list[Case]) -> Case:
    """The case with its defaults and its starting parameters written out."""
    training = {
        "batch_size": None,
        "order": "sequential",
        "seed": 42,
        "generator": "numpy",
        **case["training"],
    }
    given = [
        {
            name: None if layer[name] is None else np.asarray(layer[name]).tolist()
            for name in ("W", "b")
        }
        for layer in parameters
    ]
    return {
        **case,
        "training": training,
        "parameters": given,
        "loss": {"reduction": "sum", **case["loss"]},
    }


def size_of(case: Case) -> int:
    """How long one run takes."""
    weights = sum(layer["inputs"] * layer["units"] for layer in case["network"]["layers"])
    return case["training"]["epochs"] * len(case["data"]["X"]) * weights


def run_by(mistake: Mistake, case: Case) -> dict[Any, Quantity] | None:
    """What a run with a mistake has at every place, or None where the mistake cannot be made."""
    try:
        return places(
            scalar_run.run(
                {**case, "training": {**case["training"], **mistake.training}}, mistake.rules
            )
        )
    except (KeyError, ZeroDivisionError, OverflowError, IndexError, ValueError):
        return None


def places(run: Case) -> dict[Any, Quantity]:
    """The entries of a run by their places."""
    return {entry[:4]: entry for entry in quantities(run)}


def fits(
    entry: Quantity, runs: list[tuple[Mistake, dict[Any, Quantity]]], right: dict[Any, Quantity]
) -> list[Fit]:
    """The mistakes that give the value of an entry, and not the right one."""
    return [
        Fit(mistake.code, mistake.says, mistake.mend)
        for mistake, run in runs
        if same(entry, run.get(entry[:4])) and not same(right.get(entry[:4]), run.get(entry[:4]))
    ]


def same(entry: Quantity | None, other: Quantity | None) -> bool:
    """Whether two entries hold the same numbers, as far as doubles go."""
    if entry is None or other is None:
        return False
    a, b = np.asarray(entry.values, dtype=float), np.asarray(other.values, dtype=float)
    return a.shape == b.shape and bool(
        np.all(np.abs(a - b) <= 1e-10 * np.max(np.abs(b), initial=0.0))
    )
