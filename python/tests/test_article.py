"""The article's named steps, on the step worked out in hand.py."""

from __future__ import annotations

import hand
import numpy as np
import pytest
from helpers import case
from twinmlp.trace.article_steps import article_name, article_steps, format_steps
from twinmlp.trace.case import case_parts
from twinmlp.trace.record import run_case

STEPS = article_steps(hand.X, hand.Y, hand.NETWORK, {"layers": hand.LAYERS})
VALUES = {name: matrix for step in STEPS for name, matrix in step.computes.items()}


def step_of(number: int):
    return [step for step in STEPS if step.number == number]


def test_the_twelve_steps_in_order():
    assert [step.number for step in STEPS] == list(range(12))


@pytest.mark.parametrize(
    ("number", "names"),
    [
        (0, ["X", "y"]),
        (1, ["wh", "bh", "wout", "bout"]),
        (2, ["hidden_layer_input"]),
        (3, ["hiddenlayer_activations"]),
        (4, ["output_layer_input", "output"]),
        (5, ["E"]),
        (6, ["slope_output_layer", "slope_hidden_layer"]),
        (7, ["d_output"]),
        (8, ["Error_at_hidden_layer"]),
        (9, ["d_hiddenlayer"]),
        (10, ["wout", "wh"]),
        (11, ["bout", "bh"]),
    ],
)
def test_names_are_the_article_s(number, names):
    assert [name for step in step_of(number) for name in step.computes] == names


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("E", [[1.0], [-2.0]]),  # y - output: 1.5 - 0.5, -7.5 + 5.5
        ("slope_output_layer", [[1.0], [1.0]]),
        ("d_output", [[1.0], [-2.0]]),  # E * slope
        (
            "Error_at_hidden_layer",
            [[2.0, -4.0], [-4.0, 8.0]],
        ),  # d_output wout^T, with wout = (2, -4) from before its update
        ("slope_hidden_layer", [[1.0, 1.0], [0.0, 1.0]]),
        ("d_hiddenlayer", [[2.0, -4.0], [0.0, 8.0]]),
        ("wout", hand.NEW_W_2),
        ("bout", [hand.NEW_B_2]),
        ("wh", hand.NEW_W_1),
        ("bh", [hand.NEW_B_1]),
    ],
)
def test_values_have_the_article_s_sign(name, expected):
    assert VALUES[name].tolist() == expected


def test_formulas_hold_on_the_values():
    """The article's own lines, with the weights from before the update on the right-hand side."""
    wout, wh = hand.NETWORK[1].W, hand.NETWORK[0].W
    bout, bh = hand.NETWORK[1].b, hand.NETWORK[0].b
    d_output, d_hidden = VALUES["d_output"], VALUES["d_hiddenlayer"]
    assert np.array_equal(VALUES["E"], VALUES["y"] - VALUES["output"])
    assert np.array_equal(d_output, VALUES["E"] * VALUES["slope_output_layer"])
    assert np.array_equal(VALUES["Error_at_hidden_layer"], d_output @ wout.T)
    assert np.array_equal(
        VALUES["wout"], wout + VALUES["hiddenlayer_activations"].T @ d_output * hand.LEARNING_RATE
    )
    assert np.array_equal(VALUES["wh"], wh + VALUES["X"].T @ d_hidden * hand.LEARNING_RATE)
    assert np.array_equal(
        VALUES["bout"], bout + d_output.sum(axis=0, keepdims=True) * hand.LEARNING_RATE
    )
    assert np.array_equal(
        VALUES["bh"], bh + d_hidden.sum(axis=0, keepdims=True) * hand.LEARNING_RATE
    )


def test_formulas_as_text():
    assert step_of(2)[0].formula == "hidden_layer_input = matrix_dot_product(X, wh) + bh"
    assert (
        step_of(8)[0].formula
        == "Error_at_hidden_layer = matrix_dot_product(d_output, wout.Transpose)"
    )
    assert (
        step_of(11)[0].formula
        == "bout = bout + sum(d_output, axis=0) * learning_rate; bh = bh + sum(d_hiddenlayer, axis=0) * learning_rate"
    )


def test_what_a_step_uses_has_been_computed_before():
    known: set[str] = set()
    for step in STEPS:
        assert set(step.uses) <= known
        known |= set(step.computes)


def steps_of(id: str):
    document = case(id)
    parts = case_parts(document)
    return article_steps(parts.X, parts.y, parts.network, run_case(document)["steps"][0])


def test_three_layers_are_numbered():
    assert [step.number for step in steps_of("two_hidden_layers")] == [
        0,
        1,
        2,
        3,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        9,
        8,
        9,
        10,
        11,
    ]
    names = [name for step in steps_of("two_hidden_layers") for name in step.computes]
    assert [name for name in names if name.startswith("Error")] == [
        "Error_at_hidden_layer2",
        "Error_at_hidden_layer1",
    ]
    assert (
        article_name("W", 1, 3) == "wh1"
        and article_name("W", 3, 3) == "wout"
        and article_name("A", 0, 3) == "X"
    )


def test_one_layer_has_no_hidden_steps():
    assert [step.number for step in steps_of("one_unit")] == [0, 1, 4, 5, 6, 7, 10, 11]


def test_layers_without_bias_have_none_to_update():
    steps = steps_of("article_b_first_update")
    assert list(steps[-1].computes) == [] and "bh" not in steps[2].formula


def test_as_text():
    lines = format_steps(STEPS, 2)
    assert lines[0] == "Step 0: Read input and output"
    place = lines.index("Step 5: Gradient of error at the output layer")
    assert lines[place + 1 : place + 5] == ["  E = y - output", "  E", "     1.00", "    -2.00"]
