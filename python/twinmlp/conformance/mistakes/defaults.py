"""What a case need not say of its optimizer and its schedule."""

from __future__ import annotations

from typing import Any

OPTIONS: dict[str, dict[str, Any]] = {
    "sgd": {},
    "momentum": {"momentum": 0.9},
    "nesterov": {"momentum": 0.9},
    "adagrad": {"epsilon": 1e-10},
    "rmsprop": {"rho": 0.9, "epsilon": 1e-8},
    "adam": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "epsilon_mode": "outside"},
    "adamw": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "epsilon_mode": "outside"},
    "adadelta": {"rho": 0.9, "epsilon": 1e-6},
    "rprop": {
        "increase": 1.2,
        "decrease": 0.5,
        "smallest_step": 1e-6,
        "largest_step": 50.0,
        "backtracking": True,
    },
    "lbfgs": {"memory": 10, "c1": 1e-4, "c2": 0.9, "evaluations": 20},
}
TIMES = {"drop": 0.5, "every": 10, "decay": 0.99, "power": 0.5, "period": 100, "smallest": 0.0}
TIMES["warmup"] = 0
