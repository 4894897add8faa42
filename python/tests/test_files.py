"""Numbers come back bit by bit, files are old or new and never half, and what is not JSON is refused."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys

import numpy as np
import pytest
from helpers import load, refused
from twinmlp.base.files import read_json, read_text, write_json, write_text
from twinmlp.base.json_text import to_json, to_number

EDGES = [
    0.0,
    -0.0,
    5e-324,
    -5e-324,
    2.2250738585072009e-308,
    2.2250738585072014e-308,
    1e308,
    1.7976931348623157e308,
]
EDGES += [0.1, 1 / 3, 2.0**53 + 2, 1e22, 1e23]


def any_doubles(n: int) -> np.ndarray:
    """Finite doubles of every size: random bit patterns."""
    bits = np.random.RandomState(1).randint(0, 2**64, n, dtype=np.uint64)
    values = bits.view(np.float64)
    return values[np.isfinite(values)]


def test_doubles_come_back_exactly(tmp_path):
    subnormal = np.random.RandomState(2).randint(1, 2**52, 1000, dtype=np.uint64).view(np.float64)
    values = np.concatenate([EDGES, any_doubles(20000), subnormal])
    path = tmp_path / "values.json"
    write_json(path, values)
    again = np.array(read_json(path, "values"))
    assert np.array_equal(values.view(np.uint64), again.view(np.uint64))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.10000000000000001"),
        (1.0, "1"),
        (-0.0, "-0.0"),
        (0.0, "0"),
        (5e-324, "4.9406564584124654e-324"),
        (1e22, "1e+22"),
        (123456789.0, "123456789"),
        (True, "true"),
        (None, "null"),
        ('é "</', '"é \\"</"'),
    ],
    ids=lambda value: getattr(value, "__name__", repr(value)),
)
def test_text_of_values(value, text):
    assert to_json(value) == text


def test_objects_stand_on_lines_and_the_rest_on_one():
    value = {"a": [1, [2, 3]], "b": {}, "c": [{"d": None}], "e": []}
    assert (
        to_json(value)
        == '{\n  "a": [1, [2, 3]],\n  "b": {},\n  "c": [\n    {\n      "d": null\n    }\n  ],\n  "e": []\n}'
    )
    assert json.loads(to_json(value)) == value


@pytest.mark.parametrize(
    ("value", "given"), [(np.nan, "NaN"), (np.inf, "Infinity"), (-np.inf, "-Infinity")]
)
def test_what_is_not_finite_is_not_written(value, given):
    with refused(
        "E_NOT_FINITE", f"`value` must be a finite number to be written as JSON, got {given}."
    ):
        to_number(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-0", 0.0),
        ("-0.0", -0.0),
        ("1e400", np.inf),
        ("9007199254740993", 2.0**53),
        ("1" * 400, np.inf),
        ("1e-400", 0.0),
    ],
)
def test_numbers_are_read_as_the_nearest_doubles(tmp_path, text, value):
    path = tmp_path / "number.json"
    path.write_text(f"[{text}]")
    assert repr(read_json(path, "number")) == repr([value])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[1,]",
        b"[01]",
        b"[+1]",
        b"[.5]",
        b"[NaN]",
        b"[-Infinity]",
        b"{} {}",
        b"['a']",
        b"[1 // a\n]",
        b"/* a */ [1]",
        b'{"a": 1, "a": 2}',
        b'["a\\u0000"]',
        b'["\\ud800"]',
        b'["\\udc00 \\ud83d\\ude00"]',
        b'["\xe9"]',
        b"[\x00]",
        b"\xff\xfe[\x001\x00]",
        b"[" * 64,
    ],
    ids=lambda content: repr(content[:20]),
)
def test_what_is_not_json_is_refused(tmp_path, monkeypatch, content):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.json").write_bytes(content)
    with refused(
        "E_FORMAT", '`case` must be a JSON file, got "bad.json", which is not valid JSON.'
    ):
        read_json("bad.json", "case")


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbf[1]", b" [1] \r\n", b'["\\ud83d\\ude00 \\\\u0000 a/b"]', '["é😀"]'.encode()],
    ids=lambda value: getattr(value, "__name__", repr(value)),
)
def test_what_is_json_is_read(tmp_path, content):
    path = tmp_path / "good.json"
    path.write_bytes(content)
    assert read_json(path, "case") == json.loads(content.decode("utf-8-sig"))


@pytest.mark.parametrize("name", ["missing.json", ".", "", "a\0b"])
def test_unreadable_files(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with refused("E_FILE", f"`case` must be a readable file, got {json.dumps(name)}."):
        read_text(name, "case", "a JSON file", "which is not valid JSON")


@pytest.mark.parametrize("name", ["missing/out.json", "file/out.json", "folder"])
def test_unwritable_places(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("old")
    (tmp_path / "folder").mkdir()
    with refused("E_FILE", f'`out` must be a writable file, got "{name}".'):
        write_text(name, "new", "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]
    assert (tmp_path / "file").read_text() == "old"


def test_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "out.json"
    path.write_text("old")

    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with refused("E_FILE", f'`out` must be a writable file, got "{path}".'):
        write_text(path, "new", "out")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_killed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "out.json"
    path.write_text("old")
    program = (
        "import os, signal, sys; from twinmlp.base.files import write_text\n"
        "os.replace = lambda *names: os.kill(os.getpid(), signal.SIGKILL)\n"
        "write_text(sys.argv[1], 'new', 'out')"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)])
    assert done.returncode == -signal.SIGKILL
    assert path.read_text() == "old"


def test_new_file_has_the_usual_permissions(tmp_path):
    (tmp_path / "usual").write_text("")
    write_text(tmp_path / "ours", "text", "out")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_fixtures_come_with_the_package():
    assert load("errors.json")["cases"]


def test_an_interrupt_after_the_file_has_its_name_is_an_interrupt(tmp_path, monkeypatch):
    def replace(old, new, move=os.replace):
        move(old, new)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        write_json(str(tmp_path / "a.json"), 1)
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
