"""`check` of both programs: R asks the Python program where it is there, and finds the place itself
where it is not; verdict and text are the same, and so are refusals."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest
from bridge import ROOT
from programs import run
from refusals import RSays, python_says
from test_checker_commands import FIRST, FOUND, REFUSED, set_to
from twinmlp.base.files import read_document, read_json
from twinmlp.base.json_text import to_json
from twinmlp.base.text import align
from twinmlp.conformance.judge import check as judge
from twinmlp.conformance.judge.read_trace import read_document_of_trace
from twinmlp.conformance.report import (
    notes,
    program_text,
    quantity_rows,
    sentence,
    tree,
)
from twinmlp.conformance.report_words import fits_text, wrapped
from twinmlp.trace.record import run_case

CASES = ROOT / "fixtures/cases"
ALONE = {**os.environ, "TWINMLP_PYTHON": "none"}
ASKED = {**os.environ, "TWINMLP_PYTHON": str(ROOT / ".venv/bin/python")}


def trace_of(id: str) -> dict:
    case = read_document(CASES / f"{id}.json", "case")
    return json.loads(to_json(run_case(case)))


def rounded(change):
    """A change of every number that is not whole."""

    def walk(value):
        if isinstance(value, dict):
            return {name: walk(item) for name, item in value.items()}
        if isinstance(value, list):
            return [walk(item) for item in value]
        return change(value) if isinstance(value, float) else value

    return walk


def shifted(trace):
    for step in trace["steps"]:
        step["step"] += 1


def shifted_before_recording(trace):
    asked = {step["step"] for step in trace["steps"]}
    shifted(trace)
    trace["steps"] = [step for step in trace["steps"] if step["step"] in asked]


def without_losses(trace):
    trace["steps"], trace["losses"] = [], trace["losses"][1:]


def later(trace):
    trace["steps"][-1]["layers"][0]["W"][0][0] += 1e-3
    trace["final"]["parameters"][0]["W"][0][0] += 1e-3


def single_but(*names):
    """A change to single precision, but for some parts of a step."""
    single = rounded(lambda x: float(np.float32(x)))

    def change(trace):
        steps = [
            {**single(step), **{name: step[name] for name in names}} for step in trace["steps"]
        ]
        return {**single(trace), "steps": steps}

    return change


def two_losses(trace):
    trace["losses"][3] += 1e-6
    trace["losses"][6] += 1.0


# A case, and what is changed in its right trace.
TRACES = {
    "right": ("two_hidden_layers", lambda t: t),
    "a loss": ("two_hidden_layers", set_to(("steps", 0, "loss"), 1.0)),
    "one place": ("adam_minibatch", set_to((*FIRST, "dW", 0, 0), 0.3)),
    "a shape": ("two_hidden_layers", set_to((*FIRST, "db"), [[1.0], [2.0]])),
    "one number": ("two_hidden_layers", set_to((*FIRST, "db"), 0.5)),
    "rows": ("shuffled_minibatches", set_to(("steps", 1, "rows", 0), 1)),
    "later": ("momentum_minibatch", later),
    "steps from 1": ("momentum_minibatch", shifted),
    "steps from 1, as asked for": ("momentum_minibatch", shifted_before_recording),
    "single steps from 1": (
        "momentum_minibatch",
        lambda t: shifted_before_recording(t) or rounded(lambda x: float(np.float32(x)))(t),
    ),
    "losses alone": ("two_hidden_layers", without_losses),
    "an end": ("patience_loss", set_to(("stopping", "stopped"), "gradient")),
    "state": ("adam_minibatch", set_to((*FIRST, "state", "W", "m", 0, 0), 0.25)),
    "single": ("two_hidden_layers", rounded(lambda x: float(np.float32(x)))),
    "single but one": ("schedule_exponential", single_but("learning_rate")),
    "double but some": ("gelu_hidden", single_but("layers", "loss")),
    "two losses": ("two_hidden_layers", two_losses),
    "six digits": ("two_hidden_layers", rounded(lambda x: float(f"{x:.6g}"))),
    "3 decimals": ("penalty_both", rounded(lambda x: round(x, 3))),
    "short by themselves": ("loss_kinks", set_to((*FIRST, "dA", 0, 0), 1.0)),
    "few numbers": ("one_unit", lambda t: {**t, "steps": [], "losses": [0.5], "final": {}}),
    "few single numbers": ("tiny_magnitudes", rounded(lambda x: float(np.float32(x)))),
    "search": ("lbfgs", set_to(("steps", 0, "search", "trials", 0, "loss"), 2.0)),
    "a program": ("one_unit", set_to(("implementation", "name"), "mine\x1b[2J" + "x" * 80)),
    **{name: ("one_unit", change) for name, change, _ in FOUND if name != "too many"},
}


def report_without_names(case, trace) -> tuple[str, int]:
    """What R says by itself: Python's report without what is wrong by itself, and without names."""
    found = judge.check(case, trace)
    line = sentence(found)
    if found.findings:
        line = line.removesuffix(" " + fits_text(found.findings[0]))
    parts = [wrapped(line, ""), tree(found), NOT_NAMED if found.findings else [], notes(found)]
    if found.comparison.worst:
        head = "Quantity by quantity, at its worst, against the true run:"
        parts.append([head, *("  " + row for row in align(quantity_rows(found.comparison.worst)))])
    who = program_text(found.implementation)
    parts.append([f"True values: {found.source}." + (f" Trace: {who}." if who else "")])
    lines = [line for part in parts if part for line in [*part, ""]][:-1]
    return "\n".join(lines) + "\n", 0 if found.passed else 1


