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
from ..data.preprocessing import Scaling
from ..data.scale import Scale, fold_inputs
from ..model.mlp import MLP
from ..nn.layers import Layer


class Weights(NamedTuple):
    """W and b of a layer, inputs x units, and its activation where that is known with them."""

    W: Array
    b: Array | None
    activation: Any = None


class Affine(NamedTuple):
    """A factor and then a shift for each of the values before, as a batch normalization has them
    where it is not trained.
    """

    factor: Array
    shift: Array


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


def class_of(module: Any, method: str, library: str) -> str:
    """The name of the library's class whose method a module has; "" if it has one of its own."""
    found = getattr(type(module), method, None)
    is_theirs = str(getattr(found, "__module__", "")).startswith(library)
    own = not is_theirs or method in vars(module)
    return "" if own else str(getattr(found, "__qualname__", "")).split(".")[0]


def normalization(mean: Any, variance: Any, epsilon: float, factor: Any, shift: Any) -> Affine:
    """What a batch normalization does with its mean and variance of the training; a factor and a
    shift may be None.
    """
    scale = (1.0 if factor is None else as_doubles(factor)) / np.sqrt(
        as_doubles(variance) + epsilon
    )
    return Affine(scale, (0.0 if shift is None else as_doubles(shift)) - as_doubles(mean) * scale)


def without_affine(parts: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Parts in which each Affine is in the weights right before it, or else in those right after
    it; what changes nothing is left out.
    """
    kept: list[tuple[str, Any]] = []
    for name, part in parts:
        last = kept[-1][1] if kept else None
        if (
            isinstance(part, Affine)
            and isinstance(last, Weights)
            and last.activation in (None, "identity")
        ):
            b = part.shift if last.b is None else last.b * part.factor + part.shift
            kept[-1] = kept[-1][0], Weights(last.W * part.factor, b)
        elif isinstance(part, Weights) and isinstance(last, Affine):
            b = last.shift @ part.W + (0.0 if part.b is None else part.b)
            kept[-1] = name, Weights(last.factor[:, np.newaxis] * part.W, b, part.activation)
        elif isinstance(part, (Affine, Scaling, Weights)) or part not in ("identity", Drops(0.0)):
            kept.append((name, part))
    return kept


def place_part(
    part: Any, records: list[dict[str, Any]], rates: list[float], scalings: list[Scaling]
) -> bool:
    """Put a part where it belongs after those before it; False if it does not."""
    if isinstance(part, Scaling):
        scalings.append(part)
        return not records and len(scalings) == 1
    if isinstance(part, Weights):
        records.append({"W": part.W, "b": part.b})
        rates.append(0.0)
        is_open = part.activation in (None, "identity")
        return is_open or place_part(part.activation, records, rates, scalings)
    if isinstance(part, Affine) or not records:
        return False
    if isinstance(part, Drops):
        is_second, rates[-1] = rates[-1] > 0, part.rate
        records[-1].setdefault("activation", "identity")
        return not is_second
    is_second = "activation" in records[-1]
    records[-1]["activation"] = part
    return not is_second


def model_of_parts(
    parts: Sequence[tuple[str, Any]], argument: str, arguments: dict[str, Any]
) -> MLP:
    """A model of parts, each with the name of its class: a Scaling, Weights, an Affine, Drops, or
    an activation, by its name or with parameters.

    A layer without an activation has the identity; so has the last, unless the arguments say
    another.
    """
    records: list[dict[str, Any]] = []
    rates: list[float] = []
    scalings: list[Scaling] = []
    order = (
        "layers of weights, after each an activation and a dropout between, or none, and"
        " normalizations right beside weights"
    )
    parts = without_affine(parts)
    for place, (name, part) in enumerate(parts):
        if not place_part(part, records, rates, scalings):
            found = f"a {name} " + (f"after a {parts[place - 1][0]}" if place else "first")
            fail("E_CHOICE", argument, order, found)
    if not records:
        fail("E_SHAPE", argument, "1 layer of weights or more", "0 layers")
    if rates[-1]:
        fail("E_CHOICE", argument, order, "a dropout of the outputs")
    for record in records[:-1]:
        record.setdefault("activation", "identity")
    if "output_activation" not in arguments:
        records[-1].setdefault("activation", "identity")
    if any(rates):
        arguments = {"dropout": rates[:-1], **arguments}
    if scalings:
        arguments = {"scale": "standard", **arguments}
    model = MLP.from_layers(records, **arguments)
    for shift, divisor in scalings:
        each = np.ones(len(model.trained()[0].W))
        model.scale = Scale("standard", Scaling(shift * each, divisor * each), None)
    return model


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
