"""Same input, same refusal: the code and the text of every error in both languages, byte for byte."""

from __future__ import annotations

import json

import pytest
from both_refuse import ARTICLE, X, Y, both, changed, r_says
from bridge import ROOT
from programs import run_both
from refusals import python_says
from twinmlp.model.mlp import MLP

REFUSED = json.loads((ROOT / "fixtures/errors.json").read_text(encoding="utf-8"))


def named(entries):
    return pytest.mark.parametrize("entry", entries, ids=[entry["id"] for entry in entries])


@named(REFUSED["cases"])
def test_cases(entry, r_package, tmp_path):
    path = tmp_path / "case.json"
    path.write_text(json.dumps(changed(ARTICLE, entry)))
    assert both("case", path) == (entry["code"], entry["text"])


@named(REFUSED["files"])
def test_files(entry, r_package, tmp_path):
    path = tmp_path / "case.json"
    path.write_bytes(entry["content"].encode())
    assert both("case", path) == (
        entry["code"],
        entry["text"].replace("{path}", json.dumps(str(path))),
    )


@named(REFUSED["models"])
def test_models(entry, r_package):
    python = python_says(lambda: MLP(**entry["arguments"]).fit(X, Y))
    assert python[0] == entry["code"] and r_says("model")(json.dumps(entry["arguments"])) == python


@named(REFUSED["command_lines"])
def test_command_lines(entry, tmp_path):
    words = [
        word.replace("{data}", str(ROOT / "fixtures/data/cars.json")) for word in entry["arguments"]
    ]
    python, r = run_both(*words, cwd=tmp_path)
    assert python == r == (2, "", entry["text"] + "\n")


@pytest.mark.parametrize(
    "arguments",
    [
        [
            "run-case",
            str(ROOT / "fixtures/cases/one_unit.json"),
            "--out",
            "no/such/folder/trace.json",
        ],
        ["run-case", str(ROOT / "fixtures/cases/one_unit.json"), "--out", "file/trace.json"],
        ["run-case", "file", "--out", "trace.json"],
        ["run-case", "é ü.json", "--out", "trace.json"],
        ["train", "t.csv", "--out", "network.json"],
        ["predict", "missing.json", "t.csv"],
        ["compare", "missing.json", "missing.json"],
    ],
    ids=[
        "no_folder",
        "a_file_as_folder",
        "not_json",
        "missing_with_accents",
        "text_in_csv",
        "no_network",
        "no_trace",
    ],
)
@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_files_through_the_command_lines(arguments, locale, tmp_path):
    (tmp_path / "file").write_text("old")
    (tmp_path / "t.csv").write_text("a,b\n1,zwölf\n")
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(tmp_path), "LC_ALL": locale}
    python, r = run_both(*arguments, cwd=tmp_path, env=environment)
    assert python == r and python.status == 2 and python.out == "" and python.err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "t.csv"]
