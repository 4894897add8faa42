"""The walk through a step that searches: direction, slope, every trial, what is taken, and the
pairs.

A quantity of trial k has ("trial", k) before its place. Where `evaluate` goes on with somebody
else's values, the trials are those that are there: it gives None for the t of one that is not.
"""

from __future__ import annotations

from typing import Any, Callable, Sequence

import numpy as np

from .moves import positive
from .search_rows import DIFFERENCE, DIRECTION, NEXT, POINT, SAME, SLOPE, TAKEN, agreed, dot, one
from .updates import frozen, optimizer_options
from .walk_update import given, is_last, rate_at_step

Case = dict[str, Any]
Layers = Sequence[dict[str, Any]]
Evaluate = Callable[..., Any]
Keys = list[tuple[str, int]]

SEARCH_NUMBERS = ("slope", "taken")  # the numbers of a step that belong to its search
CURVATURE = 2.0**-26  # the share of the slope that a pair's must be more than


def is_search(case: Case) -> bool:
    """Whether the case's optimizer searches."""
    return case["optimizer"]["name"] == "lbfgs"


def keys_of(parameters: Layers) -> Keys:
    """W_1, b_1, W_2, b_2, ..., those that are there."""
    return [
        (name, l)
        for l, layer in enumerate(parameters)
        for name in ("W", "b")
        if layer[name] is not None
    ]


def gradients(values: Layers, keys: Keys) -> tuple[Any, ...]:
    """What the optimizer is given."""
    return tuple(values[l].get("g" + name, values[l]["d" + name]) for name, l in keys)


def pairs(parameters: Layers, keys: Keys, part: str) -> Any:
    """The s or y of every pair before the step, the newest last; not a tuple where a part of it is
    unknown.
    """
    kept = [parameters[l].get("state", {}).get(name, {}).get(part, []) for name, l in keys]
    unknown = [parts for parts in kept if not isinstance(parts, list)]
    if unknown:
        return unknown[0]
    return tuple(zip(*kept))


def search(
    case: Case,
    parameters: Layers,
    values: Layers,
    loss: Any,
    epoch: int,
    step: int,
    evaluate: Evaluate,
    look: Callable[..., Any],
    ends: Callable[[Any], bool] | None = None,
) -> Any:
    """W, b and state after the step, and the direction, added to the values; the search, and the
    learning rate if it varies.
    """
    given(case, parameters, values, evaluate)
    extra, options = rate_at_step(case, optimizer_options(case["optimizer"]), epoch, step, evaluate)
    keys = keys_of(parameters)
    names, g = tuple(name for name, _ in keys), gradients(values, keys)
    s, y = pairs(parameters, keys, "s"), pairs(parameters, keys, "y")
    p = tuple(
        evaluate(("p" + name, l), DIRECTION, index, names, g, s, y, options["learning_rate"])
        for index, (name, l) in enumerate(keys)
    )
    for l, layer in enumerate(values):
        layer.update(
            {
                "p" + name: p[keys.index((name, l))] if (name, l) in keys else None
                for name in ("W", "b")
            }
        )
    slope = evaluate(("slope", None), SLOPE, names, g, p)
    trials: list[dict[str, Any]] = []
    history = lambda: tuple((trial["t"], trial["loss"], trial["slope"]) for trial in trials)
    while len(trials) < one(options["evaluations"]):
        t = evaluate(("trial", len(trials), "t", None), NEXT, history(), loss, slope, options)
        if (
            t is None
            or (not trials and is_number(t, 0.0))
            or (trials and is_number(t, trials[-1]["t"]))
        ):
            break
        trials.append(trial_at(case, parameters, keys, p, t, at_trial(evaluate, len(trials)), look))
    taken = evaluate(("taken", None), TAKEN, history(), loss, slope, options)
    found = next((trial for trial in trials if is_number(trial["t"], taken)), None)
    result = {**extra, "search": {"slope": slope, "trials": trials, "taken": taken}}
    if is_last(case, values, ends):
        stay(parameters, values, keys, (s, y), evaluate)
        return {**result, "stopped": "gradient"}
    settle(parameters, values, keys, found, is_number(taken, 0.0), (s, y), slope, options, evaluate)
    return result


