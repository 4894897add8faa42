"""Two traces held against each other: planted differences are found where they are."""

from __future__ import annotations

import json
import math
import random

import numpy as np
import pytest
from helpers import case, load, refused
from twinmlp.base.json_text import to_json
from twinmlp.trace.compare import compare_traces, ulp
from twinmlp.trace.compare_report import format_comparison
from twinmlp.trace.quantities import place_name, quantities
from twinmlp.trace.record import run_case


def trace(id: str = "two_hidden_layers"):
    return json.loads(to_json(run_case(case(id))))


def next_up(x: float) -> float:
    return math.nextafter(x, math.inf)


def test_ulp_is_that_of_math():
    values = [0.0, 1.0, -1.0, 0.75, 2.0, -3.5, 1e308, 5e-324, 2.2250738585072014e-308, 1e-310]
    values += [random.Random(5).uniform(-1, 1) * 10.0**e for e in range(-300, 300, 7)]
    assert ulp(np.array(values)).tolist() == [math.ulp(x) for x in values]


def test_a_trace_does_not_differ_from_itself():
    found = compare_traces(trace(), trace())
    assert (found.first, found.wrong, found.missing) == (None, 0, [])
    assert {
        "Z_1",
        "A_3",
        "loss",
        "dA_2",
        "dZ_1",
        "dW_3",
        "db_1",
        "W_2",
        "b_3",
        "losses",
        "final loss",
        "final W_1",
    } <= set(found.worst)
    assert format_comparison(found)[0] == "No difference beyond what is allowed."


def test_quantities_come_in_the_order_of_the_computation():
    names = [place_name(entry) for entry in quantities(trace("one_unit"))]
    assert names[:11] == [
        "step 0, batch, epoch",
        "step 0, batch, rows",
        "step 0, forward, layer 1, Z",
        "step 0, forward, layer 1, A",
        "step 0, loss, loss",
        "step 0, backward, layer 1, dA",
        "step 0, backward, layer 1, dZ",
        "step 0, backward, layer 1, dW",
        "step 0, backward, layer 1, db",
        "step 0, update, layer 1, W",
        "step 0, update, layer 1, b",
    ]
    assert names[-4:] == [
        "losses, losses",
        "final, final loss",
        "final, layer 1, final W",
        "final, layer 1, final b",
    ]


def test_backward_goes_down_the_layers():
    names = [
        place_name(entry)
        for entry in quantities(trace())
        if entry.step == 0 and entry.quantity == "dZ"
    ]
    assert names == [f"step 0, backward, layer {l}, dZ" for l in (3, 2, 1)]


@pytest.mark.parametrize(
    ("step", "layer", "quantity", "index"),
    [
        (0, 0, "Z", (4, 3)),
        (1, 1, "A", (0, 2)),
        (2, 2, "dA", (1, 0)),
        (3, 0, "dW", (2, 3)),
        (4, 1, "W", (0, 0)),
    ],
)
def test_a_planted_difference_is_found_where_it_is(step, layer, quantity, index):
    reference, planted = trace(), trace()
    row = planted["steps"][step]["layers"][layer][quantity][index[0]]
    row[index[1]] = next_up(row[index[1]])
    found = compare_traces(planted, reference)
    assert (found.first.entry.step, found.first.entry.layer, found.first.entry.quantity) == (
        reference["steps"][step]["step"],
        layer + 1,
        quantity,
    )
    assert tuple(found.first.index) == index
    assert (found.wrong, found.first.ulps) == (1, 1.0)


def test_the_first_difference_is_named_and_all_are_counted():
    planted = trace()
    planted["steps"][1]["layers"][0]["W"][0][0] += 1
    planted["steps"][1]["layers"][2]["dZ"][0][0] += 1
    planted["final"]["loss"] += 1
    found = compare_traces(planted, trace())
    assert place_name(found.first.entry) == "step 1, backward, layer 3, dZ" and found.wrong == 3


def test_the_value_that_uses_up_most_is_named():
    """2 of 10 allowed is less than 1 of 2."""
    reference = {"losses": [1.0, 1.0], "losses_tolerance": [10.0, 2.0]}
    worst = compare_traces({"losses": [3.0, 2.0]}, reference).worst["losses"]
    assert worst.index == [1] and worst.allowed == 2.0


@pytest.mark.parametrize(
    ("value", "factor", "wrong"), [(1.5, 1, 0), (1.5000001, 1, 1), (1.5000001, 2, 0), (2.0, 2, 0)]
)
def test_what_the_reference_allows_times_the_factor(value, factor, wrong):
    assert (
        compare_traces(
            {"losses": [value]}, {"losses": [1.0], "losses_tolerance": [0.5]}, factor
        ).wrong
        == wrong
    )


def test_another_shape_is_a_difference():
    planted = trace()
    planted["steps"][0]["layers"][0]["Z"].pop()
    lines = format_comparison(compare_traces(planted, trace()))
    assert (
        lines[0]
        == "First wrong value: step 0, forward, layer 1, Z: the shape differs from the reference's."
    )


def test_rows_of_different_lengths_are_refused():
    planted = trace()
    planted["steps"][0]["layers"][0]["Z"][1].pop()
    with refused(
        "E_SHAPE",
        "`step 0, forward, layer 1, Z` must be a matrix of finite numbers, got rows of different lengths.",
    ):
        compare_traces(planted, trace())


def test_what_is_missing_is_named():
    planted = trace()
    del planted["steps"][1:]
    found = compare_traces(planted, trace())
    assert found.first is None and found.missing[0] == "step 1, batch, epoch"
    assert (
        format_comparison(found)[0]
        == f"Missing: {len(found.missing)} quantities, the first is step 1, batch, epoch."
    )


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_not_finite_is_wrong(value):
    found = compare_traces({"losses": [value]}, {"losses": [1.0], "losses_tolerance": [0.5]})
    assert found.wrong == 1 and found.first.difference == math.inf


def test_numbers_far_apart():
    found = compare_traces({"losses": [1e308]}, {"losses": [-1e308]})
    assert found.wrong == 1
    assert "Infinity" in format_comparison(found)[0]


def test_no_losses_are_nothing_to_compare():
    assert compare_traces({"losses": []}, {"losses": []}).worst == {}


def test_golden_values_state_what_is_allowed():
    found = compare_traces(trace("one_unit"), load("golden/one_unit.json"))
    assert found.first is None and all(
        worst.allowed > 0 for name, worst in found.worst.items() if name not in ("epoch", "rows")
    )
