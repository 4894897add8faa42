"""What certifies the oracle's values: balls, bounds of rounding, and steps computed from their own inputs."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
from oracle_cases import CASES, golden
from twinmlp.conformance.truth import balls, bounds, oracle, resync

QUANTITIES = ("Z", "A", "dA", "dZ", "dW", "db", "W", "b")


def test_a_straddling_ball_is_undecided():
    with balls.precision(64):
        nothing = balls.exact([1.0]) / 3 * 3 - 1  # a ball around 0
        assert balls.rounded(1 + nothing) == 1
        with pytest.raises(balls.Undecided):
            balls.rounded(1 + nothing + 2.0**-53)  # halfway between two doubles
        with pytest.raises(balls.Undecided):
            balls.relu(nothing)


def test_both_certificates_give_the_same_doubles(monkeypatch):
    case = CASES["mixed_activations"]
    proved, certificate = oracle.certified(case, 128)
    monkeypatch.setattr(oracle, "ENCLOSURE_BITS", 0)
    agreed, other = oracle.certified(case, 128)
    assert certificate["kind"] == "enclosure" and other == {"kind": "agreement", "bits": 256}
    assert oracle.as_lists(proved) == oracle.as_lists(agreed)


def test_exact_products_have_no_bound():
    assert bounds.product(np.array([[1.0, 2.0]]), np.array([[3.0], [-0.5]])) == 0
    assert bounds.product(np.array([[1.0, 2.0**60]]), np.array([[1.0], [1.0]])) > 2.0**60 * 2.0**-53
    assert (
        bounds.product(np.array([[0.1, 0.0]]), np.array([[1.0], [0.7]])) == 0
    )  # one term that needs no rounding
    assert bounds.product(np.array([[0.1]]), np.array([[0.1]])) > 0
    assert (
        bounds.product(np.array([[2.0**-600]]), np.array([[2.0**-600]])) == bounds.FLOOR
    )  # would underflow


def test_products_in_double_stay_within_the_bound():
    random = np.random.RandomState(5)
    for K in (1, 2, 7, 40):
        A, B = (
            random.standard_normal((5, K)),
            random.standard_normal((K, 3)) * 10.0 ** random.randint(-9, 9, (K, 3)),
        )
        truth = balls.nearest(balls.exact(A) @ balls.exact(B))
        for order in (np.arange(K), random.permutation(K)):
            assert np.all(np.abs(A[:, order] @ B[order] - truth) <= bounds.product(A, B))


def test_resync_finds_one_mistake_once():
    name = "mixed_activations"
    case, record = CASES[name], golden(name)
    step = copy.deepcopy(record["steps"][0])
    step["layers"][1]["dZ"][0][0] *= 2
    judged = resync.resync(case, case["parameters"], step)
    off = [
        (l, quantity)
        for l, layer in enumerate(step["layers"])
        for quantity in QUANTITIES
        if np.any(
            np.abs(np.array(layer[quantity]) - judged["layers"][l][quantity][0])
            > judged["layers"][l][quantity][1]
        )
    ]
    # dZ_2 itself, and what the recorded dW_2, db_2 and dA_1 should have been, had they been computed from it
    assert off == [(0, "dA"), (1, "dZ"), (1, "dW"), (1, "db")]


@pytest.mark.parametrize("name", list(CASES))
def test_resync_accepts_the_golden_step(name):
    case, step = CASES[name], golden(name)["steps"][0]
    judged = resync.resync(case, case["parameters"], step)
    saturated = "saturated" in case["flags"]  # there 1 - A has another value for the rounded A
    for layer, own in zip(step["layers"], judged["layers"]):
        for quantity in QUANTITIES:
            if layer[quantity] is None:
                assert own[quantity] is None
                continue
            reference, bound = own[quantity]
            assert np.shape(reference) == np.shape(bound) == np.shape(layer[quantity])
            assert np.all(np.isfinite(bound)) and np.all(bound >= 0)
            if not saturated and quantity in ("Z", "A") and layer is step["layers"][0]:
                assert np.all(
                    np.abs(np.array(layer[quantity]) - reference)
                    <= np.maximum(bound, np.spacing(np.abs(reference)))
                )


@pytest.mark.parametrize("name", list(CASES))
def test_tolerances_are_finite_and_small(name):
    record = golden(name)
    tolerances = [step["tolerance"]["loss"] for step in record["steps"]]
    trials = [
        trial for step in record["steps"] for trial in step.get("search", {}).get("trials", [])
    ]
    tolerances += [
        layer["tolerance"][quantity]
        for part in [*record["steps"], *trials]
        for layer in part["layers"]
        for quantity in QUANTITIES
        if layer[quantity] is not None
    ]
    tolerances += [tolerance for trial in trials for tolerance in trial["tolerance"].values()]
    tolerances += [
        layer["tolerance"][quantity]
        for step in record["steps"]
        for layer in step["layers"]
        for quantity in ("pW", "pb")
        if layer.get(quantity) is not None
    ]
    for tolerance in tolerances:
        assert all(math.isfinite(value) and value >= 0 for value in tolerance.values())
        assert tolerance["local"] <= tolerance["free"]
    stuck = record["steps"][-1].get("search", {}).get("trials") == []  # the run ends there
    epochs = record["steps"][-1]["epoch"] + 1 if stuck else CASES[name]["training"]["epochs"]
    done = record.get("stopping", {}).get("epochs", epochs)
    assert len(record["losses"]) == len(record["losses_tolerance"]) == done
    assert len(record.get("validation_losses", [])) == len(
        record.get("validation_losses_tolerance", [])
    )
    assert len(record.get("validation_losses", range(done + 1))) == done + 1
    assert all(math.isfinite(value) and value >= 0 for value in record["losses_tolerance"])
    if not {"saturated", "magnitude"} & set(CASES[name]["flags"]):
        assert max(tolerance["free"] for tolerance in tolerances) < 1e-10
