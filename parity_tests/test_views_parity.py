"""The views of both languages: the same page byte for byte, the same workbook cell for cell."""

from __future__ import annotations

import json
import re
import sys

import pytest
from bridge import ROOT, to_r
from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula
from sample import sampled_in_turn
from twinmlp.base.files import read_document, write_json
from twinmlp.trace.record import run_case
from twinmlp.walkthrough.page import playground_page, walkthrough_page, write_playground
from twinmlp.walkthrough.sources import with_steps_before
from twinmlp.workbook.draw import write_workbook

CASES = sorted(path.stem for path in (ROOT / "fixtures/cases").glob("*.json"))
NAMES = {"inputs": "abcdefghijklmnopqrstuvwxyz", "outputs": "PQRSTUVWXYZ"}


@pytest.fixture(scope="module")
def pages(tmp_path_factory, r_package):
    """The page of a case from both languages, each with the other's trace beside its own."""
    folder, raw = tmp_path_factory.mktemp("pages"), r_package.raw

    def make(document):
        path, traces = str(folder / "case.json"), [str(folder / f"{n}.json") for n in "pr"]
        write_json(path, document)
        document = read_document(path, "case")
        wanted = with_steps_before(document, document["record"]["steps"])
        write_json(path, wanted)
        read = raw("read_document")
        write_json(traces[0], run_case(wanted))
        raw("write_json")(to_r(traces[1]), raw("run_case")(read(to_r(path), to_r("case"))))
        write_json(path, document)
        page = raw("walkthrough_page")(read(to_r(path), to_r("case")), to_r(traces[0]))
        return walkthrough_page(document, traces[1]), str(page[0])

    return make


def without_names(page):
    """The page but for the two lines that say which trace is whose."""
    return re.sub(r'"(own|other)": "(R|Python)"', "", page)


@pytest.mark.parametrize("id", sampled_in_turn(CASES, 4))
def test_pages_are_the_same(id, pages, monkeypatch):
    """In the reproducible arithmetic; the oracle, which Python has alone, is left out."""
    monkeypatch.setattr("twinmlp.walkthrough.sources.oracle_trace", lambda case, parts: None)
    document = json.loads((ROOT / f"fixtures/cases/{id}.json").read_text())
    layers = document["network"]["layers"]
    sizes = {"inputs": layers[0]["inputs"], "outputs": layers[-1]["units"]}
    names = {key: list(NAMES[key][:size]) for key, size in sizes.items()}
    long = [name + " <&'\">" for name in names["inputs"]]
    document |= {**names, "inputs": long, "arithmetic": "reproducible"}
    python, r = pages(document)
    assert python.count('"own": "Python"') == r.count('"own": "R"') == 1
    assert without_names(python) == without_names(r)


def test_true_values_are_on_both_pages(pages):
    document = json.loads((ROOT / "fixtures/cases/article_a_uniform.json").read_text())
    golden = json.loads((ROOT / "fixtures/golden/article_a_uniform.json").read_text())
    for page in pages(document):
        text = page[page.index('id="data">') + len('id="data">') :]
        data = json.loads(text[: text.index("</script>")])
        steps, own = (data["traces"][side]["steps"] for side in ("true", "own"))
        at = {step["step"]: step["layers"] for step in own}
        assert len(steps) == len(golden["steps"]) == 5
        for found, true in zip(steps, golden["steps"]):
            for l, expected in enumerate(true["layers"]):
                layer = {
                    **at[true["step"]][l],
                    **found["layers"][l],
                }  # what is the same is left out
                assert layer["dZ"] == expected["dZ"] and layer["W"] == expected["W"]


def test_playgrounds_are_the_same(r_package):
    python, r = playground_page(), str(r_package.raw("playground_page")()[0])
    assert python == r and python.count("@@") == 0


