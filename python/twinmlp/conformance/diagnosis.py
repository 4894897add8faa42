"""Which known mistakes would give the wrong value that was found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Iterator, NamedTuple

import numpy as np

from ..compare import STOPPING
from . import mistakes_any, mistakes_backward, mistakes_forward, mistakes_run, mistakes_update
from .mistakes import Mistake
from .mistakes_forward import FACTORS
from .plain import ACTIVATIONS, Phase, plain_step
from .resync import Place, Record, rows_of, usable

Array = np.ndarray

# Special before general: where several fit equally well, the first is named first.
MISTAKES: list[Mistake] = [
    *mistakes_run.MISTAKES, *mistakes_forward.MISTAKES, *mistakes_backward.MISTAKES, *mistakes_update.MISTAKES, *mistakes_any.MISTAKES,
]
ANYWHERE = [*(m for m in mistakes_run.MISTAKES if m.code not in {code for code, *_ in FACTORS}), *mistakes_any.MISTAKES]
OLD = {name for mistake in MISTAKES for name in mistake.on}
ERRORS = ("half_squared_error", "squared_error", "absolute_error", "huber")  # the losses with a dA of the last layer
SIMULATED_STEPS = 100  # a longer run takes too long with every mistake


class Fit(NamedTuple):
    """A mistake that explains a wrong value: its code, what it is, and how to mend it."""

    code: str
    says: str
    mend: str


class Run(NamedTuple):
    """All there is to know about a trace: the case, the trace as arrays, the true values, and W and b before each step."""

    case: Record
    given: Record
    golden: Record
    first: list[Record]
    before: dict[int, list[Record] | None]


def tolerance(candidate: Array, right: Array, bound: Array, exact: bool) -> Array:
    """How close is equal: several rounding bounds, or 1e-10 of the largest where inputs had to be filled in."""
    largest = np.max(np.abs(candidate), initial=0.0)
    if candidate.shape == np.shape(right) == np.shape(bound) and exact:
        return 16 * bound + 2.0**-47 * np.abs(candidate) + 2.0**-49 * largest
    return np.full(candidate.shape, 16 * np.max(bound, initial=0.0) + (2.0**-47 if exact else 1e-10) * largest)


def fits(mistake: Mistake, phase: Phase, exact: bool) -> bool:
    """Whether a mistake gives the trace's value, and not the right one."""
    candidate = mistake.tried(phase)
    if candidate is None or candidate.shape != phase.own.shape:
        return False
    if candidate is phase.own:
        return True
    with np.errstate(all="ignore"):
        allowed = tolerance(candidate, phase.right, phase.bound, exact)
        same = (np.abs(candidate - phase.own) <= allowed) | (candidate == phase.own)
        if not same.all():
            return False
        return candidate.shape != phase.right.shape or bool(np.any(np.abs(candidate - phase.right) > allowed))


def diagnose(run: Run, place: Place, own: Array, right: Array, bound: Any, exact: bool, likely: list[Fit]) -> list[Fit]:
    """All known mistakes that fit the value at a place, special ones first; if a likely one does, only those are tried."""
    phase = phase_at(run, place, own, right, bound)
    codes = {fit.code for fit in likely}
    known = applicable(phase)
    found = fitting([mistake for mistake in known if mistake.code in codes], phase, exact) or fitting(known, phase, exact)
    if set(found) <= mistakes_any.ONLY_HOW and not exact and is_plain(run.case):
        found = {**{fit.code: fit for fit in simulated(run, place, phase)}, **found}
    return list(found.values())


def applicable(phase: Phase) -> list[Mistake]:
    """The mistakes that can be made in a phase: those that speak of a formula only where the case has that formula."""
    if phase.quantity in STOPPING:
        return []
    if phase.quantity not in OLD:
        return [mistake for mistake in mistakes_any.MISTAKES if "W" in mistake.on]
    mistakes = [mistake for mistake in MISTAKES if phase.quantity in mistake.on]
    has_formula = has_plain_formula(phase)
    return mistakes if has_formula else [mistake for mistake in mistakes if mistake in ANYWHERE]


