"""Files from strangers, full disks and interrupts: the same end in both languages, and nothing lost."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import stat
import subprocess
import threading
import time
from pathlib import Path

import pytest
from bridge import ROOT
from json_pieces import PIECES
from programs import PROGRAMS, run, run_both
from refusals import ACCEPTED, RSays, python_says
from twinmlp.adapters.safetensors import from_safetensors
from twinmlp.base.files import read_json, write_text
from twinmlp.model.mlp import MLP

CASE = ROOT / "fixtures/cases/one_unit.json"
CARS = str(ROOT / "fixtures/data/cars.json")
TEXTS = int(os.environ.get("TWINMLP_TEXTS", "2000"))


@pytest.fixture(scope="module")
def r_reads(r_package):
    return RSays('read_json(path, "case")')


@pytest.fixture(scope="module")
def r_writes(r_package):
    return RSays('write_text(path, "new", "out")')


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


def odd_files(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "device").symlink_to("/dev/zero")
    (folder / "folder").mkdir()
    (folder / "nowhere").symlink_to("missing")
    (folder / "loop").symlink_to("loop")


def python_writes(path: Path) -> tuple[str, str]:
    return python_says(write_text, str(path), "new", "out")


@pytest.fixture(params=["Python", "R"])
def writes(request, r_writes):
    return python_writes if request.param == "Python" else r_writes


@pytest.mark.parametrize("name", ["folder", "nowhere", "loop", "folder/", ""])
def test_where_nothing_can_be_written(name, writes, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    odd_files(tmp_path)
    before = sorted(tmp_path.iterdir())
    assert writes(name) == ("E_FILE", f'`out` must be a writable file, got "{name}".')
    assert sorted(tmp_path.iterdir()) == before


def test_a_link_stays_one(writes, tmp_path):
    (tmp_path / "a").mkdir()
    target, link = tmp_path / "a/target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to("a/target")
    assert writes(link) == ACCEPTED
    assert (
        link.is_symlink() and target.read_text() == "new" and len(os.listdir(tmp_path / "a")) == 1
    )


def test_owner_and_mode_stay(writes, tmp_path):
    path = tmp_path / "private"
    path.write_text("old")
    path.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(path, 1234, 5678)
    before = path.stat()
    assert writes(path) == ACCEPTED and path.read_text() == "new"
    after = path.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (
        before.st_mode,
        before.st_uid,
        before.st_gid,
    )


def test_a_pipe_is_written_to(writes, tmp_path):
    path, read = tmp_path / "pipe", []
    os.mkfifo(path)
    reader = threading.Thread(target=lambda: read.append(subprocess.check_output(["cat", path])))
    reader.start()
    assert writes(path) == ACCEPTED
    reader.join(10)
    assert read == [b"new"] and stat.S_ISFIFO(path.stat().st_mode)


def test_a_device_that_is_full_is_refused(writes):
    assert writes("/dev/full") == ("E_FILE", '`out` must be a writable file, got "/dev/full".')
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)


def test_leftovers_of_killed_runs_go_and_those_of_others_stay(writes, tmp_path):
    ended = subprocess.Popen(["true"])
    ended.wait()
    node = os.uname().nodename
    gone = tmp_path / f".twinmlp-{node}-{ended.pid}-abc"
    stays = [
        tmp_path / f".twinmlp-{node}-{os.getppid()}-abc",
        tmp_path / f".twinmlp-elsewhere-{ended.pid}-abc",
    ]
    for path in (gone, *stays):
        path.write_text("half")
    assert writes(tmp_path / "out") == ACCEPTED
    assert not gone.exists() and all(path.exists() for path in stays)


def small_files() -> None:
    """No file may be larger than 2000 bytes, which is an error of writing, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_disk_that_gets_full_leaves_the_old_file(language, tmp_path):
    (tmp_path / "trace.json").write_text("old")
    done = run(
        language, "run-case", str(CASE), "--out", "trace.json", cwd=tmp_path, preexec_fn=small_files
    )
    assert done == (2, "", '`out` must be a writable file, got "trace.json".\n')
    assert os.listdir(tmp_path) == ["trace.json"] and (tmp_path / "trace.json").read_text() == "old"


@pytest.mark.parametrize("language", PROGRAMS)
def test_output_that_cannot_be_written_is_refused(language, tmp_path):
    for line in (["--help"], ["--version"], ["steps", str(CASE)]):
        with open("/dev/full", "w") as full:
            done = subprocess.run(
                [*PROGRAMS[language], *line], stdout=full, stderr=subprocess.PIPE, text=True
            )
        text = "`standard output` must be a place that can be written to, got one that cannot.\n"
        assert (done.returncode, done.stderr) == (2, text)


