"""Command lines: commands, files and options of the tables, with words replaced, added and left out."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from twinmlp.cli.options import command_table

from .odd_values import WORDS
from .running import Input
from .values import Value, list_of, text

FILES = [
    "case.json",
    "network.json",
    "run.json",
    "trace.json",
    "golden.json",
    "d.csv",
    "d.json",
    "no.json",
    ".",
    "",
    "one_unit",
]
RIGHT = {
    "CASE": ["case.json", "one_unit"],
    "DATA": ["d.csv", "d.json"],
    "SOURCE": ["d.csv", "network.json"],
    "NETWORK": ["network.json"],
    "TRACE": ["trace.json"],
    "REFERENCE": ["golden.json", "one_unit"],
    "ANSWERS": ["sheet.csv", "sheet.xlsx"],
    "WORKBOOK": ["book.xlsx"],
}
NUMBERS = [
    "0",
    "1",
    "2",
    "3",
    "-1",
    "1.5",
    "1e12",
    "1e400",
    "x",
    "",
    "0x1",
    " 1",
    "1,2",
    "true",
    "none",
    "nan",
    "1e-400",
]
OTHERS = [
    "a,b",
    "adam:beta1=0.5",
    "l2=0.1",
    "l2=0.1,biases=true",
    "a=1",
    "=",
    ":",
    ",",
    "sgd:=1",
    "adam:beta1",
    "norm=1",
]
OTHERS += [
    "step:every=2",
    "leaky_relu:alpha=0.1,tanh",
    "1,",
    "balanced",
    "tanh",
    "adam",
    "huber:delta=1",
    "y",
    "a",
    "--",
]
ALSO = [
    "--help",
    "-h",
    "--version",
    "--",
    "-x",
    "--no-bias",
    "--bias=",
    "--no-out",
    "--zz",
    "--=1",
    "---",
    "extra",
    "--out",
]
# Commands of one language, and what takes longer than an input may: pictures of the article, and the notebook's pages.
LEFT_OUT = {
    "conform": "runs a program many times, which takes long; test_commands_of_others drives it",
    "pictures": "draws dozens of pictures, which takes seconds; their options are driven by plot and plot_steps",
    "article-pictures": "draws every picture of the article, which takes seconds",
}


# Reports for programs, which R's check leaves to the Python program, and that is not asked here.
REPORTS = ("--json", "--junit", "--xfail")


def word_of(option: dict[str, Any]) -> st.SearchStrategy[str]:
    """A value of an option: one of its own, or any."""
    choices = option.get("choices")
    own = [str(x) for x in choices] if isinstance(choices, list) else NUMBERS[:4]
    own += [str(x) for x in option.get("examples", []) if not isinstance(x, (dict, list))]
    any_ = st.sampled_from(NUMBERS + OTHERS + FILES[:7] + [w for w in WORDS if "\n" not in w])
    return st.one_of(st.sampled_from(own), st.sampled_from(own), any_)


def commands() -> list[dict[str, Any]]:
    """The commands that are driven."""
    return [c for c in command_table().values() if c["name"] not in LEFT_OUT]


@st.composite
def lines(draw: st.DrawFn) -> Input:
    """A command line."""
    command = draw(st.sampled_from(commands()))
    words = [command["name"]]
    for file in command["files"]:
        right = st.sampled_from(RIGHT.get(file["name"], FILES))
        words.append(draw(st.one_of(right, right, right, st.sampled_from(FILES))))
    options = (
        list(command["options"].values())
        if isinstance(command["options"], dict)
        else command["options"]
    )
    out = {"workbook": "o.xlsx", "boundary": "o.svg", "walkthrough": "o.html"}.get(
        command["name"], "o.json"
    )
    if any(option["name"] == "out" for option in options) and draw(st.integers(0, 9)):
        words += ["--out", out]
    if command["name"] == "workbook" or command.get("settings") and draw(st.integers(0, 9)):
        words += ["--epochs", "1"]
    for option in draw(st.lists(st.sampled_from(options), max_size=3)) if options else []:
        value = draw(word_of(option))
        words += (
            [f"--{option['name']}={value}"]
            if draw(st.booleans())
            else [f"--{option['name']}", value]
        )
    for word in draw(st.lists(st.sampled_from(ALSO + FILES), max_size=1)):
        words.insert(draw(st.integers(0, len(words))), word)
    return called(words, command)


def called(words: list[str], command: dict[str, Any]) -> Input:
    """The call of the programs that have a command with these words."""
    both = list_of([text(word) for word in words])
    r = "character(0)" if not words else "c" + both.r.removeprefix("list")
    call = Value(f"main({both.python})", f"main({r})")
    alone = any(word.startswith(REPORTS) for word in words)
    return Input("command line", call.python, None if "only" in command else call.r, same=not alone)
