"""Every recorded quantity held against the one that its own recorded inputs should have given."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Iterator

import numpy as np

from ...trace.quantities import Quantity, quantities
from ...trace.quantity_table import quantity_table, state_parts
from .local_watch import judged_watch

Array = np.ndarray
Record = dict[str, Any]
Case = dict[str, Any]
Place = tuple[Any, ...]  # step, phase, layer (counted from 1), quantity

# What a derivative is made from besides dA; of all others Z and A.
SLOPE_INPUTS: dict[str, tuple[str, ...]] = {
    "identity": (),
    "sigmoid": ("A",),
    "tanh": ("A",),
    "relu": ("Z",),
}
FUSED = ("binary_cross_entropy", "cross_entropy")


class Unknown:
    """What a trace does not say: whatever is made from it is unknown too."""

    def __mul__(self, other: Any) -> "Unknown":
        return self

    __add__ = __mul__


UNKNOWN = Unknown()


def rows_of(step: Record, true: Record, case: Case) -> Array:
    """The rows a step says it used, if they are rows; where they are counted from 1, the true ones."""
    rows, n = step.get("rows"), len(case["data"]["X"])
    expected = np.asarray(true["rows"], dtype=float)
    if rows is None or rows.ndim != 1 or np.array_equal(rows, expected + 1):
        return expected.astype(int)
    valid = rows.size and np.all((rows >= 0) & (rows < n) & (rows == np.floor(rows)))
    return (rows if valid else expected).astype(int)


@lru_cache(maxsize=None)
def shape_words() -> dict[str, str]:
    """Quantity -> its shape, in words of n, inputs and units."""
    return {row["name"]: row["shape"] for row in quantity_table()["quantities"]}


def shape_of(case: Case, name: str, l: int, n: int) -> tuple[int, ...] | None:
    """The shape of a quantity of layer l, from 0, with n rows; None for the b of a layer without."""
    layer, words = case["network"]["layers"][l], shape_words()[name]
    if words == "units" and not layer.get("bias", True):
        return None
    sizes = {"n": n, "inputs": layer["inputs"], "units": layer["units"]}
    return tuple(sizes[word] for word in words.split(" x "))


def usable(case: Case, layers: list[Record], n: int) -> list[Record]:
    """Of every layer, what can be computed with: the right shape, and finite."""
    return [
        {
            name: value
            for name, value in layer.items()
            if name != "state"
            and value.shape == shape_of(case, name, l, n)
            and np.isfinite(value).all()
        }
        for l, layer in enumerate(layers)
    ]


def usable_state(case: Case, layer: Record, l: int) -> dict[str, dict[str, Any]]:
    """Of a layer's state, what can be computed with: a part has the shape of its parameter, or is one number, or a list of such arrays."""

    def fits(part: str, name: str, value: Any) -> bool:
        if part in state_parts("lists"):
            return all(fits("", name, pair) for pair in value)
        return value.shape == (
            () if part in state_parts("numbers") else shape_of(case, name, l, 0)
        ) and bool(np.isfinite(value).all())

    return {
        name: {part: value for part, value in parts.items() if fits(part, name, value)}
        for name, parts in layer.get("state", {}).items()
    }


def whole(case: Case, layers: list[Record]) -> list[Record] | None:
    """W and b of every layer, if all are there, and what is there of the state."""
    given = usable(case, layers, 0)
    biases = [shape_of(case, "b", l, 0) is not None for l in range(len(layers))]
    if not all("W" in layer and (not bias or "b" in layer) for layer, bias in zip(given, biases)):
        return None
    return [
        {"W": layer["W"], "b": layer.get("b"), "state": usable_state(case, raw, l)}
        for l, (layer, raw) in enumerate(zip(given, layers))
    ]


def starts(case: Case, steps: list[Record], first: list[Record]) -> dict[int, list[Record] | None]:
    """W, b and the state before each recorded step: the case's, or what the trace says after the step before."""
    known: dict[int, list[Record] | None] = {-1: first}
    for step in steps:
        known[step["step"]] = whole(case, step["layers"])
    return {step["step"]: known.get(step["step"] - 1) for step in steps}


