"""Compare derivatives with central differences of J, the penalty included."""

from __future__ import annotations

from typing import Any, NamedTuple, Sequence

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array
from ..nn.layers import Network, backward, forward
from ..nn.losses import output_gradients
from ..optim.penalty import penalized_gradients
from ..train.config import TrainConfig
from .coefficients import unit_names
from .probe import is_frozen, list_parameters, move_parameter, probe

STEP = 2.0**-17  # about the cube root of 2^-53, where rounding and truncation weigh the same
TOLERANCE = 1e-5
# a derivative is compared with at least this share of |J|, whose rounding the difference carries
FLOOR = 1e-3


class Checked(NamedTuple):
    """One parameter: place, name, derivative, central difference, and their distance."""

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


def derivatives(
    network: Network,
    X: Array,
    y: Array,
    config: TrainConfig,
    ops: Arithmetic,
    weight: Array | None = None,
) -> Any:
    """Compute the derivatives by back-propagation, without dropout, with the penalty's part."""
    values = forward(network, X, ops)
    dA, dZ = output_gradients(values[-1].A, y, config.loss, config.reduction, ops, weight)
    found = backward(network, X, values, dA, ops, None, dZ)
    return [penalized_gradients(*both, config.penalty) for both in zip(network, found)]


def compare_difference(
    analytic: float, J: float, shifted: Sequence[tuple[float, list[Array], float]], h: float
) -> tuple[float, float]:
    """Return the central difference, and the relative error that rounding does not explain.

    J is the loss at p; shifted are the probes at p - 2h, p - h, p + h, p + 2h.
    """
    (J_2, _, r_2), (J_1, _, r_1), (J1, _, r1), (J2, _, r2) = shifted
    numeric = (8.0 * (J1 - J_1) - (J2 - J_2)) / (12.0 * h)
    # Near a minimum the first derivative is small beside the second, which the slopes hold.
    slopes = (abs(J1 - J) + abs(J_1 - J)) / (2.0 * h)
    scale = max(abs(analytic), abs(numeric), FLOOR * abs(J), slopes)
    rounding = (r_2 + 8.0 * r_1 + 8.0 * r1 + r2) / (12.0 * h)
    distance = abs(analytic - numeric)
    error = 0.0 if distance <= rounding else (distance - rounding) / scale
    return numeric, error if np.isfinite(error) else np.inf


def check_gradients(
    network: Network,
    X: Array,
    y: Array,
    config: TrainConfig,
    ops: Arithmetic,
    gradients: Any = None,
    weight: Array | None = None,
) -> GradientCheck:
    """Compare dW and db with central differences of J, with h = 2^-17 max(1, |p|).

    (8 (J(p + h) - J(p - h)) - (J(p + 2h) - J(p - 2h))) / 12h, whose error is h^4 J''''' / 30.

    gradients: those to check, else those of `derivatives`. J has the penalty, and so have
    the derivatives. The error of a parameter is what rounding does not explain of the difference,
    over max(|dW|, |the central difference|, |J| / 1000, the mean of both one-sided slopes); more
    than 1e-5 is wrong. A parameter is skipped if any value, or with l1 its own, lies on different
    sides of a kink at p + 2h and p - 2h; a frozen one is not checked.
    """
    if gradients is None:
        gradients = derivatives(network, X, y, config, ops, weight)
    J, worst, checked, skipped, frozen = probe(network, X, y, config, ops, weight)[0], None, 0, 0, 0
    names = unit_names(network)
    for l, name, index in list_parameters(network):
        if is_frozen(config.frozen, l, name, index):
            frozen += 1
            continue
        p = float(getattr(network[l], name)[index])
        h = STEP * max(1.0, abs(p))
        shifted = [
            probe(move_parameter(network, l, name, index, p + k * h), X, y, config, ops, weight)
            for k in (-2.0, -1.0, 1.0, 2.0)
        ]
        if any((a != b).any() for a, b in zip(shifted[0][1], shifted[3][1])):
            skipped += 1
            continue
        checked += 1
        analytic = float(getattr(gradients[l], "d" + name)[index])
        numeric, error = compare_difference(analytic, J, shifted, h)
        if worst is None or error > worst.error:
            source = names[l][index[0]] if name == "W" else "b"
            place = f"layer {l + 1}, {name}" + "".join(f"[{i}]" for i in index)
            worst = Checked(
                place, f"{source} -> {names[l + 1][index[-1]]}", analytic, numeric, error
            )
    return GradientCheck(worst is None or worst.error <= TOLERANCE, worst, checked, skipped, frozen)


def format_gradcheck(found: GradientCheck) -> list[str]:
    """Format the verdict, and the worst parameter."""
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