def has_plain_formula(phase: Phase) -> bool:
    """Whether a quantity is computed in the case as the mistakes say that it is."""
    case, layers, name = phase.case, phase.case["network"]["layers"], phase.quantity
    drops = [bool(layer.get("dropout")) for layer in layers]
    fused = case["loss"]["name"] not in ERRORS
    if name in ("Z", "dW"):
        return not any(drops) and not (name == "dW" and case.get("clipping"))
    if name == "A" or name == "db":
        return not (name == "db" and case.get("clipping"))
    if name == "dZ":
        return layers[phase.l]["activation"] in ACTIVATIONS.keys() and not (fused and phase.is_last)
    if name == "dA":
        return (is_plain_loss(case) if phase.is_last else not drops[phase.l]) and not fused
    if name in ("W", "b"):
        return is_plain_update(case)
    return name in ("rows", "epoch", "final W", "final b") or is_plain_loss(case)


def is_plain_loss(case: Record) -> bool:
    """Whether the loss is half squared error, without weights of samples and penalty."""
    loss = case["loss"]["name"] == "half_squared_error" and case["data"].get("sample_weight") is None
    return loss and not any((case.get("penalty") or {}).values())


def is_plain_update(case: Record) -> bool:
    """Whether the update is that of sgd, and nothing else."""
    optimizer = case["optimizer"]
    return optimizer["name"] == "sgd" and not (
        optimizer.get("weight_decay") or optimizer.get("schedule") or case.get("clipping") or case.get("masks")
        or any((case.get("penalty") or {}).values())
    )


def is_plain(case: Record) -> bool:
    """Whether a whole run can be made anew by the plain equations."""
    layers = case["network"]["layers"]
    usual = all(isinstance(l["activation"], str) and l["activation"] in ACTIVATIONS and not l.get("dropout") for l in layers)
    return usual and is_plain_loss(case) and is_plain_update(case) and case["training"].get("generator", "numpy") == "numpy"


def fitting(mistakes: list[Mistake], phase: Phase, exact: bool) -> dict[str, Fit]:
    """Those of some mistakes that fit, each code once; those that only say how the numbers differ, if none says why."""
    found: dict[str, Fit] = {}
    for mistake in mistakes:
        if mistake.code not in found and fits(mistake, phase, exact):
            found[mistake.code] = Fit(mistake.code, mistake.sentence(phase), mistake.mend)
    saying_why = {code: fit for code, fit in found.items() if code not in mistakes_any.ONLY_HOW}
    return saying_why or {code: fit for code, fit in found.items() if code != "PROPORTIONAL" or len(found) == 1}


def phase_at(run: Run, place: Place, own: Array, right: Array, bound: Any) -> Phase:
    """The phase of a place, with the trace's own values, and computed ones where it has none."""
    step, _, layer, quantity = place
    count = len(run.case["network"]["layers"])
    l = count - 1 if layer is None else layer - 1
    records = {record["step"]: record for record in run.golden["steps"]}
    around: dict[str, Any] = {
        "final loss": run.golden["final"]["loss"], "losses": run.golden["losses"],
        "start": run.first, "last": arrays(run.golden["steps"][-1]["layers"]) if run.golden["steps"] else [],
    }
    base = Phase(run.case, quantity, l, np.arange(len(run.case["data"]["X"])), [{}] * count, run.first, own=own, right=right, bound=bound, true=right)
    if step is None:
        return replace(base, around=around)
    given = {record["step"]: record for record in run.given["steps"]}
    for name, source, number in (("true before", records, step - 1), ("true after", records, step + 1), ("own before", given, step - 1)):
        if number in source:
            around[name] = value_in(source[number], l, quantity)
    around["layers"] = [np.asarray(np.nan if value is None else value) for value in (value_in(records[step], i, quantity) for i in range(count))]
    around["before"] = run.before.get(step - 1)
    rows = rows_of(given[step], records[step], run.case)
    have = usable(run.case, given[step]["layers"], len(rows))
    after = [{"W": layer.get("W"), "b": layer.get("b")} for layer in have] if all("W" in layer for layer in have) else None
    earlier = given[step - 1]["layers"] if step - 1 in given else arrays(records[step - 1]["layers"]) if step - 1 in records else None
    start = replace(
        base, rows=rows, step=step, before=run.before.get(step) or undone(run, records[step]), after=after, earlier=earlier,
        true=value_in(records[step], l, quantity), around=around,
    )
    return replace(start, layers=plain_step(start, have) if is_plain(run.case) else [{"b": None, "db": None, **layer} for layer in have])


