"""The names of a model's inputs, outputs and classes, and how files hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..base.errors import describe, fail
from ..base.structures import check_words
from ..data.columns import column_names, formula_origin, name_columns, target_names
from ..data.labels import check_classes, class_names
from ..data.levels import check_levels, table_columns
from ..data.scale import read_scale, scale_record
from ..trace.names import Names, name_outputs
from .arguments import as_list

if TYPE_CHECKING:
    from .start import StartMethods

# The fields of a model that a network file and a checkpoint keep.
KNOWN = ("inputs", "outputs", "classes", "levels", "scale", "formula", "target_kind")


def check_names(names: Any, argument: str, count: int) -> list[str] | None:
    """Accept `count` different words; None: no names."""
    if names is None:
        return None
    found = as_list(names)
    if len(found) != count or len(set(map(str, found))) != count:
        fail("E_SHAPE", argument, f"a list of {count} different names", describe(found))
    for place, name in enumerate(found):
        if not isinstance(name, str) or not name:
            fail("E_TYPE", f"{argument}[{place}]", "a name", describe(name))
    check_words(found, argument)
    return found


def known_record(model: StartMethods) -> dict[str, Any]:
    """Return what is known of the data, as written to a file; what is unknown is left out."""
    known = {name: getattr(model, name) for name in KNOWN if getattr(model, name) is not None}
    return known if model.scale is None else {**known, "scale": scale_record(model.scale)}


def restore_known(model: StartMethods, document: dict[str, Any]) -> None:
    """Set what a file says of the data in a model."""
    for name in KNOWN:
        setattr(model, name, document.get(name))
    inputs, outputs = len(model.trained()[0].W), model.trained()[-1].W.shape[1]
    model.inputs = check_names(model.inputs, "inputs", inputs)
    model.levels = check_levels(model.levels, model.inputs)
    model.classes = check_classes(model.classes)
    scale = document.get("scale")
    model.scale = None if scale is None else read_scale(scale, inputs, outputs)


def data_columns(model: StartMethods) -> tuple[list[str] | None, list[str], str]:
    """Find the columns of a data file that are a model's inputs, those that are text, and what
    they come from.
    """
    columns = table_columns(model.inputs, model.levels)
    return columns, list(model.levels or []), formula_origin(model.formula)


def data_names(model: StartMethods, X: Any, y: Any, classes: Any, units: int) -> Names:
    """The names of the inputs, outputs and classes of a model, or of the data of its training."""
    inputs = column_names(X, "X") if model.inputs is None else model.inputs
    outputs = target_names(y, "y") if model.outputs is None else model.outputs
    if outputs is not None and len(outputs) != units:
        outputs = None
    found = Names(inputs, outputs, None if classes is None else class_names(classes))
    return name_outputs(found, units)


def output_names(model: StartMethods) -> list[str]:
    """The names of the outputs: their own, or those of the classes, or y1, y2, ..."""
    count = model.trained()[-1].W.shape[1]
    return name_columns(data_names(model, None, None, model.classes, count).outputs, count, "y")


def answer_names(model: StartMethods, kind: str, count: int) -> list[str]:
    """Name the columns of a prediction of this kind."""
    if kind == "probability" and count > 1:
        return class_names(model.classes, count)
    if kind == "class":
        return name_columns(model.outputs, count, "y")
    return output_names(model)