def is_number(value: Any, other: Any) -> bool:
    """Whether both are known, and the same number."""
    known = [isinstance(v, (np.ndarray, float)) for v in (value, other)]
    return all(known) and one(value) == one(other)


def at_trial(evaluate: Evaluate, k: int) -> Evaluate:
    """To evaluate in trial k."""
    return lambda place, quantity, *inputs: evaluate(("trial", k, *place), quantity, *inputs)


def trial_at(
    case: Case,
    parameters: Layers,
    keys: Keys,
    p: tuple[Any, ...],
    t: Any,
    evaluate: Evaluate,
    look: Callable[..., Any],
) -> dict[str, Any]:
    """One trial: w + t p, and J, gradients and slope there."""
    there: list[dict[str, Any]] = [{"W": None, "b": None} for _ in parameters]
    for (name, l), along in zip(keys, p):
        mask = (case.get("masks") or [{}] * len(parameters))[l].get(name)
        there[l][name] = evaluate((name, l), frozen(POINT, mask), parameters[l][name], along, t)
    loss, values = look(there, evaluate)
    given(case, there, values, evaluate)
    slope = evaluate(
        ("slope", None), SLOPE, tuple(name for name, _ in keys), gradients(values, keys), p
    )
    return {
        "t": t,
        "loss": loss,
        "slope": slope,
        "layers": [layer | point for layer, point in zip(values, there)],
    }


def stay(
    parameters: Layers, values: Layers, keys: Keys, known: tuple[Any, Any], evaluate: Evaluate
) -> None:
    """W, b and the pairs after a step whose update is not made: those before."""
    for l, layer in enumerate(values):
        layer.update(
            W=None, b=None, state={name: {"s": [], "y": []} for name, at in keys if at == l}
        )
    for index, (name, l) in enumerate(keys):
        values[l][name] = evaluate((name, l), SAME, parameters[l][name])
        for part, pairs in zip(("s", "y"), known):
            if isinstance(pairs, tuple):
                values[l]["state"][name][part] = [
                    evaluate((name, l, part, k), SAME, pair[index]) for k, pair in enumerate(pairs)
                ]


def settle(
    parameters: Layers,
    values: Layers,
    keys: Keys,
    found: dict[str, Any] | None,
    still: bool,
    known: tuple[Any, Any],
    slope: Any,
    options: Any,
    evaluate: Evaluate,
) -> None:
    """W, b and the pairs after the step: those of the trial that is taken, or those before and no
    pairs.
    """
    for l, layer in enumerate(values):
        layer.update(
            W=None, b=None, state={name: {"s": [], "y": []} for name, at in keys if at == l}
        )
    end = parameters if still else None if found is None else found["layers"]
    if end is None:  # nobody says which trial
        return
    for name, l in keys:
        values[l][name] = evaluate((name, l), SAME, end[l][name])
    if still or not all(isinstance(pair, tuple) for pair in known):
        return
    ends = tuple(end[l][name] for name, l in keys), gradients(end, keys)
    starts = tuple(parameters[l][name] for name, l in keys), gradients(values, keys)
    if found is None or not all(
        isinstance(part, np.ndarray)
        for parts in (*ends, *starts, (slope, found["t"]))
        for part in parts
    ):
        return
    names, (move, change) = (
        [name for name, _ in keys],
        (tuple(a - b for a, b in zip(*both)) for both in zip(ends, starts)),
    )
    needed = np.asarray(slope) * found["t"] * -CURVATURE
    kept = agreed(positive(dot(names, move, change) - needed)) and agreed(
        positive(np.asarray(dot(names, change, change)))
    )
    for part, old, new, before in zip(("s", "y"), known, ends, starts):
        for index, (name, l) in enumerate(keys):
            rows: list[Any] = [(SAME, pair[index]) for pair in old] + (
                [(DIFFERENCE, new[index], before[index])] if kept else []
            )
            rows = rows[-int(one(options["memory"])) :]
            values[l]["state"][name][part] = [
                evaluate((name, l, part, k), *row) for k, row in enumerate(rows)
            ]


def is_stuck(parameters: Layers, result: dict[str, Any]) -> bool:
    """Whether a step has moved nothing, and had no pairs to forget."""
    return (
        "search" in result
        and one(result["search"]["taken"]) == 0
        and not pairs(parameters, keys_of(parameters), "s")
    )
