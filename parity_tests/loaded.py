"""Processes that have loaded a program and fork for each command line. Most of what a short command
line takes is its start: a quarter of a second in Python, an eighth in R.

The fork ends as the program does. A process takes one command line after the other; what they write
goes to its two files, of which each command line's is the part that was added.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SECONDS = 120


class Loaded:
    """A process that is handed arguments, folder and variables, and gives status, output and what
    was said on standard error."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.folder = tempfile.TemporaryDirectory()
        jobs, ended, *files = (Path(self.folder.name) / name for name in ("j", "e", "o", "s"))
        os.mkfifo(jobs)
        os.mkfifo(ended)
        self.files = [open(file, "a+b") for file in files]
        out, said = self.files
        self.process = subprocess.Popen(
            [*command, jobs, ended], stdin=-3, stdout=out, stderr=said, env=environment
        )
        self.ended = os.open(ended, os.O_RDWR)
        self.jobs = open(jobs, "w", encoding="utf-8")
        atexit.register(self.close)

    def close(self) -> None:
        """End the process."""
        self.jobs.close()
        self.process.wait(SECONDS)
        os.close(self.ended)
        for file in self.files:
            file.close()
        self.folder.cleanup()

    def __call__(
        self, arguments: list[str], folder: str, variables: dict[str, str]
    ) -> tuple[int, str, str]:
        starts = [file.seek(0, os.SEEK_END) for file in self.files]
        self.jobs.write(json.dumps([arguments, folder, variables], ensure_ascii=False) + "\n")
        self.jobs.flush()
        if not select.select([self.ended], [], [], SECONDS)[0]:
            raise TimeoutError(f"{arguments} in {folder}")
        status = os.read(self.ended, 100).decode()
        texts = []
        for file, start in zip(self.files, starts):
            file.seek(start)
            texts.append(file.read().decode("utf-8"))
        return int(status), texts[0], texts[1]


def serve(jobs: str, ended: str) -> None:
    """Fork for each line of jobs, and write how the fork ended."""
    import twinmlp.conformance.judge.check  # noqa: F401  what most command lines need
    from twinmlp.cli.main import main

    gc.freeze()  # what is loaded is not looked through at each end
    with open(jobs, encoding="utf-8") as lines:
        for line in lines:
            arguments, folder, variables = json.loads(line)
            child = os.fork()
            if child == 0:
                os.chdir(folder)
                set_variables(variables)
                sys.argv = ["twinmlp", *arguments]
                sys.exit(main())
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            Path(ended).write_text(str(status))


def set_variables(variables: Any) -> None:
    """Set the package's own variables, and no others."""
    for name in [name for name in os.environ if name.startswith("TWINMLP_")]:
        del os.environ[name]
    os.environ.update(variables)


if __name__ == "__main__":
    serve(*sys.argv[1:])
