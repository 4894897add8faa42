"""Mistakes that every table of the step has: the entry of another activation or of another loss."""

from __future__ import annotations

import re
from typing import Iterator

from ..bits.tables import SELU_SCALE
from .step import ACTIVATIONS, ALPHA, FUSED, LOSSES

# code -> what to do
MEND = {
    "WRONG_ACTIVATION": "Apply the activation that the case names for this layer, element by "
    "element.",
    "WRONG_SLOPE": "dZ_l = dA_l * f'(Z_l), element by element; with A at hand, sigmoid' is "
    "A (1 - A) and tanh' is 1 - A^2.",
    "OTHER_LOSS": "J and its derivative are those of the case's loss and reduction; SPEC.md has "
    "the table of losses.",
}
CASES = ["two_hidden_layers", "tanh_hidden", "silu_hidden", "softsign_hidden"]


def other_entries() -> Iterator[dict[str, object]]:
    """A row of each, as in fixtures/mistakes.json."""
    for name, texts in ACTIVATIONS.items():
        alpha = f"({ALPHA.get(name, 1.0)!r})"
        with_alpha = (text.replace("alpha", alpha) for text in texts)
        value, slope = (text.replace("scale", repr(SELU_SCALE)) for text in with_alpha)
        if name != "identity":
            says = f"another activation is applied: {name}"
            yield row("WRONG_ACTIVATION", ["A"], f"A = {value}", "True", says, CASES)
        if slope and name != "identity":
            when = f"not (is_last and fused) and activation != '{name}'"
            says = f"the derivative is that of another activation: {name}"
            own = re.sub(
                r"\bA\b", f"({value})", slope
            )  # of that one's own value, or of the layer's
            for text in dict.fromkeys((slope, own)):
                yield row("WRONG_SLOPE", ["dZ"], f"dZ = dA * ({text})", when, says, CASES)
    for name, (terms, error) in LOSSES.items():
        if name not in FUSED:
            when = f"is_last and loss_name not in ('half_squared_error', '{name}')"
            lines = f"terms = {terms}; error = {error}".replace("delta", "1")
            cases = ["squared_error_sum", "absolute_error_sum", "huber_mean"]
            on = ["loss", "dA", "dZ"]
            yield row("OTHER_LOSS", on, lines, when, f"another loss: {name}", cases)


def row(
    code: str, on: list[str], patch: str, when: str, says: str, cases: list[str]
) -> dict[str, object]:
    """One row."""
    known = {"code": code, "quantities": on, "patch": patch, "when": when, "says": says}
    return {**known, "mend": MEND[code], "cases": cases, "tags": ["general"]}
