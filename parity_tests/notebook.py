"""The notebook with its outputs: python parity_tests/notebook.py FILE."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).resolve().parents[1] / "python/notebooks/article.ipynb"


def write_notebook(path: str) -> None:
    """Run the notebook from start to end, and write it."""
    book = nbformat.read(NOTEBOOK, as_version=4)
    folder = {"metadata": {"path": str(NOTEBOOK.parent)}}
    client = NotebookClient(book, kernel_name="python3", resources=folder)
    client.extra_arguments = ["--log-level=ERROR"]
    client.execute()
    nbformat.write(book, path)


if __name__ == "__main__":
    write_notebook(sys.argv[1])
