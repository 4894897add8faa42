"""Known mistakes in what is set aside, and in when a run ends: each is a whole run by other
rules, in plain floats."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...trace.quantities import Quantity, quantities
from ..bits import run as scalar_run
from ..bits.stopping import RULES, Rules, split
from .table import Fit, Mistake, all_mistakes

Case = dict[str, Any]
Layers = list[Case]
Run = dict[Any, Quantity]  # the entries of a run by their places
LARGEST = 10**6  # epochs times samples times weights; a larger run takes too long by every rule


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


def not_stratified(case: Case, n: int, draws: Any) -> Any:
    """The first rows of the permutation are set aside, whatever their class."""
    return split({**case, "training": {**case["training"], "stratify": False}}, n, draws)


def all_trained(case: Case, n: int, draws: Any) -> Any:
    """All rows are trained on, in their order."""
    return list(range(n)), split(case, n, draws)[1]


# code -> the rules of the mistaken run
RULES_OF: dict[str, Rules] = {
    "SPLIT_OTHER_END": RULES._replace(split=other_end),
    "SPLIT_FIRST_ROWS": RULES._replace(split=first_rows),
    "SPLIT_LAST_ROWS": RULES._replace(split=last_rows),
    "SPLIT_ROUNDED_DOWN": RULES._replace(split=rounded_down),
    "SPLIT_NOT_STRATIFIED": RULES._replace(split=not_stratified),
    "SPLIT_TRAINED_ON": RULES._replace(split=all_trained),
    "SPLIT_STREAM_ANEW": RULES._replace(drawn_anew=True),
    "VALIDATION_PENALIZED": RULES._replace(validation=lambda loss, penalized: penalized),
    "MIN_DELTA_IGNORED": RULES._replace(better=lambda value, best, min_delta: value < best),
    "MIN_DELTA_ADDED": RULES._replace(better=lambda value, best, delta: value < best + delta),
    "PATIENCE_ONE_MORE": RULES._replace(over=lambda row, best, patience: row - best > patience),
    "PATIENCE_ONE_LESS": RULES._replace(over=lambda row, best, patience: row - best > patience - 2),
    "PATIENCE_IGNORED": RULES._replace(over=lambda row, best, patience: False),
    "TRAINING_LOSS_MONITORED": RULES._replace(monitored=lambda loss, validation: loss),
    "LAST_UPDATE_MADE": RULES._replace(last_update=True),
    "THRESHOLD_IGNORED": RULES._replace(small=lambda size, threshold: False),
}
# code -> what its training says otherwise
TRAINING_OF: dict[str, dict[str, Any]] = {
    "NOT_RESTORED": {"restore_best": False},
    "RESTORED": {"restore_best": True},
}


def with_rules(case: Case, parameters: Layers, recorded: Case, findings: list[Any]) -> list[Any]:
    """The findings of a run that may end early, each with the mistakes of this page that fit
    before all others.

    Those come first whose run is the trace's in most places.
    """
    of_end = ("validation_fraction", "patience", "threshold")
    monitored = any(case["training"].get(name) is not None for name in of_end)
    if not findings or not monitored:
        return findings
    full = in_full(case, parameters)
    if not scalar_run.supports(full) or size_of(full) > LARGEST:
        return findings
    right, own = places(scalar_run.run(full)), places(recorded)
    rules = [mistake for mistake in all_mistakes() if "rule" in mistake.tags]
    runs = [(mistake, found) for mistake in rules if (found := run_by(mistake, full)) is not None]
    count = lambda run: sum(same(entry, run.get(place)) for place, entry in own.items())
    runs.sort(key=lambda pair: -count(pair[1]))
    of_rules = lambda finding: fits(finding.difference.entry, runs, right)
    return [one._replace(fits=[*of_rules(one), *one.fits]) for one in findings]


def in_full(case: Case, parameters: Layers) -> Case:
    """The case with its defaults and its starting parameters written out."""
    usual = {"batch_size": None, "order": "sequential", "seed": 42, "generator": "numpy"}
    training, loss = {**usual, **case["training"]}, {"reduction": "sum", **case["loss"]}
    listed = lambda value: None if value is None else np.asarray(value).tolist()
    drawn = [{name: listed(layer[name]) for name in ("W", "b")} for layer in parameters]
    return {**case, "training": training, "parameters": drawn, "loss": loss}


def size_of(case: Case) -> int:
    """How long one run takes."""
    weights = sum(layer["inputs"] * layer["units"] for layer in case["network"]["layers"])
    return case["training"]["epochs"] * len(case["data"]["X"]) * weights


def run_by(mistake: Mistake, case: Case) -> Run | None:
    """What a run with a mistake has at every place, or None where the mistake cannot be made."""
    try:
        training = {**case["training"], **TRAINING_OF.get(mistake.code, {})}
        rules = RULES_OF.get(mistake.code, RULES)
        return places(scalar_run.run({**case, "training": training}, rules))
    except (KeyError, ZeroDivisionError, OverflowError, IndexError, ValueError):
        return None


def places(run: Case) -> Run:
    """The entries of a run by their places."""
    return {entry[:4]: entry for entry in quantities(run)}


def fits(entry: Quantity, runs: list[tuple[Mistake, Run]], right: Run) -> list[Fit]:
    """The mistakes that give the value of an entry, and not the right one."""
    at = lambda run: run.get(entry[:4])
    giving = (m for m, run in runs if same(entry, at(run)) and not same(at(right), at(run)))
    return [Fit(mistake.code, mistake.says, mistake.mend) for mistake in giving]


def same(entry: Quantity | None, other: Quantity | None) -> bool:
    """Whether two entries hold the same numbers, as far as doubles go."""
    if entry is None or other is None:
        return False
    a, b = np.asarray(entry.values, dtype=float), np.asarray(other.values, dtype=float)
    return a.shape == b.shape and bool(
        np.all(np.abs(a - b) <= 1e-10 * np.max(np.abs(b), initial=0.0))
    )
