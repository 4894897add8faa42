"""Who computes: the plain twin or the compiled core.

No result of the reproducible arithmetic depends on it. This module chooses; nothing above knows,
but the loop over whole epochs.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

from ..base.checks import check_choice
from ..base.errors import fail
from .compiled import compiled_operations, the_core

ENGINES = ("auto", "compiled", "plain")


def choose_engine(engine: str) -> str:
    """Choose an engine: compiled where there is a core, else plain. TWINMLP_ENGINE in the
    environment is what "auto" means.
    """
    check_choice(engine, "engine", ENGINES)
    if engine == "auto":
        asked = check_choice(os.environ.get("TWINMLP_ENGINE", "auto"), "TWINMLP_ENGINE", ENGINES)
        engine = asked if asked != "auto" else engine
    if engine == "plain":
        return "plain"
    core = the_core()
    if core.library is not None:
        return "compiled"
    if engine == "compiled":
        requirement = f"plain, as there is no compiled core: {core.about}"
        fail("E_PLATFORM", "engine", requirement, '"compiled"')
    return "plain"


def with_engine(ops: Any, engine: str) -> Any:
    """The arithmetic as an engine computes it."""
    return ops if choose_engine(engine) == "plain" else compiled_arithmetic(ops)


@lru_cache(maxsize=8)
def compiled_arithmetic(ops: Any) -> Any:
    """The arithmetic as the compiled core computes it; its sums and functions, where every order
    would not do.
    """
    library = the_core().library
    changed = compiled_operations(library) if ops.name == "reproducible" else {}
    return ops._replace(core=library, **changed)


def describe_engine() -> str:
    """One line about the engine that "auto" is here."""
    core = the_core()
    if core.library is None:
        return f"engine: plain (no compiled core: {core.about})"
    if choose_engine("auto") == "plain":
        return "engine: plain (TWINMLP_ENGINE says so)"
    return f"engine: compiled ({core.about})"
