"""The known mistakes: the entries of fixtures/mistakes.json, in the order they are named in."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from ...base.files import fixture_path
from ...trace.quantity_table import names_of_scope
from .applicable import NotApplicable, NotRecorded
from .moment import PARTS, Patch
from .names import Names, evaluate
from .others import other_entries
from .words import value_of

Array = np.ndarray

ANY = ("Z", "A", "dA", "dZ", "dW", "db", "W", "b")
LOCAL = {"any", "written", "rule"}  # tags of mistakes of one place, not of a run
# What no mistake of any quantity is tried on.
OF_RUN = ("rows", "epoch", "loss", "losses", "final loss", "final W", "final b")


class Fit(NamedTuple):
    """A mistake that explains a wrong value: its code, what it is, and how to mend it; how many of
    all wrong places it explains, and whether it explains all that are of its kind."""

    code: str
    says: str
    mend: str
    explains: int = 1
    of: int = 1
    whole: bool = True
    how: bool = False  # it says how the numbers differ, not why

    @property
    def is_cause(self) -> bool:
        """Whether it says why, and leaves nothing of its kind unexplained."""
        return self.whole and not self.how


class Mistake(NamedTuple):
    """One entry: the changed lines, the quantities they are changed in, and what is said of it.

    `says` is one clause, in which a %s is filled by `detail`; `plant` is what is planted in a test,
    if that is not the patch itself. Of the tags, "only_how" says that it tells how the numbers
    differ, not why; "general" that it tells what else it is, not what went wrong; "any" that it can
    be in any quantity; "written" that it is planted in the record of a right run; "elsewhere" that
    it is planted in the entry of another quantity; "rule" that it is a rule of `stopping.py`;
    "precision" that the numbers themselves are too short; "together" that its
    quantities are wrong together, or it is another mistake; "overflow" that it explains what is not
    finite.
    `fit` names the option that the number `fitted` in the lines stands for.
    """

    code: str
    quantities: tuple[str, ...]
    patch: str
    says: str
    mend: str
    when: str = "True"
    detail: str = ""
    plant: str = ""
    cases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    fit: str = ""

    @property
    def how(self) -> bool:
        """Whether it says how the numbers differ, not why."""
        return "only_how" in self.tags

    @property
    def of_run(self) -> bool:
        """Whether what it gives takes a run: the rows are others, or it keeps something more than
        the state."""
        return "memory" in self.patch or "rows" in self.on

    def with_number(self, number: float, own: Any, within: float = 0.0) -> "Mistake":
        """The mistake with a number in the place of `fitted`; `own` is the case's. It is told how
        far the number may be off, where that shows."""
        word = re.compile(r"\bfitted\b")
        known = document()["defaults"].get(self.fit, {})
        whose = next((who for text, who in known.items() if float(text) == number), "")
        apart = (d for d in range(6, 18) if own is None or f"{number:.{d}g}" != f"{own:.{d}g}")
        digits = next(apart, 17)  # as many as show that the two are not the same
        text = f"{number:.{digits}g}"
        text += f" (within {within:.0e})" if within > 1e-5 * abs(number) else ""
        text += "" if own is None else f", not {own:.{digits}g}"
        return self._replace(
            patch=word.sub(f"({number!r})", self.patch),
            says=self.says % (text + (f" (the default of {whose})" if whose else "")),
            tags=(*self.tags, "measured", *(() if float(f"{number:.3g}") == number else ("odd",))),
            detail="",
            fit="",
        )

    @property
    def on(self) -> tuple[str, ...]:
        """The quantities with those of both parameters written out."""
        return all_of(self.quantities)

    @property
    def patched(self) -> Patch:
        """The changed lines, to be evaluated."""
        return Patch(self.patch, self.on, self.when, self.on)

    def is_on(self, quantity: str) -> bool:
        """Whether the mistake can be in a quantity."""
        if quantity in self.on:
            return True
        return "any" in self.quantities and quantity not in OF_RUN

    def value(self, names: Names) -> Array | None:
        """The mistaken value of the quantity that the names are those of, or None where it
        cannot be made; NotRecorded where nobody knows."""
        patch = self.patched._replace(quantities=(*self.on, names.quantity))
        names.patch = patch
        try:
            if not value_of(self.when, names):
                return None
            found = evaluate(names)
        except NotRecorded:
            raise
        except NotApplicable:
            return None
        return np.atleast_1d(np.asarray(found, dtype=float)) if np.ndim(found) == 0 else found

    def sentence(self, names: Names) -> str:
        """What the mistake is, with its detail."""
        if not self.detail:
            return self.says
        known = value_of(self.detail, names)
        return self.says % (known if isinstance(known, str) else f"{known:.6g}")


@lru_cache(maxsize=None)
def all_of(quantities: tuple[str, ...]) -> tuple[str, ...]:
    """Quantities, with those of both parameters written out."""
    of_both = {part: (f"W.{part}", f"b.{part}") for part in PARTS}
    known = {**of_both, "g": ("gW", "gb"), "any": ANY}
    return tuple(name for quantity in quantities for name in known.get(quantity, (quantity,)))


@lru_cache(maxsize=None)
def document() -> dict[str, Any]:
    """The file of mistakes."""
    return json.loads(fixture_path("mistakes.json").read_text(encoding="utf-8"))


@lru_cache(maxsize=None)
def all_mistakes() -> tuple[Mistake, ...]:
    """All known mistakes."""
    as_tuple = lambda value: tuple(value) if isinstance(value, list) else value
    entries = [*other_entries(), *document()["mistakes"]]
    return tuple(Mistake(**{name: as_tuple(v) for name, v in e.items()}) for e in entries)


@lru_cache(maxsize=None)
def applicable(quantity: str) -> list[Mistake]:
    """The mistakes that can be in a quantity, in the order in which they are named."""
    if quantity in names_of_scope("stopping"):
        return []
    can_be = lambda m: m.is_on(quantity) or "rows" in m.on and not m.how
    known = [m for m in all_mistakes() if can_be(m) and "rule" not in m.tags]
    return sorted(known, key=lambda m: 2 * ("any" in m.tags) + ("general" in m.tags))
