"""One update of a network: penalty, freezing and clipping of the gradients, then the optimizer."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol, Sequence

from ..arithmetic.kinds import Arithmetic, Array
from ..nn.layers import Backward, Layer, Network
from .clipping import clip_norm, clip_value, gradient_norm
from .frozen import FrozenMask, frozen_masks, keep_frozen, unless_frozen
from .optimizers import OPTIMIZERS, Options, State
from .penalty import Penalty, penalized_gradients


class UpdateConfig(Protocol):
    """The settings that an update reads; a TrainConfig has them."""

    @property
    def optimizer(self) -> str: ...
    @property
    def options(self) -> dict[str, Any]: ...
    @property
    def clipping(self) -> dict[str, float] | None: ...
    @property
    def penalty(self) -> Penalty | None: ...
    @property
    def frozen(self) -> list[FrozenMask] | None: ...


class GradientForUpdate(NamedTuple):
    """The gradients of one layer after penalty, freezing and clipping."""

    dW: Array
    db: Array | None


class Updated(NamedTuple):
    """The network and the states after an update; the gradients and their norm where they differ
    from the derivatives.
    """

    network: list[Layer]
    states: list[dict[str, State]]
    gradients: list[GradientForUpdate] | None
    norm: float | None


def start_states(network: Network, config: UpdateConfig) -> list[dict[str, State]]:
    """Make the optimizer's state for W and b of every layer before the first step."""
    start, options = OPTIMIZERS[config.optimizer].start, config.options
    return [
        {"W": start(layer.W, options), "b": {} if layer.b is None else start(layer.b, options)}
        for layer in network
    ]


def gradients_for_update(
    network: Network, gradients: Sequence[Backward], config: UpdateConfig, ops: Arithmetic
) -> tuple[list[GradientForUpdate], float | None]:
    """Apply penalty, freezing and clipping to the gradients, in this order; return them, and their
    norm before clipping if it is by norm.
    """
    changed = []
    masks = frozen_masks(config.frozen, network)
    for layer, gradient, mask in zip(network, gradients, masks):
        gradient = penalized_gradients(layer, gradient, config.penalty)
        db = None if gradient.db is None else unless_frozen(gradient.db, mask.b, 0.0)
        changed.append(GradientForUpdate(unless_frozen(gradient.dW, mask.W, 0.0), db))
    if config.clipping is None:
        return changed, None
    if "value" in config.clipping:
        limit = config.clipping["value"]
        return [clipped(g, lambda values: clip_value(values, limit)) for g in changed], None
    limit = config.clipping["norm"]
    norm = gradient_norm([values for g in changed for values in g if values is not None], ops)
    return [clipped(g, lambda values: clip_norm(values, norm, limit)) for g in changed], norm


def clipped(gradient: GradientForUpdate, clip: Any) -> GradientForUpdate:
    """Clip both gradients of a layer."""
    return GradientForUpdate(clip(gradient.dW), None if gradient.db is None else clip(gradient.db))


def decay_weights(W: Array, options: Options) -> Array:
    """Decoupled decay: W * (1 - learning_rate * weight_decay) (Loshchilov and Hutter 2019)."""
    return W * (1.0 - options["learning_rate"] * options["weight_decay"])


def update_layer(
    layer: Layer,
    gradient: GradientForUpdate | Backward,
    state: dict[str, State],
    config: UpdateConfig,
    ops: Arithmetic,
) -> tuple[Layer, dict[str, State]]:
    """Update a layer and its states: W is decayed, then the optimizer updates W and b."""
    update: Any = OPTIMIZERS[config.optimizer].update
    options, (W, b, activation), b_state = config.options, layer, state["b"]
    if options.get("weight_decay"):
        W = decay_weights(W, options)
    W, W_state = update(W, gradient.dW, state["W"], options, ops)
    if b is not None:
        b, b_state = update(b, gradient.db, b_state, options, ops)
    return Layer(W, b, activation), {"W": W_state, "b": b_state}


def update_network(
    network: Network,
    gradients: Sequence[Backward],
    states: Sequence[dict[str, State]],
    config: UpdateConfig,
    ops: Arithmetic,
) -> Updated:
    """Update all layers from the derivatives of the loss."""
    changed, norm = None, None
    if config.penalty is not None or config.clipping is not None or config.frozen is not None:
        changed, norm = gradients_for_update(network, gradients, config, ops)
    used: Sequence[Any] = changed or gradients
    after, later = [], []
    for layer, gradient, state in zip(network, used, states):
        layer, state = update_layer(layer, gradient, state, config, ops)
        after.append(layer)
        later.append(state)
    if config.frozen is not None:
        after = list(map(keep_frozen, after, network, config.frozen))
    return Updated(after, later, changed, norm)
