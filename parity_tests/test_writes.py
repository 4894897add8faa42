"""Files are written whole or not at all, by both languages."""

from __future__ import annotations

import os
import resource
import signal
import stat
import subprocess
import threading
from pathlib import Path

import pytest
from hostile_runs import CASE, odd_files
from programs import PROGRAMS, run
from refusals import ACCEPTED, RSays, python_says
from twinmlp.base.files import write_text


@pytest.fixture(scope="module")
def r_writes(r_package):
    return RSays('write_text(path, "new", "out")')


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
