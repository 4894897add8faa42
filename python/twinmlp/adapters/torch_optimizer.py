"""Python only: what an optimizer of PyTorch is meant to do, as parts of a case."""

from __future__ import annotations

from typing import Any, Callable

from ..base.errors import describe, fail
from .torch_checks import check_groups

Record = dict[str, Any]

# name of the optimizer -> its name here and its options, of the options of PyTorch.
OPTIMIZERS_OF_TORCH: dict[str, Callable[[Record], Record]] = {
    "SGD": lambda o: sgd_record(o),
    "Adam": lambda o: {"name": "adam", **betas(o)},
    "AdamW": lambda o: {"name": "adamw", **betas(o)},
    "RMSprop": lambda o: {"name": "rmsprop", "rho": o["alpha"], "epsilon": o["eps"]},
    "Adagrad": lambda o: {"name": "adagrad", "epsilon": o["eps"]},
    "Adadelta": lambda o: {"name": "adadelta", "rho": o["rho"], "epsilon": o["eps"]},
}

# Settings of these optimizers that there is no counterpart for, where they are not off.
WITHOUT_COUNTERPART = (
    "amsgrad",
    "maximize",
    "centered",
    "lr_decay",
    "initial_accumulator_value",
    "capturable",
    "differentiable",
)


def betas(options: Record) -> Record:
    """The options of Adam."""
    beta1, beta2 = options["betas"]
    return {"beta1": beta1, "beta2": beta2, "epsilon": options["eps"]}


def sgd_record(options: Record) -> Record:
    """Plain gradient descent, or with one of the two momenta."""
    if not options["momentum"]:
        return {"name": "sgd"}
    name = "nesterov" if options["nesterov"] else "momentum"
    return {"name": name, "momentum": options["momentum"]}


def meant_optimizer(optimizer: Any, optimizer_is: Any, biases: list[Any]) -> Record:
    """What an optimizer is meant to do, as arguments of a model: optimizer, learning_rate, penalty.

    biases: the parameters that are biases; a decay is of the weights, or of all.
    """
    groups = optimizer.param_groups
    kind, first = type(optimizer).__name__, groups[0]
    check_groups(groups)
    kind = "AdamW" if first.get("decoupled_weight_decay") else kind
    if optimizer_is is not None:
        return {"optimizer": optimizer_is, "learning_rate": float(first["lr"])}
    if kind not in OPTIMIZERS_OF_TORCH:
        requirement = "one of " + ", ".join(OPTIMIZERS_OF_TORCH) + ", or said by `optimizer_is`"
        fail("E_CHOICE", "optimizer", requirement, kind)
    settings = [name for name in WITHOUT_COUNTERPART if first.get(name)]
    settings += ["momentum"] * bool(kind == "RMSprop" and first["momentum"])
    settings += ["dampening"] * bool(first.get("momentum") and first.get("dampening"))
    if settings:
        fail("E_CHOICE", "optimizer", "one that is said by `optimizer_is`", settings[0])
    found: Record = {
        "optimizer": OPTIMIZERS_OF_TORCH[kind](first),
        "learning_rate": float(first["lr"]),
    }
    of_biases = {id(b) for b in biases}
    decays = {
        is_bias: {
            g["weight_decay"]
            for g in groups
            for p in g["params"]
            if (id(p) in of_biases) is is_bias
        }
        for is_bias in (False, True)
    }
    decay = max(decays[False], default=0.0)
    if len(decays[False]) > 1 or not decays[True] <= {0.0, decay}:
        fail("E_CHOICE", "optimizer", "one with one weight_decay", describe(sorted(decays[False])))
    if kind == "AdamW":
        if decays[True] - {0.0}:
            requirement = (
                "one whose biases do not decay, as in a group with weight_decay 0, or said"
            )
            fail("E_CHOICE", "optimizer", f"{requirement} by `optimizer_is`", "a decay of biases")
        found["optimizer"]["weight_decay"] = decay
    elif decay:
        found["penalty"] = {"l2": decay, "biases": bool(decays[True] - {0.0})}
    return found
