"""Python only: Ctrl-C while the program still loads is one line, as it is afterwards.

This is loaded first, so it loads itself nothing that takes time.
"""

from __future__ import annotations

import os
import signal
import sys


def is_program() -> bool:
    """Whether this process is the command line, and no other program that uses the package."""
    name = os.path.basename(sys.argv[0]) if sys.argv else ""
    run_as_module = name == "-m" and "twinmlp" in getattr(sys, "orig_argv", ())
    return run_as_module or name in ("twinmlp", "twinmlp.exe")


def stop(*signal_and_frame: object) -> None:
    """End at once."""
    os.write(2, b"interrupted\n")
    os._exit(130)


def begin_startup() -> None:
    """From here on Ctrl-C ends the command line with one line; other programs are not changed."""
    if is_program() and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, stop)


def begin_end() -> None:
    """From here on Ctrl-C is ignored: everything is written, and the command line ends normally."""
    if is_program():
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def end_of_startup() -> None:
    """From here on Ctrl-C raises an exception again, which the command line handles."""
    if signal.getsignal(signal.SIGINT) is stop:
        signal.signal(signal.SIGINT, signal.default_int_handler)
