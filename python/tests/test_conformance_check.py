"""The checker without R: what needs python-flint, which cases are known, the tables of mistakes, and cases drawn at random."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from twinmlp.base.errors import TwinMLPError
from twinmlp.base.files import FIXTURES, read_json
from twinmlp.base.schema import check_schema
from twinmlp.conformance.formats import Outcome, settled
from twinmlp.conformance.fuzz import draw_case
from twinmlp.conformance.judge import explain
from twinmlp.conformance.judge.check import check
from twinmlp.conformance.mistakes.table import all_mistakes
from twinmlp.conformance.report import format_report, sentence
from twinmlp.conformance.report_words import two_numbers
from twinmlp.conformance.runner import filled_in
from twinmlp.conformance.shrink import smaller
from twinmlp.conformance.truth.reference import true_values
from twinmlp.trace.case import case_parts
from twinmlp.trace.record import run_case

ONE_UNIT = json.loads((FIXTURES / "cases/one_unit.json").read_text())


def wrong_trace():
    """A run whose db of step 0 is twice what it should be, in the record only: the update was right."""
    trace = run_case(ONE_UNIT)
    trace["steps"][0]["layers"][0]["db"] = 2 * trace["steps"][0]["layers"][0]["db"]
    return trace


@pytest.fixture
def without_flint(monkeypatch):
    for name in list(sys.modules):
        if name.startswith(("twinmlp.conformance.spec", "twinmlp.conformance.truth")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "flint", None)


def test_without_flint_a_known_case_is_held_against_its_golden_values(without_flint):
    report = check(ONE_UNIT, wrong_trace())
    (finding,) = report.findings
    assert finding.place == (0, "backward", 1, "db")
    assert finding.fits[0].says.startswith("the line is `db = column_sums(dZ + dZ)`")
    assert "python-flint is needed" in "\n".join(format_report(report))
    assert check(ONE_UNIT, run_case(ONE_UNIT)).passed


def test_without_flint_an_unknown_case_is_refused_with_what_to_install(without_flint):
    with pytest.raises(TwinMLPError, match="python-flint.*pip install"):
        check({**ONE_UNIT, "id": "mine"}, {})


def test_a_case_is_known_by_its_content_not_by_its_name():
    assert true_values(ONE_UNIT)[1] == "golden/one_unit.json"
    assert (
        true_values({**ONE_UNIT, "title": "another", "flags": ["x"]})[1] == "golden/one_unit.json"
    )
    assert (
        true_values({**ONE_UNIT, "optimizer": {"name": "sgd", "learning_rate": 0.5}})[1]
        == "computed on the spot"
    )
    as_read = read_json(FIXTURES / "cases/one_unit.json", "case")  # counts may be doubles
    assert check(as_read, run_case(ONE_UNIT)).source == "golden/one_unit.json"


def test_drawn_parameters_are_drawn_and_checked():
    case = {
        **copy.deepcopy(ONE_UNIT),
        "id": "drawn",
        "parameters": {"initializer": {"name": "uniform", "low": -1, "high": 1}, "seed": 3},
    }
    assert check(case, run_case(case)).passed


def test_the_sentence_names_the_place_both_numbers_and_the_mistake():
    text = sentence(check(ONE_UNIT, wrong_trace()))
    assert (
        text.startswith("First wrong value: step 0, backward, layer 1, db[0]: yours ")
        and "ULP apart" in text
    )
    assert max(len(line) for line in format_report(check(ONE_UNIT, wrong_trace()))) <= 100


def test_an_empty_trace_is_nothing_to_check():
    report = check(ONE_UNIT, {})
    assert not report.passed and sentence(report).startswith("Nothing to check")


def test_every_mistake_says_what_it_is_and_how_to_mend_it():
    known = {"Z", "A", "loss", "dA", "dZ", "dW", "db", "W", "b", "rows", "epoch", "losses"}
    known |= {"final loss", "final W", "final b", "D", "mask", "gW", "gb"}
    known |= {"gradient_norm", "learning_rate", "validation_losses", "stopping", "state"}
    parts = ("velocity", "squares", "moves", "m", "v", "beta1_power", "beta2_power", "step", "sign")
    known |= {f"{name}.{part}" for name in ("W", "b") for part in parts}
    for mistake in all_mistakes():
        assert set(mistake.on) <= known and mistake.says and mistake.mend.endswith((".", ")")), (
            mistake
        )
        assert mistake.code == mistake.code.upper() and not mistake.says.endswith("."), mistake
        assert ("%s" in mistake.says) == bool(mistake.detail or mistake.fit)
    assert len({mistake.code for mistake in all_mistakes()}) >= 326


def test_as_many_digits_as_it_takes():
    assert two_numbers(0.0123, 0.0456) == ("0.0123", "0.0456")
    assert two_numbers(1.0 + 2**-52, 1.0) == ("1.0000000000000002", "1")
    assert two_numbers(float("nan"), 1.0) == ("NaN", "1")


def test_paths_are_appended_or_filled_in():
    assert filled_in(["a", "b"], "C", "T") == ["a", "b", "C", "T"]
    assert filled_in(["a", "--in={case}", "{trace}"], "C", "T") == ["a", "--in=C", "T"]


def test_known_differences_pass_and_stale_ones_do_not():
    outcome = Outcome("one_unit", 0.0, check(ONE_UNIT, wrong_trace()), None)
    for known, passed, stale in (
        ([("one_*", "step 0, *, layer 1, *b")], True, []),
        ([], False, []),
        ([("other", "*")], False, []),
        ([("one_unit", "step 0, *"), ("one_unit", "step 2*")], True, ["one_unit  step 2*"]),
    ):
        outcomes, left = settled([outcome], known)
        assert (outcomes[0].passed, left) == (passed, stale)


@pytest.mark.parametrize("number", range(0, 60))
def test_drawn_cases_fit_the_schema(number):
    case = draw_case(9, number)
    check_schema(
        json.loads(json.dumps(case)), read_json(FIXTURES / "schemas/case.schema.json", "schema")
    )
    case_parts(case)


def test_a_failing_case_is_made_as_small_as_it_fails():
    case = draw_case(9, 4)
    small = smaller(case, lambda candidate: len(candidate["data"]["X"]) >= 2, tries=200)
    assert (
        len(small["data"]["X"]) in (2, 3)
        and small["training"]["epochs"] == 1
        and len(small["network"]["layers"]) == 1
    )
    case_parts(small)


def test_only_the_package_itself_and_numpy_are_needed():
    """In a new process the checker, its commands and the recorders are loaded without python-flint
    and jsonschema.
    """
    package = Path(explain.__file__).parents[2]
    made = ("spec", "truth", "bits")  # what computes the true values and bits
    free = [
        path
        for path in sorted((package / "conformance").rglob("*.py"))
        if path.parent.name not in made
    ]
    free += [package / "cli/conformance.py", package / "cli/check.py", package / "record.py"]
    free += [package / "conformance/truth/reference.py"]
    names = [".".join(path.relative_to(package.parent).with_suffix("").parts) for path in free]
    missing = "import sys; sys.modules.update(flint=None, jsonschema=None)"
    program = "; ".join([missing, *(f"import {name}" for name in names)])
    subprocess.run([sys.executable, "-c", program], check=True)
    assert np.isfinite(check(ONE_UNIT, run_case(ONE_UNIT)).comparison.worst["Z_1"].ulps)


def test_a_line_search_with_anything_wrong_is_reported():
    case = json.loads((FIXTURES / "cases/lbfgs_penalty_biases.json").read_text())
    trace = run_case(case)
    trace["steps"][1]["layers"][0]["db"][0] += 0.1
    assert (1, "backward", 1, "db") in [finding.place for finding in check(case, trace).findings]
