"""A report as text: the one sentence, the run with the place marked, what is wrong by itself, and
the table of quantities.
"""

from __future__ import annotations

from typing import Any

from ..base.errors import one_line
from ..base.text import align
from ..trace.compare_report import quantity_rows
from .judge.check import Finding, Report
from .judge.recorded import Place
from .judge.states import MISSING, OFF, RIGHT, WRONG
from .report_words import SHOWN, fits_text, listing, place_text, values_text, wrapped

MARKS = {RIGHT: "ok", OFF: "off", WRONG: "WRONG", MISSING: "-"}
HERE = "   <--- HERE"


def sentence(report: Report) -> str:
    """The one sentence that helps."""
    inside = "" if report.precision.is_double else f", in {report.precision.says}"
    if report.findings:
        first = report.findings[0]
        what = values_text(
            first.difference,
            "from its inputs" if first.from_own_inputs and after_another(report) else "true",
            first.shape,
        )
        place = place_text(first.place, first.difference.index)
        return f"First wrong value{inside}: {place}: {what}. {fits_text(first)}"
    right, missing = (
        sum(state == kind for state in report.states.values()) for kind in (RIGHT, MISSING)
    )
    if not right:
        return "Nothing to check: the trace has no quantity of this case."
    return f"Right{inside}: all {right} quantities of the trace" + (
        f"; {missing} are missing." if missing else "."
    )


def after_another(report: Report) -> bool:
    """Whether the true run's value is another than what the first wrong value's own inputs should
    have given."""
    return any(state == OFF for place, state in before(report, report.findings[0].place))


def before(report: Report, place: Place) -> list[tuple[Place, str]]:
    """All places up to one."""
    states = list(report.states.items())
    return states[: [p for p, _ in states].index(place)]


def tree(report: Report) -> list[str]:
    """The run, step by step; the step with the first wrong value layer by layer."""
    marked = report.findings[0].place if report.findings else None
    blocks: dict[Any, list[tuple[Place, str]]] = {}
    for place, state in report.states.items():
        blocks.setdefault(place[1] if place[0] is None else place[0], []).append((place, state))
    legend = " (off: not the true value; WRONG: not even what its own inputs give; -: missing)"
    legend = "" if marked is None else legend
    lines = wrapped(f"Case {report.case['id']}, step by step{legend}", "")
    folded = 0
    for name, places in blocks.items():
        title = f"step {name}" if isinstance(name, int) else name
        if marked is not None and any(place == marked for place, _ in places):
            lines += [f"  {title}"] + step_lines(places, marked)
        elif len(lines) > 3 * SHOWN and isinstance(name, int):
            folded += 1
        else:
            lines.append(
                f"  {title:<10} {summary([state for _, state in places])}"
                + wrong_from(report, name)
            )
    return lines + ([f"  and {folded} more steps"] if folded else [])


def wrong_from(report: Report, name: Any) -> str:
    """From which epoch on the losses are wrong."""
    if name == "losses" and report.losses_wrong_from is not None:
        return f", from epoch {report.losses_wrong_from} on"
    return ""


def summary(states: list[str]) -> str:
    """How many of some places are in which state."""
    counts = {kind: states.count(kind) for kind in (RIGHT, WRONG, OFF, MISSING)}
    words = {RIGHT: "ok", WRONG: "wrong", OFF: "off", MISSING: "missing"}
    return ", ".join(f"{count} {words[kind]}" for kind, count in counts.items() if count)


def step_lines(places: list[tuple[Place, str]], marked: Place) -> list[str]:
    """One line for every layer of every phase."""
    rows: dict[Any, list[tuple[Place, str]]] = {}
    for place, state in places:
        rows.setdefault((place[1], place[2]), []).append((place, state))
    lines, last = [], None
    for (phase, layer), cells in rows.items():
        title = f"    {phase if phase != last else '':<9} {f'layer {layer}' if layer else '':<9}"
        marks = (f"{place[3].removeprefix('final ')} {MARKS[state]:<5}" for place, state in cells)
        here = HERE if any(place == marked for place, _ in cells) else ""
        lines.append(f"{title} {'  '.join(marks).rstrip()}{here}")
        last = phase
    return lines


def own_inputs_view(report: Report) -> list[str]:
    """What is wrong by itself: one line for each quantity with the same explanation."""
    if not report.findings:
        return []
    note = " (python-flint is needed to tell what is wrong given its own inputs)"
    lines = ["Wrong by itself, whatever came before" + ("" if report.resynced else note) + ":"]
    groups: dict[Any, list[Finding]] = {}
    for finding in report.findings:
        codes = tuple(fit.code for fit in finding.fits)
        groups.setdefault((finding.place[3], codes), []).append(finding)
    for (quantity, _), findings in list(groups.items())[:SHOWN]:
        layers = sorted({f.place[2] for f in findings if f.place[2] is not None})
        steps = sorted({f.place[0] for f in findings if f.place[0] is not None})
        where = [part for part in (listing("layer", layers), listing("step", steps)) if part]
        at = ", ".join(where) or "at the end"
        lines += wrapped(f"{quantity}: {at}. {fits_text(findings[0])}", "  ")
        for fit in [fit for fit in findings[0].fits if fit.is_cause][:1]:
            lines += wrapped(f"To mend it: {fit.mend}", "    ")
        if findings[0].advice:
            lines += wrapped(findings[0].advice, "    ")
    return lines + ([f"  and {len(groups) - SHOWN} more kinds"] if len(groups) > SHOWN else [])


def notes(report: Report) -> list[str]:
    """What was not looked at, and what cannot be told."""
    missing = [place for place, state in report.states.items() if state == MISSING]
    lines = []
    if missing:
        kinds = sorted({place[3] for place in missing}, key=[place[3] for place in missing].index)
        which = f"{len(missing)} quantities ({', '.join(kinds)}); first {place_text(missing[0])}"
        lines += wrapped(f"Missing, and not checked: {which}.", "")
    if report.ignored:
        names = ", ".join(report.ignored[:SHOWN]) + (" ..." if len(report.ignored) > SHOWN else "")
        lines += wrapped(one_line(f"Not understood, and left out: {names}."), "")
    if report.untold:
        lines += wrapped(report.untold, "")
    return lines


def program_text(implementation: dict[str, Any]) -> str:
    """What a trace says of the program that it is from, as far as this is text."""
    said = [implementation.get(name) for name in ("name", "version", "language", "arithmetic")]
    return one_line(" ".join(text[:60] for text in said if isinstance(text, str)))


def format_report(report: Report) -> list[str]:
    """The whole report."""
    who = program_text(report.implementation)
    head = wrapped(sentence(report), "")
    parts = [head, tree(report), own_inputs_view(report), notes(report)]
    if report.comparison.worst:
        table = align(quantity_rows(report.comparison.worst))
        title = "Quantity by quantity, at its worst, against the true run:"
        parts.append([title, *("  " + line for line in table)])
    parts.append([f"True values: {report.source}." + (f" Trace: {who}." if who else "")])
    return [line for part in parts if part for line in [*part, ""]][:-1]
