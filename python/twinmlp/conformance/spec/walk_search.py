"""The walk through a step that searches: direction, slope, every trial, what is taken, and the
pairs.

A quantity of trial k has ("trial", k) before its place. Where `evaluate` goes on with somebody
else's values, the trials are those that are there: it gives None for the t of one that is not.
"""

from __future__ import annotations

from typing import Any, Callable, Sequence

import numpy as np

from .quantities import Case, Evaluate, Layers
from .search import DIRECTION, NEXT, POINT, SLOPE, TAKEN, one
from .search_end import gradients, keys_of, pairs, settle, stay
from .updates import frozen, optimizer_options
from .walk_update import Time, gradients_for_update, is_last, rate_at_step

Keys = list[tuple[str, int]]

SEARCH_NUMBERS = ("slope", "taken")  # the numbers of a step that belong to its search


def is_search(case: Case) -> bool:
    """Whether the case's optimizer searches."""
    return case["optimizer"]["name"] == "lbfgs"


def search(
    case: Case,
    parameters: Layers,
    values: Layers,
    loss: Any,
    time: Time,
    evaluate: Evaluate,
    look: Callable[..., Any],
    ends: Callable[[Any], bool] | None = None,
) -> Any:
    """W, b and state after the step, and the direction, added to the values; the search, and the
    learning rate if it varies."""
    gradients_for_update(case, parameters, values, evaluate)
    extra, options = rate_at_step(case, optimizer_options(case["optimizer"]), time, evaluate)
    keys = keys_of(parameters)
    names, g = tuple(name for name, _ in keys), gradients(values, keys)
    s, y = pairs(parameters, keys, "s"), pairs(parameters, keys, "y")
    p = tuple(
        evaluate(("p" + name, l), DIRECTION, index, names, g, s, y, options["learning_rate"])
        for index, (name, l) in enumerate(keys)
    )
    for layer in values:
        layer.update(pW=None, pb=None)
    for part, (name, l) in zip(p, keys):
        values[l]["p" + name] = part
    slope = evaluate(("slope", None), SLOPE, names, g, p)
    trials: list[dict[str, Any]] = []
    history = lambda: tuple((trial["t"], trial["loss"], trial["slope"]) for trial in trials)
    while len(trials) < one(options["evaluations"]):
        t = evaluate(("trial", len(trials), "t", None), NEXT, history(), loss, slope, options)
        if t is None or is_number(t, trials[-1]["t"] if trials else 0.0):
            break
        within = at_trial(evaluate, len(trials))
        trials.append(trial_at(case, parameters, keys, p, t, within, look))
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
    p: Sequence[Any],
    t: Any,
    evaluate: Evaluate,
    look: Callable[..., Any],
) -> dict[str, Any]:
    """One trial: w + t p, with p in the order of the keys, and J, gradients and slope there."""
    there: list[dict[str, Any]] = [{"W": None, "b": None} for _ in parameters]
    for (name, l), along in zip(keys, p):
        mask = (case.get("masks") or [{}] * len(parameters))[l].get(name)
        there[l][name] = evaluate((name, l), frozen(POINT, mask), parameters[l][name], along, t)
    loss, values = look(there, evaluate)
    gradients_for_update(case, there, values, evaluate)
    names = tuple(name for name, _ in keys)
    slope = evaluate(("slope", None), SLOPE, names, gradients(values, keys), p)
    layers = [layer | point for layer, point in zip(values, there)]
    return {"t": t, "loss": loss, "slope": slope, "layers": layers}


def is_stuck(parameters: Layers, result: dict[str, Any]) -> bool:
    """Whether a step has moved nothing, and had no pairs to forget."""
    moved_nothing = "search" in result and one(result["search"]["taken"]) == 0
    return moved_nothing and not pairs(parameters, keys_of(parameters), "s")
