"""Python only: what of a training of Keras no case can say, refused before it is recorded."""

from __future__ import annotations

from typing import Any

from ..base.errors import fail
from .keras import part_of_layer, refuse_layer
from .modules import Affine

Record = dict[str, Any]

# What an optimizer, a loss and a Dense layer may have that there is no counterpart for.
OF_OPTIMIZERS = (
    "weight_decay",
    "clipnorm",
    "global_clipnorm",
    "clipvalue",
    "use_ema",
    "amsgrad",
    "loss_scale_factor",
    "gradient_accumulation_steps",
)
OF_LOSSES = ("ignore_class",)
OF_LAYERS = (
    "kernel_regularizer",
    "bias_regularizer",
    "activity_regularizer",
    "kernel_constraint",
    "bias_constraint",
)


def check_without(found: Record, names: tuple[str, ...], what: str) -> None:
    """Accept what has none of some settings."""
    for name in names:
        if found.get(name):
            fail("E_CHOICE", "model", f"{what} without {', '.join(names)}", name)


def check_network(library: Any, model: Any) -> None:
    """Accept a compiled network whose layers are all trained, each once, in single precision."""
    if not isinstance(model, library.Model):
        refuse_layer(model)
    if not (model.compiled and model.built):
        fail("E_CHOICE", "model", "built and compiled", "one that is not")
    check_without(model._compile_config.config, ("loss_weights",), "compiled")
    for layer in model.layers:
        # None inside another, whose outputs are of another graph.
        if isinstance(part_of_layer(layer)[1], Affine):
            requirement = "without batch normalization while it is recorded"
            fail("E_CHOICE", "model", requirement, layer.name)
        check_without(vars(layer), OF_LAYERS, "layers")
        if not layer.trainable or layer.compute_dtype != "float32":
            requirement = "layers that are trained, in float32"
            fail("E_CHOICE", "model", requirement, f"{layer.name}, {layer.compute_dtype}")
    if len(set(map(id, model.layers))) < len(model.layers):
        fail("E_CHOICE", "model", "layers that are used once", "one that is used twice")
