"""Read the answers of a filled-in worksheet: a spreadsheet, a form, or what a page has saved."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

from ..base.errors import fail, quote_json
from ..base.files import read_text
from ..base.spreadsheet import cells_at, open_book, require_spreadsheets
from ..base.structures import check_path
from ..data.cells import DECIMAL
from .book import BOOK_NAMES
from .form import FORM_FACTS, FORM_HEAD

# A name of a box: its block and its labels.
BoxName = tuple[str, str, str]
# Bytes of a spreadsheet, unpacked, and the boxes that it may have.
LARGEST_BOOK, MOST_BOXES = 100_000_000, 10_000


class Answers(NamedTuple):
    """A filled-in sheet: the person's name, which sheet it is, and the numbers in its boxes.

    numbers: by the name of the box; None where nothing, or no number, was written. step: of answers
    that a page has saved the training step, counted from 0; of a sheet None.
    """

    name: str
    case: str
    seed: int
    decimals: int
    numbers: dict[BoxName, float | None]
    step: int | None = None


def read_answers(path: str) -> Answers:
    """Read a filled-in sheet: .xlsx, else a form, .csv."""
    path = check_path(path, "answers")
    facts, boxes = read_book(path) if path.lower().endswith(".xlsx") else read_form(path)
    try:
        seed, decimals = whole_fact(facts["variant"]), whole_fact(facts["decimals"])
        step = whole_fact(facts["step"]) - 1 if "step" in facts else None
        found = {box: as_answer(value) for box, value in boxes}
        case = str(facts["case"])
    except (KeyError, ValueError, TypeError, OverflowError):
        refuse_answers(path)
    if not found or not 1 <= decimals <= 6 or not 0 <= seed < 2**32 or (step or 0) < 0:
        refuse_answers(path)
    name = str(facts.get("name") or "").strip()
    return Answers(name or Path(path).stem, case, seed, decimals, found, step)


def whole_fact(value: Any) -> int:
    """Read a whole number from a spreadsheet or a form.

    A ValueError for what is none.
    """
    number = float(value)
    if number != int(number):
        raise ValueError
    return int(number)


def refuse_answers(path: str) -> Any:
    """Raise the error that a file is not a filled-in sheet."""
    fail("E_FORMAT", "answers", "a worksheet of twinmlp, .xlsx or .csv", quote_json(path))


def as_answer(value: Any) -> float | None:
    """Read a number as people write it, with a point or a comma.

    None for what is none.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number = float(value)
    else:
        text = str("" if value is None else value).strip().replace("\u2212", "-")
        text = text.replace(",", ".") if text.count(",") == 1 else text
        if not DECIMAL.fullmatch(text):
            return None
        number = float(text)
    return number if abs(number) < float("inf") else None


def split_line(line: str, mark: str) -> list[str] | None:
    """Split a line, such as a,"b ""c"", d", into cells; None if a quote is out of place."""
    cells = re.findall(rf'{mark}("(?:[^"]|"")*"|[^{mark}"]*)', mark + line)
    if "".join(mark + cell for cell in cells) != mark + line:
        return None
    return [cell[1:-1].replace('""', '"') if cell.startswith('"') else cell for cell in cells]


def read_form(path: str) -> tuple[dict[str, Any], list[tuple[BoxName, Any]]]:
    """Read the facts and the boxes of a form with cells between commas or semicolons."""
    text = read_text(path, "answers", "a worksheet of twinmlp, .xlsx or .csv", "which is no text")
    lines = [line for line in text.replace("\r", "\n").split("\n") if line]
    mark = ";" if lines and lines[0].count(";") >= len(FORM_HEAD) - 1 else ","
    cells = [split_line(line, mark) or [] for line in lines]
    if not all(cells) or not cells or cells[0][: len(FORM_HEAD)] != FORM_HEAD:
        refuse_answers(path)
    rows = [row + [""] * (len(FORM_HEAD) - len(row)) for row in cells[1:]]
    known = (*FORM_FACTS, "step")
    facts = {row[0]: row[3] for row in rows if row[0] in known}
    return facts, [((r[0], r[1], r[2]), r[3]) for r in rows if r[0] not in known]


def read_book(path: str) -> tuple[dict[str, Any], list[tuple[BoxName, Any]]]:
    """Read the facts and the boxes of a spreadsheet; its second sheet says where they are."""
    require_spreadsheets()
    if not Path(path).is_file():
        fail("E_FILE", "answers", "a readable file", quote_json(path))
    try:
        book = open_book(path, LARGEST_BOOK)
        page, boxes = book[BOOK_NAMES[0]], book[BOOK_NAMES[1]]
        facts = {n: boxes.cell(2, j + 1).value for j, n in enumerate(FORM_FACTS[:-1])}
        named = [row[1].value for row in page.iter_rows(max_row=20) if row[0].value == "Name"]
        found: list[tuple[BoxName, Any]] = []
        last = min(boxes.max_row, 4 + MOST_BOXES)
        for row in boxes.iter_rows(min_row=5, max_row=last, max_col=4, values_only=True):
            key, name, column, address = ("" if value is None else str(value) for value in row)
            found.append(((key, name, column), cells_at(page, address)[0][0]))
    except Exception:  # whatever a broken or foreign file makes the reader say
        refuse_answers(path)
    return {**facts, "name": named[0] if named else None}, found
