"""The live workbook: a training run as a spreadsheet in which all but the inputs are formulas.

The steps are those of "Understanding and coding Neural Networks From Scratch in Python and R".

>>> from twinmlp.base.files import fixture_path, read_document
>>> from twinmlp.workbook.draw import build_workbook
>>> case = read_document(fixture_path("cases/article_a_uniform.json"), "case")
>>> build_workbook(case, 1).sheetnames
['Inputs', 'Error', 'Step 1', 'Final']

- formulas: each step of training as a formula; cells: blocks of cells as data
- sheets: one sheet for each step; book: all sheets; draw: the workbook by openpyxl
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ..base.spreadsheet import require_spreadsheets


def workbook_module(name: str) -> Any:
    """A module of the workbook, loaded when needed: all else works without openpyxl."""
    require_spreadsheets()
    return import_module("." + name, __name__)
