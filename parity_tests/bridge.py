"""R in this process: the package's namespace, and values carried over exactly."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / ".rlib"


def start_r() -> Any:
    """Start R and give the namespace of the R package; say in one sentence what is missing if that fails."""
    os.environ["R_LIBS"] = os.pathsep.join([str(LIBRARY), os.environ.get("R_LIBS", "")])
    try:
        import rpy2.rinterface_lib.callbacks as callbacks
        import rpy2.robjects as ro

        callbacks.consolewrite_warnerror = lambda text: sys.stderr.write(text)
        ro.r(f'loadNamespace("twinmlp", lib.loc = "{LIBRARY}")')
    except Exception as error:
        raise SystemExit(
            f"The parity tests need R, rpy2 and the installed R package; run `make parity`. ({error})"
        ) from error
    return RPackage()


class RPackage:
    """The functions of the R package: `package.forward(network, X, ops)` takes and gives Python values."""

    def __init__(self) -> None:
        import rpy2.rinterface as ri

        self.namespace = ri.baseenv["asNamespace"](ri.StrSexpVector(["twinmlp"]))
        self.list = ri.baseenv["list"]

    def raw(self, name: str) -> Any:
        """An R object of the package as R has it."""
        return self.namespace[name]

    def __getattr__(self, name: str) -> Any:
        function = self.namespace[name]

        def call(*arguments: Any, **named: Any) -> Any:
            import rpy2.rinterface as ri

            pairs = [(None, to_r(a)) for a in arguments] + [(n, to_r(a)) for n, a in named.items()]
            return from_r(function.rcall(tuple(pairs), ri.globalenv))

        return call

    def arithmetic(self, name: str) -> Any:
        """The table of one arithmetic, to be handed to functions as `ops`."""
        import rpy2.rinterface as ri

        return self.namespace["choose_arithmetic"](ri.StrSexpVector([name]))

    def read_json(self, text: str) -> Any:
        """A JSON text as the R package reads it, to be handed to functions."""
        import rpy2.rinterface as ri

        return ri.baseenv["::"](ri.StrSexpVector(["jsonlite"]), ri.StrSexpVector(["parse_json"]))(
            ri.StrSexpVector([text])
        )


def to_r(value: Any) -> Any:
    """A Python value as R has it: matrices column by column, lists and dicts as lists, NamedTuples as named lists."""
    import rpy2.rinterface as ri

    if isinstance(value, ri.Sexp):
        return value
    if value is None:
        return ri.NULL
    if isinstance(value, (bool, np.bool_)):
        return ri.BoolSexpVector([bool(value)])
    if isinstance(value, str):
        return ri.StrSexpVector([value])
    if isinstance(value, (int, float, np.number)):
        return ri.FloatSexpVector([float(value)])
    if isinstance(value, np.ndarray):
        numbers = np.ascontiguousarray(value.ravel(order="F"), dtype=float)
        vector = ri.FloatSexpVector.from_memoryview(memoryview(numbers))
        if value.ndim == 2:
            vector.do_slot_assign("dim", ri.IntSexpVector(value.shape))
        return vector
    if hasattr(value, "_asdict"):
        value = value._asdict()
    pairs = value.items() if isinstance(value, dict) else [(None, item) for item in value]
    return ri.baseenv["list"].rcall(tuple((name, to_r(item)) for name, item in pairs), ri.globalenv)


def from_r(value: Any) -> Any:
    """An R value as Python has it: lists with names as dicts, matrices and vectors as arrays, single values plain."""
    import rpy2.rinterface as ri
    from rpy2.rinterface_lib.openrlib import rlib

    if value is ri.NULL or isinstance(value, type(ri.NULL)):
        return None
    if isinstance(value, ri.ListSexpVector):
        names = value.names
        items = [from_r(item) for item in value]
        return items if isinstance(names, type(ri.NULL)) else dict(zip(map(str, names), items))
    if isinstance(value, (ri.FloatSexpVector, ri.IntSexpVector)):
        # Asked for without a list of all attributes, which takes longer than all else.
        if rlib.Rf_getAttrib(value.__sexp__._cdata, rlib.R_DimSymbol) != rlib.R_NilValue:
            shape = tuple(value.do_slot("dim"))
            return np.array(value, dtype=float).reshape(shape, order="F")
        return float(value[0]) if len(value) == 1 else np.array(value, dtype=float)
    if isinstance(value, (ri.StrSexpVector, ri.BoolSexpVector)):
        items = [str(item) if isinstance(value, ri.StrSexpVector) else bool(item) for item in value]
        return items[0] if len(items) == 1 else items
    return value
