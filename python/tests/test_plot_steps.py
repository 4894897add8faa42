"""The pictures of a training step: its matrices, colours and places."""

from __future__ import annotations

import numpy as np
import pytest
from plot_checks import document, tables_of, texts
from twinmlp.plots.case import case_pictures, case_step, case_step_tables, step_files
from twinmlp.plots.shapes import THEMES, text_width
from twinmlp.plots.steps import step_tables
from twinmlp.plots.tables import layout_step
from twinmlp.trace.article_steps import article_steps

CASES = [
    "article_a_uniform",
    "article_b_first_update",
    "minibatch_remainder",
    "three_hidden_layers",
    "mixed_activations",
    "regression_two_outputs",
]


def box(shape):
    """Left, top, right and bottom of a text."""
    width, x, y = text_width(shape["text"], shape["size"], shape["bold"]), shape["x"], shape["y"]
    left = x - {"left": 0, "center": width / 2, "right": width}[shape["anchor"]]
    return (
        (left, y - shape["size"] / 2, left + width, y + shape["size"] / 2)
        if not shape["turned"]
        else (x - 6, y - width / 2, x + 6, y + width / 2)
    )


def overlapping(picture):
    """The pairs of texts that lie over each other."""
    boxes = [(box(shape), shape["text"]) for shape in picture.shapes if shape["shape"] == "label"]
    places, names = np.array([b for b, _ in boxes]), [t for _, t in boxes]
    over = (places[:, None, 0] < places[None, :, 2] - 0.5) & (
        places[None, :, 0] < places[:, None, 2] - 0.5
    )
    over &= (places[:, None, 1] < places[None, :, 3] - 0.5) & (
        places[None, :, 1] < places[:, None, 3] - 0.5
    )
    return [(names[i], names[j]) for i, j in zip(*np.nonzero(np.triu(over, 1)))]


def running_over(picture):
    """The texts that leave the paper."""
    shapes = [(box(shape), shape["text"]) for shape in picture.shapes if shape["shape"] == "label"]
    return [
        text
        for (left, top, right, bottom), text in shapes
        if left < 0 or top < 0 or right > picture.width + 1 or bottom > picture.height + 1
    ]


@pytest.mark.parametrize("id", [*CASES, "deep_40"])
def test_every_step_shows_its_matrices(id):
    """Sources first, then what is computed, each with all its numbers; the numbers are those of the recorded step."""
    found = case_step(document(id))
    steps = article_steps(found.X, found.y, found.before, found.record)
    known = {}
    for step, table in zip(
        [step for step in steps if step.computes],
        step_tables(steps, len(found.before), None, 4, 100, 100),
    ):
        assert [t.name for t in table.tables] == [*step.uses, *step.computes]
        assert [t.role for t in table.tables] == ["source"] * len(step.uses) + ["computed"] * len(
            step.computes
        )
        matrices = [known[name] for name in step.uses] + list(step.computes.values())
        for shown, matrix in zip(table.tables, matrices):
            np.testing.assert_allclose(np.array(shown.cells, float), matrix, rtol=0.05, atol=5e-5)
        known.update(step.computes)


def test_the_twelve_steps_of_the_article():
    tables = tables_of("article_a_uniform")
    assert [table.number for table in tables] == list(range(12))
    assert tables[2].formulas == ["hidden_layer_input = matrix_dot_product(X, wh) + bh"]
    assert tables[2].notation == ["Z_1 = X W_1 + b_1"]
    assert tables[2].tables[-1].cells[0] == ["1.265", "2.029", "1.515"]
    assert tables[10].tables[-1].symbol == "W_1, updated"


def test_deeper_networks_repeat_steps():
    tables = tables_of("three_hidden_layers")
    assert [table.number for table in tables] == [
        0,
        1,
        2,
        3,
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
        8,
        9,
        10,
        11,
    ]
    assert step_files(tables)[2:8] == [
        "step_02_1",
        "step_03_1",
        "step_02_2",
        "step_03_2",
        "step_02_3",
        "step_03_3",
    ]
    assert tables[4].title == "Linear transformation at the hidden layer 2"


def test_batches_say_what_is_left_out():
    found = tables_of("deep_40", max_rows=3)
    assert found[0].tables[0].more_rows == 37
    assert "... 37 more rows" in texts(layout_step(found[0]))
    assert found[0].tables[0].rows == ["s1", "s2", "s3"]
    batch = case_step_tables(case_step(document("minibatch_remainder"), 1))
    assert batch[0].tables[0].rows[0] == f"s{len(batch[0].tables[0].rows) + 1}"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("id", [*CASES, "deep_40"])
def test_nothing_overlaps_or_runs_over(id, theme):
    """The boxes of all texts of all pictures of a case."""
    for name, picture in case_pictures(document(id), theme=theme, grid=20).items():
        assert not running_over(picture), name
        if name != "network":  # numbers on lines that cross may touch; they have paper behind them
            assert not overlapping(picture), name


def test_yellow_is_computed_orange_is_a_source():
    picture = layout_step(tables_of("article_a_uniform")[3])
    fills = [shape["fill"] for shape in picture.shapes if shape["shape"] == "rectangle"]
    assert fills == [THEMES["light"]["source"]] * 9 + [THEMES["light"]["computed"]] * 9


@pytest.mark.parametrize("theme", THEMES)
def test_text_stands_out(theme):
    """4.5 to 1 at least, on paper and on cells."""

    def light(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        return sum(
            w * (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4)
            for w, p in zip((0.2126, 0.7152, 0.0722), parts)
        )

    colours = THEMES[theme]
    for ink, ground in (
        ("ink", "paper"),
        ("quiet", "paper"),
        ("on_cell", "computed"),
        ("on_cell", "source"),
    ):
        a, b = sorted((light(colours[ink]), light(colours[ground])))
        assert (b + 0.05) / (a + 0.05) >= 4.5
