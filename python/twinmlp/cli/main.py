"""The command line: the same words, outputs and exit statuses in both languages."""

from __future__ import annotations

import sys
import warnings
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Callable, Iterator, Sequence, cast

from ..arithmetic.engines import describe_engine
from ..base.checks import check_choice
from ..base.errors import TwinMLPError, TwinMLPWarning, fail
from ..base.startup import begin_end, end_of_startup
from ..base.version import __version__
from .help import command_usage, usage
from .options import Record, command_table, parse_line
from .output import checked_output, give_up_output

HELP = ("--help", "-h", "help")
# What the shell says of a program that Ctrl-C, or a reader who went away, has ended.
INTERRUPTED, PIPE_CLOSED = 130, 141


def command_function(command: Record) -> Callable[..., int]:
    """The function of a command."""
    # Loaded when it is needed, so that other commands work without what it imports.
    module: Any = import_module("." + command["module"], __package__)
    return getattr(module, command["name"].replace("-", "_") + "_command")


def asks_for_help(arguments: Sequence[str]) -> bool:
    """Say whether --help or -h is among the words of a command, before what follows --."""
    words = list(arguments)
    words = words[: words.index("--")] if "--" in words else words
    return "--help" in words or "-h" in words


def run_line(arguments: Sequence[str]) -> int:
    """Run a command and return its exit status; its own --help lists its files and options."""
    if arguments[:1] == ["--version"]:
        print(f"twinmlp {__version__}\n{describe_engine()}")
        return 0
    if arguments and arguments[0] in HELP:
        if len(arguments) == 1:
            print(usage())
            return 0
        arguments = [*arguments[1:], "--help"]
    if not arguments:
        fail("E_USAGE", "COMMAND", "given; twinmlp --help shows them all", "nothing")
    commands = command_table()
    both = [name for name, command in commands.items() if "only" not in command]
    if arguments[0] not in commands:
        check_choice(arguments[0], "COMMAND", both)
    command = commands[arguments[0]]
    if asks_for_help(arguments[1:]):
        print(command_usage(command))
        return 0
    return command_function(command)(**parse_line(arguments[1:], command))


@contextmanager
def warnings_as_lines() -> Iterator[None]:
    """Write every warning once on standard error, as a line "warning: ..."."""
    said: set[str] = set()

    def show(message: Warning | str, *where: Any) -> None:
        if str(message) not in said:
            say(f"warning: {message}")
        said.add(str(message))

    with warnings.catch_warnings():
        warnings.simplefilter("always", TwinMLPWarning)
        warnings.showwarning = cast(Any, show)
        yield


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status; errors and warnings go to standard error."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    try:
        end_of_startup()
        with warnings_as_lines(), checked_output():
            return run_line(arguments)
    except TwinMLPError as error:
        say(str(error))
        return 2
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        give_up_output()
        return PIPE_CLOSED
    finally:
        begin_end()


def say(text: str) -> None:
    """Write a line to standard error, if it can be written."""
    try:
        print(text, file=sys.stderr)
    except (OSError, ValueError):
        pass
