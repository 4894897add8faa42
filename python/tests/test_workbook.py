"""The live workbook, recalculated by LibreOffice: a third implementation, held against the true values."""

from __future__ import annotations

import shutil
import subprocess
import zipfile

import numpy as np
import pytest
from helpers import case, refused
from openpyxl import load_workbook
from twinmlp.base.errors import TwinMLPError
from twinmlp.base.files import read_document, write_json
from twinmlp.cli.workbook import workbook_trace_command
from twinmlp.conformance.truth import oracle
from twinmlp.trace.compare import compare_traces
from twinmlp.trace.quantities import quantities
from twinmlp.workbook.cells import cell_name
from twinmlp.workbook.draw import build_workbook, write_workbook
from twinmlp.workbook.reading import workbook_trace

ALLOWED = 1e-12


def short(id, epochs=20, **changes):
    """A case of the fixtures, cut to some epochs, all of them recorded."""
    document = {**case(id), **changes}
    document["training"] = {**document["training"], "epochs": epochs}
    n, size = len(document["data"]["X"]), document["training"]["batch_size"]
    document["record"] = {"steps": list(range(epochs * -(-n // (size or n))))}
    return document


def deep_case():
    """Three layers, forty samples, the mean of the loss."""
    draws = np.random.default_rng(5)
    X = draws.uniform(-1, 1, (40, 2)).round(2)
    layers = [(2, 5, "tanh"), (5, 4, "relu"), (4, 1, "sigmoid")]
    return {
        **case("article_a_uniform"),
        "id": "deep_40",
        "title": "Three layers, forty samples",
        "network": {
            "layers": [
                {"inputs": a, "units": b, "activation": f, "bias": True} for a, b, f in layers
            ]
        },
        "loss": {"name": "half_squared_error", "reduction": "mean"},
        "optimizer": {"name": "sgd", "learning_rate": 0.5},
        "training": {
            "epochs": 2,
            "batch_size": None,
            "order": "sequential",
            "seed": 42,
            "generator": "numpy",
        },
        "data": {
            "X": X.tolist(),
            "y": (X[:, :1] * X[:, 1:] > 0).astype(float).tolist(),
            "sample_weight": None,
        },
        "parameters": [
            {
                "W": draws.normal(size=(a, b)).round(3).tolist(),
                "b": draws.normal(size=b).round(3).tolist(),
            }
            for a, b, _ in layers
        ],
        "record": {"steps": [0, 1]},
    }


def other_inputs(document):
    """The article's case with another sample, weight and learning rate."""
    changed = {
        **document,
        "id": "changed",
        "data": {**document["data"], "X": [[1, 0, 1, 0], [1, 0.5, 1, 1], [0, 1, 0, 1]]},
    }
    changed["optimizer"] = {"name": "sgd", "learning_rate": 0.75}
    W = [list(row) for row in document["parameters"][0]["W"]]
    W[3][2] = -1.25
    changed["parameters"] = [{**document["parameters"][0], "W": W}, document["parameters"][1]]
    return changed


CURVED = ("leaky_relu", "elu", "selu", "softplus", "softsign", "silu", "gelu", "hard_sigmoid")
CASES = {
    "article": short("article_a_uniform"),
    "deep": deep_case(),
    "batches": short("minibatch_remainder", 3),
    "mixed": short("mixed_activations", 3),
    **{name: short(f"{name}_hidden", 3) for name in CURVED},
    "changed": other_inputs(short("article_a_uniform")),
}


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory):
    """The workbooks of all cases, recalculated in one go; the changed one is the article's with other numbers typed into it."""
    folder = tmp_path_factory.mktemp("workbooks")
    for name, document in CASES.items():
        if name != "changed":
            write_workbook(document, folder / f"{name}.xlsx")
    book = load_workbook(folder / "article.xlsx")
    inputs = book["Inputs"]
    for name, place, value in (("X", (1, 1), 0.5), ("wh", (3, 2), -1.25)):
        first = inputs.defined_names[name].attr_text.split("!")[1].replace("$", "").split(":")[0]
        inputs[first].offset(*place).value = value
    inputs[
        book.defined_names["learning_rate"].attr_text.split("!")[1].replace("$", "")
    ].value = 0.75
    book.save(folder / "changed.xlsx")
    program = shutil.which("soffice") or shutil.which("libreoffice")
    assert program, "this test needs LibreOffice Calc; .ci/system.sh installs it"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    books = [str(folder / f"{name}.xlsx") for name in CASES]
    subprocess.run(
        [
            program,
            "--headless",
            profile,
            "--convert-to",
            "xlsx",
            "--outdir",
            str(folder / "out"),
            *books,
        ],
        check=True,
        capture_output=True,
    )
    return {name: folder / "out" / f"{name}.xlsx" for name in CASES}


@pytest.mark.parametrize("name", CASES)
def test_every_cell_is_true(name, recalculated):
    golden = oracle.run(CASES[name])
    trace = workbook_trace(CASES[name], recalculated[name])
    compared = list(zip(quantities(trace), quantities(golden)))
    assert len(compared) == len(list(quantities(golden))) == len(list(quantities(trace)))
    for ours, true in compared:
        assert ours[:4] == true[:4]
        np.testing.assert_allclose(
            np.asarray(ours.values, float),
            np.asarray(true.values, float),
            rtol=0,
            atol=ALLOWED,
            err_msg=f"{name} {ours[:4]}",
        )


def test_the_cells_become_a_trace_file(recalculated, tmp_path):
    given, out = tmp_path / "case.json", tmp_path / "trace.json"
    write_json(given, CASES["article"])
    assert workbook_trace_command(str(given), str(recalculated["article"]), str(out)) == 0
    found = compare_traces(read_document(out, "trace"), oracle.run(CASES["article"]), 1)
    assert found.first is None and not found.missing


def test_everything_but_the_inputs_is_a_formula():
    book = build_workbook(CASES["article"], 2)
    for title in ("Step 1", "Step 2", "Final"):
        for row in book[title].iter_rows():
            assert not [cell.coordinate for cell in row if isinstance(cell.value, (int, float))]


def test_formulas_can_be_read():
    sheet = build_workbook(CASES["article"], 1)["Step 1"]
    formulas = [
        cell.value.text for row in sheet.iter_rows() for cell in row if hasattr(cell.value, "text")
    ]
    assert "=MMULT(X,wh)+bh" in formulas
    assert "=wh+gradient_wh*learning_rate" in formulas
    assert {
        "X",
        "y",
        "wh",
        "bh",
        "wout",
        "bout",
        "output",
        "E",
        "d_hiddenlayer",
        "wh_updated",
    } <= set(sheet.defined_names)


def test_the_error_has_a_chart_of_twenty_epochs():
    sheet = build_workbook(CASES["article"])["Error"]
    assert len(sheet._charts) == 1
    assert sheet.max_row == 22


def test_names_are_not_taken_for_cells():
    assert [cell_name(name) for name in ("wh", "wh1", "bh12", "hidden_layer_input1")] == [
        "wh",
        "wh_1",
        "bh_12",
        "hidden_layer_input1",
    ]


def test_a_workbook_that_was_never_recalculated_is_refused(tmp_path):
    write_workbook(CASES["article"], tmp_path / "book.xlsx", 1)
    with refused(
        "E_FORMAT",
        '`workbook` must be recalculated and saved by a spreadsheet program, got no value in loss on "Step 1".',
    ):
        workbook_trace(CASES["article"], tmp_path / "book.xlsx")


def test_a_title_is_text_and_never_a_formula(tmp_path):
    document = {**case("one_unit"), "title": "=1+1"}
    write_workbook(document, tmp_path / "b.xlsx", 1)
    cell = load_workbook(tmp_path / "b.xlsx")["Inputs"]["A1"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb:
        with bomb.open("xl/workbook.xml", "w") as part:
            for _ in range(201):
                part.write(b"\0" * 1_000_000)
    with refused(
        "E_FORMAT",
        f'`workbook` must be an .xlsx file that twinmlp wrote, got "{tmp_path}/bomb.xlsx".',
    ):
        workbook_trace(case("one_unit"), tmp_path / "bomb.xlsx")


@pytest.mark.parametrize("name", ["Error", "Step 1", "Final"])
def test_a_workbook_without_a_sheet_is_refused(name, tmp_path):
    path = str(tmp_path / "w.xlsx")
    book = build_workbook(case("one_unit"), 1)
    del book[name]
    book.save(path)
    with pytest.raises(TwinMLPError) as refusal:
        workbook_trace(case("one_unit"), path)
    assert refusal.value.code == "E_FORMAT"
