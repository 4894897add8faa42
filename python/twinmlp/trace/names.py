"""The names of a case's columns and classes: optional, for display only."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..base.errors import describe, fail


class Names(NamedTuple):
    """The names of inputs, outputs and classes; None where they have no names."""

    inputs: list[str] | None = None
    outputs: list[str] | None = None
    classes: list[str] | None = None


def names_of_case(case: dict[str, Any]) -> Names:
    """The names of the inputs, outputs and classes of a case, as many as there are."""
    layers = case["network"]["layers"]
    units = int(layers[-1]["units"])
    counts = {"inputs": int(layers[0]["inputs"]), "outputs": units, "classes": max(units, 2)}
    for argument, count in counts.items():
        if len(case.get(argument, [""] * count)) != count:
            fail("E_SHAPE", argument, f"a list of {count} names", describe(case[argument]))
    return name_outputs(Names(*(case.get(argument) for argument in counts)), units)


def name_outputs(names: Names, units: int) -> Names:
    """Name the outputs by their classes, if they have no names and there are as many."""
    outputs, classes = names.outputs, names.classes
    if outputs is None and classes is not None and len(classes) == units:
        outputs = classes
    return names._replace(outputs=outputs)
