"""What several tests need: the fixtures, and a refusal with its code and text."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import Any, Iterator

import numpy as np
import pytest
from twinmlp.base.errors import ERRORS, TwinMLPError
from twinmlp.base.files import fixture_path

# For tests whose training is not meant to succeed.
unwarned = pytest.mark.filterwarnings("ignore::twinmlp.base.errors.TwinMLPWarning")


def load(name: str) -> Any:
    """A JSON file of the fixtures."""
    return json.loads(fixture_path(name).read_text(encoding="utf-8"))


def case(id: str = "article_a_uniform") -> dict[str, Any]:
    """A case of the fixtures, to be changed at will."""
    return load(f"cases/{id}.json")


def changed(document: Any, change: dict[str, Any]) -> Any:
    """A document with the values of change["set"] put at their paths and those of change["remove"] taken away."""
    document = json.loads(json.dumps(document))
    for path, value in change.get("set", []):
        parent(document, path)[path[-1]] = value
    for path in change.get("remove", []):
        del parent(document, path)[path[-1]]
    return document


def parent(document: Any, path: list[Any]) -> Any:
    """What holds the value at a path."""
    for key in path[:-1]:
        document = document[key]
    return document


@contextmanager
def refused(code: str, text: str) -> Iterator[None]:
    """The block is refused with this code, this text and the class of the code."""
    with pytest.raises(TwinMLPError) as caught:
        yield
    assert (caught.value.code, str(caught.value)) == (code, text)
    assert type(caught.value) is ERRORS[code]


def column(*values: float) -> np.ndarray:
    """An n x 1 matrix."""
    return np.array(values, dtype=float)[:, np.newaxis]
