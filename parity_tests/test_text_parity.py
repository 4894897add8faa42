"""Numbers and documents as text are the same in both languages, and files are written whole."""

from __future__ import annotations

import signal
import subprocess

import numpy as np
import pytest
from bridge import ROOT, from_r, to_r
from programs import PROGRAMS
from twinmlp.base.files import read_json
from twinmlp.base.json_text import to_json

CASES = ROOT / "fixtures/cases"

CARS = str(ROOT / "fixtures/data/cars.json")


def any_doubles(n: int) -> np.ndarray:
    """Finite doubles of every size: random bit patterns, subnormals and zeros of both signs among them."""
    random = np.random.RandomState(11)
    any_bits, subnormal = (
        random.randint(0, 2**64, n, dtype=np.uint64),
        random.randint(0, 2**52, n // 4, dtype=np.uint64),
    )
    values = np.concatenate([any_bits.view(np.float64), subnormal.view(np.float64), [0.0, -0.0]])
    return values[np.isfinite(values)]


def test_text_of_doubles_is_the_same(r_package):
    values = any_doubles(20000)
    assert to_json(values) == r_package.to_json(values)


def test_doubles_are_read_to_the_same_bits(r_package, tmp_path):
    values = any_doubles(20000)
    path = tmp_path / "values.json"
    path.write_text(to_json(values))
    read = np.array(from_r(r_package.raw("read_json")(to_r(str(path)), to_r("values"))))
    assert np.array_equal(read.view(np.uint64), values.view(np.uint64))
    assert np.array_equal(
        np.array(read_json(path, "values")).view(np.uint64), values.view(np.uint64)
    )


@pytest.mark.parametrize(
    "value",
    [
        {"a": [1.5, [2.0, -0.0]], "b": {"c": None, "d": True}, "e": 'ü "</x>" \\ \n'},
        [],
        {"list": [{"x": 1e-300}, {"x": 5e-324}]},
        np.array([[0.1]]),
        np.array([[1.0], [2.0]]),
    ],
    ids=str,
)
def test_text_of_documents_is_the_same(value, r_package):
    assert to_json(value) == r_package.to_json(value)


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_write_that_fails_in_the_middle_leaves_the_old_file(language, tmp_path):
    """The trace is larger than the 8 KiB that a file may have here."""
    (tmp_path / "trace.json").write_text("old")
    command = " ".join(
        [
            *PROGRAMS[language],
            "run-case",
            str(CASES / "three_hidden_layers.json"),
            "--out",
            "trace.json",
        ]
    )
    limited = ["bash", "-c", f"trap '' XFSZ; ulimit -f 8; exec {command}"]
    done = subprocess.run(limited, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        '`out` must be a writable file, got "trace.json".\n',
    )
    assert (tmp_path / "trace.json").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["trace.json"]


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_killed_run_leaves_the_old_file(language, tmp_path):
    """Killed before it can be done: so many epochs take minutes."""
    (tmp_path / "network.json").write_text("old")
    command = [*PROGRAMS[language], "train", CARS, "--out", "network.json", "--epochs", "10000000"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=0.5)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (tmp_path / "network.json").read_text() == "old"


def test_the_bridge_gives_back_what_it_takes():
    value = {"a": np.array([[1.0, 2.0], [3.0, 4.0]]), "b": [None, "x", True], "c": 1.5}
    again = from_r(to_r(value))
    assert (
        again["a"].tolist() == [[1, 2], [3, 4]]
        and again["b"] == [None, "x", True]
        and again["c"] == 1.5
    )
