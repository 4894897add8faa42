"""Pictures: what they say, that nothing in them overlaps or runs over, and the files they become."""

from __future__ import annotations

import io
import re
import time

import numpy as np
import pytest
from helpers import case, load, refused, unwarned
from PIL import Image
from test_workbook import deep_case
from twinmlp.base.files import fixture_path
from twinmlp.cli.article_pictures import published_curve, published_run
from twinmlp.cli.pictures import boundary_command, pictures_command
from twinmlp.data.datasets import DATA_SETS
from twinmlp.model.mlp import MLP
from twinmlp.nn.layers import Layer
from twinmlp.plots.animation import moving_boundary, moving_places, write_gif
from twinmlp.plots.axes import axis_ticks, tick_texts
from twinmlp.plots.boundary import (
    grid_colours,
    grid_points,
    layout_boundary,
    layout_scatter,
    mixed_colours,
)
from twinmlp.plots.case import case_pictures, case_step, case_step_tables, step_files
from twinmlp.plots.curves import layout_curve, thinned
from twinmlp.plots.draw import picture_bytes, write_picture
from twinmlp.plots.heat import layout_heat
from twinmlp.plots.network import layout_network
from twinmlp.plots.notation import equation, name_places
from twinmlp.plots.shapes import THEMES, beside, fit_text, label, rectangle, text_width
from twinmlp.plots.steps import format_cells, step_tables
from twinmlp.plots.tables import layout_sheet, layout_step
from twinmlp.trace.article_steps import article_steps
from twinmlp.trace.case import case_parts
from twinmlp.walkthrough.index import write_index

CASES = [
    "article_a_uniform",
    "article_b_first_update",
    "minibatch_remainder",
    "three_hidden_layers",
    "mixed_activations",
    "regression_two_outputs",
]


def document(id):
    """A case, cut to two epochs."""
    found = deep_case() if id == "deep_40" else case(id)
    found = {**found, "training": {**found["training"], "epochs": 2}}
    found.pop("record", None)
    return found


def tables_of(id, **options):
    return case_step_tables(case_step(document(id)), **options)


def texts(picture):
    return [shape["text"] for shape in picture.shapes if shape["shape"] == "label"]


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


@pytest.mark.parametrize("kind, start", [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_formats(kind, start, tmp_path):
    picture = layout_step(tables_of("article_a_uniform")[2])
    write_picture(picture, tmp_path / f"step.{kind}")
    content = (tmp_path / f"step.{kind}").read_bytes()
    assert content.startswith(start)
    assert content == picture_bytes(picture, kind)
    if kind == "svg":
        assert b"hidden_layer_input = matrix_dot_product(X, wh) + bh" in content


def test_an_unknown_format_is_refused(tmp_path):
    with refused("E_CHOICE", '`format` must be one of png, svg, pdf, got "jpeg".'):
        write_picture(layout_step(tables_of("article_a_uniform")[2]), tmp_path / "step.jpeg")


def test_the_picture_has_the_colours_it_says():
    """The middle of a cell is yellow, the corner is paper."""
    picture = layout_step(tables_of("article_a_uniform")[0], "dark")
    image = Image.open(io.BytesIO(picture_bytes(picture, "png", 1))).convert("RGB")
    cell = next(shape for shape in picture.shapes if shape["shape"] == "rectangle")
    assert image.size == (round(picture.width), round(picture.height))
    assert (
        "#%02X%02X%02X" % image.getpixel((round(cell["x"]) + 3, round(cell["y"]) + 3))
        == cell["fill"]
    )
    assert "#%02X%02X%02X" % image.getpixel((1, 1)) == THEMES["dark"]["paper"]


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
def test_a_million_points_in_two_seconds(tmp_path):
    moons = DATA_SETS["article_c"]()
    model = MLP(hidden=10, epochs=2).fit(moons.X, moons.y)
    start = time.process_time()  # the processor's, which other work of the machine does not add to
    write_picture(
        layout_boundary(model.network, moons.X, moons.y, "Moons", grid=1000),
        tmp_path / "boundary.png",
    )
    assert time.process_time() - start < 2


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


def test_animation(tmp_path):
    data, parts = DATA_SETS["xor"](), case_parts(document("article_a_uniform"))
    network = MLP(hidden=3).start(2, 1)
    pictures = moving_boundary(network, data.X, data.y, parts.config._replace(epochs=9), 4, grid=20)
    write_gif(pictures, tmp_path / "xor.gif", scale=0.5)
    with Image.open(tmp_path / "xor.gif") as image:
        assert image.n_frames == len(pictures) == 4
    assert texts(pictures[0])[0] == "epoch 0" and texts(pictures[-1])[0] == "epoch 9"


def test_frames_are_spent_where_the_boundary_moves():
    """A line x1 = c that stands, jumps by 12 of 40 cells, stands, and jumps again as far."""
    X = np.array([[0.0, 0.0], [1.0, 1.0]])

    def line(cells):
        place = -1 / 12 + cells * (14 / 12) / 40
        return [Layer(np.array([[50.0], [0.0]]), np.array([-50.0 * place]), "sigmoid")]

    networks = [line(cells) for cells in (4, 4, 4, 16, 16, 16, 28, 28, 28)]
    assert moving_places(networks, X, 3) == [0, 3, 6, 8]
    assert moving_places([line(4)] * 5, X, 3) == [0, 2, 4]


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


def test_commands_and_index(tmp_path):
    """A folder of pictures of both languages becomes one page."""
    given = str(fixture_path("cases/two_hidden_layers.json"))
    assert pictures_command(given, str(tmp_path / "python"), format="svg") == 0
    assert len(list((tmp_path / "python").glob("*.svg"))) >= 16
    (tmp_path / "r").mkdir()
    (tmp_path / "r/sheet.svg").write_bytes((tmp_path / "python/sheet.svg").read_bytes())
    (tmp_path / "page.html").write_text("<p>", encoding="utf-8")
    (tmp_path / "parity.txt").write_text("1 < 2", encoding="utf-8")
    page = write_index(tmp_path).read_text(encoding="utf-8")
    assert 'href="page.html"' in page and "1 &lt; 2" in page
    assert (
        page.index("python/sheet.svg")
        < page.index("r/sheet.svg")
        < page.index("python/network.svg")
    )
    assert all((tmp_path / name).exists() for name in re.findall(r'src="([^"]+)"', page))


def test_a_boundary_needs_two_features(tmp_path):
    data = DATA_SETS["article_a"]()
    MLP(epochs=1).fit(data.X, data.y).save(str(tmp_path / "network.json"))
    (tmp_path / "data.csv").write_text("a,b,y\n1,2,0\n", encoding="utf-8")
    with refused(
        "E_SHAPE", "`network` must be a network of 2 inputs, and data of 2 features, got 4 and 2."
    ):
        boundary_command(
            str(tmp_path / "network.json"), str(tmp_path / "data.csv"), str(tmp_path / "out.png")
        )
