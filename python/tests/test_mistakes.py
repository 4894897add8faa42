"""Every known mistake is planted, and found, located and named: one test a row of
fixtures/mistakes.json."""

from __future__ import annotations

import json
import os
from functools import lru_cache

import numpy as np
import pytest
from twinmlp.base.files import FIXTURES
from twinmlp.base.schema import check_schema
from twinmlp.conformance.judge.check import check, listed
from twinmlp.conformance.judge.read_trace import read_trace
from twinmlp.conformance.mistakes import (
    moment,
    of_parameter,
    step,
    stopping,
    table,
    values,
    words,
)
from twinmlp.conformance.mistakes.case_lines import lines
from twinmlp.conformance.mistakes.optimizers import OPTIMIZERS
from twinmlp.conformance.mistakes.planting import case_of, planted_run, written
from twinmlp.conformance.mistakes.replay import run_patched
from twinmlp.conformance.mistakes.words import NotApplicable, compiled, lines_of, value_of
from twinmlp.conformance.truth.reference import starting_parameters, true_values
from twinmlp.trace.quantities import quantities

ROWS = [mistake for mistake in table.all_mistakes() if "rule" not in mistake.tags]
PLANTED = [row for row in ROWS if "elsewhere" not in row.tags]
# One in eight, to be quick; TWINMLP_SAMPLE takes other ones, `make test-all` all.
WHICH = int(os.environ.get("TWINMLP_SAMPLE", "0"))
SAMPLE = PLANTED if os.environ.get("TWINMLP_ALL") == "1" else PLANTED[WHICH % 8 :: 8]
CASES = {path.stem for path in (FIXTURES / "cases").glob("*.json")}


@lru_cache(maxsize=None)
def case(case_id):
    return case_of(case_id, lambda name: json.loads((FIXTURES / f"cases/{name}.json").read_text()))


@lru_cache(maxsize=None)
def truth(case_id):
    """The true values of a case: those in the fixtures, or computed."""
    return true_values(case(case_id))[0]


@lru_cache(maxsize=None)
def right(case_id):
    """The recorded steps of a run without a mistake."""
    trace = run_patched(case(case_id), None, starting_parameters(case(case_id)))
    kept = [s for s in trace["steps"] if s["step"] in case(case_id)["record"]["steps"]]
    return listed({**trace, "steps": kept})


@lru_cache(maxsize=None)
def right_entries(case_id):
    """The quantities of a run without a mistake."""
    return list(quantities(read_trace(right(case_id), case(case_id))[0]))


def differences(case_id, wrong):
    """The places at which a run is not the right one, by more than 1e-11 of its largest value."""
    own = read_trace(wrong, case(case_id))[0]
    places = {entry[:4]: np.asarray(entry.values, dtype=float) for entry in quantities(own)}
    found = []
    for entry in right_entries(case_id):
        value, expected = places.get(entry[:4]), np.asarray(entry.values, dtype=float)
        if value is not None and (
            value.shape != expected.shape
            or not np.all(np.abs(value - expected) <= 1e-11 * np.abs(expected).max())
        ):
            found.append(entry[:4])
    return found


def first_place(places):
    """Where a mistake is to be found: the first difference; of an update its state, which is
    made before the parameter."""
    state = [p for p in places if p[:3] == places[0][:3] and p[3].startswith(places[0][3] + ".")]
    return (state or places)[0]


def planted_traces(row):
    """The traces of the row's cases in which the mistake makes a difference: case, trace, and the
    places at which they differ."""
    for case_id in row.cases:
        first = starting_parameters(case(case_id))
        for quantity in row.on if "written" in row.tags else (None,):
            try:
                with np.errstate(all="ignore"):
                    if quantity is None:
                        wrong = listed(planted_run(row, case(case_id), first))
                    else:
                        wrong = written(row, quantity, case(case_id), right(case_id), first)
            except NotApplicable:
                continue
            places = differences(case_id, wrong)
            if places:
                yield case_id, wrong, places


@pytest.mark.parametrize(
    "row", SAMPLE, ids=lambda row: f"{row.code}-{'-'.join(row.quantities)}-{row.patch}"
)
def test_a_mistake_is_found_located_and_named(row):
    case_id, wrong, places = next(planted_traces(row), (None, None, None))
    assert case_id is not None, "planted nowhere"
    findings = check(case(case_id), wrong, truth(case_id)).findings
    assert findings and findings[0].place == first_place(places)
    codes = [fit.code for fit in findings[0].fits]
    # A mistake that only says how the numbers differ gives way to one that says why.
    assert row.code in codes or "only_how" in row.tags and codes


@pytest.mark.parametrize("case_id", sorted(CASES))
def test_the_step_without_a_mistake_is_right(case_id):
    try:
        trace = right(case_id)
    except NotApplicable:
        training = case(case_id)["training"]
        stops = training.get("patience") is not None or training.get("threshold") is not None
        assert stops or case(case_id)["optimizer"]["name"] not in OPTIMIZERS
        return
    report = check(case(case_id), trace, truth(case_id))
    assert report.passed and "missing" not in report.states.values()


def test_the_file_keeps_to_its_schema():
    schema = json.loads((FIXTURES / "schemas/mistakes.schema.json").read_text())
    check_schema(table.document(), schema)
    assert {derived["of"] for derived in table.document()["derived"]} <= CASES


def test_every_name_of_a_row_is_a_word_or_a_name_of_the_step():
    """So that no typo hides where a mistake cannot be made."""
    known = {
        *words.WORDS,
        *values.SIMPLE,
        *of_parameter.OF_PARAMETER,
        *moment.OF_LAYER,
        *moment.OF_PLACE,
    }
    known |= {*moment.PARTS, *moment.OF_OPTIMIZER, *step.TIMES, *moment.RENAMED, "value"}
    known |= {"fitted", "memory", "memory_before", "t_here"}
    known |= {f"{part}_before" for part in moment.PARTS}
    for quantity in {name for row in ROWS for name in row.on}:
        for one in map(case, sorted(CASES)):
            if quantity != "learning_rate" or one["optimizer"].get("schedule"):
                for l in range(len(one["network"]["layers"])):
                    known |= {target for target, _ in lines_of(lines(one, l, quantity))}
    near = ("below", "above", "last", "earlier", "after")
    is_known = lambda name: (
        name in known or name.rpartition("_")[2] in near and (name.rpartition("_")[0] in known)
    )
    for row in ROWS:
        assert row.patch or "rule" in row.tags
        for text in (row.patch, row.plant):
            for target, expression in lines_of(text):
                assert is_known(target), (row.code, target)
                assert all(map(is_known, compiled(expression).co_names)), (row.code, expression)
        for expression in (row.when, row.detail or "0"):
            assert all(map(is_known, compiled(expression).co_names)), (row.code, expression)


def test_a_typo_is_an_error():
    for text, error in (("Z + colum_sums(Z)", NameError), ("Z +", SyntaxError)):
        with pytest.raises(error):
            value_of(text, {"Z": np.ones((2, 2))})
    with pytest.raises(SyntaxError):
        value_of("().__class__", {})
    with pytest.raises(NotApplicable):
        value_of("product(Z, Z)", {"Z": np.ones((2, 3))})


def test_every_rule_of_a_run_has_its_row():
    rules = {row.code for row in table.all_mistakes() if "rule" in row.tags}
    assert rules == {*stopping.RULES_OF, *stopping.TRAINING_OF}
