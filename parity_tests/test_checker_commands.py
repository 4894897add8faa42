"""The checker as a stranger meets it: the page in fixtures/README.md as it stands, programs in other languages, and bad input."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as XML

import pytest
from bridge import ROOT
from programs import run
from twinmlp.trace.record import run_case

README = (ROOT / "fixtures/README.md").read_text(encoding="utf-8")
ADAPTERS = ROOT / "parity_tests/adapters"
CASES = ROOT / "fixtures/cases"


def twinmlp(*words: str, folder=None, status: int | None = 0) -> str:
    """Run a command of the checker; give what it prints, and check its exit status."""
    done = run("Python", *map(str, words), cwd=folder)
    assert "Traceback" not in done.err, done.err
    assert status is None or done.status == status, done.out + done.err
    return done.out + done.err


def block(language: str, number: int = 0) -> str:
    """A block of the page."""
    start = r"```\n(?=\$)" if language == "$" else f"```{language}\n"
    return re.findall(rf"^{start}(.*?)^```$", README, re.MULTILINE | re.DOTALL)[number]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The page's folder: mine.py, and the cases beside it."""
    path = tmp_path_factory.mktemp("stranger")
    (path / "mine.py").write_text(block("python"))
    shutil.copytree(CASES, path / "cases")
    return path


def test_the_page_shows_what_its_program_gets(folder):
    assert len(block("python").splitlines()) <= 36
    printed = twinmlp(
        "conform",
        "--cases",
        "saturated*,shuffled_m*",
        "--",
        sys.executable,
        "mine.py",
        folder=folder,
        status=1,
    )
    for line in block("$", 0).splitlines()[1:]:
        assert line in printed
    assert "18 of 22 cases right, 4 wrong; 116 left out" in twinmlp(
        "conform", "--", sys.executable, "mine.py", folder=folder, status=1
    )


def test_the_page_shows_the_report_of_its_mistake(folder):
    right = '"sigmoid": lambda z, a: a * (1 - a)'
    assert right in block("python")
    (folder / "wrong.py").write_text(
        block("python").replace(right, '"sigmoid": lambda z, a: z * (1 - z)')
    )
    subprocess.run(
        [sys.executable, "wrong.py", "cases/article_b_first_update.json", "trace.json"],
        cwd=folder,
        check=True,
    )
    printed = twinmlp(
        "check", "cases/article_b_first_update.json", "trace.json", folder=folder, status=1
    )
    shown = block("$", 1).split("trace.json\n")[-1]
    numbers = re.compile(r"[0-9.e+-]+")  # the last digits of ULP counts are the machine's
    without = lambda text: [numbers.sub("#", line).split() for line in text.splitlines()][:20]
    assert without(printed) == without(shown)
    assert max(map(len, printed.splitlines())) <= 100


