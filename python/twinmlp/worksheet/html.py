"""A worksheet as a page for A4, with an answer key on pages of its own."""

from __future__ import annotations

import re

from ..base.files import fixture_path, read_text
from ..plots.html import escape_html
from .blanks import SheetBlock
from .cells import SHEET_NAMES, cell_texts, sheet_heading, sheet_text, task_text
from .sheet import Worksheet, number_of_blanks
from .table import worksheet_table

# Blocks of more columns have narrower boxes.
WIDE_BLOCK = 7


def worksheet_html(sheet: Worksheet, key: bool = False) -> str:
    """The page of a sheet."""
    body = sheet_body(sheet, False) + ("\n" + sheet_body(sheet, True) if key else "")
    texts = {"title": escape_html(sheet.title), "style": worksheet_part("sheet.css"), "body": body}
    pieces = worksheet_part("sheet.html").split("@@")
    pieces[1::2] = [texts[name].rstrip("\n") for name in pieces[1::2]]
    return "".join(pieces)


def worksheet_part(name: str) -> str:
    """Read a part of the page's template."""
    return read_text(fixture_path(f"worksheet/{name}"), "worksheet", "a text file", "which is none")


def sheet_body(sheet: Worksheet, answers: bool) -> str:
    """The sheet itself, or its answer key."""
    blanks = number_of_blanks(sheet)
    lines = [
        f'<section class="{"key" if answers else "sheet"}">',
        f"<h1>{sheet_heading(answers)}</h1>",
        f'<p class="title">{escape_html(sheet.title)}</p>',
    ]
    if not answers:
        points = f"{sheet_text('points')} <b>&nbsp;&nbsp;&nbsp;&nbsp;/ {blanks}</b>"
        name, date = sheet_text("name"), sheet_text("date")
        lines.append(
            f'<div class="person"><span class="wide">{name}</span><span>{date}</span>'
            f"<span>{points}</span></div>"
        )
    facts = {**sheet.facts, "case": sheet.id, "variant": f"{sheet.seed}"}
    items = [
        f"<li>{sheet_text(name)}: <b>{escape_html(text)}</b></li>" for name, text in facts.items()
    ]
    lines.append(f'<ul class="facts">{"".join(items)}</ul>')
    if not answers:
        lines.append(f'<p class="task">{task_text(sheet.decimals)}</p>')
        lines.append(f'<p class="small">{marked_up(sheet_text("letters"))}</p>')
    for part, title in worksheet_table()["parts"].items():
        blocks = [block for block in sheet.blocks if block.part == part]
        if answers:
            blocks = [block for block in blocks if block.blank.any()]
        if blocks:
            tables = [block_html(block, sheet.decimals, answers) for block in blocks]
            lines += [f"<h2>{title}</h2>", '<div class="blocks">', *tables, "</div>"]
    return "\n".join([*lines, "</section>"])


def block_html(block: SheetBlock, decimals: int, answers: bool) -> str:
    """A block: its formula, and its numbers as a table."""
    formula = f'<p class="formula">{marked_up(block.formula)}</p>' if block.formula else ""
    heads = "".join(f'<th scope="col">{escape_html(name)}</th>' for name in block.columns)
    rows = []
    for name, texts, blanks in zip(block.rows, cell_texts(block, decimals), block.blank):
        cells = "".join(
            f'<td class="{"given" if not blank else "answer" if answers else "blank"}">'
            f"{text if answers or not blank else ''}</td>"
            for text, blank in zip(texts, blanks)
        )
        side = f'<th scope="row">{escape_html(name)}</th>' if name else '<td class="none"></td>'
        rows.append(f"<tr>{side}{cells}</tr>")
    head = f"<thead><tr><td></td>{heads}</tr></thead>" if any(block.columns) else ""
    caption = f"<caption>{marked_up(block_symbol(block))}</caption>"
    wide = ' class="wide"' if len(block.columns) > WIDE_BLOCK else ""
    table = f"<table{wide}>{caption}{head}<tbody>{''.join(rows)}</tbody></table>"
    return f'<div class="block">{formula}{table}</div>'


def block_symbol(block: SheetBlock) -> str:
    """Return the symbol of a block."""
    return {"loss": "J"}.get(block.key, block.key.replace("new_", "new "))


def marked_up(text: str) -> str:
    """A formula with its layers as small numbers below, and T above."""
    text = re.sub(SHEET_NAMES, r"\1<em>\2</em><sub>\3</sub>", escape_html(text))
    return text.replace("^T", "<sup>T</sup>").replace("^2", "<sup>2</sup>")
