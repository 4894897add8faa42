"""Find out whether this machine computes as IEEE 754 says.

That is: in double precision, rounding after every operation to the nearest double, halves to even.
"""

from __future__ import annotations

from typing import Callable, NamedTuple

import numpy as np

from ..base.errors import fail


class Probe(NamedTuple):
    """A computation ((a b + c) d) / e, and what this machine does wrong if the result is not
    `expected`.
    """

    seen: str
    a: float
    b: float
    c: float
    d: float
    e: float
    expected: float


def two(k: int) -> float:
    """Compute 2^k exactly."""
    value = 1.0
    for _ in range(abs(k)):
        value = value * (2.0 if k > 0 else 0.5)
    return value


PROBES = (
    Probe("fused multiply-add", 1.0 + two(-27), 1.0 - two(-27), -1.0, 1.0, 1.0, 0.0),
    Probe("flush to zero", two(-1022), 0.5, 0.0, 1.0, 1.0, two(-1023)),
    Probe("flush to zero", two(-1074), two(60), 0.0, 1.0, 1.0, two(-1014)),
    Probe("another rounding mode", 1.0, 1.0, two(-53), 1.0, 1.0, 1.0),
    Probe("another rounding mode", 1.0, 1.0, 1.5 * two(-52), 1.0, 1.0, 1.0 + two(-51)),
    Probe("another rounding mode", 1.0, 1.0, -two(-54), 1.0, 1.0, 1.0),
    Probe("another rounding mode", -1.0, 1.0, -two(-53), 1.0, 1.0, -1.0),
    Probe("extended precision", 1.0, 1.0, two(-53) + two(-78), 1.0, 1.0, 1.0 + two(-52)),
    Probe("extended range", two(1000), two(1000), 0.0, two(-1000), 1.0, float("inf")),
    Probe("inexact division", 1.0, 1.0, 0.0, 1.0, 49.0, float.fromhex("0x1.4e5e0a72f0539p-6")),
)

# The square root of 2, rounded once.
ROOT_OF_TWO = float.fromhex("0x1.6a09e667f3bcdp+0")


def evaluate(
    a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray, e: np.ndarray
) -> np.ndarray:
    """Compute ((a b + c) d) / e on this machine."""
    with np.errstate(all="ignore"):
        return ((a * b + c) * d) / e


def check_platform(compute: Callable[..., np.ndarray] = evaluate) -> None:
    """Refuse a machine on which the reproducible arithmetic would not be reproducible.

    The probes are vectors, so that vector units are tried too. Errors: E_PLATFORM.
    """
    for probe in PROBES:
        values = compute(*(np.full(9, value) for value in probe[1:6]))
        if not (values == probe.expected).all():
            refuse(probe.seen)
    if not (np.sqrt(np.full(9, 2.0)) == ROOT_OF_TWO).all():
        refuse("inexact square root")


def refuse(seen: str) -> None:
    """Raise E_PLATFORM and say what was seen."""
    fail("E_PLATFORM", "arithmetic", f"native on this machine ({seen} was seen)", '"reproducible"')
