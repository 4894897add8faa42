"""Every quantity of a trace with its place, in the order in which training computes them."""

from __future__ import annotations

from typing import Any, Iterator, NamedTuple

import numpy as np

from ..base.errors import describe, fail


class Quantity(NamedTuple):
    """One recorded quantity: its place, its values, and how far from the truth all or each may be (None: not stated)."""

    step: int | None
    phase: str
    layer: int | None
    quantity: str
    values: Any
    allowed: float | list[float] | None


# The batch comes first; forward goes up the layers, backward down, update up again.
BATCH = ("epoch", "rows")
FORWARD = ("Z", "A", "mask", "D")
BACKWARD = ("dA", "dZ", "dW", "db")
RATES = ("gradient_norm", "learning_rate")
GIVEN = ("gW", "gb")
UPDATE = ("W", "b")
STOPPING = ("stopped", "epochs", "steps", "best")
REASONS = (
    None,
    "patience",
    "gradient",
    "on_step",
    "on_epoch",
    "line_search",
)  # why a run ended; compared by their place here
DIRECTION = ("pW", "pb")
PAIRS = ("s", "y")  # parts of a state that are lists, with one array for each pair


def quantities(trace: dict[str, Any]) -> Iterator[Quantity]:
    """Every quantity of a trace in the order in which training computes them."""
    for step in trace.get("steps", []):
        layers = list(enumerate(step.get("layers", []), start=1))
        yield from batch_entries(step)
        yield from layer_entries(step, "forward", layers, FORWARD)
        if "loss" in step:
            yield Quantity(
                step["step"], "loss", None, "loss", [step["loss"]], allowed_in(step, "loss")
            )
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


def batch_entries(step: dict[str, Any]) -> Iterator[Quantity]:
    """The epoch and the rows of a step's batch, which are whole numbers and exact."""
    for name in BATCH:
        if name in step:
            yield Quantity(step["step"], "batch", None, name, np.atleast_1d(step[name]), None)


def rate_entries(step: dict[str, Any]) -> Iterator[Quantity]:
    """The numbers of a step's update that are not a layer's."""
    for name in RATES:
        if name in step:
            yield Quantity(step["step"], "update", None, name, [step[name]], allowed_in(step, name))


def search_entries(step: dict[str, Any], layers: Any) -> Iterator[Quantity]:
    """The direction of a search, its slope, every trial, and the t that was taken."""
    yield from layer_entries(step, "direction", layers, DIRECTION)
    search = step.get("search", {})
    if search.get("slope") is not None:
        yield Quantity(
            step["step"], "direction", None, "slope", [search["slope"]], allowed_in(search, "slope")
        )
    for k, trial in enumerate(search.get("trials", [])):
        yield from trial_entries({**trial, "step": step["step"]}, f"trial {k}")
    if search.get("taken") is not None:
        yield Quantity(
            step["step"], "update", None, "taken", [search["taken"]], allowed_in(search, "taken")
        )


def trial_entries(trial: dict[str, Any], phase: str) -> Iterator[Quantity]:
    """One trial of a search: t, the parameters there, and what they give."""
    layers = list(enumerate(trial.get("layers") or [], start=1))
    number = lambda name: (
        [Quantity(trial["step"], phase, None, name, [trial[name]], allowed_in(trial, name))]
        if trial.get(name) is not None
        else []
    )
    yield from number("t")
    yield from layer_entries(trial, phase, layers, UPDATE)
    yield from layer_entries(trial, phase, layers, FORWARD)
    yield from number("loss")
    yield from layer_entries(trial, phase, layers[::-1], BACKWARD)
    yield from layer_entries(trial, phase, layers, GIVEN)
    yield from number("slope")


def state_entries(step: dict[str, Any], layers: Any) -> Iterator[Quantity]:
    """The optimizer's state of every layer, part by part, such as W.velocity, and of pairs one by one, such as W.s[0]."""
    for l, layer in layers:
        for name in UPDATE:
            for part, values in layer.get("state", {}).get(name, {}).items():
                stated = layer["tolerance"]["state"][name][part] if "tolerance" in layer else None
                if part in PAIRS:
                    for k, pair in enumerate(values):
                        yield Quantity(
                            step["step"],
                            "update",
                            l,
                            f"{name}.{part}[{k}]",
                            pair,
                            None if stated is None else stated[k]["free"],
                        )
                else:
                    yield Quantity(
                        step["step"],
                        "update",
                        l,
                        f"{name}.{part}",
                        np.atleast_1d(values),
                        None if stated is None else stated["free"],
                    )


def row_entries(trace: dict[str, Any], phase: str, name: str) -> Iterator[Quantity]:
    """Losses, one a row."""
    if len(trace.get(name, [])) > 0:
        allowed = trace.get(name + "_tolerance")
        check_allowed(allowed, trace[name], name + "_tolerance")
        yield Quantity(None, phase, None, name, trace[name], allowed)


def stopping_entries(trace: dict[str, Any]) -> Iterator[Quantity]:
    """When a run ended, and why: whole numbers, and exact."""
    stopping = trace.get("stopping") or {}
    for name in STOPPING:
        if name in stopping:
            value = REASONS.index(stopping[name]) if name == "stopped" else stopping[name]
            yield Quantity(None, "watch", None, name, np.atleast_1d(value), None)


def final_entries(final: dict[str, Any]) -> Iterator[Quantity]:
    """The loss and the parameters at the end of a trace."""
    layers = final.get("parameters", [])
    allowed = final.get("tolerance", {"loss": None, "parameters": [{}] * len(layers)})
    check_allowed(allowed["parameters"], layers, "final.tolerance.parameters")
    if "loss" in final:
        yield Quantity(None, "final", None, "final loss", [final["loss"]], allowed["loss"])
    for l, parameters in enumerate(layers, start=1):
        for name in UPDATE:
            if parameters.get(name) is not None:
                yield Quantity(
                    None,
                    "final",
                    l,
                    "final " + name,
                    parameters[name],
                    allowed["parameters"][l - 1].get(name),
                )


def check_allowed(allowed: Any, values: Any, argument: str) -> None:
    """Accept one tolerance for each value, or none."""
    if allowed is not None and len(allowed) != len(values):
        fail("E_SHAPE", argument, f"a list of {len(values)}", describe(allowed))


def layer_entries(
    step: dict[str, Any], phase: str, layers: Any, names: tuple[str, ...]
) -> Iterator[Quantity]:
    """The quantities of one phase, layer by layer; what a layer does not hold is left out."""
    for l, layer in layers:
        for name in names:
            if layer.get(name) is not None:
                yield Quantity(step["step"], phase, l, name, layer[name], allowed_in(layer, name))


def allowed_in(record: dict[str, Any], name: str) -> float | None:
    """The tolerance of a quantity that runs free from the start, if the record states one."""
    stated = record.get("tolerance", {}).get(name)
    return None if stated is None else stated["free"]


def place_name(entry: Quantity) -> str:
    """Where an entry belongs, in words."""
    parts = [] if entry.step is None else [f"step {entry.step:.0f}"]
    parts += [entry.phase] + ([] if entry.layer is None else [f"layer {entry.layer:.0f}"])
    return ", ".join(parts + [entry.quantity])
