"""Pictures: what they say, that nothing in them overlaps or runs over, and the files they become."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import load, unwarned
from plot_checks import tables_of, texts
from twinmlp.cli.article_pictures import published_curve, published_run
from twinmlp.nn.layers import Layer
from twinmlp.plots.axes import axis_ticks, tick_texts
from twinmlp.plots.boundary import (
    grid_colours,
    grid_points,
    layout_boundary,
    layout_scatter,
    mixed_colours,
)
from twinmlp.plots.curves import layout_curve, thinned
from twinmlp.plots.heat import layout_heat
from twinmlp.plots.network import layout_network
from twinmlp.plots.notation import equation, name_places
from twinmlp.plots.shapes import beside, fit_text, label, rectangle, text_width
from twinmlp.plots.steps import format_cells
from twinmlp.plots.tables import layout_sheet


def test_the_published_points_lie_on_the_curve():
    """Each dot of B is within half a point of the line."""
    picture = published_curve("article_b", "B", "light", "Python")[1]
    line = next(
        shape for shape in picture.shapes if shape["shape"] == "path" and shape["width"] == 4.5
    )
    points = next(shape for shape in picture.shapes if shape["shape"] == "dots")
    assert len(points["x"]) == len(load("published/article_b.json")["training"]["epochs"])
    assert np.abs(np.interp(points["x"], line["x"], line["y"]) - points["y"]).max() < 0.5
    assert published_run("article_b")[1]["errors"][0] == 0.11553


def test_long_curves_are_thinned():
    assert thinned(10).tolist() == list(range(10))
    assert thinned(10001)[-1] == 10000 and len(thinned(10001)) < 1300
    assert len(texts(layout_curve({"a": [0.0], "b": [0.0, 0.0]}, "Nothing to see"))) > 5


@pytest.mark.parametrize(
    "low, high, expected",
    [
        (0, 1, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (-3, 7, ["-2", "0", "2", "4", "6"]),
        (0, 9999, ["0", "2000", "4000", "6000", "8000"]),
        (0.24, 0.26, ["0.240", "0.245", "0.250", "0.255", "0.260"]),
    ],
)
def test_ticks_are_round(low, high, expected):
    assert tick_texts(axis_ticks(low, high)) == expected


def test_the_boundary_is_where_the_class_changes():
    """A network that says x1 > 0.25."""
    network = [Layer(np.array([[100.0], [0.0]]), np.array([-25.0]), "sigmoid")]
    points = grid_points([0, 1], [0, 1], 100)
    assert points[0].tolist() == [0.005, 0.995]
    X, y = np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([[0.0], [1.0]])
    area = layout_boundary(network, X, y, "A line", grid=200).shapes[0]
    edge = np.nonzero(area["cells"][50] == len(area["colours"]) - 1)[0]
    low, high = -1 / 12, 13 / 12
    assert abs(low + (edge.min() + 0.5) / 200 * (high - low) - 0.25) < 0.01
    assert grid_colours(np.eye(3)[[0, 1, 2, 2]], 2, 1)[0, 0] == 0


@unwarned
def test_classes_differ_in_colour_and_mark():
    y = np.eye(3)[np.arange(30) % 3]
    picture = layout_scatter(np.arange(60.0).reshape(30, 2), y, "Three classes")
    marks = [(shape["fill"], shape["mark"]) for shape in picture.shapes if shape["shape"] == "dots"]
    assert (
        len(set(marks)) == len({fill for fill, _ in marks}) == len({mark for _, mark in marks}) == 3
    )


def test_network_and_heat_maps_say_what_they_leave_out():
    wide = [
        Layer(np.ones((30, 12)), None, "relu"),
        Layer(-np.ones((12, 1)), np.zeros(1), "sigmoid"),
    ]
    said = texts(layout_network(wide, "30-12-1"))
    assert "... 20 more" in said and "... 2 more" in said and "b 0.00" in said
    picture = layout_heat({"W_1": wide[0].W, "W_2": wide[1].W}, "Weights")
    assert "W_1, 30 x 12" in texts(picture) and texts(picture).count("-1.00") == 14


def test_equations_and_places():
    assert equation("Z", 2, 3, False) == "Z_2 = A_1 W_2"
    assert equation("dA", 1, 2) == "-dA_1 = -dZ_2 W_2^T"
    assert name_places(2)["hiddenlayer_activations"] == ("A", 1) and name_places(3)["wh2"] == (
        "W",
        2,
    )


def test_small_things():
    assert text_width("ii", 10) < text_width("nn", 10) < text_width("ww", 10)
    assert fit_text("a long text", 12, 20) < 12 and fit_text("a", 12, 100) == 12
    assert mixed_colours("#000000", "#FFFFFF", 3) == ["#000000", "#808080", "#FFFFFF"]
    assert format_cells(np.array([[1.0, -0.0]]), 3) == [["1", "0"]]
    both = beside([layout_sheet(tables_of("one_unit"), "Sheet")] * 3, 2)
    assert len(both.shapes) % 3 == 0
    assert (
        rectangle(0, 0, 1, 1, "#FFFFFF")["line"] is None
        and label(0, 0, "a", 9, "#000000")["anchor"] == "left"
    )
