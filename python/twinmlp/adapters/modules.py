"""Python only: layers of other libraries, one after the other, as layers of a network.

Libraries that have layers of weights and layers of activations one after the other, as PyTorch and
Keras, give a list of parts: weights, or the activation of the layer before. No library is imported.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import Array
from ..base.errors import fail
from ..base.foreign import attribute
from ..data.scale import fold_inputs
from ..model.mlp import MLP
from ..nn.layers import Layer


class Weights(NamedTuple):
    """W and b of a layer, inputs x units, and its activation where that is known with them."""

    W: Array
    b: Array | None
    activation: Any = None


class Drops(NamedTuple):
    """A dropout of the outputs of the layer before, with its rate."""

    rate: float


def detached(values: Any) -> Any:
    """A tensor of PyTorch as an array; anything else as it is."""
    is_tensor = attribute(values, "detach") is not None
    return values.detach().cpu().double().numpy() if is_tensor else values


def as_doubles(values: Any) -> Array:
    """Numbers of any library as an array of doubles."""
    return np.array(detached(values), dtype=np.float64)


def model_of_parts(parts: Sequence[Any], argument: str, arguments: dict[str, Any]) -> MLP:
    """A model of parts: Weights, Drops, or an activation, by its name or with parameters.

    A layer without an activation has the identity; so has the last, unless the arguments say
    another.
    """
    records: list[dict[str, Any]] = []
    rates: list[float] = []
    for part in parts:
        if isinstance(part, Weights):
            records.append(
                {name: value for name, value in part._asdict().items() if name != "activation"}
            )
            rates.append(0.0)
            if part.activation is not None:
                records[-1]["activation"] = part.activation
        elif not records or (not isinstance(part, Drops) and "activation" in records[-1]):
            fail(
                "E_CHOICE", argument, "layers of weights, an activation after each", "another order"
            )
        elif isinstance(part, Drops):
            rates[-1] = part.rate
        else:
            records[-1]["activation"] = part
    if not records:
        fail("E_SHAPE", argument, "1 layer of weights or more", "0 layers")
    for record in records[:-1]:
        record.setdefault("activation", "identity")
    if "output_activation" not in arguments:
        records[-1].setdefault("activation", "identity")
    if any(rates[:-1]):
        arguments = {"dropout": rates[:-1], **arguments}
    return MLP.from_layers(records, **arguments)


def folded_network(model: MLP) -> list[Layer]:
    """The network for inputs and outputs as they are: the scale of the inputs goes into the first
    layer, that of the outputs into the last, or into one more.
    """
    network = fold_inputs(model.trained(), model.scale)
    if model.scale is None or model.scale.targets is None:
        return network
    shift, divisor = model.scale.targets
    last = network[-1]
    if last.activation != "identity":
        return [*network, Layer(np.diag(divisor), shift, "identity")]
    b = shift if last.b is None else last.b * divisor + shift
    return [*network[:-1], Layer(last.W * divisor, b, "identity")]
