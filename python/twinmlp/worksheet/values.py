"""Compute each block of a step from the numbers of the blocks before it."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from ..arithmetic.kinds import NATIVE, Array
from ..base.registry import lookup
from ..nn.activations import ACTIVATIONS
from ..nn.layers import Backward, Forward, Layer, layer_delta, layer_forward
from ..nn.losses import loss_gradient, loss_input, loss_value
from ..optim.update import update_network
from ..train.objective import with_penalty
from ..train.step import config_at
from .blanks import SheetBlock
from .step import SheetStep

Numbers = dict[str, Array]


def block_value(step: SheetStep, block: SheetBlock, numbers: Numbers) -> Array:
    """Compute a block from the numbers of the blocks before it, by their keys."""
    with np.errstate(all="ignore"):
        found = BLOCK_VALUES[block.kind or ""](step, block.l, numbers)
    values = np.asarray(found, dtype=float)
    shape = block.values.shape  # of a slope that is the same everywhere there is one number
    return np.full(shape, values) if values.ndim == 0 else values.reshape(shape)


def numbers_below(l: int, numbers: Numbers) -> Array:
    """Return A of the layer below l."""
    return numbers["X"] if l == 1 else numbers[f"A{l - 1}"]


def numbered_layer(step: SheetStep, l: int, numbers: Numbers) -> Layer:
    """Return layer l with the sheet's weights and biases."""
    b = numbers[f"b{l}"][0] if f"b{l}" in numbers else None
    return Layer(numbers[f"W{l}"], b, step.network[l - 1].activation)


def sums_value(step: SheetStep, l: int, numbers: Numbers) -> Array:
    """Compute Z of layer l."""
    layer = numbered_layer(step, l, numbers)
    Z: Any = layer_forward(layer, numbers_below(l, numbers), NATIVE).Z
    return Z


def activation_value(step: SheetStep, l: int, numbers: Numbers) -> Array:
    """Compute A of layer l."""
    return lookup(step.network[l - 1].activation, ACTIVATIONS).value(numbers[f"Z{l}"], NATIVE)


def loss_of_numbers(step: SheetStep, l: int, numbers: Numbers) -> float:
    """Compute J with the penalty."""
    config, values = step.parts.config, Forward(numbers[f"Z{l}"], numbers[f"A{l}"])
    found = loss_value(
        loss_input(values, config.loss),
        numbers["y"],
        config.loss,
        config.reduction,
        NATIVE,
        weight_of(step),
    )
    network = [numbered_layer(step, k, numbers) for k in range(1, l + 1)]
    return with_penalty(found, network, config, NATIVE)


def weight_of(step: SheetStep) -> Array | None:
    """Return the weights of the samples of the step."""
    return None if step.parts.weight is None else step.parts.weight[step.rows]


def output_value(step: SheetStep, l: int, numbers: Numbers) -> Array:
    """Compute dA of the output layer, or dZ of a fused loss."""
    config, A = step.parts.config, numbers[f"A{l}"]
    return loss_gradient(A, numbers["y"], config.loss, config.reduction, NATIVE, weight_of(step))


def back_value(step: SheetStep, l: int, numbers: Numbers) -> Array:
    """Compute dA of a hidden layer."""
    return NATIVE.tcrossprod(numbers[f"dZ{l + 1}"], numbers[f"W{l + 1}"])


def slope_value(step: SheetStep, l: int, numbers: Numbers) -> Array:
    """Compute the slope of layer l."""
    activation = lookup(step.network[l - 1].activation, ACTIVATIONS)
    return activation.derivative(numbers[f"Z{l}"], numbers[f"A{l}"], NATIVE)


def delta_value(step: SheetStep, l: int, numbers: Numbers) -> Array:
    """Compute dZ of layer l, from the slope where there is one."""
    dA = numbers[f"dA{l}"]
    if f"slope{l}" in numbers:
        return dA * numbers[f"slope{l}"]
    values = Forward(numbers[f"Z{l}"], numbers[f"A{l}"])
    return layer_delta(step.network[l - 1], values, dA, NATIVE)


def weights_gradient(step: SheetStep, l: int, numbers: Numbers) -> Array:
    """Compute dW of layer l."""
    return NATIVE.crossprod(numbers_below(l, numbers), numbers[f"dZ{l}"])


def biases_gradient(step: SheetStep, l: int, numbers: Numbers) -> Array:
    """Compute db of layer l."""
    return NATIVE.column_sums(numbers[f"dZ{l}"])


def numbered_gradient(step: SheetStep, l: int, numbers: Numbers) -> Backward:
    """Return the derivatives of layer l; dW and db from dZ where a page has none."""
    dZ = numbers[f"dZ{l}"]
    dW = numbers[f"dW{l}"] if f"dW{l}" in numbers else weights_gradient(step, l, numbers)
    if step.network[l - 1].b is None:
        return Backward(None, dZ, dW, None)
    db = numbers[f"db{l}"][0] if f"db{l}" in numbers else biases_gradient(step, l, numbers)
    return Backward(None, dZ, dW, db)


def updated(step: SheetStep, l: int, numbers: Numbers) -> Layer:
    """Compute layer l after the update."""
    network = [numbered_layer(step, k + 1, numbers) for k in range(len(step.network))]
    gradients = [numbered_gradient(step, k + 1, numbers) for k in range(len(network))]
    config = config_at(step.parts.config, step.epoch, step.step, NATIVE)
    return update_network(network, gradients, step.states, config, NATIVE).network[l - 1]


BLOCK_VALUES: dict[str, Callable[[SheetStep, int, Numbers], Any]] = {
    "Z": sums_value,
    "Z_without": sums_value,
    "A": activation_value,
    "loss": loss_of_numbers,
    "dA_output": output_value,
    "dA": back_value,
    "slope": slope_value,
    "dZ": delta_value,
    "dZ_fused": output_value,
    "dZ_softmax": delta_value,
    "dW": weights_gradient,
    "db": biases_gradient,
    "W": lambda step, l, numbers: updated(step, l, numbers).W,
    "b": lambda step, l, numbers: updated(step, l, numbers).b,
}
