"""Every case through every view: pictures and page are made, and their formulas are true."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from helpers import case, refused
from twinmlp import MLP
from twinmlp.base.errors import ChoiceError
from twinmlp.base.files import fixture_path
from twinmlp.base.json_text import to_number
from twinmlp.plots.case import case_pictures, case_step, case_step_tables, case_updates
from twinmlp.trace.article_names import error_formula
from twinmlp.trace.article_steps import article_steps
from twinmlp.trace.case import case_parts
from twinmlp.walkthrough.page import walkthrough_page
from twinmlp.workbook.formulas import check_formulas

CASES = sorted(path.stem for path in Path(fixture_path("cases")).glob("*.json"))
SOFTMAX = "output * (E - row sums of E * output)"
HUBER = "(y - output, at most delta in size)"


def value_of(formula, found, values):
    """What a formula says, worked out by NumPy."""
    delta = getattr(found.parts.config.loss, "parameters", {}).get("delta", 1.0)
    text = formula.replace(HUBER, f"np.clip(y - output, -{delta}, {delta})").replace(
        SOFTMAX, "output * (E - (E * output).sum(axis=1, keepdims=True))"
    )
    rows = found.record["rows"].astype(int)
    weight = None if found.parts.weight is None else found.parts.weight[rows][:, np.newaxis]
    names = {"np": np, "sign": np.sign, "n": len(found.y), "weight": weight, **values}
    return eval(text, names)


@pytest.mark.parametrize("id", CASES)
def test_the_formulas_of_the_error_are_true(id):
    found = case_step(case(id))
    config = found.parts.config
    error = error_formula(config.loss, config.reduction, found.parts.weight is not None)
    steps = article_steps(found.X, found.y, found.before, found.record, error)
    values = {"y": found.y}
    for step in steps[2:]:
        values.update(step.computes)
        for name in set(step.computes) & {"E", "d_output"}:
            left, right = step.formula.split(" = ")
            assert left == name
            expected = value_of(right, found, values)
            assert np.allclose(step.computes[name], expected, rtol=1e-9, atol=1e-12)
    assert [step.number for step in steps if step.number in (5, 7)] == [5, 7]
    # The same formulas stand on the step tables that pictures and pages are made of.
    tables = {table.number: table for table in case_step_tables(found)}
    assert tables[5].formulas and tables[7].formulas and tables[7].notation


@pytest.mark.parametrize("id", CASES[::4])
def test_pictures_and_page_are_made(id, monkeypatch):
    monkeypatch.setattr("twinmlp.walkthrough.sources.run_other", lambda case: None)
    assert {"sheet", "error", "network", "weights", "gradients"} <= set(
        case_pictures(case(id), grid=20)
    )
    page = walkthrough_page(case(id))
    assert page.startswith("<!DOCTYPE html>")


X, Y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1, 0]


@pytest.mark.parametrize("which", ["error", "network", "weights", "boundary"])
def test_a_model_draws_itself(which, tmp_path):
    model = MLP(epochs=5).fit(X, Y)
    path = tmp_path / "picture.svg"
    figure = model.plot(which, data=(X, Y), path=str(path))
    assert figure.get_size_inches().min() > 1 and path.read_text().startswith("<?xml")


def test_pictures_of_a_model_that_are_refused(tmp_path):
    model = MLP(epochs=5).fit(X, Y)
    with refused(
        "E_CHOICE", '`which` must be one of error, network, weights, boundary, got "loss".'
    ):
        model.plot("loss")
    with refused("E_TYPE", '`data` must be (X, y) where `which` is "boundary", got null.'):
        model.plot("boundary")
    with refused(
        "E_TYPE", '`model` must be trained where `which` is "error", got one without losses.'
    ):
        MLP.from_layers(model.trained()).plot()
    with refused("E_CHOICE", '`format` must be one of png, svg, pdf, got "jpg".'):
        model.plot("network", path=str(tmp_path / "a.jpg"))
    with refused("E_RANGE", "`record.steps[0]` must be a step of this run, 4 or less, got 5."):
        model.plot_steps(X, Y, step=5)


def test_the_views_of_a_model(tmp_path):
    model = MLP(hidden=2, epochs=3, output_activation="softmax", loss="cross_entropy")
    labels = ["no", "yes", "yes", "no"]
    model.plot_steps(X, labels, step=2, path=str(tmp_path / "sheet.png"))
    model.walkthrough(X, labels, str(tmp_path / "page.html"), steps=[0, 2])
    assert (tmp_path / "sheet.png").read_bytes().startswith(b"\x89PNG")
    page = (tmp_path / "page.html").read_text()
    # The page holds the loss before training, with all its digits.
    assert to_number(model.trace(X, labels)["steps"][0]["loss"]) in page
    plain = MLP(hidden=2, epochs=3)
    plain.workbook(X, Y, str(tmp_path / "book.xlsx"), epochs=2)
    assert (tmp_path / "book.xlsx").read_bytes().startswith(b"PK")


SIZES = {"length": [1.0, 2.0, 4.0, 5.0], "width": [0.5, 0.25, 2.0, 1.0]}
KINDS = ["small", "small", "large", "huge"]


# What an optimizer keeps is 0 before the first step, but rprop's steps, which start as its rate.
KEPT = ("m", "v", "velocity", "squares", "moves")


def moved(lines, quantity, before, gradient, record):
    """A parameter after its first step, as the lines of the update say."""
    values = dict(part.split(" is ") for part in lines[-1].split(", "))
    values = {name: float(text) for name, text in values.items() if text[0].isdigit()}
    names = {"sqrt": np.sqrt, "sign": np.sign, "max": np.maximum, "min": np.minimum, "t": 1}
    names |= {name: 0.0 for name in KEPT} | values
    names |= {"w": before, "g": gradient, "norm": record.get("gradient_norm")}
    if "sign(g) as before" in " ".join(
        lines
    ):  # no sign before the first step: its steps stay as they are
        return before - np.sign(gradient) * names["learning_rate"]
    for line in lines[:-1]:
        name, formula = line.replace("norm of all gradients", "norm").split(" = ")
        names[name] = eval(formula.replace("^", "**"), names)
    return names["w"]


# Of what lbfgs does the formulas are words; one run ends before its first update.
FIRST_ORDER = [id for id in CASES if case(id)["optimizer"]["name"] != "lbfgs"]
FIRST_ORDER.remove("threshold_at_once")


@pytest.mark.parametrize("id", FIRST_ORDER)
def test_the_formulas_of_the_update_are_true(id):
    """Also of decay, penalty and clipping: from the derivatives of the first step alone."""
    found = case_step(case(id))
    if found.parts.config.frozen is not None:
        return
    for layer, values in zip(found.before, found.record["layers"]):
        for quantity in ["W"] if layer.b is None else ["W", "b"]:
            lines = case_updates(found.parts, found.record)[quantity]
            before, dw = getattr(layer, quantity), np.asarray(values["d" + quantity])
            after = np.asarray(values[quantity])
            if lines:
                expected = moved(lines, quantity, before, dw, found.record)
            else:
                rate = found.parts.config.options["learning_rate"]
                expected = before - found.record.get("learning_rate", rate) * dw
            np.testing.assert_allclose(after, expected, rtol=1e-9, atol=1e-12)


def said(picture):
    """All texts of a picture."""
    return [shape["text"] for shape in picture.shapes if shape["shape"] == "label"]


def test_names_are_those_of_the_data(tmp_path):
    """Of inputs and classes in the case, and so in pictures, page and workbook; defaults without."""
    data = pd.DataFrame(SIZES)
    model = MLP(hidden=2, epochs=3, scale="standard").fit(data, KINDS)
    document = model.case(data, KINDS)
    assert document["inputs"] == ["length", "width"]
    assert document["outputs"] == document["classes"] == ["huge", "large", "small"]
    assert document["title"] == "2-2-3 network, sigmoid, softmax, 15 parameters"
    pictures = case_pictures(document, grid=20)
    assert {"length", "width", "huge", "large", "small"} <= set(said(pictures["sheet"]))
    assert {"length", "width", "huge", "large", "small"} <= set(said(pictures["network"]))
    assert {"length", "width", "huge", "large", "small"} <= set(said(pictures["gradients"]))
    assert {"length", "width", "huge", "large", "small"} <= set(said(pictures["boundary"]))
    assert not {"x1", "x2", "y1", "class 0"} & {t for p in pictures.values() for t in said(p)}
    page = walkthrough_page(document)
    assert '"inputs": ["length", "width"]' in page and ">x1<" not in page
    two = MLP(hidden=2, epochs=3).case(data, ["no", "yes", "no", "yes"])
    assert two["classes"] == ["no", "yes"] and "outputs" not in two
    assert {"no", "yes"} <= set(said(case_pictures(two, grid=20)["scatter"]))
    plain = MLP(hidden=2, epochs=3).case(data.to_numpy(), [1.5, 2, 3, 4])
    assert not {"inputs", "outputs", "classes"} & set(plain)
    assert {"x1", "x2", "y1"} <= set(said(case_pictures(plain, grid=20)["gradients"]))


def test_titles_are_for_people():
    """The title of a case stands in its pictures, and its id nowhere."""
    document = case("adam_minibatch")
    texts = [
        text for picture in case_pictures(document, grid=20).values() for text in said(picture)
    ]
    assert document["title"] in texts and not [t for t in texts if document["id"] in t]


@pytest.mark.parametrize("id", CASES)
def test_a_workbook_is_right_or_refused(id):
    """Only plain gradient descent on squared errors has formulas; what would be wrong is refused."""
    config, document = case_parts(case(id)).config, case(id)
    plain = (config.loss, config.optimizer) == ("half_squared_error", "sgd") and not any(
        (any(config.dropout or ()), config.validation_fraction, config.patience, config.schedule)
    )
    plain = plain and config.threshold is None and config.clipping is None and not config.frozen
    plain = plain and not any((config.penalty or {}).values())
    plain = plain and document["data"].get("sample_weight") is None
    names = [layer["activation"] for layer in document["network"]["layers"]]
    plain = plain and "softmax" not in names
    if plain:
        check_formulas(case_parts(document))
    else:
        with pytest.raises(ChoiceError):
            check_formulas(case_parts(document))
