"""What is wrong with what two languages said to one input; and a failure as a line that can be run by hand."""

from __future__ import annotations

import re

from .running import Input, Outcome

WRONG = ("internal", "hang")

# A value that is named by its class, of which each language has its own.
CLASS = re.compile(r"\bgot a [A-Za-z_][\w.]*\.$")


def flaw(what: Input, python: Outcome | None, r: Outcome | None) -> str | None:
    """What is wrong, in a few words, or None."""
    for language, outcome in (("Python", python), ("R", r)):
        if outcome is None:
            continue
        if outcome.code in WRONG:
            return f"{outcome.code} in {language}"
        if outcome.foreign:
            return f"a warning that is not the house's in {language}"
        if any(name.startswith(".") for name in outcome.files):
            return f"a file left by {language}"
    if python is None or r is None or not what.same:
        return None
    if (python.code == "accepted") != (r.code == "accepted"):
        return "accepted by " + ("Python" if python.code == "accepted" else "R") + " alone"
    if python.code != r.code:
        return "two codes"
    if CLASS.sub("got a class.", python.text) != CLASS.sub("got a class.", r.text):
        return "two texts"
    if python.warnings != r.warnings:
        return "two warnings"
    return "two sets of files" if python.files != r.files else None


def shown(what: Input, python: Outcome | None, r: Outcome | None, wrong: str) -> str:
    """A failure as lines: what is wrong, how to do it again, and what came of it."""
    lines = [f"{what.kind}: {wrong}"]
    for name, content in what.files:
        lines.append(f"  file    {name}: {content[:600]!r}")
    for language, text, outcome in (("Python", what.python, python), ("R", what.r, r)):
        if text is None or outcome is None:
            continue
        lines.append(f"  {language:<7} {text}")
        lines.append(f"    {outcome.code} {outcome.text[:400]!r}")
        lines += [f"    warning {w}" for w in (*outcome.warnings, *outcome.foreign)]
        lines += [f"    file {name}" for name in outcome.files]
    return "\n".join(lines)
