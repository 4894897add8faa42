"""Other libraries, imported when they are asked for."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

from ..base.errors import fail

# What installs a module, where it is not called the same; and the oldest version that will do.
PACKAGES = {"sklearn": "scikit-learn", "dask": '"twinmlp[dask]"'}
OLDEST = {"sklearn": "1.6"}


def extra(name: str) -> Any:
    """Load another library, which may be missing.

    name: a module of it, such as torch or sklearn.neural_network.

    Errors: E_USAGE with the line that installs it, if it is missing or too old, or what it needs.
    """
    library = name.split(".")[0]
    package, oldest = PACKAGES.get(library, library), OLDEST.get(library)
    wanted = package if oldest is None else f'"{package}>={oldest}"'
    requirement = f"installed (pip install {wanted})"
    try:
        found = import_module(library)
        if oldest is not None and numbers(found.__version__) < numbers(oldest):
            fail("E_USAGE", library, requirement, f"version {found.__version__}")
        return import_module(name)
    except ModuleNotFoundError as error:
        missing = (error.name or library).split(".")[0]
    if missing != library:  # such as a library that Keras computes with
        requirement = f"installed (pip install {missing}), as {library} needs it"
    return fail("E_USAGE", missing, requirement, "nothing")


def numbers(version: str) -> list[int]:
    """The first two numbers of a version, such as [1, 6] of 1.6.0."""
    return [int(part) for part in re.findall(r"\d+", version)[:2]]
