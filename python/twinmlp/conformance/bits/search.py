"""A step of lbfgs in the reproducible arithmetic, one float at a time, in the order SPEC writes
it.
"""

from __future__ import annotations

import math
from typing import Any, Callable

from .scalar import Case, Layers, Matrix
from .update import flat, gradients_for_update, shaped, sum_of

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
    if a == 0.0 or math.isnan(a):
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


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
    case: Case, parameters: Layers, values: Layers, at: tuple[float, float], look: Look
) -> Case:
    """W, b, state and direction added to the values, from J and the learning rate at the step; the
    search, and the learning rate if it varies."""
    (J, rate), optimizer = at, {**DEFAULTS, **case["optimizer"]}
    both = [(name, l) for l in range(len(parameters)) for name in ("W", "b")]
    keys = [(name, l) for name, l in both if parameters[l][name] is not None]
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
        trial = trial_at(case, keys, parameters, p, t, look)
        trial["slope"] = dot(parts(trial["layers"], "g"), p, shapes)
        trials.append(trial)
        is_low = trial["loss"] <= J + ((optimizer["c1"] * t) * slope)
        if not is_low or not math.isfinite(trial["loss"] + trial["slope"]):
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
        is_curved = dot(move, change, shapes) > 2.0**-26 * -(taken["t"] * slope)
        if is_curved and dot(change, change, shapes) > 0.0:
            s, y = [*s, move][-optimizer["memory"] :], [*y, change][-optimizer["memory"] :]
    for l, here in enumerate(values):
        here.update(W=end[l]["W"], b=end[l]["b"], pW=None, pb=None, state={})
    for index, (name, l) in enumerate(keys):
        of = lambda pairs, index=index: [shaped(pair[index], shapes[index]) for pair in pairs]
        values[l]["p" + name] = shaped(p[index], shapes[index])
        values[l]["state"][name] = {"s": of(s), "y": of(y)}
    extra = {"learning_rate": rate} if "schedule" in optimizer else {}
    found = {"slope": slope, "trials": trials, "taken": 0.0 if taken is None else taken["t"]}
    return {**extra, "search": found}


def trial_at(
    case: Case, keys: list[tuple[str, int]], parameters: Layers, p: Parts, t: float, look: Look
) -> Case:
    """One trial: J and gradients at w + t p, with p in the order of the keys."""
    there: Layers = [{"W": None, "b": None} for _ in parameters]
    for (name, l), along in zip(keys, p):
        before, shape = flat(parameters[l][name]), parameters[l][name]
        mask = case["masks"][l].get(name) if case.get("masks") else None
        kept = [True] * len(before) if mask is None else flat(mask)
        moved = [v + (t * d) if k else v for v, d, k in zip(before, along, kept)]
        there[l][name] = shaped(moved, shape)
    J, values = look(there)
    gradients_for_update(case, there, values)
    layers = [{**value, **point} for value, point in zip(values, there)]
    return {"t": t, "loss": J, "layers": layers}
