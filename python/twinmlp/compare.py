"""Two traces held against each other: the first wrong value, and the worst difference of every quantity."""

from __future__ import annotations

from typing import Any, Iterable, Iterator, NamedTuple

import numpy as np

from .arithmetic import Array
from .errors import describe, describe_number, fail
from .tables import align


class Entry(NamedTuple):
    """One recorded quantity: its place, its values, and how far from the truth all or each may be (None: not stated)."""

    step: int | None
    phase: str
    layer: int | None
    quantity: str
    values: Any
    allowed: float | list[float] | None


class Difference(NamedTuple):
    """One value that differs: the place (index counted from 0), value, reference, both distances and what is allowed."""

    entry: Entry
    index: list[int]
    value: float
    reference: float
    difference: float
    ulps: float
    allowed: float


class Comparison(NamedTuple):
    """The first difference that is not allowed, the worst of every quantity, and the names of what is missing."""

    first: Difference | None
    worst: dict[str, Difference]
    wrong: int
    missing: list[str]


# The batch comes first; forward goes up the layers, backward down, update up again.
BATCH = ("epoch", "rows")
FORWARD = ("Z", "A", "mask", "D")
BACKWARD = ("dA", "dZ", "dW", "db")
RATES = ("gradient_norm", "learning_rate")
GIVEN = ("gW", "gb")
UPDATE = ("W", "b")
STOPPING = ("stopped", "epochs", "steps", "best")
REASONS = (None, "patience", "gradient", "on_step", "on_epoch", "line_search")  # why a run ended; compared by their place here
DIRECTION = ("pW", "pb")
PAIRS = ("s", "y")  # parts of a state that are lists, with one array for each pair


def ulp(x: Array) -> Array:
    """The distance from |x| to the next double above: 2^(e - 52), where 2^e <= |x| < 2^(e + 1) and e >= -1022."""
    return np.spacing(np.abs(x))


def entries(trace: dict[str, Any]) -> Iterator[Entry]:
    """Every quantity of a trace in the order in which training computes them."""
    for step in trace.get("steps", []):
        layers = list(enumerate(step.get("layers", []), start=1))
        yield from batch_entries(step)
        yield from layer_entries(step, "forward", layers, FORWARD)
        if "loss" in step:
            yield Entry(step["step"], "loss", None, "loss", [step["loss"]], allowed_in(step, "loss"))
        yield from layer_entries(step, "backward", layers[::-1], BACKWARD)
        yield from rate_entries(step)
        yield from layer_entries(step, "update", layers, GIVEN)
        yield from search_entries(step, layers)
        yield from layer_entries(step, "update", layers, UPDATE)
        yield from state_entries(step, layers)
    yield from row_entries(trace, "watch", "validation_losses")
    yield from stopping_entries(trace)
    yield from row_entries(trace, "losses", "losses")
    if "final" in trace:
        yield from final_entries(trace["final"])


def batch_entries(step: dict[str, Any]) -> Iterator[Entry]:
    """The epoch and the rows of a step's batch, which are whole numbers and exact."""
    for name in BATCH:
        if name in step:
            yield Entry(step["step"], "batch", None, name, np.atleast_1d(step[name]), None)


def rate_entries(step: dict[str, Any]) -> Iterator[Entry]:
    """The numbers of a step's update that are not a layer's."""
    for name in RATES:
        if name in step:
            yield Entry(step["step"], "update", None, name, [step[name]], allowed_in(step, name))


def search_entries(step: dict[str, Any], layers: Any) -> Iterator[Entry]:
    """The direction of a search, its slope, every trial, and the t that was taken."""
    yield from layer_entries(step, "direction", layers, DIRECTION)
    search = step.get("search", {})
    if search.get("slope") is not None:
        yield Entry(step["step"], "direction", None, "slope", [search["slope"]], allowed_in(search, "slope"))
    for k, trial in enumerate(search.get("trials", [])):
        yield from trial_entries({**trial, "step": step["step"]}, f"trial {k}")
    if search.get("taken") is not None:
        yield Entry(step["step"], "update", None, "taken", [search["taken"]], allowed_in(search, "taken"))


