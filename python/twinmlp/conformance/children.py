"""Commands of others, run so that none outlives its time or this program."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from typing import IO, NamedTuple, Sequence

# How much is kept of what a command says on standard error, and how long its rest is waited for.
KEPT_BYTES, LAST_SECONDS = 65536, 1.0


class Ended(NamedTuple):
    """How a command ended: its status, None where its time was up, and the end of what it said."""

    status: int | None
    said: str


class Children:
    """The commands that are running, to be ended together."""

    def __init__(self) -> None:
        self.running: set[subprocess.Popen[bytes]] = set()
        self.stopped = False

    def run(self, words: Sequence[str], timeout: float) -> Ended:
        """Run a command to its end, or end it and its children when its time is up.

        Errors: OSError where it cannot be started.
        """
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self.running.add(process)
        tail = Tail(process.stderr)
        try:
            if self.stopped:
                end_group(process)
            status: int | None = process.wait(timeout)
        except subprocess.TimeoutExpired:
            status = None
        finally:
            end_group(process)
            process.wait()
            self.running.discard(process)
        return Ended(status, tail.end())

    def stop(self) -> None:
        """End all that are running, and each that begins from now on."""
        self.stopped = True
        for process in list(self.running):
            end_group(process)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a command and its children, as far as they have not gone off on their own."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


class Tail:
    """The end of what is written to a pipe, which is read so that nobody waits to write."""

    def __init__(self, pipe: IO[bytes] | None) -> None:
        self.content, self.pipe = b"", pipe
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self) -> None:
        """Read to the end, and keep the last of it."""
        assert self.pipe is not None
        while piece := os.read(self.pipe.fileno(), KEPT_BYTES):
            self.content = (self.content + piece)[-KEPT_BYTES:]

    def end(self) -> str:
        """What was kept; who holds the pipe open still is not waited for."""
        self.reader.join(LAST_SECONDS)
        return self.content.decode(errors="replace").strip()
