"""What the tests of adapters share: networks, and how their examples run."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
os.environ.setdefault("KERAS_BACKEND", "torch")


@pytest.fixture
def two():
    """Two processes of Dask."""
    from dask_workers import cluster
    from distributed import Client

    with cluster(2) as found, Client(found) as client:
        yield client