def trial_entries(trial: dict[str, Any], phase: str) -> Iterator[Entry]:
    """One trial of a search: t, the parameters there, and what they give."""
    layers = list(enumerate(trial.get("layers") or [], start=1))
    number = lambda name: [Entry(trial["step"], phase, None, name, [trial[name]], allowed_in(trial, name))] if trial.get(name) is not None else []
    yield from number("t")
    yield from layer_entries(trial, phase, layers, UPDATE)
    yield from layer_entries(trial, phase, layers, FORWARD)
    yield from number("loss")
    yield from layer_entries(trial, phase, layers[::-1], BACKWARD)
    yield from layer_entries(trial, phase, layers, GIVEN)
    yield from number("slope")


def state_entries(step: dict[str, Any], layers: Any) -> Iterator[Entry]:
    """The optimizer's state of every layer, part by part, such as W.velocity, and of pairs one by one, such as W.s[0]."""
    for l, layer in layers:
        for name in UPDATE:
            for part, values in layer.get("state", {}).get(name, {}).items():
                stated = layer["tolerance"]["state"][name][part] if "tolerance" in layer else None
                if part in PAIRS:
                    for k, pair in enumerate(values):
                        yield Entry(step["step"], "update", l, f"{name}.{part}[{k}]", pair, None if stated is None else stated[k]["free"])
                else:
                    yield Entry(step["step"], "update", l, f"{name}.{part}", np.atleast_1d(values), None if stated is None else stated["free"])


def row_entries(trace: dict[str, Any], phase: str, name: str) -> Iterator[Entry]:
    """Losses, one a row."""
    if len(trace.get(name, [])) > 0:
        allowed = trace.get(name + "_tolerance")
        check_allowed(allowed, trace[name], name + "_tolerance")
        yield Entry(None, phase, None, name, trace[name], allowed)


def stopping_entries(trace: dict[str, Any]) -> Iterator[Entry]:
    """When a run ended, and why: whole numbers, and exact."""
    stopping = trace.get("stopping") or {}
    for name in STOPPING:
        if name in stopping:
            value = REASONS.index(stopping[name]) if name == "stopped" else stopping[name]
            yield Entry(None, "watch", None, name, np.atleast_1d(value), None)


def final_entries(final: dict[str, Any]) -> Iterator[Entry]:
    """The loss and the parameters at the end of a trace."""
    layers = final.get("parameters", [])
    allowed = final.get("tolerance", {"loss": None, "parameters": [{}] * len(layers)})
    check_allowed(allowed["parameters"], layers, "final.tolerance.parameters")
    if "loss" in final:
        yield Entry(None, "final", None, "final loss", [final["loss"]], allowed["loss"])
    for l, parameters in enumerate(layers, start=1):
        for name in UPDATE:
            if parameters.get(name) is not None:
                yield Entry(None, "final", l, "final " + name, parameters[name], allowed["parameters"][l - 1].get(name))


def check_allowed(allowed: Any, values: Any, argument: str) -> None:
    """Accept one tolerance for each value, or none."""
    if allowed is not None and len(allowed) != len(values):
        fail("E_SHAPE", argument, f"a list of {len(values)}", describe(allowed))


def layer_entries(step: dict[str, Any], phase: str, layers: Any, names: tuple[str, ...]) -> Iterator[Entry]:
    """The quantities of one phase, layer by layer; what a layer does not hold is left out."""
    for l, layer in layers:
        for name in names:
            if layer.get(name) is not None:
                yield Entry(step["step"], phase, l, name, layer[name], allowed_in(layer, name))


def allowed_in(record: dict[str, Any], name: str) -> float | None:
    """The tolerance of a quantity that runs free from the start, if the record states one."""
    stated = record.get("tolerance", {}).get(name)
    return None if stated is None else stated["free"]


def difference_of(entry: Entry, reference: Entry, factor: float = 1) -> Difference:
    """The worst value of an entry: the one that uses up most of what is allowed, factor times what the reference states."""
    value, expected = as_numbers(entry), as_numbers(reference)
    stated = 0.0 if reference.allowed is None else np.asarray(reference.allowed)
    allowed = np.zeros(expected.shape) + factor * stated
    if value.shape != expected.shape:
        return Difference(entry, [], np.nan, np.nan, np.inf, np.inf, float(allowed.max(initial=0.0)))
    distance = np.abs(value - expected)
    distance = np.where(np.isnan(distance), np.inf, distance)
    at = np.unravel_index(np.argmax(excess(distance, allowed, expected)), distance.shape)
    index = [int(i) for i in at]
    return Difference(
        entry, index, float(value[at]), float(expected[at]), float(distance[at]),
        float(distance[at] / ulp(expected[at])), float(allowed[at]),
    )


