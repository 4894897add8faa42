"""Python only: what a module of PyTorch is here, and the other way round."""

from __future__ import annotations

from typing import Any, Callable

from .modules import Affine, Drops, Weights, as_doubles, normalization

# What a module of PyTorch is here, by the name of its class; None if not with its settings.
FROM_TORCH: dict[str, Callable[[Any], Any]] = {
    "Identity": lambda module: "identity",
    "Flatten": lambda module: "identity" if module.start_dim == 1 else None,
    "Sigmoid": lambda module: "sigmoid",
    "Tanh": lambda module: "tanh",
    "ReLU": lambda module: "relu",
    "LeakyReLU": lambda module: leaky(module.negative_slope),
    "PReLU": lambda module: leaky(module.weight.item()) if module.weight.numel() == 1 else None,
    "ELU": lambda module: {"name": "elu", "alpha": float(module.alpha)},
    "CELU": lambda module: "elu" if module.alpha == 1 else None,
    "SELU": lambda module: "selu",
    "Softplus": lambda module: "softplus" if module.beta == 1 and module.threshold >= 20 else None,
    "Softsign": lambda module: "softsign",
    "SiLU": lambda module: "silu",
    "GELU": lambda module: "gelu" if module.approximate == "tanh" else None,
    "Hardsigmoid": lambda module: "hard_sigmoid",
    "Softmax": lambda module: "softmax" if module.dim in (1, -1) else None,
    "Dropout": lambda module: Drops(float(module.p)),
    "BatchNorm": lambda module: batch_norm(module),
    "Linear": lambda module: linear_weights(module) if has_numbers(module.weight) else None,
}

# What can be done about a module that is none of these, by the name of its class.
ADVICE = {
    "Flatten": "which needs start_dim=1",
    "PReLU": "which needs one slope for all units",
    "CELU": "which needs alpha=1",
    "Softplus": "which needs beta=1 and a threshold of 20 or more",
    "GELU": 'which needs approximate="tanh"',
    "Softmax": "which needs dim=1",
    "LogSoftmax": 'which is left out, with output_activation="softmax" for it',
    "Linear": "which needs weights that are real numbers",
    "LazyLinear": "which has no weights before it has seen inputs",
    "BatchNorm1d": "which needs running statistics and net.eval()",
}

# The other way round: nn is torch.nn, p has the parameters. Softplus is a straight line only where
# the difference is below a rounding.
TO_TORCH: dict[str, Callable[[Any, dict[str, float]], Any]] = {
    "identity": lambda nn, p: nn.Identity(),
    "sigmoid": lambda nn, p: nn.Sigmoid(),
    "tanh": lambda nn, p: nn.Tanh(),
    "relu": lambda nn, p: nn.ReLU(),
    "leaky_relu": lambda nn, p: nn.LeakyReLU(p["alpha"]),
    "elu": lambda nn, p: nn.ELU(p["alpha"]),
    "selu": lambda nn, p: nn.SELU(),
    "softplus": lambda nn, p: nn.Softplus(threshold=40),
    "softsign": lambda nn, p: nn.Softsign(),
    "silu": lambda nn, p: nn.SiLU(),
    "gelu": lambda nn, p: nn.GELU(approximate="tanh"),
    "hard_sigmoid": lambda nn, p: nn.Hardsigmoid(),
    "softmax": lambda nn, p: nn.Softmax(dim=1),
}


def leaky(slope: Any) -> dict[str, Any]:
    """A rectifier with a slope below 0."""
    return {"name": "leaky_relu", "alpha": float(slope)}


def has_numbers(weight: Any) -> bool:
    """Whether weights are real numbers: neither to come, as of a LazyLinear, nor on meta."""
    is_real = getattr(weight, "is_floating_point", None)
    return is_real is not None and is_real() and not weight.is_meta


def linear_weights(linear: Any) -> Weights:
    """The weights of a layer of PyTorch, whose matrix is units x inputs."""
    b = None if linear.bias is None else as_doubles(linear.bias)
    return Weights(as_doubles(linear.weight).T, b)


def batch_norm(module: Any) -> Affine | None:
    """What a batch normalization does that is not trained."""
    if module.training or module.running_mean is None:
        return None
    statistics = module.running_mean, module.running_var
    return normalization(*statistics, module.eps, module.weight, module.bias)
