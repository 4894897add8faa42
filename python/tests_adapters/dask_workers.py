"""Processes of Dask on this machine, the data that are dealt out to them, and what is held the same."""

from __future__ import annotations

import numpy as np
import pytest
from distributed import LocalCluster
from twinmlp import TwinMLPError, moons

# Workers that are ended leave connections that are noticed late.
late = pytest.mark.filterwarnings("default")
unwarned = pytest.mark.filterwarnings("ignore::twinmlp.base.errors.TwinMLPWarning")
MOONS = moons(257)
X, Y = MOONS.X, MOONS.y
HOW = {"hidden": [5, 4], "epochs": 3, "arithmetic": "reproducible", "reduction": "mean"}


def cluster(workers, **options):
    """A cluster of so many processes on this machine."""
    return LocalCluster(workers, threads_per_worker=1, dashboard_address=None, **options)


def assert_same(dealt, here):
    """Two models have the same bits."""
    assert dealt.losses == here.losses and dealt.final_loss == here.final_loss
    assert dealt.history.columns == here.history.columns
    for a, b in zip(dealt.network, here.network):
        assert np.array_equal(a.W, b.W) and np.array_equal(a.b, b.b)


def refusal(call):
    with pytest.raises(TwinMLPError) as caught:
        call()
    return caught.value.code, str(caught.value)