NOT_NAMED = wrapped(
    "What mistake it is, and what is wrong by itself, the Python program says: it is not installed "
    "(python3 -m pip install twinmlp), or not found (TWINMLP_PYTHON).",
    "",
)


@pytest.fixture
def path(request, tmp_path):
    id, change = TRACES[request.param]
    trace = trace_of(id)
    trace = change(trace) or trace
    (tmp_path / "trace.json").write_text(json.dumps(trace))
    return id, tmp_path / "trace.json"


@pytest.mark.parametrize("path", TRACES, indirect=True)
def test_r_alone_finds_the_place_that_python_finds(path, monkeypatch, unnamed, r_judges):
    monkeypatch.setattr(judge, "has_flint", lambda: False)
    monkeypatch.setattr(judge, "with_rules", lambda *found: found[-1])
    case = read_document(CASES / f"{path[0]}.json", "case")
    text, status = report_without_names(case, read_json(path[1], "trace", words=True))
    assert r_judges(str(CASES / f"{path[0]}.json"), str(path[1])) == (text, status)


@pytest.fixture(scope="module")
def r_judges(r_package):
    import rpy2.robjects as ro

    call = ro.r("""function(case, trace) {
      Sys.setenv(TWINMLP_PYTHON = "none")
      on.exit(Sys.unsetenv("TWINMLP_PYTHON"))
      lines <- capture.output(status <- twinmlp:::check_command(case, trace))
      list(paste0(paste(lines, collapse = "\\n"), "\\n"), status)
    }""")
    return lambda case, trace: tuple(part[0] for part in call(case, trace))


# Refusals ---------------------------------------------------------------------------------------