def value_in(record: Record, l: int, quantity: str) -> Any:
    """A step's value of a quantity, as an array."""
    name, *part = quantity.split(".", 1)
    layer = record["layers"][l]
    if part:
        value = (layer.get("state") or {}).get(name, {}).get(part[0])
    else:
        value = record.get(quantity) if quantity in OF_STEP else layer.get(quantity)
    return None if value is None else np.atleast_1d(np.asarray(value, dtype=float))


OF_STEP = ("loss", "gradient_norm", "learning_rate", "rows", "epoch")


def arrays(layers: list[Record]) -> list[Record]:
    """Layers with their values as arrays."""
    return [{name: np.asarray(value, dtype=float) for name, value in layer.items() if isinstance(value, list)} for layer in layers]


def undone(run: Run, record: Record) -> list[Record]:
    """About what W and b were before a step of the true run: the update taken back, where it is that of sgd."""
    if not is_plain_update(run.case):
        return [{} for _ in record["layers"]]
    rate = run.case["optimizer"]["learning_rate"]
    return [
        {name: layer[name] + rate * layer["d" + name] if name in layer else None for name in ("W", "b")}
        for layer in arrays(record["layers"])
    ]


def simulated(run: Run, place: Place, phase: Phase) -> Iterator[Fit]:
    """The mistakes with which a whole run, made anew in plain doubles, arrives at the value of a place."""
    steps = steps_until(run, place)
    if steps > SIMULATED_STEPS:
        return
    for mistake in MISTAKES:
        if not set(mistake.on) & set(("Z", "A", "dA", "dZ", "dW", "db", "W", "b")) or mistake.detail:
            continue
        try:
            value = run_with(mistake, phase, place, steps)
        except ValueError:  # what the mistake gives does not fit what comes after it
            continue
        if value is None or value.shape != phase.own.shape:
            continue
        close = 1e-9 * np.max(np.abs(value), initial=0.0)
        differs = value.shape != phase.right.shape or np.any(np.abs(value - phase.right) > close)
        if differs and np.all(np.abs(value - phase.own) <= close):
            yield Fit(mistake.code, f"{mistake.says} (in {mistake.on[0]})", mistake.mend)


def steps_until(run: Run, place: Place) -> int:
    """How many steps lead to a place."""
    size = run.case["training"].get("batch_size") or len(run.case["data"]["X"])
    whole_run = run.case["training"]["epochs"] * -(-len(run.case["data"]["X"]) // size)
    return whole_run if place[0] is None else place[0] + 1


def run_with(mistake: Mistake, phase: Phase, place: Place, steps: int) -> Array | None:
    """What a run with a mistake, made in every layer and step, has at a place."""
    training = phase.case["training"]
    order = mistakes_run.numpy_orders(phase, anew=False) if training.get("order") == "shuffled" else lambda _: list(range(phase.all_rows))
    everything, before, layers, losses = np.arange(phase.all_rows), phase.around["start"], [], []
    per_epoch = -(-phase.all_rows // (training.get("batch_size") or phase.all_rows))
    for step in range(steps):
        start = replace(phase, step=step, before=before, after=None, earlier=layers or None, own=None, true=None, around={})
        rows = mistakes_run.cut(start, order).astype(int)
        if step % per_epoch == 0 and place[3] == "losses":
            losses.append(plain_step(replace(start, rows=everything), None, mistake)[-1]["loss"][0])
        layers = plain_step(replace(start, rows=rows), None, mistake)
        before = [{"W": layer["W"], "b": layer["b"]} for layer in layers]
    if place[3] == "losses":
        return np.array(losses)
    if place[3] == "final loss":
        return plain_step(replace(phase, before=before, after=None, own=None, rows=everything, around={}), None, mistake)[-1]["loss"]
    value = layers[phase.l][place[3].removeprefix("final ")]
    return None if value is None else np.atleast_1d(value)
