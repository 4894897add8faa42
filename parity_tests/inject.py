"""A mistake planted in a twin: functions of the package replaced by those of
`planted_functions.py`. The product has no switches."""

from __future__ import annotations

import contextlib
import inspect
import sys
from functools import lru_cache
from typing import Any, Callable, Iterator

import twinmlp.nn.dropout
import twinmlp.nn.layers
import twinmlp.optim.update
from bridge import from_r, to_r
from planted_functions import Case, Planted
from twin_values import hooks_of
from twinmlp.conformance.mistakes.moment import Patch
from twinmlp.conformance.mistakes.planting import patch_of
from twinmlp.conformance.mistakes.table import Mistake

Changes = list[tuple[Any, str, Callable[..., Any]]]  # a module, a name in it, what takes its place


@lru_cache(maxsize=None)
def modules_with(function: Any, name: str) -> list[Any]:
    """The modules of the package in which a name is a function."""
    modules = [m for key, m in sys.modules.items() if key.startswith("twinmlp.")]
    return [m for m in modules if getattr(m, name, None) is function]


@lru_cache(maxsize=None)
def original(name: str) -> Any:
    """The function of the package with a name."""
    homes = [m for key, m in sys.modules.items() if key.startswith("twinmlp.")]
    return next(
        f
        for m in homes
        if (f := getattr(m, name, None)) is not None and f.__module__ == m.__name__
        if not m.__name__.startswith("twinmlp.conformance")
    )


@contextlib.contextmanager
def replaced(changes: Changes) -> Iterator[None]:
    """Attributes of modules replaced for as long as the context lasts."""
    old = [(home, name, getattr(home, name)) for home, name, _ in changes]
    try:
        for home, name, new in changes:
            setattr(home, name, new)
        yield
    finally:
        for home, name, value in reversed(old):
            setattr(home, name, value)


def in_python(name: str, found: Any, old: Any) -> Any:
    """A result as the Python package has it."""
    layers, update = twinmlp.nn.layers, twinmlp.optim.update
    if name == "forward":
        return [layers.Forward(**values) for values in found]
    if name == "backward":
        return [layers.Backward(**values) for values in found]
    if name == "update_network":
        changed = found["gradients"] and [
            update.GradientForUpdate(**values) for values in found["gradients"]
        ]
        network = [layers.Layer(**values) for values in found["network"]]
        return update.Updated(network, found["states"], changed, found["norm"])
    if name == "draw_drops":
        drop = twinmlp.nn.dropout.Drop
        return [d and drop(**d) if isinstance(d, dict) else d for d in found[0]], found[1]
    return type(old)(*found) if name == "batches" else found


@contextlib.contextmanager
def planted_in_python(hooks: list[str], case: Case, patch: Patch | None) -> Iterator[None]:
    """The Python package with a mistake in it, for as long as the context lasts."""
    planted, forward = Planted(case, patch), original("layer_forward")
    keeping = lambda layer, A, ops, keep_Z=True: forward(
        layer, A, ops
    )  # a mistake may take any value
    changes = [(m, "layer_forward", keeping) for m in modules_with(forward, "layer_forward")]
    for name in hooks:
        old = original(name)

        def new(*arguments: Any, name: str = name, old: Any = old, **named: Any) -> Any:
            bound, results = inspect.signature(old).bind(*arguments, **named), []

            def remembered(*values: Any) -> Any:
                results.append(old(*values))
                return results[0]

            bound.apply_defaults()
            found = getattr(planted, name)(remembered, *bound.arguments.values())
            return in_python(name, found, results[0] if results else None)

        changes += [(module, name, new) for module in modules_with(old, name)]
    if "batches" in hooks:  # rows that are in order are not copied, but here they may be in any
        cut = original("cut_chunks")
        by_number = lambda samples, rows, in_order, ops: cut(samples, rows, False, ops)
        changes += [(module, "cut_chunks", by_number) for module in modules_with(cut, "cut_chunks")]
    with replaced(changes):
        yield


@contextlib.contextmanager
def replaced_in_r(name: str, text: str, **scope: Any) -> Iterator[None]:
    """A function of the loaded R package replaced by another, in which `old` is the one it had."""
    import rpy2.robjects as ro

    undo = ro.r("""function(name, text, ...) {
      space <- asNamespace("twinmlp")
      scope <- list2env(list(...), parent = space)
      scope$old <- get(name, space)
      unlockBinding(name, space)
      assign(name, eval(parse(text = text), scope), space)
      function() {
        unlockBinding(name, space)
        assign(name, scope$old, space)
        lockBinding(name, space)
      }
    }""")(name, text, **scope)
    try:
        yield
    finally:
        undo()


# A function with the formals of the old one that hands all of them to Python.
CALLED_BACK = """{ new <- old
  body(new) <- quote(callback(mget(names(formals(sys.function())))))
  environment(new) <- environment()
  new }"""


@contextlib.contextmanager
def planted_in_r(hooks: list[str], case: Case, patch: Patch | None) -> Iterator[None]:
    """The loaded R package with a mistake in it, for as long as the context lasts."""
    import rpy2.rinterface as ri

    planted, space = Planted(case, patch), ri.baseenv["asNamespace"](ri.StrSexpVector(["twinmlp"]))

    failures: list[Exception] = []

    def callback(name: str, old: Any) -> Any:
        def call(arguments: Any) -> Any:
            raw = list(arguments)

            def remembered(*values: Any) -> Any:
                found = old.rcall(tuple((None, value) for value in raw), ri.globalenv)
                first = from_r(found[0])
                return first, found[1]

            try:
                found = getattr(planted, name)(remembered, *map(from_r, raw))
            except Exception as error:  # R would go on with what it has
                failures.append(error)
                raise
            if name in ("draw_drops", "batches"):
                found = dict(zip(("drops" if name == "draw_drops" else name, "stream"), found))
            return to_r(found)

        KEPT.append(ri.rternalize(call))
        return KEPT[-1]

    with contextlib.ExitStack() as stack:
        text = "function(layer, A, ops, keep_Z = TRUE) old(layer, A, ops)"
        stack.enter_context(replaced_in_r("layer_forward", text))
        for name in hooks:
            back = callback(name, space[name])
            stack.enter_context(replaced_in_r(name, CALLED_BACK, callback=back))
        if "batches" in hooks:
            text = "function(samples, rows, in_order, ops) old(samples, rows, FALSE, ops)"
            stack.enter_context(replaced_in_r("cut_chunks", text))
        try:
            yield
        finally:
            if failures:
                raise failures[0]


KEPT: list[Any] = []  # what R may call back, for as long as the process lasts
PLANT = {"Python": planted_in_python, "R": planted_in_r}


def planted(mistake: Mistake, language: str, case: Case, quantity: str | None = None) -> Any:
    """One language with a mistake in it, in all its quantities or in one, for as long as the
    context lasts."""
    hooks = hooks_of(mistake.on if quantity is None else (quantity,))
    return PLANT[language](hooks, case, patch_of(mistake, quantity))
