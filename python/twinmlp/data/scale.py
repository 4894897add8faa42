"""Scale inputs and targets for training, and scale predictions back."""

from __future__ import annotations

import math
from typing import Any, Callable, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array
from ..base.checks import check_vector
from ..base.errors import describe, fail
from ..base.registry import entry_name, lookup
from ..nn.activations import ACTIVATIONS
from ..nn.layers import Layer, Network
from ..nn.losses import is_fused
from .dealt import gathered
from .preprocessing import Scaling, apply_scaling, min_max_scaling, standard_scaling, undo_scaling


class Scale(NamedTuple):
    """The scaling of inputs and of targets, found on the training rows; None: not scaled."""

    kind: str
    inputs: Scaling
    targets: Scaling | None


# name -> scaling(X, ops) of every column, of those that `scale` may ask for.
SCALINGS: dict[str, Callable[[Array, Arithmetic], Scaling]] = {
    "standard": standard_scaling,
    "min_max": lambda X, ops: min_max_scaling(X),
}


def scales_targets(
    y: Array, loss: Any, activation: Any, classes: Sequence[Any] | None = None
) -> bool:
    """Say whether targets are numbers to be scaled: the loss is one of errors, the outputs are no
    softmax, and the targets are no labels and not only 0 and 1.
    """
    only_classes = classes is not None or bool(((y == 0) | (y == 1)).all())
    return not (only_classes or is_fused(loss) or entry_name(activation) == "softmax")


def find_scale(
    kind: str, X: Array, y: Array | None, activation: Any, ops: Arithmetic
) -> Scale | None:
    """Find the scale of this kind from the training rows; None for "none".

    y: the targets, or None if they stay as they are. Where the output activation does not reach all
    numbers they are scaled by "min_max" whatever the kind: from 0 to 1 lies in every range.
    """
    if kind not in SCALINGS:
        return None
    low, high = lookup(activation, ACTIVATIONS).range
    of_targets = kind if math.isinf(low) and math.isinf(high) else "min_max"
    targets = None if y is None else SCALINGS[of_targets](y, ops)
    return Scale(kind, SCALINGS[kind](X, ops), targets)


def scale_inputs(X: Array, scale: Scale | None) -> Array:
    """Scale the inputs for the network."""
    return X if scale is None else apply_scaling(gathered(X), scale.inputs)


def scale_targets(y: Array, scale: Scale | None) -> Array:
    """Scale the targets for the loss."""
    return y if scale is None or scale.targets is None else apply_scaling(y, scale.targets)


def unscale_outputs(A: Array, scale: Scale | None) -> Array:
    """Scale the network's outputs back to the units of the targets."""
    return A if scale is None else undo_scaling(A, scale.targets)


def check_no_numbers(kind: str, scale: Scale | None) -> None:
    """Refuse to return classes or their probabilities where targets are scaled numbers."""
    if kind in ("class", "probability") and scale is not None and scale.targets is not None:
        fail("E_CHOICE", "type", "response where targets are scaled numbers", describe(kind))


def scale_record(scale: Scale) -> dict[str, Any]:
    """Return a scale as it is written to a file."""
    targets = None if scale.targets is None else scale.targets._asdict()
    return {"kind": scale.kind, "inputs": scale.inputs._asdict(), "targets": targets}


def read_scale(record: dict[str, Any], inputs: int, outputs: int) -> Scale:
    """Read the scale of a number of inputs and outputs from a file's object."""
    targets = record["targets"]
    return Scale(
        record["kind"],
        read_scaling(record["inputs"], "scale.inputs", inputs),
        None if targets is None else read_scaling(targets, "scale.targets", outputs),
    )


def read_scaling(record: dict[str, Any], argument: str, length: int) -> Scaling:
    """Read the shifts and the divisors, which are above 0, of a number of columns."""
    divisor = check_vector(record["divisor"], argument + ".divisor", length)
    for place in np.flatnonzero(divisor <= 0)[:1]:
        found = describe(divisor[place])
        fail("E_RANGE", f"{argument}.divisor[{place}]", "a number above 0", found)
    return Scaling(check_vector(record["shift"], argument + ".shift", length), divisor)


def fold_inputs(network: Network, scale: Scale | None) -> list[Layer]:
    """The network for inputs as they are: the first layer scales them, W / divisor and
    b - (shift / divisor) W. Its outputs are the same but for rounding.
    """
    if scale is None:
        return list(network)
    first, (shift, divisor) = network[0], scale.inputs
    b = (shift / divisor) @ first.W
    b = -b if first.b is None else first.b - b
    return [first._replace(W=first.W / divisor[:, np.newaxis], b=b), *network[1:]]