def as_numbers(entry: Entry) -> Array:
    """The values of an entry as a matrix or a vector."""
    try:
        return np.asarray(entry.values, dtype=float)
    except ValueError:
        return fail("E_SHAPE", place_name(entry), "a matrix of finite numbers", "rows of different lengths")


def excess(distance: Array, allowed: Array, expected: Array) -> Array:
    """How much of what is allowed a distance uses up; where nothing is allowed, the distance in ULP."""
    return np.where((distance == 0.0) | np.isinf(distance), distance, distance / np.where(allowed > 0, allowed, ulp(expected)))


def compare_traces(trace: dict[str, Any], reference: dict[str, Any], factor: float = 1) -> Comparison:
    """Hold a trace against a reference; `factor` times the tolerance the reference states is allowed, else nothing."""
    with np.errstate(all="ignore"):  # two numbers of any size may be too far apart for a double
        return compare_entries(entries(trace), entries(reference), factor)


def compare_entries(given: Iterable[Entry], references: Iterable[Entry], factor: float = 1) -> Comparison:
    """Hold entries against those of a reference at the same places."""
    places = {entry[:4]: entry for entry in given}
    first, wrong, missing = None, 0, []
    worst: dict[str, Difference] = {}
    for expected in references:
        entry = places.get(expected[:4])
        if entry is None:
            missing.append(place_name(expected))
            continue
        found = difference_of(entry, expected, factor)
        if found.difference > found.allowed:
            wrong += 1
            first = first or found
        if (expected.phase == "batch" or expected.quantity in STOPPING) and found.difference == 0:
            continue
        name = expected.quantity.split("[")[0]  # all pairs together
        key = name if expected.layer is None else f"{name}_{expected.layer}"
        if key not in worst or used_up(found) > used_up(worst[key]):
            worst[key] = found
    return Comparison(first, worst, wrong, missing)


def used_up(found: Difference) -> float:
    """How much of what is allowed one difference uses up."""
    return float(excess(np.float64(found.difference), np.float64(found.allowed), np.float64(found.reference)))


def place_name(entry: Entry) -> str:
    """Where an entry belongs, in words."""
    parts = [] if entry.step is None else [f"step {entry.step:.0f}"]
    parts += [entry.phase] + ([] if entry.layer is None else [f"layer {entry.layer:.0f}"])
    return ", ".join(parts + [entry.quantity])


def format_difference(found: Difference) -> str:
    """One difference in a sentence; the tolerance named is the smallest that would pass."""
    place = place_name(found.entry) + "".join(f"[{i}]" for i in found.index)
    if not found.index:
        return f"{place}: the shape differs from the reference's"
    return (
        f"{place}: {found.value:.17g}, reference {found.reference:.17g}, {short_number(found.ulps)} ULP apart; "
        f"allowed {short_number(found.allowed)}, needed {short_number(found.difference)}"
    )


def format_comparison(comparison: Comparison) -> list[str]:
    """The verdict, then the table of quantities with the worst difference of each."""
    lines = [] if comparison.missing else ["No difference beyond what is allowed."]
    if comparison.first is not None:
        lines = ["First wrong value: " + format_difference(comparison.first) + ".", f"{comparison.wrong} quantities are off in all."]
    if comparison.missing:
        lines.append(f"Missing: {len(comparison.missing)} quantities, the first is {comparison.missing[0]}.")
    return lines + [""] + align(quantity_rows(comparison.worst))


def quantity_rows(worst: dict[str, Difference]) -> list[list[str]]:
    """One row a quantity: its worst difference and what is allowed there, in ULP and as they are; needed is what would pass."""
    rows = [["quantity", "worst ULP", "allowed ULP", "needed", "allowed", "at step"]]
    for name, found in worst.items():
        step = "-" if found.entry.step is None else f"{found.entry.step:.0f}"
        cells = ["shape", "", "", ""]
        if found.index:
            in_ulps = found.allowed / float(ulp(np.float64(found.reference)))
            cells = [short_number(number) for number in (found.ulps, in_ulps, found.difference, found.allowed)]
        rows.append([name, *cells, step])
    return rows


def short_number(value: float) -> str:
    """One number with three digits."""
    return f"{value:.3g}" if np.isfinite(value) else describe_number(value)
