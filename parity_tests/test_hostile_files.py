"""Files from strangers, full disks and interrupts: the same end in both languages, and nothing lost."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hostile_runs import CASE, odd_files
from json_pieces import PIECES
from refusals import ACCEPTED, RSays, python_says
from twinmlp.adapters.safetensors import from_safetensors
from twinmlp.base.files import read_json

TEXTS = int(os.environ.get("TWINMLP_TEXTS", "2000"))


@pytest.fixture(scope="module")
def r_reads(r_package):
    return RSays('read_json(path, "case")')


def both_read(r_reads, path: Path) -> tuple[str, str]:
    python, r = python_says(read_json, str(path), "case"), r_reads(path)
    assert python == r, path.read_bytes()[:300]
    return python


SEEDS = [
    CASE.read_bytes(),
    b'{"a": ["\\ud83d\\ude00", "\\\\u0000", -0, 1e5], "b": {"c": null}}',
    b"[[1, 2], []]",
]


def test_mutated_texts_have_one_verdict(r_reads, tmp_path):
    choose, path, verdicts = random.Random(5), tmp_path / "t.json", []
    for _ in range(TEXTS):
        text = choose.choice(SEEDS)
        for _ in range(choose.choice((1, 1, 2, 3))):
            at, gone = choose.randrange(len(text) + 1), choose.choice((0, 0, 1, 5))
            text = text[:at] + choose.choice(PIECES) + text[at + gone :]
        path.write_bytes(text)
        verdicts.append(both_read(r_reads, path))
    accepted = verdicts.count(ACCEPTED) / TEXTS
    assert 0.02 < accepted < 0.8 and len(set(verdicts)) == 3


@pytest.mark.parametrize(("depth", "flaw"), [(64, None), (65, "nested"), (100000, "nested")])
def test_depth(depth, flaw, r_reads, tmp_path):
    path = tmp_path / "deep.json"
    path.write_text("[" * depth + "]" * depth)
    code, text = both_read(r_reads, path)
    assert (code, text) == ACCEPTED if flaw is None else "which is nested more than 64 deep" in text


def test_long_strings_and_many_escapes_are_read(r_reads, tmp_path):
    path = tmp_path / "long.json"
    for text in ("x" * 12_000_000, "\\\\" * 1_000_000, "\\ud83d\\ude00" * 100_000):
        path.write_text(f'{{"title": "{text}"}}')
        assert both_read(r_reads, path) == ACCEPTED


def test_json_that_is_too_large_is_not_read(r_reads, tmp_path):
    path = tmp_path / "large.json"
    with open(path, "wb") as file:
        file.truncate(100_000_001)
    assert "at most 100000000 bytes" in both_read(r_reads, path)[1]


@pytest.mark.parametrize("value", ["0", "[]", '""'])
def test_json_of_more_values_than_there_is_room_for_is_not_read(value, r_reads, tmp_path):
    path = tmp_path / "flood.json"
    path.write_text("[" + f"{value}," * 10_000_000 + value + "]")
    code, text = both_read(r_reads, path)
    assert code == "E_FORMAT" and "more than 10000000 brackets and commas" in text


@pytest.mark.parametrize("name", ["pipe", "device", "folder", "nowhere", "loop"])
def test_what_is_no_plain_file_is_not_read(name, r_reads, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    odd_files(tmp_path)
    code, text = python_says(read_json, name, "case")
    assert (
        (code, text)
        == r_reads(name)
        == ("E_FILE", f'`case` must be a readable file, got "{name}".')
    )


@pytest.mark.parametrize("name", ["pipe", "device", "folder", "nowhere", "loop"])
def test_what_is_no_plain_file_has_no_tensors(name, r_package, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    odd_files(tmp_path)
    text = f'`path` must be a readable file, got "{name}".'
    assert python_says(from_safetensors, name) == ("E_FILE", text)
    assert RSays("from_safetensors(path)")(name) == ("E_FILE", text)