def in_full(case: Case, start: list[Record] | None, is_first: bool) -> list[Record]:
    """W, b and the state before a step, exactly or unknown; before the first step the state is left to the optimizer."""
    from ..spec.updates import OPTIMIZERS
    from ..spec.walk import in_balls
    from ..truth import balls

    parts, layers = OPTIMIZERS[case["optimizer"]["name"]].start, []
    for l in range(len(case["network"]["layers"])):
        layer: Record = {
            "W": UNKNOWN,
            "b": None if shape_of(case, "b", l, 0) is None else UNKNOWN,
            "state": {},
        }
        if start is not None:
            layer.update(
                {
                    name: None if start[l][name] is None else balls.exact(start[l][name])
                    for name in ("W", "b")
                }
            )
        for name in () if is_first else ("W", "b"):
            known = {} if start is None else start[l].get("state", {}).get(name, {})
            layer["state"][name] = {
                part: in_balls(known[part]) if part in known else UNKNOWN for part in parts
            }
        layers.append(layer)
    return layers


def is_known(value: Any) -> bool:
    """Whether no part of an input is unknown."""
    if isinstance(value, dict):
        value = tuple(value.values())
    return all(map(is_known, value)) if isinstance(value, tuple) else value is not UNKNOWN


def kept(case: Case, step: Record, true: Record, n: int) -> list[Array | None]:
    """The masks of dropout: as the trace says, else as the case's stream gives them."""
    masks: list[Array | None] = []
    for l, layer in enumerate(case["network"]["layers"]):
        found = None
        for source in (step["layers"][l], true["layers"][l]) if layer.get("dropout") else ():
            mask = np.asarray(source.get("mask", np.nan), dtype=float)
            if (
                found is None
                and mask.shape == (n, layer["units"])
                and np.isin(mask, (0.0, 1.0)).all()
            ):
                found = mask
        masks.append(UNKNOWN if found is None and layer.get("dropout") else found)
    return masks


def judged_step(
    case: Case,
    step: Record,
    true: Record,
    start: list[Record] | None,
    seen: dict[tuple[Any, ...], Any] | None = None,
) -> dict[tuple[Any, ...], tuple[Array, Array]]:
    """(name, layer) or (name, layer, part) -> what a step's own values should have given, and how far rounding may take it.

    `seen`, if given, is filled with the equation and the direct inputs of each.
    """
    from ..spec.walk import samples, training_step
    from ..truth import balls
    from ..truth.oracle import RESYNC_BITS

    rows = rows_of(step, true, case)
    trials = step.get("search", {}).get("trials", [])
    layers = {
        record: usable(case, part["layers"], len(rows))
        for record, part in enumerate([step, *trials], start=-1)
    }
    states = [usable_state(case, layer, l) for l, layer in enumerate(step["layers"])]
    judged: dict[tuple[Any, ...], tuple[Array, Array]] = {}

    def own(name: str, l: int | None, *part: Any) -> Any:
        if name == "trial":
            return (
                number(trials[l], part[0])
                if part[1] is None
                else array(layers[l][part[1]].get(part[0]))
            )
        if l is None:
            return number({**step.get("search", {}), **step}, name)
        if not part:
            return array(layers[-1][l].get(name))
        value = states[l].get(name, {}).get(part[0])
        return array(
            value
            if len(part) == 1 or value is None
            else value[part[1]]
            if part[1] < len(value)
            else None
        )

    def number(record: Record, name: str) -> Any:
        return array(record.get(name))

    def array(value: Any) -> Any:
        return UNKNOWN if value is None or not np.isfinite(value).all() else balls.exact(value)

    def judge(place: tuple[Any, ...], quantity: Any, *inputs: Any) -> Any:
        if place[0] == "trial" and place[1] == len(trials):
            return None
        if place[0] == "taken" and "trials" not in step.get("search", {}):
            return own(*place)
        (name, l), have = (
            (place[2:4], layers[place[1]]) if place[0] == "trial" else (place[:2], layers[-1])
        )
        if name == "dZ" and len(inputs) == 3 and is_activation(case, l, have):
            needed = slope_inputs(case["network"]["layers"][l]["activation"])
            inputs = (
                inputs[0],
                *(
                    inputs[0] if v is UNKNOWN and n not in needed else v
                    for n, v in zip(("Z", "A"), inputs[1:])
                ),
            )
        if is_known(inputs):
            if seen is not None:
                seen[place] = quantity, tuple(dict(v) if isinstance(v, dict) else v for v in inputs)
            try:
                judged[place] = (
                    balls.nearest(quantity.value(*inputs)),
                    quantity.bound(*balls.doubles(inputs)),
                )
            except balls.Undecided:
                pass
        return own(*place)

    with balls.precision(RESYNC_BITS), np.errstate(all="ignore"):
        masks = [
            mask if mask is None or mask is UNKNOWN else balls.exact(mask)
            for mask in kept(case, step, true, len(rows))
        ]
        training_step(
            case,
            in_full(case, start, step["step"] == 0),
            *samples(case, rows.tolist()),
            true["epoch"],
            step["step"],
            judge,
            masks,
            lambda values: ends_run(case, values, true),
        )
    return judged


