"""Compare two traces: the first wrong value, and the worst difference of every quantity."""

from __future__ import annotations

from typing import Any, Iterable, NamedTuple

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_positive
from ..base.errors import fail
from ..base.files import check_document
from .quantities import Quantity, place_name, quantities
from .quantity_table import whole_numbers


class Difference(NamedTuple):
    """One value that differs: the place (index counted from 0), value, reference, both distances
    and what is allowed.
    """

    entry: Quantity
    index: list[int]  # type: ignore[assignment]  # a tuple has a method of that name
    value: float
    reference: float
    difference: float
    ulps: float
    allowed: float


class Comparison(NamedTuple):
    """The first difference that is not allowed, the worst of every quantity, and the names of what
    is missing.
    """

    first: Difference | None
    worst: dict[str, Difference]
    wrong: int
    missing: list[str]


def ulp(x: Any) -> Array:
    """The distance from |x| to the next double above: 2^(e - 52), where 2^e <= |x| < 2^(e + 1) and
    e >= -1022.
    """
    return np.spacing(np.abs(x))


def difference_of(
    entry: Quantity, reference: Quantity, factor: float = 1, first: bool = False
) -> Difference:
    """Find the worst value of a quantity, compared with `factor` times the reference's tolerance;
    with `first` the first wrong one, of quantities of no layer, such as losses.
    """
    value, expected = as_numbers(entry), as_numbers(reference)
    stated = 0.0 if reference.allowed is None else np.asarray(reference.allowed)
    allowed = np.zeros(expected.shape) + factor * stated
    if value.shape != expected.shape:
        return Difference(
            entry, [], np.nan, np.nan, np.inf, np.inf, float(allowed.max(initial=0.0))
        )
    distance = np.abs(value - expected)
    distance = np.where(np.isnan(distance), np.inf, distance)
    in_time = first and reference.layer is None
    wrong = distance > allowed if in_time else excess(distance, allowed, expected)
    at = np.unravel_index(np.argmax(wrong), distance.shape)
    index = [int(i) for i in at]
    return Difference(
        entry,
        index,
        float(value[at]),
        float(expected[at]),
        float(distance[at]),
        float(distance[at] / ulp(expected[at])),
        float(allowed[at]),
    )


def as_numbers(entry: Quantity) -> Array:
    """The values of a quantity as a matrix or a vector."""
    try:
        return np.asarray(entry.values, dtype=float)
    except ValueError:
        return fail(
            "E_SHAPE", place_name(entry), "a matrix of finite numbers", "rows of different lengths"
        )


def excess(distance: Any, allowed: Any, expected: Any) -> Array:
    """Divide a distance by what is allowed; if that is nothing, return the distance in ULP."""
    return np.where(
        (distance == 0.0) | np.isinf(distance),
        distance,
        distance / np.where(allowed > 0, allowed, ulp(expected)),
    )


def compare_traces(
    trace: dict[str, Any], reference: dict[str, Any], factor: float = 1
) -> Comparison:
    """Compare a trace with a reference; `factor` times the reference's tolerance is allowed, else
    nothing.

    trace: The trace, an object.
    reference: A golden file or another trace, an object.
    factor: How many times the stated tolerance is allowed: a number, more than 0; default 1.
    Returns: the first difference that is not allowed or None, the worst of every quantity, how many
        are wrong, and what is missing.
    Errors: E_FORMAT where the two are not of the same case.
    Source: SPEC.md, Comparing two traces.

    >>> trace = run_case(read_document(fixture_path("cases/one_unit.json"), "case"))
    >>> golden = read_document(fixture_path("golden/one_unit.json"), "golden")
    >>> found = compare_traces(trace, golden)
    >>> found.first is None, found.missing
    (True, [])
    """
    trace = check_document(trace, "trace", parts=True)
    reference = check_document(reference, "reference", parts=True)
    factor = check_positive(factor, "factor")
    with np.errstate(all="ignore"):  # two numbers of any size may be too far apart for a double
        return compare_quantities(quantities(trace), quantities(reference), factor)


def compare_quantities(
    computed: Iterable[Quantity], references: Iterable[Quantity], factor: float = 1
) -> Comparison:
    """Compare quantities with those of a reference at the same places."""
    places = {entry[:4]: entry for entry in computed}
    first, wrong, missing = None, 0, []
    worst: dict[str, Difference] = {}
    for expected in references:
        entry = places.get(expected[:4])
        if entry is None:
            missing.append(place_name(expected))
            continue
        found = difference_of(entry, expected, factor)
        if found.difference > found.allowed:
            wrong += 1
            first = first or difference_of(entry, expected, factor, first=True)
        if expected.quantity in whole_numbers() and found.difference == 0:
            continue
        name = expected.quantity.split("[")[0]  # all pairs together
        key = name if expected.layer is None else f"{name}_{expected.layer}"
        if key not in worst or used_up(found) > used_up(worst[key]):
            worst[key] = found
    return Comparison(first, worst, wrong, missing)


def used_up(found: Difference) -> float:
    """Return the share of what is allowed that a difference uses up."""
    return float(
        excess(np.float64(found.difference), np.float64(found.allowed), np.float64(found.reference))
    )
