"""How far right programs may be off that compute an activation or a loss in another form than SPEC.

Its forms lose nothing where a value is near 0; others, such as (exp(z) - exp(-z)) / (exp(z) +
exp(-z)) for tanh, lose some units in the last place of a number near 1 by a difference. Every entry
is, as the bounds of SPEC.md, twice the sum of the errors of the operations, and is added to them.
"""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from ..bits.tables import SELU_SCALE_ALPHA
from ..truth.bounds import distances, gelu_parts, over_samples, relative, weighted

Array = np.ndarray
Record = dict[str, Any]


def alpha_of(activation: Any) -> float:
    """What the exponential of elu and selu is multiplied by."""
    if isinstance(activation, dict):
        return float(activation.get("alpha", 1.0))
    return SELU_SCALE_ALPHA if activation == "selu" else 1.0


# activation -> bound of A from Z
VALUES: dict[str, Callable[[Array, Any], Array]] = {
    # (1 + tanh(z / 2)) / 2
    "sigmoid": lambda Z, f: relative(4, np.ones_like(Z)),
    # 2 sigmoid(2 z) - 1, and the quotient of exponentials
    "tanh": lambda Z, f: relative(18, np.ones_like(Z)),
    # exp(z) - 1
    "elu": lambda Z, f: relative(8, (Z <= 0) * alpha_of(f)),
    "selu": lambda Z, f: relative(8, (Z <= 0) * alpha_of(f)),
    # log(1 + exp(z))
    "softplus": lambda Z, f: relative(8, np.ones_like(Z)),
    # z (1 + tanh(w / 2)) / 2
    "gelu": lambda Z, f: relative(4, Z),
    # z (1 + tanh(z / 2)) / 2
    "silu": lambda Z, f: relative(4, Z),
    # exp(z - m - log(sum)), and exp(z - (m + log(sum)))
    "softmax": lambda Z, f: relative(2, softmax_of_logarithm(Z)),
}

# activation -> bound of dZ from dA, Z and A
SLOPES: dict[str, Callable[[Array, Array, Array, Any], Array]] = {
    # exp(-z) / (1 + exp(-z))^2, and a - a a
    "sigmoid": lambda dA, Z, A, f: relative(24, dA * A * (1 - A)) + relative(8, dA * A),
    # 1 / cosh(z)^2
    "tanh": lambda dA, Z, A, f: relative(18, dA),
    # alpha exp(z)
    "elu": lambda dA, Z, A, f: relative(16, dA * (Z <= 0) * alpha_of(f)),
    "selu": lambda dA, Z, A, f: relative(16, dA * (Z <= 0) * alpha_of(f)),
    # 1 - exp(-a)
    "softplus": lambda dA, Z, A, f: relative(16, dA),
    # (1 + t) / 2 + z (1 - t^2) w' / 4, t = tanh(w / 2)
    "gelu": lambda dA, Z, A, f: relative(4, dA * (1 + np.abs(Z) * gelu_parts(Z)[2])),
    # s (1 + z (1 - s)), s = (1 + tanh(z / 2)) / 2
    "silu": lambda dA, Z, A, f: relative(4, dA * (1 + np.abs(Z))),
}

# part of a state that is a moving mean -> its share, and its new term
MEANS: dict[str, tuple[str, Callable[[Array], Array]]] = {
    "m": ("beta1", lambda g: np.abs(g)),
    "v": ("beta2", lambda g: g * g),
    "squares": ("rho", lambda g: g * g),
}


def softmax_of_logarithm(Z: Array) -> Array:
    """a (|m| + e_k + 3 log(sum of exp(-e_j))): what exp of the logarithm of softmax loses more."""
    (D, A), m = distances(Z), np.abs(Z.max(axis=-1, keepdims=True))
    return A * (m + D + 3 * np.log(np.exp(-D).sum(axis=-1, keepdims=True)))


def of_cross_entropy(Z: Array, y: Array) -> Array:
    """log(sum) + m - z, and -y log(a)."""
    m = np.abs(Z).max(axis=-1, keepdims=True)
    return y * (4 * m + 2 * Z.shape[-1] + 24)


def slope_of_cross_entropy(A: Array, y: Array) -> Array:
    """exp of the logarithm of softmax, less y, where A is softmax itself: both are off."""
    logarithm = np.log(np.maximum(A, np.finfo(float).tiny))
    largest = logarithm.max(axis=-1, keepdims=True)
    D = largest - logarithm
    lost = 24 + 4 * A.shape[-1] + 6 * D + 4 * (A * D).sum(axis=-1, keepdims=True) - 6 * largest
    return A * lost + 8 * y


def of_binary_cross_entropy(Z: Array, y: Array) -> Array:
    """-y log(a) - (1 - y) log(1 - a), where 1 - a has the error of a."""
    return 10 * (y + (1 - y) * (1 + np.exp(np.minimum(Z, 40.0))))


def slope_of_binary_cross_entropy(A: Array, y: Array) -> Array:
    """(-y / a + (1 - y) / (1 - a)) a (1 - a), and another sigmoid, less y."""
    return 16 * (A + np.abs(y) * (1 - A) + np.abs(1 - y) * A) + 8 * np.abs(A - y)


# fused loss -> the size of the errors of its terms from Z and y, and of dZ from A and y, in u
LOSSES = {
    "cross_entropy": (of_cross_entropy, slope_of_cross_entropy),
    "binary_cross_entropy": (of_binary_cross_entropy, slope_of_binary_cross_entropy),
}


def of_mean(part: str, g: Array, state: Record, options: Record) -> Any:
    """old + (1 - share) (new - old), which loses what old is where little of it is kept."""
    share, term = MEANS.get(part, ("", np.abs))
    if share not in options:
        return 0.0
    return relative(8, (1 - options[share]) * (np.abs(state[part]) + term(g)))


def of_sums(case: Record, sizes: Array) -> Any:
    """Sums of terms that are divided by n afterwards, where they are exact if divided before."""
    return relative(4, sizes) if case["loss"].get("reduction") == "mean" else 0.0


def of_other_forms(case: Record, place: Any, inputs: tuple[Any, ...]) -> Any:
    """What the bound of a place in the walk is widened by, from its inputs as doubles."""
    name, l, *part = place[2:] if place[0] == "trial" else place
    if part and part[0] in MEANS:
        return of_mean(part[0], *inputs[1:])
    if name == "dW":
        return of_sums(case, np.abs(inputs[0]).T @ np.abs(inputs[1]))
    if name == "db":
        return of_sums(case, np.abs(inputs[0]).sum(axis=0))
    fused = LOSSES.get(case["loss"]["name"])
    if name == "loss" and fused:
        Z, y, weight, divisor = inputs[:4]
        return relative(1, over_samples(weighted(fused[0](Z, y), weight)) / divisor)
    if name == "dZ" and len(inputs) == 4 and fused:
        A, y, weight, divisor = inputs
        return relative(1, weighted(fused[1](A, y), weight) / divisor)
    if name not in ("A", "dZ"):
        return 0.0
    activation = case["network"]["layers"][l]["activation"]
    kind = activation["name"] if isinstance(activation, dict) else activation
    entry: Any = (VALUES if name == "A" else SLOPES).get(kind)
    return 0.0 if entry is None else entry(*inputs, activation)