@pytest.mark.parametrize("language", PROGRAMS)
def test_an_interrupt_is_a_line_and_leaves_a_checkpoint(language, tmp_path):
    (tmp_path / "n.json").write_text("old")
    line = [
        "train",
        CARS,
        "--out",
        "n.json",
        "--output-activation",
        "identity",
        "--learning-rate",
        "1e-9",
    ]
    line += ["--epochs", "100000000", "--checkpoint", "c.json", "--checkpoint-every", "1000000000"]
    process = subprocess.Popen(
        [*PROGRAMS[language], *line],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while not (tmp_path / "c.json").exists():
        assert process.poll() is None
        time.sleep(0.05)
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGINT)
    assert process.communicate(timeout=60)[1] == "interrupted\n" and process.returncode == 130
    assert (tmp_path / "n.json").read_text() == "old"
    assert sorted(os.listdir(tmp_path)) == ["c.json", "n.json"]
    document = json.loads((tmp_path / "c.json").read_text())
    assert document["epoch"] == len(document["losses"]) > 0
    other = "R" if language == "Python" else "Python"
    end = str(int(document["epoch"]) + 2)
    done = run(
        other, "train", CARS, "--out", "n.json", "--resume", "c.json", "--epochs", end, cwd=tmp_path
    )
    assert done.status == 0


def test_an_interrupt_while_python_imports_is_a_line(tmp_path):
    process = subprocess.Popen(
        [*PROGRAMS["Python"], "train", CARS, "--out", "n.json", "--epochs", "100000000"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while "numpy" not in Path(f"/proc/{process.pid}/maps").read_text():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert (
        process.communicate(timeout=60)[1].endswith("interrupted\n") and process.returncode == 130
    )


DAMAGE = {
    "no_losses": (["losses"], []),
    "epoch": (["epoch"], 1),
    "step": (["step"], 1e9),
    "step_before_epoch": (["step"], 0),
    "shape": (["states", 0, "W", "velocity"], [[0, 0, 0]] * 3),
    "ragged": (["states", 0, "W", "velocity", 0], [0]),
    "text": (["states", 0, "b", "velocity"], "x"),
    "name": (["states", 0, "W"], {}),
    "other_name": (["states", 0, "W"], {"speed": 1}),
    "run_only": (["arguments", "checkpoint"], "elsewhere.json"),
    "columns": (["watch", "columns", "loss"], [1, 2]),
    "best": (["watch", "best", "epoch"], 9),
}


@pytest.mark.filterwarnings("ignore::twinmlp.TwinMLPWarning")
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_checkpoint_is_held_against_its_network(damage, r_package, tmp_path):
    X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    path = tmp_path / "c.json"
    optimizer = {"name": "momentum", "momentum": 0.9}
    MLP(hidden=3, epochs=3, optimizer=optimizer, patience=5, checkpoint=str(path)).fit(X, y)
    resume = RSays("mlp_resume(path, rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1)), c(0, 1, 1, 0))")
    document = json.loads(path.read_text())
    assert resume(path) == python_says(MLP.resume, str(path), X, y) == ACCEPTED
    place, value = DAMAGE[damage]
    at = document
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    path.write_text(json.dumps(document))
    python = python_says(MLP.resume, str(path), X, y)
    assert python == resume(path) and python != ACCEPTED
    assert not (tmp_path / "elsewhere.json").exists()


def test_messages_are_one_line(tmp_path):
    case = json.loads(CASE.read_text())
    case["a\x1b[31m\nb\u202ec\x9b"] = 1
    (tmp_path / "c.json").write_text(json.dumps(case))
    python, r = run_both("steps", "c.json", cwd=tmp_path)
    assert python == r and python.status == 2 and python.err.count("\n") == 1
    assert python.err.startswith("`a\\u001b[31m\\u000ab\\u202ec\\u009b` must be one of ")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (
            ["train", CARS, "--hidden", "1e9"],
            "`hidden` must be a whole number, 1000000 or less, got 1000000000.",
        ),
        (
            ["train", CARS, "--hidden", "1e6,1e6"],
            "`layers[1].W` must be a matrix of at most 100000000 weights, got 1000000 x 1000000.",
        ),
        (
            ["train", CARS, "--epochs", "1e12"],
            "`epochs` must be a whole number, 1000000000 or less, got 1000000000000.",
        ),
        (
            ["train", CARS, "--skip", "1e15"],
            "`skip` must be a whole number, 100000000 or less, got 1e+15.",
        ),
        (
            ["train", CARS, "--restarts", "1e9"],
            "`restarts` must be a whole number, 1000000 or less, got 1000000000.",
        ),
        (
            ["steps", str(CASE), "--decimals", "1e9"],
            "`--decimals` must be a whole number, 17 or less, got 1000000000.",
        ),
    ],
    ids=lambda value: value[2] if isinstance(value, list) else "",
)
def test_sizes_are_checked_before_there_is_room_for_them(line, text, tmp_path):
    line = [*line, "--out", "n.json"] if line[0] == "train" else line
    for outcome in run_both(*line, cwd=tmp_path):
        assert (outcome.status, outcome.out) == (2, "")
        assert outcome.err.splitlines()[-1] == text


@pytest.mark.parametrize(("place", "value"), [("units", 1e9), ("epochs", 1e12)])
def test_sizes_in_a_case_are_checked(place, value, tmp_path):
    case = json.loads(CASE.read_text())
    (case["training"] if place == "epochs" else case["network"]["layers"][0])[place] = value
    (tmp_path / "c.json").write_text(json.dumps(case))
    python, r = run_both("run-case", "c.json", "--out", "t.json", cwd=tmp_path)
    assert python == r and python.status == 2 and " or less, got " in python.err
