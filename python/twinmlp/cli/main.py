"""The command line: the same words, outputs and exit statuses in both languages."""

from __future__ import annotations

import os
import sys
import warnings
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Callable, Iterator, Sequence, cast

from ..base.checks import check_choice
from ..base.errors import TwinMLPError, TwinMLPWarning, fail
from ..base.version import __version__
from .help import command_usage, usage
from .options import Record, command_table, parse_line

HELP = ("--help", "-h", "help")
# As a shell counts them: 128, and the number of the signal SIGINT or SIGPIPE.
INTERRUPTED = 130
CLOSED_PIPE = 141


def command_function(command: Record) -> Callable[..., int]:
    """The function of a command."""
    # Loaded when it is needed, so that other commands work without what it imports.
    module: Any = import_module("." + command["module"], __package__)
    return getattr(module, command["name"].replace("-", "_") + "_command")


def help_text(words: Sequence[str]) -> str:
    """The help of the command that the words name first, or of all commands."""
    named = [word for k, word in enumerate(words) if word not in HELP[: 3 if k == 0 else 2]]
    if not named:
        return usage()
    commands = command_table()
    return command_usage(commands[check_choice(named[0], "COMMAND", commands)])


def run_line(arguments: Sequence[str]) -> int:
    """Run a command and give its exit status; --help anywhere shows its files and options."""
    if not arguments:
        fail("E_USAGE", "COMMAND", "given; twinmlp --help shows them all", "nothing")
    words = list(arguments)
    words = words[: words.index("--")] if "--" in words else words
    if words[:1] == ["help"] or "--help" in words or "-h" in words:
        print(help_text(words))
        return 0
    if words[:1] == ["--version"]:
        print(f"twinmlp {__version__}")
        return 0
    commands = command_table()
    if arguments[0] not in commands:
        both = [name for name, command in commands.items() if "only" not in command]
        check_choice(arguments[0], "COMMAND", both)
    command = commands[arguments[0]]
    return command_function(command)(**parse_line(arguments[1:], command))


@contextmanager
def warnings_as_lines() -> Iterator[None]:
    """Write every warning once on standard error, as a line "warning: ..."."""
    said: set[str] = set()

    def say(message: Warning | str, *where: Any) -> None:
        if str(message) not in said:
            print(f"warning: {message}", file=sys.stderr)
        said.add(str(message))

    with warnings.catch_warnings():
        warnings.simplefilter("always", TwinMLPWarning)
        warnings.showwarning = cast(Any, say)
        yield


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and give its exit status; what is refused, and every warning, is said on
    standard error. Ctrl-C ends it with status 130, a closed pipe with 141.
    """
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    try:
        with warnings_as_lines():
            status = run_line(arguments)
        sys.stdout.flush()
        return status
    except TwinMLPError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # What is left to write goes nowhere, and Python does not complain of it at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
