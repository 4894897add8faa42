"""Weights alone as a model: what they do not say, the arguments have to."""

from __future__ import annotations

from typing import Any

from ..base.errors import fail
from ..model.mlp import MLP


def check_said(arguments: dict[str, Any], layers: int) -> None:
    """Accept arguments that say the activations of so many layers, which weights alone do not."""
    for name in ("activation", "output_activation")[layers == 1 :]:
        if name not in arguments:
            fail("E_USAGE", name, "given, as weights alone do not say it", "nothing")


def model_of_weights(layers: list[dict[str, Any]], arguments: dict[str, Any]) -> MLP:
    """Make a model of weights alone, whose activations the arguments have to say."""
    check_said(arguments, len(layers))
    return MLP.from_layers(layers, **arguments)
