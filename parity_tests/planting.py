"""One text in both languages: functions of a twin are replaced by ones that run it, for as long as a mistake is planted.

A mistake is a text of assignments such as `v = beta2 * v + (1 - beta2) * abs(g)`, of words and names that Python and R
share. Every place (see `places_*.py` and `places_*.R`) has lines of its own, computed rightly; a line of the mistake
takes the place of the line that assigns the same name. The product has no switches.
"""

from __future__ import annotations

import contextlib
import json
import math
from functools import lru_cache
from pathlib import Path
from typing import Any, Callable, Iterator, NamedTuple

import numpy as np
import recurrences

Case = dict[str, Any]
Changes = list[
    tuple[Any, str, Callable[..., Any]]
]  # a module or table, a name in it, and what takes its place


class Row(NamedTuple):
    """One mistake: the code the checker should name, the quantity it is found at, the text, and the cases."""

    code: str
    quantity: str
    text: str
    cases: tuple[str, ...]


def rows(quantity: str, *lines: tuple[str, str, tuple[str, ...]]) -> list[Row]:
    """Rows on one quantity."""
    return [Row(code, quantity, text, cases) for code, text, cases in lines]


def turned(W: Any) -> Any:
    """W^T where it has the shape of W."""
    return W.T if W.shape[0] == W.shape[1] else W


erf = np.vectorize(math.erf, otypes=[float])
WORDS: dict[str, Any] = {
    "np": np,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sgn": np.sign,
    "where": np.where,
    "minimum": np.minimum,
    "maximum": np.maximum,
    "exp": np.exp,
    "log": np.log,
    "tanh": np.tanh,
    "cos": np.cos,
    "floor": np.floor,
    "pi": np.pi,
    "product": np.matmul,
    "t": np.transpose,
    "turned": turned,
    "total": np.sum,
    "mean": np.mean,
    "size": np.size,
    "row_sums": lambda M: M.sum(axis=1, keepdims=True),
    "column_sums": lambda M: M.sum(axis=0),
    "column_means": lambda M: M.mean(axis=0),
    "single": lambda M: np.asarray(M).astype(np.float32).astype(float),
    "by_columns": lambda M: M.ravel().reshape(M.shape, order="F"),
    "by_rows": lambda M: M.ravel(order="F").reshape(M.shape),
    "transposed_by_rows": lambda M: M.reshape(M.shape[::-1]),
    "first_row": lambda M: M[:1],
    "last_row": lambda M: M[-1:],
    "repeated": lambda values, like: np.resize(values, like.shape),
    "down": lambda b, Z: np.resize(b, Z.size).reshape(Z.shape, order="F"),
    "every_row": lambda row, M: np.broadcast_to(row, M.shape),
    "flat": np.ravel,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "Phi": lambda z: (1 + erf(z / math.sqrt(2))) / 2,
    "phi": lambda z: np.exp(-z * z / 2) / math.sqrt(2 * math.pi),
    "softplus": lambda z: np.logaddexp(0, z),
    "backwards": lambda values: values[::-1],
    "ordered": np.sort,
}


def assigned(line: str) -> str:
    """The name that a line assigns."""
    return line.split(" = ")[0].strip()


def lines_of(text: str) -> list[str]:
    """The lines of a text."""
    return [line.strip() for line in text.split(";") if line.strip()]


def with_mistake(right: str, mistake: str) -> str:
    """The right lines, each replaced by the mistake's line of the same name; other lines of the mistake come last."""
    wrong = {assigned(line): line for line in lines_of(mistake)}
    kept = [wrong.pop(assigned(line), line) for line in lines_of(right)]
    return "; ".join([*kept, *wrong.values()])


def chosen(text: str, name: str) -> str:
    """The lines of a text that assign a name."""
    return "; ".join(line for line in lines_of(text) if line.startswith(name + " = "))


