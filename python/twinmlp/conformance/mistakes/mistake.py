"""A known mistake: where it can be made, what it says of itself, and the value it would produce."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

import numpy as np

from .plain import Phase

Array = np.ndarray


class Fit(NamedTuple):
    """A mistake that explains a wrong value: its code, what it is, and how to mend it."""

    code: str
    says: str
    mend: str


class Mistake(NamedTuple):
    """One row: `value` takes a Phase and gives what would be there, or None where the mistake cannot be made.

    `says` is one clause and `mend` one sentence; a %s in `says` is filled by `detail`.
    """

    code: str
    on: tuple[str, ...]
    says: str
    mend: str
    value: Callable[[Phase], Any]
    detail: Callable[[Phase], str] | None = None

    def tried(self, phase: Phase) -> Array | None:
        """The mistaken value, or None where shapes or what is recorded do not allow the mistake."""
        try:
            with np.errstate(all="ignore"):
                value = self.value(phase)
        except (
            ValueError,
            IndexError,
            KeyError,
            TypeError,
            AttributeError,
            ArithmeticError,
        ):  # what does not fit, or is not there
            return None
        return None if value is None else np.asarray(value, dtype=float)

    def sentence(self, phase: Phase) -> str:
        """What the mistake is, with its detail."""
        return self.says % self.detail(phase) if self.detail else self.says


def ratio(values: Array, reference: Array) -> float | None:
    """The one factor between two arrays, or None if there is none, or only one number to tell it from."""
    values, reference = np.ravel(values), np.ravel(reference)
    large = np.abs(reference) > 1e-6 * np.abs(reference).max(initial=0.0)
    if values.shape != reference.shape or large.sum() < 2:
        return None
    factors = values[large] / reference[large]
    return (
        float(factors[0])
        if np.allclose(factors, factors[0], rtol=1e-7, atol=0) and factors[0] != 0
        else None
    )


def fraction(value: float) -> str:
    """A number with six digits."""
    return f"{value:.6g}"
