"""The project's fuzzer: a sample of its inputs, and that it drives everything it should."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from bridge import ROOT
from fuzz.functions import CALLS, LISTS, NOT_DRIVEN, OTHERS
from fuzz.good_values import settings
from fuzz.lines import LEFT_OUT
from fuzz.odd_values import ALONE
from fuzz.running import Input, Runner
from sample import ALL, WHICH
from twinmlp.cli.options import command_table

# Functions that R has of its own for what are methods in Python, and the other way round.
IN_R = {"summary", "coef", "predict", "plot"}
INPUTS = int(os.environ.get("TWINMLP_INPUTS", "2000" if ALL else "1000"))
FOUND = json.loads((ROOT / "fixtures/errors_calls.json").read_text(encoding="utf-8"))["calls"]


@pytest.fixture(scope="module")
def runner(r_package, tmp_path_factory):
    """Both languages, and the folder in which inputs are run."""
    before = os.getcwd()
    runner = Runner(tmp_path_factory.mktemp("inputs"))
    yield runner
    runner.close()
    os.chdir(before)


@pytest.mark.parametrize("entry", FOUND, ids=[entry["id"] for entry in FOUND])
def test_what_was_found_is_refused(entry, runner):
    """A value of which each language has its own class is named by that."""
    outcomes = runner(Input("call", entry["python"], entry["r"]))
    for language, outcome in zip(("python", "r"), outcomes):
        text = entry["text"].replace("{class}", entry.get("class", {}).get(language, ""))
        assert (outcome.code, outcome.text) == (entry["code"], text)
        assert (outcome.foreign, outcome.files) == ((), ())


def test_a_sample_of_inputs_has_one_answer():
    """`make fuzz` drives more; what fails is printed as calls that can be run by hand."""
    seed = WHICH + 1
    line = [sys.executable, "-m", "fuzz", "--n", str(INPUTS), "--seed", str(seed)]
    # Not where R's own libraries are looked for first, as in this process.
    kept = {k: v for k, v in os.environ.items() if k != "LD_LIBRARY_PATH" and k[:2] != "R_"}
    options = {"cwd": ROOT / "parity_tests", "env": kept, "capture_output": True, "text": True}
    done = subprocess.run(line, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"seed {seed}" in done.stdout and "0 failures" in done.stdout


def test_all_that_is_exported_is_driven():
    exports = json.loads((ROOT / "fixtures/api.json").read_text())["exports"]
    assert {entry["name"] for entry in exports} == {*CALLS, *OTHERS, *NOT_DRIVEN} - IN_R
    assert all(reason for reason in NOT_DRIVEN.values())


def test_all_arguments_are_driven():
    """Of every function in both languages that is exported under one name, and of a model."""
    modules = json.loads((ROOT / "fixtures/api.json").read_text())["modules"]
    found = {entry["name"]: entry for module in modules for entry in module["entries"]}
    for name in {*CALLS} & {*found}:
        driven = {word.rstrip("!").split(":")[0].split("/")[0] for word in CALLS[name][1].split()}
        listed = {argument["name"] for argument in found[name].get("arguments", [])}
        if "only" not in found[name]:
            assert driven == listed - {"..."}, name
    options = json.loads((ROOT / "fixtures/options.json").read_text())["model"]
    assert list(settings()) == [entry["name"] for entry in options]


def test_what_one_language_cannot_say_has_a_reason():
    assert {value.language for value in ALONE} == {"Python", "R"}
    assert all(len(value.reason) > 5 for value in ALONE) and len(LISTS) > 5
    assert {*LEFT_OUT} < {*command_table()} and all(LEFT_OUT.values())