def test_the_page_shows_the_twins_own_lines():
    """Each line of code beside a named step stands in the twin that it is said to be from."""
    words = json.loads((ROOT / "fixtures/walkthrough/words.json").read_text())["steps"]
    folders = {"Python": (ROOT / "python/twinmlp/nn", "*.py"), "R": (ROOT / "r/R", "nn-*.R")}
    for language, (folder, pattern) in folders.items():
        code = "\n".join(path.read_text() for path in sorted(folder.glob(pattern)))
        lines = {line.strip() for line in code.split("\n")}
        shown = {step[language] for step in words.values()} - {""}
        assert len(shown) > 8 and shown <= lines, shown - lines


def test_a_saved_case_is_read_by_both(r_package, tmp_path):
    """What the playground saves after ten steps trains to the same bits in R as in Python."""
    sys.path.insert(0, str(ROOT / "python/tests"))
    from browser import chromium

    page, path = tmp_path / "page.html", tmp_path / "saved.json"
    write_playground(page)
    with chromium() as browser:
        browser.get(page.as_uri())
        path.write_text(browser.execute_script("goTo(9); goOn(1e5); return caseText()"))
    document = read_document(path, "case")
    document["training"]["epochs"] = 10.0
    write_json(path, document)
    raw, traces = r_package.raw, [tmp_path / f"{n}.json" for n in "pr"]
    write_json(traces[0], run_case(document))
    raw("write_json")(
        to_r(str(traces[1])), raw("run_case")(raw("read_document")(to_r(str(path)), to_r("case")))
    )
    python, r = (json.loads(trace.read_text()) for trace in traces)
    assert python["steps"] == r["steps"] and python["steps"][-1]["step"] == 9


BOOKS = {
    "article_a_uniform": 3,
    "minibatch_remainder": 2,
    "gelu_hidden": 2,
    "article_b_training": 2,
}


def cells_of(path):
    """What is in a workbook and seen: values, formulas with their areas, styles, names."""
    book, found = load_workbook(path), {}
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        value = cell.value
        if isinstance(value, ArrayFormula):
            value = (re.sub(r"^(.*):\1$", r"\1", value.ref), value.text)
        if isinstance(value, (int, float)):  # openpyxl writes 16 digits
            value = f"{value + 0.0:.14g}"
        look = (cell.font.b, cell.font.sz, cell.number_format, cell.alignment.horizontal)
        filled = cell.fill.fgColor.rgb[-6:] if cell.fill.fill_type == "solid" else None
        if value is not None or filled is not None:
            found[cell.parent.title, cell.coordinate] = (value, filled, *look)
    names = {
        (sheet.title, name): re.sub(r"^(.*!)(.*):\2$", r"\1\2", area.attr_text)
        for sheet in book
        for name, area in sheet.defined_names.items()
    }
    return book, found, names


# The bars in the cells of R's losses are an extension that openpyxl does not know.
@pytest.mark.filterwarnings("ignore:.*extension is not supported")
@pytest.mark.parametrize("id", BOOKS)
def test_workbooks_are_the_same(id, r_package, tmp_path):
    case, (python, r) = (
        str(ROOT / f"fixtures/cases/{id}.json"),
        (str(tmp_path / f"{n}.xlsx") for n in "pr"),
    )
    write_workbook(read_document(case, "case"), python, BOOKS[id])
    raw = r_package.raw
    raw("write_workbook")(raw("read_document")(to_r(case), to_r("case")), to_r(r), to_r(BOOKS[id]))
    (book, cells, names), (twin, r_cells, r_names) = cells_of(python), cells_of(r)
    assert book.sheetnames == twin.sheetnames
    assert list(book.defined_names) == list(twin.defined_names) == ["learning_rate"]
    assert names == r_names and len(names) > 20
    assert cells == r_cells and len(cells) > 200
    for ours, theirs in zip(book, twin):
        assert ours.freeze_panes == theirs.freeze_panes == "A2"
        assert ours.page_setup.orientation == theirs.page_setup.orientation == "portrait"
        assert ours.page_setup.fitToHeight == theirs.page_setup.fitToHeight == 0
