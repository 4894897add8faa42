"""A trace held against the true run and against its own inputs: where it goes wrong first, where else, and why."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

import numpy as np

from ...trace.case import case_parts
from ...trace.compare import Comparison, Difference, compare_traces, difference_of
from ...trace.quantities import Quantity, quantities
from ..judge.states import RIGHT, is_wrong, roots, state_of
from ..mistakes.mistake import Fit
from ..mistakes.stopping import with_rules
from ..truth.reference import has_flint, starting_parameters, true_values, with_whole_numbers
from .diagnosis import diagnose
from .evidence import Run
from .local_check import Place, Record, judged_entries
from .read_trace import read_trace
from .recorded import starts


class Finding(NamedTuple):
    """One wrong value that nothing before it explains, and the known mistakes that do, likeliest first."""

    place: Place
    difference: Difference
    from_own_inputs: bool
    fits: list[Fit]


class Report(NamedTuple):
    """All that a check says: `states` has every place of the true run, in its order."""

    case: Record
    implementation: Record
    source: str
    resynced: bool
    comparison: Comparison
    states: dict[Place, str]
    findings: list[Finding]
    ignored: list[str]
    losses_wrong_from: int | None

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong and something was looked at."""
        return not self.findings and any(state == RIGHT for state in self.states.values())


@np.errstate(all="ignore")  # wrong values may be of any size
def check(case: Record, trace: Any, reference: Record | None = None) -> Report:
    """Hold a trace (as read from JSON, or as run_case gives it) against a case."""
    case_parts(case)
    case = with_whole_numbers(case)
    given, unknown = read_trace(listed(trace), case)
    golden, source = (reference, "given") if reference is not None else true_values(case)
    first = starting_parameters(case)
    run = Run(case, given, golden, first, starts(case, given["steps"], first), {})
    comparison = compare_traces(given, golden)
    resynced = has_flint()
    judged = dict(judgements(run)) if resynced else {}
    free = {entry[:4]: difference_of(entry, true) for entry, true in pairs(given, golden)}
    states = {entry[:4]: state_of(entry[:4], free, judged) for entry in quantities(golden)}
    recorded = {step["step"] for step in golden["steps"]}
    strangers = [
        f"step {step['step']}, which the case does not record"
        for step in given["steps"]
        if step["step"] not in recorded
    ]
    strangers += extra_trials(given, golden)
    findings = with_rules(
        case, first, given, all_findings(run, roots(states, judged), free, judged)
    )
    return Report(
        case,
        given["implementation"],
        source,
        resynced,
        comparison,
        states,
        ranked(findings),
        unknown + strangers,
        losses_wrong_from(given, golden),
    )


def extra_trials(given: Record, golden: Record) -> list[str]:
    """The trials that the true run does not make."""
    trials = lambda step: step.get("search", {}).get("trials", [])
    counts = {step["step"]: len(trials(step)) for step in golden["steps"]}
    return [
        f"step {step['step']}, trial {k}, which the true run does not make"
        for step in given["steps"]
        for k in range(counts.get(step["step"], len(trials(step))), len(trials(step)))
    ]


def listed(value: Any) -> Any:
    """Arrays as lists."""
    if isinstance(value, dict):
        return {name: listed(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return (
            [listed(item) for item in value]
            if any(isinstance(item, (dict, np.ndarray)) for item in value)
            else list(value)
        )
    return value.tolist() if isinstance(value, np.ndarray) else value


def pairs(given: Record, golden: Record) -> list[tuple[Quantity, Quantity]]:
    """The entries of a trace beside the true ones."""
    true = {entry[:4]: entry for entry in quantities(golden)}
    return [(entry, true[entry[:4]]) for entry in quantities(given) if entry[:4] in true]


def judgements(run: Run) -> Any:
    """Each place whose own inputs are there: the worst difference from what they should have given, and entry and reference."""
    with np.errstate(all="ignore"):
        for entry, reference in judged_entries(run.case, run.given, run.golden, run.first):
            yield entry[:4], (difference_of(entry, reference), reference)


def all_findings(
    run: Run, places: list[Place], free: dict[Place, Difference], judged: dict[Place, Any]
) -> list[Finding]:
    """What is wrong at every place; what fits a quantity of a layer in one step is tried first in the next."""
    found: list[Finding] = []
    tried: dict[Any, list[Fit]] = {}
    for place in places:
        found.append(finding(run, place, free, judged, tried.get(place[2:], [])))
        tried[place[2:]] = found[-1].fits
    return found


def finding(
    run: Run,
    place: Place,
    free: dict[Place, Difference],
    judged: dict[Place, Any],
    likely: list[Fit],
) -> Finding:
    """What is wrong at a place, and which mistakes fit."""
    own_inputs = place in judged and is_wrong(judged[place][0])
    difference = judged[place][0] if own_inputs else free[place]
    own = np.asarray(difference.entry.values, dtype=float)
    if own_inputs:
        right, bound = judged[place][1].values, judged[place][1].allowed
    else:
        true = next(entry for entry in quantities(run.golden) if entry[:4] == place)
        right = np.asarray(true.values, dtype=float)
        bound = np.zeros(right.shape) + (0.0 if true.allowed is None else np.asarray(true.allowed))
    exact = own_inputs or place[1] == "batch"
    fits = (
        []
        if place[1].startswith("trial")
        else diagnose(run, place, own, right, bound, exact, likely)
    )  # known mistakes are of a step
    return Finding(place, difference, own_inputs, fits)


def ranked(findings: list[Finding]) -> list[Finding]:
    """The fits of every finding, those first that explain most findings."""
    counts = Counter(fit.code for finding in findings for fit in finding.fits)
    return [f._replace(fits=sorted(f.fits, key=lambda fit: -counts[fit.code])) for f in findings]


def losses_wrong_from(given: Record, golden: Record) -> int | None:
    """The first epoch whose loss is wrong."""
    own, true = given.get("losses"), np.asarray(golden["losses"])
    if own is None or own.shape != true.shape:
        return None
    wrong = ~(np.abs(own - true) <= np.asarray(golden["losses_tolerance"]))
    return int(np.argmax(wrong)) if wrong.any() else None
