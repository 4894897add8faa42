"""Choose who computes: the plain twin or the compiled core, and on how many threads.

No result of the reproducible arithmetic depends on it. This module chooses; nothing above knows,
but the loop over whole epochs.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import Any

from ..base.checks import check_choice, check_count
from ..base.errors import fail
from .compiled import TERMS_OF_BLOCK, compiled_operations, compiled_products, the_core

ENGINES = ("auto", "compiled", "plain")
MOST_THREADS = 1024


def choose_engine(engine: str) -> str:
    """Choose an engine: compiled where there is a core, else plain. The environment variable
    TWINMLP_ENGINE says what "auto" means.
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


def choose_threads(threads: int | None) -> int:
    """Choose the number of threads; None: that of TWINMLP_THREADS in the environment, else 1."""
    if threads is not None:
        return check_count(threads, "threads", 1, MOST_THREADS)
    asked: Any = os.environ.get("TWINMLP_THREADS", "1")
    asked = int(asked) if re.fullmatch("[0-9]{1,9}", asked) else asked
    return check_count(asked, "TWINMLP_THREADS", 1, MOST_THREADS)


def with_engine(ops: Any, engine: str, threads: int | None = None) -> Any:
    """Return the arithmetic as an engine computes it, on a number of threads."""
    threads = choose_threads(threads)
    ops = ops if choose_engine(engine) == "plain" else compiled_arithmetic(ops)
    return ops if threads == 1 else ops._replace(threads=threads)


@lru_cache(maxsize=8)
def compiled_arithmetic(ops: Any) -> Any:
    """Return the arithmetic with the compiled core; the reproducible one with its sums and
    functions.
    """
    library = the_core().library
    changed = compiled_operations(library) if ops.name == "reproducible" else {}
    return ops._replace(core=library, **changed)


@lru_cache(maxsize=8)
def native_arithmetic(ops: Any) -> Any:
    """Return the native arithmetic of the compiled core: reproducible functions, and products
    summed in an order of its own, the same for any chunks.
    """
    ops = compiled_arithmetic(ops)
    products = compiled_products(ops.core, True)
    return ops._replace(name="native", block=TERMS_OF_BLOCK, **products)


def describe_engine() -> str:
    """Describe the engine that "auto" chooses here, in one line."""
    core = the_core()
    if core.library is None:
        return f"engine: plain (no compiled core: {core.about})"
    if choose_engine("auto") == "plain":
        return "engine: plain (TWINMLP_ENGINE says so)"
    return f"engine: compiled ({core.about})"
