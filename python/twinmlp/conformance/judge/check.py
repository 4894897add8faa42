"""A trace held against the true run and against its own inputs: what is wrong, and why."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ...trace.case import case_parts
from ...trace.compare import Comparison, Difference, compare_quantities, difference_of
from ...trace.quantities import Quantity, quantities
from ..mistakes.stopping import with_rules
from ..mistakes.table import Fit
from ..truth.reference import has_flint, starting_parameters, true_values, with_whole_numbers
from .evidence import Run
from .explain import Explanation, Spot
from .local_check import judged_quantities
from .precision import DOUBLE, Precision, recognised, untold, widened_quantity
from .read_trace import read_trace
from .ready import extra_steps, extra_trials, listed, steps_from_zero
from .recorded import Place, Record, starts
from .states import OFF, RIGHT, WRONG, is_wrong, state_of, unexplained


class Finding(NamedTuple):
    """A wrong value that nothing before it explains; the mistakes that do, likeliest first."""

    place: Place
    difference: Difference
    from_own_inputs: bool
    fits: list[Fit]
    shape: tuple[int, ...] = ()  # what it should have
    advice: str = ""  # what to record to learn more


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
    precision: Precision = DOUBLE
    untold: str = ""  # what few numbers do not show of their precision

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong and something was looked at."""
        return not self.findings and any(state == RIGHT for state in self.states.values())


@np.errstate(all="ignore")  # wrong values may be of any size
def check(
    case: Record,
    trace: Any,
    reference: Record | None = None,
    precision: Precision | None = None,
) -> Report:
    """Hold a trace (as read from JSON, or as run_case returns it) against a case.

    A precision that is stated is believed; else one that all numbers show, where doubles fail and
    the true values are not as short themselves.
    """
    case_parts(case)
    case = with_whole_numbers(case)
    recorded, unknown = read_trace(listed(trace), case)
    golden, source = (reference, "given") if reference is not None else true_values(case)
    recorded, counted = steps_from_zero(recorded, golden, precision)
    found = judged_as(case, recorded, golden, precision or DOUBLE)
    if precision is None and found.places:
        is_told = recognised(golden).kind not in ("digits", "decimals")
        shown = recognised(recorded) if is_told else DOUBLE
        found = found if shown.is_double else judged_as(case, recorded, golden, shown)
    double = precision is None and found.run.precision.is_double
    findings = all_findings(found)
    return Report(
        case=case,
        implementation=recorded["implementation"],
        source=source,
        resynced=has_flint(),
        comparison=compare_quantities(quantities(recorded), found.true.values()),
        states=found.states,
        findings=with_rules(case, found.run.first, recorded, findings),
        ignored=counted + unknown + extra_steps(recorded, golden) + extra_trials(recorded, golden),
        losses_wrong_from=losses_wrong_from(found),
        precision=found.run.precision,
        untold=untold(recorded) if double and found.places else "",
    )


class Judged(NamedTuple):
    """A trace held against the true run and against its own inputs, in some precision."""

    run: Run
    true: dict[Place, Quantity]
    free: dict[Place, Difference]  # from the true run
    judged: dict[Place, Any]  # the difference from what the recorded inputs lead to, and that
    states: dict[Place, str]
    places: list[Place]  # the wrong ones that no wrong place before explains


def judged_as(case: Record, recorded: Record, golden: Record, precision: Precision) -> Judged:
    """Every place judged, within the bounds of a precision."""
    first = starting_parameters(case)
    before = starts(case, recorded["steps"], first)
    run = Run(case, recorded, golden, first, before, {}, precision)
    by_inputs = judged_quantities(case, recorded, golden, first, precision) if has_flint() else ()
    judged = {place_of(one): (difference_of(one, right), right) for one, right in by_inputs}
    true = {place_of(one): widened_quantity(one, precision) for one in quantities(golden)}
    own = ((place_of(one), one) for one in quantities(recorded))
    free = {place: difference_of(one, true[place]) for place, one in own if place in true}
    states = {place: state_of(place, free, judged) for place in true}
    return Judged(run, true, free, judged, states, unexplained(states, judged))


def place_of(quantity: Quantity) -> Place:
    """The place of a quantity in a run: step, phase, layer, name."""
    return quantity[:4]


def all_findings(found: Judged) -> list[Finding]:
    """What is wrong at every place, and the mistakes that explain it."""
    run, true, free, judged, states, places = found

    def spot(place: Place, by_inputs: bool = False) -> Spot:
        """A place with its numbers: held against its own inputs where these are recorded."""
        by_inputs = by_inputs or states[place] != OFF
        if place in judged and (by_inputs or place[0] is None):
            right, bound = judged[place][1].values, judged[place][1].allowed
            values = judged[place][0].entry.values
        else:
            right, allowed = np.asarray(true[place].values, dtype=float), true[place].allowed
            bound = np.zeros(right.shape) + (0.0 if allowed is None else np.asarray(allowed))
            values = free[place].entry.values
        exact = place in judged and by_inputs or place[1] == "batch"
        own = np.asarray(values, dtype=float)
        rounding = None if run.precision.is_double else run.precision.of_run(own)
        return Spot(place, own, right, bound, exact, rounding)

    known = [place for place in places if not place[1].startswith("trial")]
    blind = [place for place, state in states.items() if state == OFF and place not in judged]
    if {*blind} & {*places}:
        known += [place for place in blind if place not in known]
    fine = lambda place: states[place] == RIGHT or states[place] == OFF and place in judged
    right = [p for p in states if fine(p) and not p[1].startswith("trial")]
    consistent = [spot(place, by_inputs=True) for place in right]
    explanation = Explanation(run, list(map(spot, known)), consistent, states)
    causes = explanation.find()

    def finding(place: Place) -> Finding:
        """What is wrong at a place: of losses, the first wrong one."""
        local = place in judged and states[place] == WRONG
        worst, reference = judged[place] if local else (free[place], true[place])
        i = known.index(place) if place in known else None
        return Finding(
            place,
            difference_of(worst.entry, reference, first=True),
            local,
            [] if i is None else explanation.causes.fits_of(causes, i),
            np.shape(np.atleast_1d(true[place].values)),
            explanation.causes.advice(causes, i, explanation.runs, states)
            if i is not None and place == places[0]
            else "",
        )

    return list(map(finding, places))


def losses_wrong_from(found: Judged) -> int | None:
    """The first epoch whose loss is wrong."""
    place = (None, "losses", None, "losses")
    worst = found.free.get(place)
    if worst is None or not is_wrong(worst) or not worst.index:
        return None
    return difference_of(worst.entry, found.true[place], first=True).index[0]
