"""A command run once for every case: it reads a case and writes a trace, in whatever language."""

from __future__ import annotations

import os
import shlex
import shutil
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Callable, Iterable, Sequence

from ..base.errors import TwinMLPError, describe, fail, one_line
from ..base.files import fixture_path, read_document, write_json
from .children import Children
from .formats import Outcome
from .judge.check import check
from .judge.precision import Precision
from .judge.read_trace import read_document_of_trace
from .truth.reference import with_whole_numbers

# the exit status of a command that cannot do what a case asks for, as in automake's tests
NOT_FOR_ME = 77
SHOWN_LINES = 12  # of what a failing command wrote to standard error


def chosen_cases(pattern: str) -> list[Path]:
    """The cases of a pattern, or of several, a,b: of ids or flags, with * and ?; or a file, or a
    folder of files."""
    path = Path(pattern)
    if path.is_dir():
        found = sorted(path.glob("*.json"))
    elif path.is_file():
        found = [path]
    else:
        found = [p for p in sorted(fixture_path("cases").glob("*.json")) if fits(p, pattern)]
    wanted = "a pattern of ids or flags, a file or a folder"
    return found or fail("E_CHOICE", "--cases", wanted, describe(pattern))


def fits(path: Path, pattern: str) -> bool:
    """Whether a case's id, or one of its flags, is of a pattern."""
    names = (path.stem, *read_document(path, "case").get("flags", []))
    return any(fnmatchcase(name, p.strip()) for p in pattern.split(",") for name in names)


def filled_in(command: Sequence[str], case: str, trace: str) -> list[str]:
    """The command with the paths in place of {case} and {trace}, or after it."""
    if not any("{case}" in word or "{trace}" in word for word in command):
        return [*command, case, trace]
    return [word.replace("{case}", case).replace("{trace}", trace) for word in command]


class NotForMe(Exception):
    """A command says that it cannot do what a case asks for."""


def run_command(words: Sequence[str], timeout: float, children: Children) -> str | None:
    """Run a command and say what went wrong, if anything."""
    try:
        ended = children.run(words, timeout)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        return f"the command could not be started: {said}: {shlex.join(words)}"
    if ended.status is None:
        return f"the command took longer than {timeout:g} seconds: {shlex.join(words)}"
    if ended.status:
        end = [one_line(line) for line in ended.said.splitlines()[-SHOWN_LINES:]]
        status = f"ended with status {ended.status}"
        if ended.status < 0:
            status = f"was ended by signal {-ended.status}"
        if ended.status == NOT_FOR_ME:
            raise NotForMe(end[-1].strip() if end else "no reason given")
        said = f": {end[-1].strip()}" if end else ""
        return "\n  ".join([f"the command {status}{said}", shlex.join(words), *end])
    return None


def run_and_check(
    path: Path,
    command: Sequence[str],
    timeout: float,
    precision: Precision | None,
    children: Children,
) -> Outcome:
    """One case, from the command to the report."""
    begin = time.perf_counter()
    seconds = lambda: time.perf_counter() - begin
    outcome = lambda report, failure: Outcome(path.stem, seconds(), report, failure)
    case = with_whole_numbers(read_document(path, "case"))
    with tempfile.TemporaryDirectory(prefix="twinmlp-") as folder:
        trace = Path(folder) / "trace.json"
        try:
            words = filled_in(command, str(path.resolve()), str(trace))
            failure = run_command(words, timeout, children)
        except NotForMe as reason:
            return outcome(None, None)._replace(left_out=str(reason))
        if failure is None and not os.path.lexists(trace):
            failure = "the command ended well, but wrote no trace"
        if failure is not None:
            return outcome(None, failure)
        try:
            return outcome(check(case, read_document_of_trace(trace), precision=precision), None)
        except TwinMLPError as error:
            return outcome(None, f"the trace cannot be read: {error}")


def conform(
    paths: Iterable[Path],
    command: Sequence[str],
    jobs: int,
    timeout: float,
    done: Callable[[Outcome], None],
    precision: Precision | None = None,
) -> list[Outcome]:
    """Run and check all cases, some at a time; `done` hears of each in its turn."""
    if shutil.which(command[0]) is None:
        fail("E_FILE", "COMMAND", "a program that can be run", describe(command[0]))
    outcomes, children = [], Children()
    with ThreadPoolExecutor(jobs) as pool:
        one = lambda path: run_and_check(path, command, timeout, precision, children)
        try:
            for outcome in pool.map(one, paths):
                outcomes.append(outcome)
                done(outcome)
        except BaseException:  # an interrupt, too, leaves nothing running
            children.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return outcomes


def save_cases(cases: Iterable[dict[str, Any]], folder: Path) -> list[Path]:
    """Write cases as files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for case in cases:
        paths.append(folder / f"{case['id']}.json")
        write_json(paths[-1], case, "case")
    return paths
