"""Derivatives held against central differences of J, the penalty included."""

from __future__ import annotations

from typing import Any, Iterator, NamedTuple

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array
from ..base.registry import lookup
from ..nn.activations import ACTIVATIONS
from ..nn.layers import Forward, Layer, Network, backward, forward
from ..nn.losses import LOSSES, loss_input, loss_value, output_gradients
from ..optim.frozen import FrozenMask
from ..optim.penalty import penalized_gradient, penalized_loss
from ..train.config import TrainConfig
from .coefficients import unit_names

STEP = 2.0**-17  # about the cube root of 2^-53, where rounding and truncation weigh the same
TOLERANCE = 1e-5
# a derivative is held against at least this share of |J|, whose rounding the difference carries
FLOOR = 1e-3


class Checked(NamedTuple):
    """One parameter: place, name, the derivative, the central difference, and their distance."""

    place: str
    name: str
    analytic: float
    numeric: float
    error: float


class GradientCheck(NamedTuple):
    """Whether all errors are within the tolerance, the worst parameter; how many were checked,
    skipped at a kink, and frozen.
    """

    passed: bool
    worst: Checked | None
    checked: int
    skipped: int
    frozen: int

    def __repr__(self) -> str:
        return "\n".join(format_gradcheck(self))


def sides(network: Network, values: list[Forward], y: Array, config: TrainConfig) -> list[Array]:
    """On which side of its kinks every value lies; an l1 penalty has one at w = 0."""
    found = [
        values[l].Z > kink
        for l, layer in enumerate(network)
        for kink in lookup(layer.activation, ACTIVATIONS).kinks
    ]
    if config.penalty is not None and config.penalty["l1"] > 0:
        found += [layer.W > 0 for layer in network]
    return found + [values[-1].A - y > kink for kink in lookup(config.loss, LOSSES).kinks]


def probe(
    network: Network, X: Array, y: Array, config: TrainConfig, ops: Arithmetic, weight: Array | None
) -> tuple[float, list[Array]]:
    """J with the penalty, and the sides of the kinks."""
    values = forward(network, X, ops)
    J = loss_value(
        loss_input(values[-1], config.loss), y, config.loss, config.reduction, ops, weight
    )
    J = (
        J
        if config.penalty is None
        else penalized_loss(J, [layer.W for layer in network], config.penalty, ops)
    )
    return J, sides(network, values, y, config)


def derivatives(
    network: Network,
    X: Array,
    y: Array,
    config: TrainConfig,
    ops: Arithmetic,
    weight: Array | None = None,
) -> Any:
    """What back-propagation says, without dropout, and with a penalty what that adds to dW."""
    values = forward(network, X, ops)
    dA, dZ = output_gradients(values[-1].A, y, config.loss, config.reduction, ops, weight)
    found = backward(network, X, values, dA, ops, None, dZ)
    if config.penalty is None:
        return found
    return [
        gradient._replace(dW=penalized_gradient(layer.W, gradient.dW, config.penalty))
        for layer, gradient in zip(network, found)
    ]


def is_frozen(masks: list[FrozenMask] | None, l: int, name: str, index: tuple[int, ...]) -> bool:
    """Whether a parameter is not trained."""
    mask = None if masks is None else getattr(masks[l], name)
    return mask is not None and bool(mask[index] == 0)


def places(network: Network) -> Iterator[tuple[int, str, tuple[int, ...]]]:
    """Every parameter: layer by layer, W row by row, then b."""
    for l, layer in enumerate(network):
        for name, values in (("W", layer.W), ("b", layer.b)):
            if values is not None:
                yield from ((l, name, index) for index in np.ndindex(values.shape))


def moved(network: Network, l: int, name: str, index: tuple[int, ...], value: float) -> list[Layer]:
    """The network with one parameter set to a value."""
    values = getattr(network[l], name).copy()
    values[index] = value
    return [
        layer._replace(**{name: values}) if k == l else layer for k, layer in enumerate(network)
    ]


def check_gradients(
    network: Network,
    X: Array,
    y: Array,
    config: TrainConfig,
    ops: Arithmetic,
    gradients: Any = None,
    weight: Array | None = None,
) -> GradientCheck:
    """Hold dW and db against (J(p + h) - J(p - h)) / 2h, with h = 2^-17 max(1, |p|).

    gradients: those to hold against it, else those of `derivatives`. J has the penalty, and so have
    the derivatives. The error of a parameter is |difference| / max(|dW|, |the central difference|,
    |J| / 1000); more than 1e-5 is wrong. A parameter is skipped if any value, or with l1 its own,
    lies on different sides of a kink at p + h and p - h; a frozen one is not checked.
    """
    if gradients is None:
        gradients = derivatives(network, X, y, config, ops, weight)
    J, worst, checked, skipped, frozen = probe(network, X, y, config, ops, weight)[0], None, 0, 0, 0
    names = unit_names(network)
    for l, name, index in places(network):
        if is_frozen(config.frozen, l, name, index):
            frozen += 1
            continue
        p = float(getattr(network[l], name)[index])
        h = STEP * max(1.0, abs(p))
        above, sides_above = probe(moved(network, l, name, index, p + h), X, y, config, ops, weight)
        below, sides_below = probe(moved(network, l, name, index, p - h), X, y, config, ops, weight)
        if any((a != b).any() for a, b in zip(sides_above, sides_below)):
            skipped += 1
            continue
        checked += 1
        analytic, numeric = (
            float(getattr(gradients[l], "d" + name)[index]),
            (above - below) / ((p + h) - (p - h)),
        )
        scale = max(abs(analytic), abs(numeric), FLOOR * abs(J))
        error = 0.0 if scale == 0 else abs(analytic - numeric) / scale
        error = error if np.isfinite(error) else np.inf
        if worst is None or error > worst.error:
            source = names[l][index[0]] if name == "W" else "b"
            place = f"layer {l + 1}, {name}" + "".join(f"[{i}]" for i in index)
            worst = Checked(
                place, f"{source} -> {names[l + 1][index[-1]]}", analytic, numeric, error
            )
    return GradientCheck(worst is None or worst.error <= TOLERANCE, worst, checked, skipped, frozen)


def format_gradcheck(found: GradientCheck) -> list[str]:
    """The verdict, and the worst parameter."""
    verdict = "All derivatives agree" if found.passed else "A derivative is wrong"
    frozen = f", {found.frozen} frozen" if found.frozen else ""
    lines = [f"{verdict}: {found.checked} checked, {found.skipped} skipped at a kink{frozen}."]
    if found.worst is not None:
        w = found.worst
        lines.append(
            f"Worst: {w.place} ({w.name}): back-propagation {w.analytic:.10g}, "
            f"central difference {w.numeric:.10g}, error {w.error:.3g}, allowed {TOLERANCE:.3g}."
        )
    return lines