@pytest.fixture(scope="module")
def net(tmp_path_factory):
    """The C program, compiled."""
    program = tmp_path_factory.mktemp("c") / "net"
    subprocess.run(
        ["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, ADAPTERS / "net.c", "-lm"],
        check=True,
    )
    return program


def test_a_program_in_c_passes_all_it_can_do(net):
    assert "19 of 19 cases right; 119 left out" in twinmlp("conform", "--", net)
    assert "cases right" in twinmlp("conform", "--random", "60", "--seed", "5", "--", net)


def test_the_articles_r_listing_is_caught_and_named():
    printed = twinmlp(
        "conform", "--cases", "article_a*", "--", "Rscript", ADAPTERS / "article.R", status=1
    )
    for code in ("BIAS_RECYCLED", "BIAS_AXIS", "BIAS_PER_SAMPLE"):
        assert code in printed
    assert "0 of 2 cases right, 2 wrong" in printed


def test_nnet_has_the_same_outputs_and_loss():
    assert "2 of 2 cases right" in twinmlp(
        "conform", "--cases", "article_a*", "--", "Rscript", ADAPTERS / "nnet.R"
    )


def test_scikit_learn_differs_in_the_loss_of_two_outputs_only(tmp_path):
    known = tmp_path / "known.txt"
    known.write_text("regression_two_outputs  step *, loss  # the mean over the outputs too\n")
    command = ("--", sys.executable, ADAPTERS / "sklearn_mlp.py")
    cases = "one_sample_at_a_time,regression_two_outputs,relu_kinks"
    assert "2 of 2 cases right; 1 left out" in twinmlp(
        "conform", "--cases", cases, "--xfail", known, *command
    )
    printed = twinmlp("conform", "--cases", "regression*", *command, status=1)
    assert "MEAN_OVER_ALL" in printed
    known.write_text("one_sample_at_a_time  step 0, loss  # nothing of the kind\n")
    assert "No longer different" in twinmlp(
        "conform", "--cases", "one_sample_at*", "--xfail", known, *command, status=1
    )


# Bad input --------------------------------------------------------------------------------------------------------------


def trace_file(tmp_path, change=None, text=None):
    """A trace of one_unit, changed or replaced."""
    path = tmp_path / "trace.json"
    if text is None:
        from twinmlp.base.json_text import to_json

        trace = json.loads(to_json(run_case(json.loads((CASES / "one_unit.json").read_text()))))
        text = json.dumps(change(trace) or trace)
    path.write_text(text)
    return path


def set_to(path, value):
    """A change of one place."""

    def change(trace):
        where = trace
        for key in path[:-1]:
            where = where[key]
        where[path[-1]] = value

    return change


FIRST = ("steps", 0, "layers", 0)
REFUSED = [
    ("not JSON", "{", "`trace` must be a JSON file"),
    ("empty", "", "`trace` must be a JSON file"),
    ("a list", "[]", "`trace` must be an object"),
    (
        "text",
        set_to((*FIRST, "Z"), [["a"], ["b"], ["c"]]),
        "`steps[0].layers[0].Z[0][0]` must be a number",
    ),
    (
        "ragged",
        set_to((*FIRST, "Z"), [[1], [2, 3]]),
        "`steps[0].layers[0].Z` must be numbers in rows of one length",
    ),
    ("truth values", set_to((*FIRST, "Z"), [[True]]), "`steps[0].layers[0].Z` must be"),
    ("an object", set_to((*FIRST, "A"), {}), "`steps[0].layers[0].A` must be"),
    ("layers", set_to(("steps", 0, "layers"), []), "`steps[0].layers` must be a list of 1"),
    ("no number", set_to(("steps", 0, "step"), None), "`steps[0].step` must be"),
    ("twice", set_to(("steps", 1, "step"), 0), "`steps` must be all different"),
    ("another case", set_to(("case",), "relu_kinks"), "`case` must be"),
    ("steps", set_to(("steps",), {}), "`steps` must be a list"),
    ("no trace", set_to(("format",), "twinmlp-case"), "`format` must be"),
]


@pytest.mark.parametrize(
    "spoiled, text", [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_is_no_trace_is_refused(spoiled, text, tmp_path):
    path = (
        trace_file(tmp_path, text=spoiled)
        if isinstance(spoiled, str)
        else trace_file(tmp_path, spoiled)
    )
    assert text in twinmlp("check", CASES / "one_unit.json", path, status=2)


FOUND = [
    ("NaN", set_to((*FIRST, "A"), [[0.5], [float("nan")], [0.5]]), "NOT_FINITE"),
    ("null", set_to((*FIRST, "A"), [[None], [0.5], [0.5]]), "NOT_FINITE"),
    ("R's words", set_to((*FIRST, "A"), [["NA"], ["-Inf"], [0.5]]), "NOT_FINITE"),
    ("flat", set_to((*FIRST, "W"), [0.4]), "yours is a list of 1, true is 1 x 1"),
    ("too many", set_to((*FIRST, "Z"), [[0.0]] * 1000000), "1000000 x 1"),
    ("unknown names", lambda t: t.update(hello=1), "Not understood, and left out: hello"),
]


@pytest.mark.parametrize("change, text", [row[1:] for row in FOUND], ids=[row[0] for row in FOUND])
def test_what_is_a_wrong_trace_is_shown(change, text, tmp_path):
    assert text in twinmlp(
        "check", CASES / "one_unit.json", trace_file(tmp_path, change), status=None
    )


def test_reports_for_machines(tmp_path):
    path = trace_file(tmp_path, set_to((*FIRST, "db"), [1.0]))
    twinmlp(
        "check",
        CASES / "one_unit.json",
        path,
        "--json",
        tmp_path / "r.json",
        "--junit",
        tmp_path / "r.xml",
        status=1,
    )
    report = json.loads((tmp_path / "r.json").read_text())
    assert not report["passed"] and report["cases"][0]["findings"][0]["quantity"] == "db"
    suite = XML.parse(tmp_path / "r.xml").getroot()
    assert suite.get("failures") == "1" and "db[0]" in suite.find("testcase/failure").get("message")


@pytest.mark.parametrize(
    "command, text",
    [
        (("sh", "-c", "echo oh dear >&2; exit 3"), "ended with status 3: oh dear"),
        (("sh", "-c", "kill -9 $$"), "ended by signal 9"),
        (("true",), "wrote no trace"),
        (("sh", "-c", "sleep 30"), "took longer than 0.3 seconds"),
        (("sh", "-c", 'echo "[" > "$1"'), "cannot be read"),
    ],
)
def test_a_command_that_fails_is_a_failure(command, text):
    words = (
        "--timeout",
        "0.3" if "sleep" in command[-1] else "60",
        "--",
        *command,
        "sh",
        "{trace}",
    )
    printed = twinmlp("conform", "--cases", "one_unit", *words, status=1)
    assert text in printed.replace("\n  ", " ")


@pytest.mark.parametrize(
    "words",
    [
        ("conform",),
        ("conform", "--"),
        ("conform", "--cases", "nothing*", "--", "true"),
        ("conform", "--", "/no/such/program"),
        ("check", "a.json"),
        ("conform", "--random", "0", "--", "true"),
        ("conform", "--jobs", "x", "--", "true"),
        ("nothing",),
        (),
        ("check", "a.json", "b.json", "--xfail", "/no/such"),
    ],
)
def test_a_bad_command_line_is_refused_in_one_line(words):
    assert twinmlp(*words, status=2).count("\n") == 1


def test_a_random_case_that_fails_is_made_small_and_kept(tmp_path):
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        block("python").replace('"tanh": lambda z, a: 1 - a * a', '"tanh": lambda z, a: 1 - z * z')
    )
    printed = twinmlp(
        "conform",
        "--random",
        "40",
        "--seed",
        "3",
        "--out",
        tmp_path / "kept",
        "--",
        sys.executable,
        wrong,
        folder=tmp_path,
        status=1,
    )
    assert "The smallest case found that fails" in printed
    kept = list((tmp_path / "kept").glob("*.json"))
    assert len(kept) == 1 and json.loads(kept[0].read_text())["training"]["epochs"] == 1
    assert "wrong" in twinmlp("conform", "--cases", kept[0], "--", sys.executable, wrong, status=1)
