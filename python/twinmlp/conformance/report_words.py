"""The parts of a report's sentences: places, numbers, values and mistakes in words."""

from __future__ import annotations

import math
from typing import Iterable

from ..base.errors import describe
from ..base.text import wrap_words
from ..trace.compare import Difference
from ..trace.compare_report import short_number
from ..trace.quantity_table import stop_reasons, whole_numbers
from .judge.check import Finding
from .judge.recorded import Place
from .mistakes.table import Fit

WIDTH = 100

SHOWN = 8  # more lines of one kind than this say nothing new


def place_text(place: Place, index: Iterable[int] = ()) -> str:
    """Where a value stands, such as step 0, backward, layer 1, db[2]."""
    step, phase, layer, quantity = place
    parts = [f"step {step}"] if step is not None else []
    parts += [phase] if phase not in ("loss", "watch", "losses", "final") else []
    parts += [f"layer {layer}"] if layer is not None else []
    return ", ".join(parts + [quantity + "".join(f"[{i}]" for i in index)])


def two_numbers(value: float, reference: float) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to see that they differ."""
    if not math.isfinite(value) or value == reference:
        return short_number(value), f"{reference:.6g}"
    distance = abs(value / reference - 1) if reference != 0 else 1.0
    digits = (
        min(17, max(5, 3 - math.floor(math.log10(distance)))) if 0 < distance < math.inf else 17
    )
    return f"{value:.{digits}g}", f"{reference:.{digits}g}"


def shape_text(shape: tuple[int, ...]) -> str:
    """The shape of an array in words."""
    if not shape:
        return "a list of 0"
    return f"a list of {shape[0]}" if len(shape) == 1 else " x ".join(map(str, shape))


def values_text(found: Difference, true: str, shape: tuple[int, ...]) -> str:
    """Both values and how far apart they are."""
    if not found.index:
        return f"yours is {shape_text(found.entry.values.shape)}, true is {shape_text(shape)}"
    if found.entry.quantity == "stopped":
        reasons = [describe(stop_reasons()[int(x)]) for x in (found.value, found.reference)]
        return f"yours {reasons[0]}, {true} {reasons[1]}"
    yours, reference = two_numbers(found.value, found.reference)
    counted = found.entry.quantity in whole_numbers() or not math.isfinite(found.ulps)
    apart = "" if counted else f", {short_number(found.ulps)} ULP apart"
    return f"yours {yours}, {true} {reference}{apart}"


def fits_text(finding: Finding) -> str:
    """The mistakes that explain a wrong value, with how much each explains; a part of them, or how
    the numbers differ, is not called a cause."""
    causes = [fit for fit in finding.fits if fit.is_cause]
    parts = [fit for fit in finding.fits if not fit.how and not fit.whole]
    if causes:
        head = "It fits" if len(causes) == 1 else "These fit"
        return f"{head}: {named(causes, '; or ')}."
    if parts:
        return f"No known mistake explains all of it. In part: {named(parts, '; ')}."
    if finding.fits:
        how = "; ".join(f"{fit.says} ({fit.code})" for fit in finding.fits[:2])
        return f"None of the known mistakes fits. What can be said: {how}."
    return "None of the known mistakes fits."


def named(fits: list[Fit], between: str) -> str:
    """Mistakes with their codes and with how much they explain, some of many."""
    names = [f"{fit.says} ({fit.code}), {explained_text(fit)}" for fit in fits[:4]]
    more = f"{between}{len(fits) - 4} more" if len(fits) > 4 else ""
    return between.join(names) + more


def explained_text(fit: Fit) -> str:
    """explains 7 of 7 wrong places."""
    return f"explains {fit.explains} of {fit.of} wrong place{'s' if fit.of > 1 else ''}"


def listing(noun: str, numbers: list[int]) -> str:
    """layer 1; layers 1, 2; steps 0, 1, 2 and 4 more."""
    if not numbers:
        return ""
    more = f" and {len(numbers) - SHOWN} more" if len(numbers) > SHOWN else ""
    return f"{noun}{'s' if len(numbers) > 1 else ''} " + ", ".join(map(str, numbers[:SHOWN])) + more


def wrapped(text: str, indent: str) -> list[str]:
    """Text in lines of at most WIDTH, broken at blanks; all but the first have two more before."""
    return wrap_words(text, WIDTH, indent, "  ")
