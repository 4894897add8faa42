"""With how many digits a trace's numbers were computed or written, as far as they show it, and what
that explains of a difference."""

from __future__ import annotations

from typing import Any, Iterable, NamedTuple

import numpy as np

from ...trace.quantities import Quantity, quantities
from ...trace.quantity_table import state_parts, whole_numbers

Array = np.ndarray

ENOUGH = 4  # fewer numbers than this show nothing, if they are short
LONG = 10  # digits that no number in single precision is written with by intent
SINGLE = 2.0**29  # how much larger a rounding error in single precision is
MARGIN = 8.0  # data and options are rounded in single precision too
GROWTH = 64.0  # times the unit of single precision, about what a run adds up to
MIXED = (
    "Some arrays are of single numbers (float32), most are not. If all are meant to be, state "
    "--precision single, to see what else is wrong."
)


class Precision(NamedTuple):
    """How a trace's numbers were rounded: kind is double, single, digits or decimals."""

    kind: str
    digits: int = 0

    @property
    def is_double(self) -> bool:
        """Whether nothing is rounded but by computing in doubles."""
        return self.kind == "double"

    @property
    def says(self) -> str:
        """In words."""
        plural = "" if self.digits == 1 else "s"
        return {
            "double": "double precision",
            "single": "single precision (float32)",
            "digits": f"{self.digits} significant digit{plural}",
            "decimals": f"{self.digits} decimal{plural}",
        }[self.kind]

    @property
    def factor(self) -> float:
        """How many times the rounding bound of doubles a computation may be off; what has 8 digits
        or fewer may have been computed in single precision."""
        in_single = self.kind == "single" or self.kind == "digits" and self.digits <= 8
        return MARGIN * SINGLE if in_single else 1.0

    def slack(self, values: Any) -> Array:
        """How far written values may be from those that were computed."""
        values = np.abs(np.asarray(values, dtype=float))
        if self.kind == "single":
            return 2.0**-24 * values + 2.0**-149
        if self.kind == "decimals":
            return np.full(values.shape, 0.501 * 10.0**-self.digits)
        if self.kind == "digits":
            with np.errstate(divide="ignore"):
                place = np.floor(np.log10(np.where(values > 0, values, 1.0))) + 1 - self.digits
            return (0.501 * 10.0**place + np.spacing(values)) * (values > 0)
        return np.zeros(values.shape)

    def of_run(self, values: Any) -> Array:
        """How far the values of a whole run in doubles may be from those of a trace."""
        largest = np.max(np.abs(np.asarray(values, dtype=float)), initial=0.0)
        travelled = 0.0 if self.factor == 1 else GROWTH * 2.0**-24 * largest
        return self.slack(values) * 1.001 + travelled

    def slack_of_case(self, values: Any) -> Array:
        """How far the case's own numbers may be from what was computed with."""
        return self.slack(values) if self.kind == "single" else np.zeros(np.shape(values))

    def widened(self, bound: Any, values: Any) -> Array:
        """A bound for doubles, widened by what the precision explains."""
        return np.asarray(bound) * self.factor + self.slack(values)


DOUBLE = Precision("double")


def widened_quantity(quantity: Quantity, precision: Precision) -> Quantity:
    """A quantity with its tolerance widened by what a precision explains."""
    if precision.is_double or quantity.quantity in (*whole_numbers(), "mask", "stopped"):
        return quantity
    values = np.asarray(quantity.values, dtype=float)
    allowed = 0.0 if quantity.allowed is None else np.asarray(quantity.allowed, dtype=float)
    allowed = precision.widened(np.zeros(values.shape) + allowed, values)
    if precision.factor > 1:  # what is exact in doubles, as products of single ones, allows nothing
        allowed = np.maximum(allowed, precision.of_run(values))
    return quantity._replace(allowed=allowed)


def recognised(trace: dict[str, Any]) -> Precision:
    """The precision that the numbers of a trace show: of its arrays, where these are enough, since
    a program in single precision keeps some numbers of a step in doubles."""
    arrays = list(filter(is_array, quantities(trace)))
    numbers = numbers_of(arrays)
    if len(numbers) < ENOUGH:
        arrays = list(quantities(trace))
        numbers = numbers_of(arrays)
    counts = [digits_of(number) for number in numbers]
    if shows_single(arrays):
        return Precision("single")
    if len(numbers) < ENOUGH:
        return DOUBLE
    digits, decimals = (max(pair[i] for pair in counts) for i in (0, 1))
    found = [Precision("digits", digits)] if digits <= (16 if len(numbers) > 30 else 15) else []
    if decimals <= 12:
        found.append(Precision("decimals", decimals))
    full = {"digits": 0, "decimals": 0}
    for pair in counts:
        full["digits"] += pair[0] == digits
        full["decimals"] += pair[1] == decimals
    return max(found, key=lambda one: full[one.kind], default=DOUBLE)


def shows_single(entries: list[Quantity]) -> bool:
    """Whether most long numbers of the first step that has some are single ones: a double is one by
    chance once in 2^29, but what is computed with a double that slipped in is double from there on.
    """
    for step in dict.fromkeys(entry.step for entry in entries):
        numbers = numbers_of(entry for entry in entries if entry.step == step)
        long = np.array([x for x in numbers if digits_of(x)[0] >= LONG])
        if len(long):
            with np.errstate(over="ignore"):
                return bool(np.mean(long.astype(np.float32).astype(float) == long) > 0.5)
    numbers = numbers_of(entries)
    as_text = all(float(str(np.float32(x))) == x for x in numbers)
    long_text = [digits_of(x)[0] >= 7 for x in numbers]
    return as_text and len(numbers) >= ENOUGH and 2 * sum(long_text) > len(numbers)


def untold(trace: dict[str, Any]) -> str:
    """What the numbers of a trace do not show of their precision, if they do not."""
    count = len(numbers_of(quantities(trace)))
    if count >= ENOUGH:
        arrays = filter(is_array, quantities(trace))
        return MIXED if any(shows_single([entry]) for entry in arrays) else ""
    are = "numbers that are" if count != 1 else "number that is"
    return (
        f"With {count} {are} not whole, nobody can tell with how many digits they were computed: "
        "what is wrong may be that alone. State it, with --precision single or --digits 6."
    )


def is_array(entry: Quantity) -> bool:
    """Whether it is a layer's, and not one of the numbers that an optimizer keeps."""
    return entry.layer is not None and entry.quantity.split(".")[-1] not in state_parts("numbers")


def numbers_of(entries: Iterable[Quantity]) -> list[float]:
    """The different finite numbers of quantities that are not whole, from the least."""
    found: set[float] = set()
    for entry in entries:
        if entry.quantity not in (*whole_numbers(), "mask", "stopped"):
            values = np.ravel(np.asarray(entry.values, dtype=float))
            found.update(values[np.isfinite(values) & (values != np.round(values))].tolist())
    return sorted(found)


def digits_of(number: float) -> tuple[int, int]:
    """The significant digits and the decimals of a number, as it is written shortest."""
    mantissa, _, exponent = repr(abs(number)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = fraction.rstrip("0")
    decimals = max(0, len(fraction) - int(exponent or 0))
    return len((whole + fraction).lstrip("0").rstrip("0")), decimals
