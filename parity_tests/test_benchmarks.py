"""The contestants of the benchmark train the same network to the same numbers: its workloads, made small."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

from installed import present  # noqa: E402
from interleave import Worker, difference  # noqa: E402
from speed import CONTESTANTS, TOLERANCE  # noqa: E402
from workloads import article, digits, random_images, two_moons, write_task  # noqa: E402

EPOCHS = 3
SMALL = {
    "W1": (article(), (4, 3, 1)),
    "W2": ([values[:50] for values in two_moons()], (2, 5, 1)),
    "W3": ([values[:100] for values in digits()], (64, 7, 10)),
    "W4": (random_images(300), (784, 6, 5, 10)),
    "W5": (random_images(60), (784, 6, 10)),
}
# Who trains otherwise, and says so.
OTHER = {
    ("sklearn", "W1"),
    ("sklearn", "W2"),
    ("neuralnet", "W3"),
    ("neuralnet", "W4"),
    ("neuralnet", "W5"),
    *((name, workload) for name in ("nnet", "rsnns") for workload in SMALL),
}


@pytest.fixture(scope="module")
def workers(tmp_path_factory):
    """A process for each language that is there, and the workloads."""
    folder = tmp_path_factory.mktemp("bench")
    for name, (data, units) in SMALL.items():
        write_task(name, folder, data, units)
    started = {
        process: Worker(process, folder, 1)
        for process in {c.process for c in present(CONTESTANTS)[0]}
    }
    yield started
    for worker in started.values():
        worker.close()


def test_the_hand_written_loops_are_there():
    names = {(c.language, c.name) for c in present(CONTESTANTS)[0]}
    assert names >= {
        (language, name)
        for language in ("Python", "R")
        for name in ("twinmlp", "tutorial", "tuned", "bare_products")
    }
    assert {("Python", "sklearn"), ("R", "nnet")} <= names  # which the tests of the project install


@pytest.mark.parametrize("name", SMALL)
def test_all_contestants_compute_the_same(workers, name):
    units = SMALL[name][1]
    ours = workers["Python"].result(name, CONTESTANTS[0], EPOCHS)
    for contestant in present(CONTESTANTS)[0]:
        if name not in contestant.at or contestant.name == "bare_products":
            continue
        result = workers[contestant.process].result(name, contestant, EPOCHS)
        assert (len(result) == 0) == ((contestant.name, name) in OTHER), contestant
        assert len(result) == 0 or difference(result, ours, units, EPOCHS) <= TOLERANCE, contestant


def test_the_result_is_that_of_a_training(workers):
    """The article's network: 12 + 3 + 3 + 1 parameters and 3 losses that fall."""
    ours = workers["Python"].result("W1", CONTESTANTS[0], EPOCHS)
    assert len(ours) == 12 + 3 + 3 + 1 + EPOCHS
    assert ours[-3] > ours[-2] > ours[-1] > 0


def test_a_difference_is_relative_to_the_largest_of_its_matrix():
    ours = np.array([4.0, 1.0, 0.5, 2.0, 1.0])  # W 2 x 1, b, two losses
    assert difference(ours + [0, 1e-3, 0, 0, 0], ours, (2, 1), 2) == pytest.approx(
        1e-3 / 4, rel=1e-9
    )
    assert (
        difference((ours + [0, 0, 0, 1e-3, 0])[:3], ours, (2, 1), 2) == 0.0
    )  # no losses to compare
