"""Everything between the derivatives of a step and the parameters after it, one float at a time, in
the order SPEC writes it.
"""

from __future__ import annotations

import math
from typing import Any

from . import scalar
from .optimizers import OPTIMIZERS, Options
from .scalar import Case, Layers

PI = 7074237752028440 / 2.0**51
# What a schedule need not say.
SCHEDULE = {"drop": 0.5, "every": 10, "decay": 0.99, "power": 0.5, "period": 100, "smallest": 0.0}


def power(x: float, k: int) -> float:
    """x^k by squaring."""
    result = 1.0
    for digit in reversed(bin(k)[2:]):
        result, x = result * x if digit == "1" else result, x * x
    return result


def half_wave(t: int, period: int) -> float:
    """(1 + cos(pi t / period)) / 2."""
    late = 2 * t > period
    a = PI * (period - t if late else t) / (2.0 * period)
    wave = 1.0
    for j in (18, 16, 14, 12, 10, 8, 6, 4, 2):
        wave = 1.0 - ((a * a) * wave) / (j * (j + 1) if late else j * (j - 1))
    wave = a * wave if late else wave
    return wave * wave


def factor(t: int, schedule: Options) -> float:
    """What the learning rate is multiplied by at t, without the warm-up."""
    o = {**SCHEDULE, **schedule}
    if schedule["name"] == "step":
        return power(o["drop"], t // o["every"])
    if schedule["name"] == "exponential":
        return power(o["decay"], t)
    if schedule["name"] == "inverse_scaling":
        return scalar.exp(-(o["power"] * scalar.log(t + 1.0)))
    if schedule["name"] == "cosine":
        return (1.0 - o["smallest"]) * half_wave(min(t, o["period"]), o["period"]) + o["smallest"]
    return 1.0


def learning_rate(optimizer: Options, epoch: int, step: int) -> float:
    """The learning rate of one step."""
    rate, schedule = float(optimizer["learning_rate"]), optimizer.get("schedule")
    if schedule is None:
        return rate
    t, warmup = step if schedule.get("by") == "step" else epoch, schedule.get("warmup", 0)
    rate = rate * factor(t, schedule)
    return rate * ((t + 1) / warmup) if t + 1 < warmup else rate


def flat(values: Any) -> list[float]:
    """A matrix row by row, or a vector."""
    return [float(v) for row in values for v in (row if isinstance(row, list) else [row])]


def shaped(values: list[float], shape: Any) -> Any:
    """Numbers in the rows of `shape`."""
    if not isinstance(shape[0], list):
        return values
    width = len(shape[0])
    return [values[i : i + width] for i in range(0, len(values), width)]


def sum_of(values: Any) -> float:
    """The total of a matrix or a vector."""
    is_matrix = isinstance(values[0], list)
    return scalar.total(values, len(values[0])) if is_matrix else scalar.tree(values)


def penalized(J: float, case: Case, parameters: Layers) -> float:
    """J with the penalty, if there is one."""
    penalty = case.get("penalty") or {}
    l1, l2 = float(penalty.get("l1", 0)), float(penalty.get("l2", 0))
    if l1 == 0.0 and l2 == 0.0:
        return J
    sizes, squares = 0.0, 0.0
    values = [layer["W"] for layer in parameters]
    if penalty.get("biases"):
        values += [layer["b"] for layer in parameters if layer["b"] is not None]
    for value in values:
        sizes += sum_of(shaped([abs(w) for w in flat(value)], value))
        squares += sum_of(shaped([w * w for w in flat(value)], value))
    return J + ((l1 * sizes) + ((l2 * squares) / 2.0))


def gradients_for_update(case: Case, parameters: Layers, values: Layers) -> dict[str, float]:
    """gW and gb added to the values, where they differ from the derivatives; and the norm."""
    penalty, clipping, masks = case.get("penalty") or {}, case.get("clipping"), case.get("masks")
    l1, l2 = float(penalty.get("l1", 0)), float(penalty.get("l2", 0))
    if l1 == 0.0 and l2 == 0.0 and clipping is None and masks is None:
        return {}
    norm = 0.0
    for l, here in enumerate(values):
        here["gb"] = None
        for name in ("W", "b"):
            if here["d" + name] is None:
                continue
            g, w = flat(here["d" + name]), flat(parameters[l][name])
            if (name == "W" or penalty.get("biases")) and (l1 or l2):
                g = [(d + l1 * float((v > 0) - (v < 0))) + l2 * v for d, v in zip(g, w)]
            mask = masks[l].get(name) if masks else None
            g = g if mask is None else [d if m else 0.0 for d, m in zip(g, flat(mask))]
            if clipping and "value" in clipping:
                g = [min(max(d, -float(clipping["value"])), float(clipping["value"])) for d in g]
            here["g" + name] = shaped(g, here["d" + name])
            norm = norm + sum_of(shaped([d * d for d in g], here["d" + name]))
    if not clipping or "norm" not in clipping:
        return {}
    norm, limit = math.sqrt(norm), float(clipping["norm"])
    for here in values:
        for name in ("gW", "gb"):
            if norm > limit and here[name] is not None:
                here[name] = shaped([d * (limit / norm) for d in flat(here[name])], here[name])
    return {"gradient_norm": norm}


def update(
    case: Case, parameters: Layers, values: Layers, epoch: int, step: int
) -> dict[str, float]:
    """W, b and state added to the values, from the parameters (with their state) before; norm and
    learning rate, if they vary."""
    optimizer = case["optimizer"]
    one, defaults, start = OPTIMIZERS[optimizer["name"]]
    rate = learning_rate(optimizer, epoch, step)
    o = {"weight_decay": 0.0, **defaults, **optimizer, "learning_rate": rate}
    extra = gradients_for_update(case, parameters, values)
    if "schedule" in optimizer:
        extra["learning_rate"] = rate
    for l, (layer, here) in enumerate(zip(parameters, values)):
        here.update(W=None, b=None, state={})
        for name in ("W", "b"):
            if layer[name] is None:
                continue
            before, g = flat(layer[name]), flat(here.get("g" + name, here["d" + name]))
            decays = name == "W" and o["weight_decay"]
            decay = 1.0 - (rate * o["weight_decay"]) if decays else 1.0
            states = states_of(optimizer, layer.get("state", {}).get(name), len(g))
            moved = [one(w * decay, d, s, o) for w, d, s in zip(before, g, states)]
            mask = case["masks"][l].get(name) if case.get("masks") else None
            kept = [True] * len(g) if mask is None else flat(mask)
            after = [m[0] if k else w for m, k, w in zip(moved, kept, before)]
            here[name] = shaped(after, layer[name])
            if start:
                here["state"][name] = {
                    p: moved[0][1][p]
                    if p.endswith("_power")
                    else shaped([m[1][p] for m in moved], layer[name])
                    for p in start
                }
    return extra


def states_of(optimizer: Options, known: Any, count: int) -> list[dict[str, float]]:
    """The state of every number of a parameter, from that of the parameter; at the first step its
    start."""
    start = OPTIMIZERS[optimizer["name"]][2]
    if known is None:
        rate = float(optimizer["learning_rate"])
        return [{part: rate if v is None else v for part, v in start.items()}] * count
    whole = {p: [known[p]] * count if p.endswith("_power") else flat(known[p]) for p in start}
    return [{part: values[i] for part, values in whole.items()} for i in range(count)]
