"""A step of lbfgs in the reproducible arithmetic, one float at a time, in the order SPEC writes
it.
"""

from __future__ import annotations

import math
from typing import Any, Callable

from .scalar import Matrix
from .update import flat, gradients_for_update, learning_rate, shaped, sum_of

Layers = list[dict[str, Any]]
Parts = list[list[float]]  # W_1, b_1, W_2, b_2, ..., each row by row
Look = Callable[[Layers], tuple[float, Layers]]

DEFAULTS = {"memory": 10, "c1": 1e-4, "c2": 0.9, "evaluations": 20}


def dot(a: Parts, b: Parts, shapes: list[Matrix]) -> float:
    """a'b, part by part."""
    result = 0.0
    for left, right, shape in zip(a, b, shapes):
        result = result + sum_of(shaped([x * y for x, y in zip(left, right)], shape))
    return result


def over(a: float, b: float) -> float:
    """a / b as IEEE 754 has it."""
    if b != 0.0:
        return a / b
    return (
        math.nan
        if a == 0.0 or math.isnan(a)
        else math.copysign(math.inf, a) * math.copysign(1.0, b)
    )


def direction(g: Parts, s: list[Parts], y: list[Parts], rate: float, shapes: list[Matrix]) -> Parts:
    """p, by the two loops."""
    q, alphas = [list(part) for part in g], [0.0] * len(s)
    for i in reversed(range(len(s))):
        alphas[i] = over(dot(s[i], q, shapes), dot(s[i], y[i], shapes))
        q = [[v - (alphas[i] * d) for v, d in zip(*both)] for both in zip(q, y[i])]
    scale = over(dot(s[-1], y[-1], shapes), dot(y[-1], y[-1], shapes)) if s else rate
    r = [[scale * v for v in part] for part in q]
    for i in range(len(s)):
        beta = over(dot(y[i], r, shapes), dot(s[i], y[i], shapes))
        r = [[v + (d * (alphas[i] - beta)) for v, d in zip(*both)] for both in zip(r, s[i])]
    return [[-v for v in part] for part in r]


def search(
    case: dict[str, Any],
    parameters: Layers,
    values: Layers,
    J: float,
    epoch: int,
    step: int,
    look: Look,
) -> dict[str, Any]:
    """W, b, state and direction added to the values; the search, and the learning rate if it
    varies.
    """
    optimizer = {**DEFAULTS, **case["optimizer"]}
    rate = learning_rate(optimizer, epoch, step)
    keys = [
        (name, l)
        for l, layer in enumerate(parameters)
        for name in ("W", "b")
        if layer[name] is not None
    ]
    shapes = [parameters[l][name] for name, l in keys]
    parts = lambda layers, prefix: [
        flat(layers[l].get(prefix + name, layers[l].get("d" + name))) for name, l in keys
    ]
    kept = {
        part: [parameters[l].get("state", {}).get(name, {}).get(part, []) for name, l in keys]
        for part in ("s", "y")
    }
    s, y = ([[flat(v) for v in pair] for pair in zip(*kept[part])] for part in ("s", "y"))
    gradients_for_update(case, parameters, values)
    g, w = parts(values, "g"), parts(parameters, "")
    p = direction(g, s, y, rate, shapes)
    slope = dot(g, p, shapes)
    trials: list[Any] = []
    low, high, t, taken = 0.0, None, 1.0, None
    while slope < 0.0 and len(trials) < optimizer["evaluations"]:
        trial = trial_at(case, parameters, keys, w, p, t, shapes, look)
        trials.append(trial)
        if not trial["loss"] <= J + ((optimizer["c1"] * t) * slope) or not math.isfinite(
            trial["loss"] + trial["slope"]
        ):
            high = t
        else:
            low, taken = t, trial
            if not trial["slope"] < optimizer["c2"] * slope:
                break
        t = 2.0 * t if high is None else (low + high) / 2.0
    end = parameters if taken is None else taken["layers"]
    if taken is None:
        s, y = [], []
    else:
        move = [[b - a for a, b in zip(*both)] for both in zip(w, parts(end, ""))]
        change = [[b - a for a, b in zip(*both)] for both in zip(g, parts(end, "g"))]
        if (
            dot(move, change, shapes) > 2.0**-26 * -(taken["t"] * slope)
            and dot(change, change, shapes) > 0.0
        ):
            s, y = [*s, move][-optimizer["memory"] :], [*y, change][-optimizer["memory"] :]
    for l, here in enumerate(values):
        here.update(W=end[l]["W"], b=end[l]["b"], pW=None, pb=None, state={})
    for index, (name, l) in enumerate(keys):
        values[l]["p" + name] = shaped(p[index], shapes[index])
        values[l]["state"][name] = {
            part: [shaped(pair[index], shapes[index]) for pair in pairs]
            for part, pairs in (("s", s), ("y", y))
        }
    extra = {"learning_rate": rate} if "schedule" in optimizer else {}
    return {
        **extra,
        "search": {"slope": slope, "trials": trials, "taken": 0.0 if taken is None else taken["t"]},
    }


def trial_at(
    case: dict[str, Any],
    parameters: Layers,
    keys: list[tuple[str, int]],
    w: Parts,
    p: Parts,
    t: float,
    shapes: list[Matrix],
    look: Look,
) -> dict[str, Any]:
    """One trial: J, gradients and slope at w + t p."""
    there: Layers = [{"W": None, "b": None} for _ in parameters]
    for (name, l), before, along, shape in zip(keys, w, p, shapes):
        mask = case["masks"][l].get(name) if case.get("masks") else None
        kept = [True] * len(before) if mask is None else flat(mask)
        there[l][name] = shaped(
            [v + (t * d) if k else v for v, d, k in zip(before, along, kept)], shape
        )
    J, values = look(there)
    gradients_for_update(case, there, values)
    g = [flat(values[l].get("g" + name, values[l]["d" + name])) for name, l in keys]
    return {
        "t": t,
        "loss": J,
        "slope": dot(g, p, shapes),
        "layers": [{**value, **point} for value, point in zip(values, there)],
    }
