"""From the derivatives of a step to the network after it: penalty, masks and clipping, then the
optimizer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Sequence

from ..arithmetic.kinds import Arithmetic, Array
from ..nn.layers import Backward, Layer, Network
from .clipping import clip_norm, clip_value, gradient_norm
from .frozen import Mask, trained
from .optimizers import OPTIMIZERS, Options, State
from .penalty import penalized_gradient

if TYPE_CHECKING:
    from ..train.config import Plan


class Given(NamedTuple):
    """The gradients of one layer that the optimizer is given, in place of the derivatives of the
    loss.
    """

    dW: Array
    db: Array | None


class Updated(NamedTuple):
    """The network and the states after an update; the gradients and their norm, where they are not
    just the derivatives.
    """

    network: list[Layer]
    states: list[dict[str, State]]
    given: list[Given] | None
    norm: float | None


NO_MASK = Mask(None, None)


def start_states(network: Network, plan: Plan) -> list[dict[str, State]]:
    """The optimizer's state for W and b of every layer before the first step."""
    start, options = OPTIMIZERS[plan.optimizer].start, plan.options
    return [
        {"W": start(layer.W, options), "b": {} if layer.b is None else start(layer.b, options)}
        for layer in network
    ]


def given_gradients(
    network: Network, gradients: Sequence[Backward], plan: Plan, ops: Arithmetic
) -> tuple[list[Given], float | None]:
    """The derivatives with the penalty's added, 0 where a mask is, then clipped; and the norm if
    clipped by it.
    """
    given = []
    for layer, gradient, mask in zip(network, gradients, plan.masks or [NO_MASK] * len(network)):
        dW = (
            gradient.dW
            if plan.penalty is None
            else penalized_gradient(layer.W, gradient.dW, plan.penalty)
        )
        given.append(
            Given(
                trained(dW, mask.W, 0.0),
                None if gradient.db is None else trained(gradient.db, mask.b, 0.0),
            )
        )
    if plan.clipping is None:
        return given, None
    if "value" in plan.clipping:
        limit = plan.clipping["value"]
        return [
            Given(clip_value(g.dW, limit), None if g.db is None else clip_value(g.db, limit))
            for g in given
        ], None
    limit = plan.clipping["norm"]
    norm = gradient_norm([values for g in given for values in g if values is not None], ops)
    return [
        Given(clip_norm(g.dW, norm, limit), None if g.db is None else clip_norm(g.db, norm, limit))
        for g in given
    ], norm


def decayed(W: Array, options: Options) -> Array:
    """W * (1 - learning_rate * weight_decay)."""
    return W * (1.0 - options["learning_rate"] * options["weight_decay"])


def update_layer(
    layer: Layer, gradient: Given | Backward, state: dict[str, State], plan: Plan, ops: Arithmetic
) -> tuple[Layer, dict[str, State]]:
    """Give the layer and its states after one update from the gradients of its W and b: W is
    decayed, then moved.
    """
    update: Any = OPTIMIZERS[plan.optimizer].update
    options, (W, b, activation), b_state = plan.options, layer, state["b"]
    if options.get("weight_decay"):
        W = decayed(W, options)
    W, W_state = update(W, gradient.dW, state["W"], options, ops)
    if b is not None:
        b, b_state = update(b, gradient.db, b_state, options, ops)
    return Layer(W, b, activation), {"W": W_state, "b": b_state}


def masked_layer(after: Layer, before: Layer, mask: Mask) -> Layer:
    """The layer after an update, with what is frozen as before."""
    frozen: Any = before.b
    b = None if after.b is None else trained(after.b, mask.b, frozen)
    return after._replace(W=trained(after.W, mask.W, before.W), b=b)


def update_network(
    network: Network,
    gradients: Sequence[Backward],
    states: Sequence[dict[str, State]],
    plan: Plan,
    ops: Arithmetic,
) -> Updated:
    """One update of all layers from the derivatives of the loss."""
    given, norm = None, None
    if plan.penalty is not None or plan.clipping is not None or plan.masks is not None:
        given, norm = given_gradients(network, gradients, plan, ops)
    after, later = [], []
    used: Sequence[Given | Backward] = given or gradients
    for layer, gradient, state in zip(network, used, states):
        layer, state = update_layer(layer, gradient, state, plan, ops)
        after.append(layer)
        later.append(state)
    if plan.masks is not None:
        after = list(map(masked_layer, after, network, plan.masks))
    return Updated(after, later, given, norm)
