"""The update of each optimizer, one float at a time, in the order SPEC writes it: (w, g, state,
options) gives w and state anew.
"""

from __future__ import annotations

import math
from typing import Any, Callable, Mapping

Options = dict[str, Any]
State = dict[str, float]


def sgd(w: float, g: float, s: State, o: Options) -> tuple[float, State]:
    return w - o["learning_rate"] * g, {}


def momentum(w: float, g: float, s: State, o: Options) -> tuple[float, State]:
    v = (o["momentum"] * s["velocity"]) + g
    return w - (o["learning_rate"] * v), {"velocity": v}


def nesterov(w: float, g: float, s: State, o: Options) -> tuple[float, State]:
    v = (o["momentum"] * s["velocity"]) + g
    return w - (o["learning_rate"] * (g + (o["momentum"] * v))), {"velocity": v}


def adagrad(w: float, g: float, s: State, o: Options) -> tuple[float, State]:
    q = s["squares"] + (g * g)
    return w - ((o["learning_rate"] * g) / (math.sqrt(q) + o["epsilon"])), {"squares": q}


def rmsprop(w: float, g: float, s: State, o: Options) -> tuple[float, State]:
    q = (o["rho"] * s["squares"]) + ((1.0 - o["rho"]) * (g * g))
    return w - ((o["learning_rate"] * g) / (math.sqrt(q) + o["epsilon"])), {"squares": q}


def adadelta(w: float, g: float, s: State, o: Options) -> tuple[float, State]:
    rho, e = o["rho"], o["epsilon"]
    q = (rho * s["squares"]) + ((1.0 - rho) * (g * g))
    move = g * (math.sqrt(s["moves"] + e) / math.sqrt(q + e))
    moves = (rho * s["moves"]) + ((1.0 - rho) * (move * move))
    return w - (o["learning_rate"] * move), {"squares": q, "moves": moves}


def adam(w: float, g: float, s: State, o: Options) -> tuple[float, State]:
    m = (o["beta1"] * s["m"]) + ((1.0 - o["beta1"]) * g)
    v = (o["beta2"] * s["v"]) + ((1.0 - o["beta2"]) * (g * g))
    p, q = s["beta1_power"] * o["beta1"], s["beta2_power"] * o["beta2"]
    rate, e = o["learning_rate"], o["epsilon"]
    if o["epsilon_mode"] == "hat":
        move = (((rate * math.sqrt(1.0 - q)) / (1.0 - p)) * m) / (math.sqrt(v) + e)
    else:
        move = (rate * (m / (1.0 - p))) / (math.sqrt(v / (1.0 - q)) + e)
    return w - move, {"m": m, "v": v, "beta1_power": p, "beta2_power": q}


def rprop(w: float, g: float, s: State, o: Options) -> tuple[float, State]:
    sign = 1.0 if g > 0.0 else -1.0 if g < 0.0 else 0.0
    step, turned = s["step"], s["sign"] * sign < 0.0
    if s["sign"] * sign > 0.0:
        step = min(step * o["increase"], o["largest_step"])
    if turned:
        step = max(step * o["decrease"], o["smallest_step"])
    if turned and o["backtracking"]:
        return w + s["sign"] * s["step"], {"sign": 0.0, "step": step}
    return w - sign * step, {"sign": sign, "step": step}


ADAM: Options = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "epsilon_mode": "outside"}
ADAM_START = {"m": 0.0, "v": 0.0, "beta1_power": 1.0, "beta2_power": 1.0}
RPROP = {"increase": 1.2, "decrease": 0.5, "smallest_step": 1e-6, "largest_step": 50.0}
# name -> the update of one number, the options' defaults, the state's start (None: learning_rate)
OPTIMIZERS: dict[str, tuple[Callable[..., Any], Options, Mapping[str, float | None]]] = {
    "sgd": (sgd, {}, {}),
    "momentum": (momentum, {"momentum": 0.9}, {"velocity": 0.0}),
    "nesterov": (nesterov, {"momentum": 0.9}, {"velocity": 0.0}),
    "adagrad": (adagrad, {"epsilon": 1e-10}, {"squares": 0.0}),
    "rmsprop": (rmsprop, {"rho": 0.9, "epsilon": 1e-8}, {"squares": 0.0}),
    "adam": (adam, ADAM, ADAM_START),
    "adamw": (adam, {**ADAM, "weight_decay": 0.01}, ADAM_START),
    "adadelta": (adadelta, {"rho": 0.9, "epsilon": 1e-6}, {"squares": 0.0, "moves": 0.0}),
    "rprop": (rprop, {**RPROP, "backtracking": True}, {"sign": 0.0, "step": None}),
}
