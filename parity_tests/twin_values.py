"""Values of the twins as both languages hand them over, and which of their functions is replaced
for which quantity."""

from __future__ import annotations

from typing import Any

import numpy as np


def part(value: Any, name: str) -> Any:
    """A part of a record of either language."""
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)


def vector(value: Any) -> Any:
    """A b, which is a single number if there is one unit."""
    return None if value is None else np.atleast_1d(np.asarray(value, dtype=float))


def layers_of(network: Any) -> list[dict[str, Any]]:
    """W and b of every layer."""
    return [{"W": np.asarray(part(x, "W")), "b": vector(part(x, "b"))} for x in network]


def state_of(state: Any) -> dict[str, Any]:
    """The parts of a state as arrays, but for single numbers."""
    items = dict(state) if state else {}
    return {
        k: np.float64(v) if k.endswith("_power") else np.atleast_1d(v) for k, v in items.items()
    }


LOSS, PASSES = ("loss_value", "with_penalty"), ("loss_gradient", "backward")
HOOKS = {
    **{
        "Z": ("forward",),
        "A": ("forward",),
        "D": ("drop_units",),
        "loss": LOSS,
        "rows": ("batches",),
    },
    **{
        "dA": PASSES,
        "dZ": PASSES,
        "dW": ("backward",),
        "db": ("backward",),
        "mask": ("draw_drops",),
    },
    "learning_rate": ("scheduled_rate",),
}


def hooks_of(quantities: Any) -> list[str]:
    """The functions that are replaced for a mistake in some quantities."""
    found = [hook for name in quantities for hook in HOOKS.get(name, ("update_network",))]
    return list(dict.fromkeys(found))
