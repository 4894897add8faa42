"""The files and options of a command line, as the table of commands has them."""

from __future__ import annotations

import os
from functools import cache
from typing import Any, Sequence

from ..base.errors import describe, fail
from ..base.files import fixture_table
from ..model.arguments import argument_table
from .option_kinds import FLAGS, OPTION_KINDS

Record = dict[str, Any]

# The options that name a file to write.
OUTPUTS = ("out", "history", "checkpoint")


@cache
def command_table() -> dict[str, Record]:
    """The commands of commands.json by name; `settings` adds the options of options.json: all of
    them, or those of a "run".
    """
    settings = [
        {**option, "name": option["name"].replace("_", "-")}
        for option in argument_table()
        if option["command_line"] is not None
    ]
    kinds = {True: settings, "run": [o for o in settings if "run_only" not in o], None: []}
    commands = fixture_table("commands")["commands"]
    return {
        command["name"]: {
            **command,
            "options": command["options"] + kinds[command.get("settings")],
        }
        for command in commands
    }


def find_option(option: str, options: Record) -> tuple[str, bool]:
    """The name of an option, such as bias for --bias, and whether it is written --no-bias."""
    name = option[2:] if option.startswith("--") else ""
    if name in options:
        return name, False
    off = name.removeprefix("no-")
    if off != name and off in options and options[off]["command_line"] == "switch":
        return off, True
    known = "one of " + ", ".join("--" + name for name in options)
    return fail("E_USAGE", option, known if options else "left out", "an unknown option")


def read_option(word: str, words: list[str], options: Record, full: bool) -> tuple[str, Any]:
    """Return an option's name and value: what follows =, or the next word, which is removed.

    A switch alone is true, and --no-NAME is false; `full` says that no word can be a file any more.
    """
    option, equals, value = word.partition("=")
    name, off = find_option(option, options)
    kind, following = options[name]["command_line"], words[0] if words else ""
    if off:
        return name, False if not equals else fail(
            "E_USAGE", option, "without a value", describe(value)
        )
    if not equals:
        if kind == "switch" and following not in FLAGS:
            if not full or not words or following.startswith("-"):
                return name, True
        if not words or following.startswith("--"):
            found = describe(following) if words else "nothing"
            fail("E_USAGE", option, "followed by a value", found)
        value = words.pop(0)
    return name, OPTION_KINDS[kind](value, option)


def check_outputs(values: Record, files: Sequence[str]) -> None:
    """Refuse an output file that is also read, or written twice, or "-"."""
    read = [values[name] for name in (*files, "data") if name in values]
    taken = {path for one in read for path in ([one] if isinstance(one, str) else one)}
    for name in OUTPUTS:
        path = values.get(name)
        if path is None:
            continue
        if path == "-":
            fail("E_USAGE", "--" + name, "the name of a file", describe(path))
        if os.path.realpath(path) in map(os.path.realpath, taken):
            fail("E_USAGE", "--" + name, "another file than the others", describe(path))
        taken.add(path)


def parse_line(arguments: Sequence[str], command: Record) -> Record:
    """The files and options of a command line, by name; `rest` is what follows --, where it may."""
    values: Record = {}
    files, words = [file["name"] for file in command["files"]], list(arguments)
    several = [file["name"].lower() for file in command["files"] if file.get("several")]
    options = {option["name"]: option for option in command["options"]}
    if "--" in words and "rest" in command:
        place = words.index("--")
        values["rest"], words = words[place + 1 :], words[:place]
    while words:
        word = words.pop(0)
        if not word.startswith("-") or word == "-":
            if not files and not several:
                fail("E_USAGE", "argument", "left out", describe(word))
            name = files.pop(0).lower() if files else several[0]
            values[name] = [*values.get(name, []), word] if name in several else word
            continue
        if word == "--":
            fail("E_USAGE", word, "left out", describe(word))
        name, value = read_option(word, words, options, not files)
        if name.replace("-", "_") in values:
            fail("E_USAGE", "--" + name, "said once", "a second one")
        values[name.replace("-", "_")] = value
    required = [name for name, option in options.items() if option.get("required")]
    missing = files + ["--" + name for name in required if name.replace("-", "_") not in values]
    if missing:
        fail("E_USAGE", missing[0], "given", "nothing")
    check_outputs(values, [file["name"].lower() for file in command["files"]])
    return values
