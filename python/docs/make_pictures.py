"""Make the README's three pictures: `python python/docs/make_pictures.py`. The same versions give the same bytes."""

from __future__ import annotations

from pathlib import Path

from twinmlp.base.files import fixture_path, read_document
from twinmlp.cli.article_pictures import published_curve, published_run, trained_on
from twinmlp.data.datasets import DATA_SETS
from twinmlp.plots.boundary import layout_boundary
from twinmlp.plots.case import case_step, case_step_tables
from twinmlp.plots.draw import write_picture
from twinmlp.plots.network import layout_network
from twinmlp.plots.shapes import beside
from twinmlp.plots.tables import layout_step

HERE = Path(__file__).parent


def main() -> None:
    """Two steps as tables; the moons' error and boundary; a trained network."""
    case = read_document(fixture_path("cases/article_a_uniform.json"), "case")
    tables = case_step_tables(case_step(case))
    write_picture(beside([layout_step(tables[2]), layout_step(tables[9])]), HERE / "steps.png", 1.3)
    moons, (arguments, _) = DATA_SETS["article_c"](), published_run("article_c")
    curve = published_curve("article_b", "The walk-through: mean error", "light", "Python")[1]
    boundary = layout_boundary(
        trained_on(moons, **arguments).trained(),
        moons.X,
        moons.y,
        "Moons after 10000 epochs",
        grid=400,
    )
    write_picture(beside([curve, boundary]), HERE / "curves.png", 1.1)
    data = DATA_SETS["article_a"]()
    network = trained_on(data, initializer="uniform", epochs=5000).trained()
    write_picture(
        layout_network(network, "The article's network after 5000 epochs"),
        HERE / "network.png",
        1.3,
    )


if __name__ == "__main__":
    main()
