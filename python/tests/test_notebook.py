"""The notebook runs from start to end, its figures and step tables show themselves."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from twinmlp.base.files import fixture_path, read_document
from twinmlp.plots.html import show_steps

NOTEBOOK = Path(__file__).resolve().parents[1] / "notebooks/article.ipynb"


@pytest.fixture(scope="module")
def executed():
    book = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(
        book,
        timeout=120,
        kernel_name="python3",
        resources={"metadata": {"path": str(NOTEBOOK.parent)}},
    ).execute()
    return book


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_runs_from_start_to_end(executed):
    """An error in a cell would have stopped it."""
    code = [cell for cell in executed.cells if cell.cell_type == "code"]
    assert len(code) > 10 and all(cell.outputs for cell in code)
    assert not [
        output
        for cell in code
        for output in cell.outputs
        if output.output_type in ("stream", "error")
    ]


def test_shows_pictures_and_tables(executed):
    kinds = [
        kind
        for cell in executed.cells
        for output in cell.get("outputs", [])
        for kind in output.data
    ]
    assert kinds.count("image/png") >= 9
    assert kinds.count("text/html") == 3


def test_is_kept_without_outputs():
    book = nbformat.read(NOTEBOOK, as_version=4)
    assert not [cell for cell in book.cells if cell.get("outputs") or cell.get("execution_count")]


def test_tables_as_html():
    """One caption a matrix, one cell a number, and what is chosen shows itself too."""
    tables = show_steps(read_document(fixture_path("cases/article_a_uniform.json"), "case"))
    html = tables._repr_html_()
    matrices = [table for step in tables for table in step.tables]
    assert html.count("<caption>") == len(matrices)
    assert html.count("<section") == 12
    assert html.count("</td>") == sum(len(t.rows) * len(t.columns) + 1 for t in matrices)
    assert tables[2:4]._repr_html_().count("<section") == 2
