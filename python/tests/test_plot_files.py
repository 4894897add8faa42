"""Pictures as files: formats, curves, the folder of a run."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from helpers import refused
from PIL import Image
from plot_checks import document, tables_of, texts
from twinmlp.base.files import fixture_path
from twinmlp.cli.pictures import boundary_command, pictures_command
from twinmlp.data.datasets import DATA_SETS
from twinmlp.model.mlp import MLP
from twinmlp.nn.layers import Layer
from twinmlp.plots.animation import moving_boundary, moving_places, write_gif
from twinmlp.plots.draw import picture_bytes, write_picture
from twinmlp.plots.shapes import THEMES
from twinmlp.plots.tables import layout_step
from twinmlp.trace.case import case_parts
from twinmlp.walkthrough.index import write_index


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
