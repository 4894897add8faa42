"""The table of listings, and the refusal of what it has no lines for."""

from __future__ import annotations

from typing import Any

from ..base.errors import describe, fail
from ..base.files import fixture_table
from ..base.registry import entry_name
from ..nn.activations import ACTIVATIONS
from ..trace.case import Case
from ..trace.formulas import check_has_formulas, refuse_settings, update_formulas

LISTING_STYLES = ("plain", "article")
# Settings that need the random streams, or that end a run: a program has no lines for them.
UNLISTED = ("dropout", "validation_fraction", "patience", "threshold")
# A shuffled run has its order written out, up to so many numbers.
MOST_PLACES = 1000
# Samples, weights and biases are written out, up to so many numbers.
MOST_LISTED = 20_000


def listing_table() -> dict[str, Any]:
    """Read the table of listings."""
    return fixture_table("listing")


def check_listing(parts: Case, style: str) -> None:
    """Refuse what a listing has no lines for."""
    config, requirement = parts.config, "left out in a listing, which has no lines for it"
    refuse_settings(config, UNLISTED, requirement)
    check_has_formulas(config, parts.network)
    if is_shuffled(parts) and config.epochs * len(parts.X) > MOST_PLACES:
        requirement = f"sequential in a listing of more than {MOST_PLACES} places of rows"
        fail("E_CHOICE", "order", requirement, '"shuffled"')
    numbers = parts.X.size + parts.y.size + sum(layer.W.size for layer in parts.network)
    if numbers > MOST_LISTED:
        requirement = f"of at most {MOST_LISTED} numbers in a listing, weights counted in"
        fail("E_RANGE", "data", requirement, describe(numbers))
    special = update_formulas(config, "W") or config.schedule is not None
    if style == "article" and special:
        requirement = "plain where the update is more than learning_rate times the gradient"
        fail("E_CHOICE", "style", requirement, '"article"')
    softmax = ACTIVATIONS[entry_name(parts.network[-1].activation)].derivative is None
    if style == "article" and softmax and entry_name(config.loss) != "cross_entropy":
        requirement = "plain where softmax has another loss than cross_entropy"
        fail("E_CHOICE", "style", requirement, '"article"')


def is_batched(parts: Case) -> bool:
    """Say whether an epoch is more than one step."""
    size = parts.config.batch_size
    return size is not None and size < len(parts.X)


def is_shuffled(parts: Case) -> bool:
    """Say whether the order of the rows matters: it does in batches."""
    return is_batched(parts) and parts.config.order == "shuffled"