def run_text(text: str, names: dict[str, Any]) -> dict[str, Any]:
    """The names after a text, in Python."""
    space = {**WORDS, **names}
    exec(compile("\n".join(lines_of(text)), "<planted>", "exec"), space)
    return space


@contextlib.contextmanager
def replaced(changes: list[tuple[Any, str, Callable[..., Any]]]) -> Iterator[None]:
    """Attributes of modules, or entries of tables, replaced for as long as the context lasts."""
    get = lambda home, name: home[name] if isinstance(home, dict) else getattr(home, name)
    put = lambda home, name, value: (
        home.__setitem__(name, value) if isinstance(home, dict) else setattr(home, name, value)
    )
    old = [(home, name, get(home, name)) for home, name, _ in changes]
    try:
        for home, name, new in changes:
            put(home, name, new)
        yield
    finally:
        for home, name, value in reversed(old):
            put(home, name, value)


@contextlib.contextmanager
def planted_in_python(row: Row, case: dict[str, Any]) -> Iterator[None]:
    """The Python package with a mistake in it, for as long as the context lasts."""
    import places_network
    import places_passes
    import places_updates

    places = {**places_network.PLACES, **places_passes.PLACES, **places_updates.PLACES}
    network, layer_forward = (
        places_network.twinmlp.nn.layers,
        places_network.twinmlp.nn.layers.layer_forward,
    )
    kept = [
        (network, "layer_forward", lambda layer, A, ops, keep_Z=True: layer_forward(layer, A, ops))
    ]  # a mistake may take any value
    with replaced(
        [*kept, *places[place_name(row.quantity)](row.text, case, row.quantity.split(" ")[1:])]
    ):
        yield


@contextlib.contextmanager
def planted_in_r(row: Row, case: dict[str, Any]) -> Iterator[None]:
    """The loaded R package with a mistake in it, for as long as the context lasts."""
    undo = r_places()["PLANT"](
        place_name(row.quantity), row.text, json.dumps(case), " ".join(row.quantity.split(" ")[1:])
    )
    try:
        yield
    finally:
        undo()


@contextlib.contextmanager
def replaced_in_r(name: str, text: str) -> Iterator[None]:
    """A function of the loaded R package replaced by another, in which `old` is the one it had."""
    import rpy2.robjects as ro

    undo = ro.r("""function(name, text) {
      space <- asNamespace("twinmlp")
      scope <- new.env(parent = space)
      scope$old <- get(name, space)
      unlockBinding(name, space)
      assign(name, eval(parse(text = text), scope), space)
      function() { assign(name, scope$old, space); lockBinding(name, space) }
    }""")(name, text)
    try:
        yield
    finally:
        undo()


@lru_cache(maxsize=None)
def r_places() -> Any:
    """places_*.R, with the right lines of recurrences.py."""
    import rpy2.robjects as ro

    space = ro.r("new.env(parent = globalenv())")
    for name in ("RECURRENCES", "GIVEN", "CLIP", "TIME", "SCHEDULES"):
        value = getattr(recurrences, name)
        space[name] = ro.ListVector(value) if isinstance(value, dict) else value
    for name in ("words", "network", "passes", "updates"):
        ro.r["sys.source"](str(Path(__file__).with_name(f"places_{name}.R")), envir=space)
    return space


# Where a mistake of a quantity is planted, if not in the place of its own name.
ITSELF = (
    "dA below",
    "dA dropped",
    "dW dropped",
    "Z dropped",
    "A dropped",
    "W mask",
    "loss penalty",
)
PLACE = {
    **{quantity: quantity for quantity in ITSELF},
    "dA last": "gradient",
    "dZ fused": "gradient",
    "gW": "given",
    "gb": "given",
    "gradient_norm": "given",
    "W": "update",
    "b": "update",
}


def place_name(quantity: str) -> str:
    """Where a mistake of a quantity is planted."""
    return PLACE.get(quantity, "update" if "." in quantity else quantity.split(" ")[0])