def ends_run(case: Case, values: list[Record], true: Record) -> bool:
    """Whether a step's own gradients end the run by the threshold; where they are not all there, whether those of the true run do."""
    from ..spec.walk_rows import excess, surely

    def given(layers: list[Record]) -> list[Any]:
        return [here.get("g" + name, here["d" + name]) for here in layers for name in ("W", "b")]

    if all(g is None or g is not UNKNOWN for g in given(values)):
        return not surely(excess(values, case["training"]["threshold"]))
    sizes = [
        np.max(np.abs(np.asarray(g, dtype=float))) for g in given(true["layers"]) if g is not None
    ]
    return bool(max(sizes) <= case["training"]["threshold"])


def slope_inputs(activation: Any) -> tuple[str, ...]:
    """What the derivative of an activation, by name or with parameters, is made from besides dA."""
    return SLOPE_INPUTS.get(
        activation if isinstance(activation, str) else activation["name"], ("Z", "A")
    )


def is_activation(case: Case, l: int, have: list[Record]) -> bool:
    """Whether dZ of a layer is made from dA, Z and A, not from the loss."""
    return l < len(have) - 1 or case["loss"]["name"] not in FUSED


def key_of(entry: Quantity) -> tuple[Any, ...]:
    """An entry's place in a judged step."""
    name, *part = entry.quantity.removesuffix("]").replace("[", ".").split(".")
    place = (name, None if entry.layer is None else entry.layer - 1, *part[:1], *map(int, part[1:]))
    return (
        ("trial", int(entry.phase.split()[1]), *place) if entry.phase.startswith("trial") else place
    )


def judged_entries(
    case: Case, given: Record, golden: Record, first: list[Record]
) -> Iterator[tuple[Quantity, Quantity]]:
    """Each entry of a trace whose inputs are there, and the entry its inputs should have given, with its rounding bound."""
    yield from judged_watch(case, given, golden, first)
    before = starts(case, given["steps"], first)
    true = {step["step"]: step for step in golden["steps"]}
    for step in given["steps"]:
        if step["step"] not in true:
            continue
        judged = judged_step(case, step, true[step["step"]], before[step["step"]])
        for entry in quantities({"steps": [step]}):
            if entry.quantity == "mask":
                mask = np.asarray(
                    true[step["step"]]["layers"][entry.layer - 1].get("mask", np.nan), dtype=float
                )
                yield entry, entry._replace(values=mask, allowed=np.zeros(mask.shape))
            elif entry.phase != "batch" and key_of(entry) in judged:
                yield settled(entry, *map(np.atleast_1d, judged[key_of(entry)]))


def settled(entry: Quantity, value: Array, bound: Array) -> tuple[Quantity, Quantity]:
    """An entry and its reference; where double precision has no number for it, whatever is there is right."""
    value, bound = np.asarray(value, dtype=float), np.asarray(bound, dtype=float)
    own, shown = np.asarray(entry.values, dtype=float), ~np.isfinite(value) | ~np.isfinite(bound)
    if own.shape == value.shape and shown.any():
        own, value, bound = (
            np.where(shown, 0.0, own),
            np.where(shown, 0.0, value),
            np.where(shown, 0.0, bound),
        )
    return entry._replace(values=own), entry._replace(values=value, allowed=bound)