NAN = '{"case": "one_unit", "losses": [NaN, -Infinity, 0.5], "steps": []}'
TEXTS = {
    **{name: text for name, text, _ in REFUSED if isinstance(text, str)},
    "words": NAN,
    "a word as a name": NAN.replace('"steps"', "NaN"),
    "a word in a string": NAN.replace('"steps"', '"a NaN \\" NaN"'),
    "minus NaN": NAN.replace("NaN", "-NaN"),
    "two words": NAN.replace("NaN", "NaNNaN"),
    "a name twice": NAN.replace("losses", "steps"),
    "deep": '{"losses": ' + "[" * 70 + "]" * 70 + "}",
    "a comment": NAN + "// nothing",
    "too large": NAN.replace("0.5", "1e999"),
    "a step of words": '{"steps": [{"step": Infinity}]}',
    "true among numbers": '{"losses": [true, 1, 2]}',
    "true among words": '{"losses": [true, NaN, 2]}',
    "an object among numbers": '{"losses": [1, {}]}',
    "empty lists": '{"losses": [[], []], "final": {"loss": []}}',
    "null layers": '{"steps": [{"step": 0, "layers": [null]}], "final": {"parameters": null}}',
    "a state": '{"steps": [{"step": 0, "layers": [{"state": {"W": [1]}}]}]}',
    "an empty state": '{"steps": [{"step": 0, "layers": [{"state": []}]}]}',
    "three dimensions": '{"losses": [[[1, 2]], [[3, 4]]]}',
    "no reason": '{"stopping": {"stopped": "tired"}}',
    "half a name": '{"ste": 1, "fin": {"loss": 1}}',
}


def both_say(path, r_says) -> tuple[str, str]:
    """The refusal of Python, which must be R's."""
    case = read_document(CASES / "one_unit.json", "case")
    python = python_says(lambda: judge.check(case, read_document_of_trace(str(path))))
    assert python == r_says(path)
    return python


@pytest.fixture(scope="module")
def r_says(r_package):
    return RSays("""{
      case <- read_document(fixture_path("cases/one_unit.json"), "case")
      judge_trace(case, read_json(path, "trace", words = TRUE))
    }""")


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_refused_alike(name, tmp_path, r_says):
    path = tmp_path / "trace.json"
    path.write_text(TEXTS[name])
    both_say(path, r_says)


@pytest.mark.parametrize(
    ("change", "text"), [r[1:] for r in REFUSED if not isinstance(r[1], str)], ids=lambda r: ""
)
def test_what_is_no_trace_is_refused_alike(change, text, tmp_path, r_says):
    path, trace = tmp_path / "trace.json", trace_of("one_unit")
    path.write_text(json.dumps(change(trace) or trace))
    assert text in both_say(path, r_says)[1]


def test_files_that_are_none_are_refused_alike(tmp_path, r_says):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, tmp_path / "nowhere"):
        assert both_say(path, r_says)[0] == "E_FILE"


# Programs ---------------------------------------------------------------------------------------


@pytest.fixture
def wrong(tmp_path):
    trace = trace_of("one_unit")
    trace["steps"][0]["loss"] *= 2
    (tmp_path / "wrong.json").write_text(json.dumps(trace))
    return tmp_path


LINES = [
    ["check", "one_unit", "wrong.json"],
    ["check", "one_unit", "wrong.json", "--reference", "one_unit", "--digits", "6"],
    ["check", "one_unit", "nowhere.json"],
    ["check", "one_unit", "wrong.json", "--xfail", "nowhere.txt"],
    ["check", "one_unit", "wrong.json", "--precision", "half"],
]


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_where_python_is_asked_both_programs_say_the_same(line, wrong):
    python = run("Python", *line, cwd=wrong)
    assert run("R", *line, cwd=wrong, env=ASKED) == python
    assert python.status == (1 if line in LINES[:2] else 2)
    assert python.status == 2 or "(NOT_HALVED), explains 1 of 1 wrong place" in python.out


def test_where_python_is_not_there_r_says_so(wrong):
    said = run("R", *LINES[0], cwd=wrong, env=ALONE)
    assert (said.status, said.err) == (1, "")
    assert said.out.startswith("First wrong value: step 0, loss[0]: yours ")
    assert "\n".join(NOT_NAMED) in said.out and "NOT_HALVED" not in said.out
    refused = run("R", *LINES[0], "--json", "r.json", cwd=wrong, env=ALONE)
    assert refused.status == 2 and refused.err.startswith("`--json` must be left out where the ")
