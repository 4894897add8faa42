"""Standard output, where a failed write is an error."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, redirect_stdout
from typing import Any, Iterator, NoReturn

from ..base.errors import fail


class Output:
    """Standard output: a failed write is an error, a closed pipe is not."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write text."""
        return self.guarded("write", text)

    def flush(self) -> None:
        """Write the buffer."""
        self.guarded("flush")

    def guarded(self, name: str, *arguments: str) -> Any:
        """Call a method of the stream."""
        try:
            return getattr(self.stream, name)(*arguments)
        except BrokenPipeError:
            raise
        except (OSError, ValueError, AttributeError):
            give_up_output()
            refuse_output()


def refuse_output() -> NoReturn:
    """Raise the error that standard output cannot be written."""
    fail("E_FILE", "standard output", "a place that can be written to", "one that cannot")


@contextmanager
def checked_output() -> Iterator[None]:
    """Standard output for a block of code; at its end all is written, or an error is raised."""
    output: Any = Output(sys.stdout)
    with redirect_stdout(output):
        yield
        if sys.stdout is not None and output.stream is not None:
            output.flush()


def give_up_output() -> None:
    """Discard what is still buffered, also at the end of the process."""
    try:
        stream: Any = sys.__stdout__
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError, AttributeError):
        pass  # it is closed already, or is no file
