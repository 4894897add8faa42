"""Programs of listings: what they hold, and what is refused."""

from __future__ import annotations

import re

import pytest
from helpers import case, refused
from twinmlp import MLP
from twinmlp.cli.main import main
from twinmlp.listing.expressions import express, shortest
from twinmlp.listing.program import listing_text
from twinmlp.listing.table import listing_table
from twinmlp.nn.activations import ACTIVATIONS
from twinmlp.nn.losses import LOSSES
from twinmlp.optim.optimizers import OPTIMIZERS
from twinmlp.optim.schedules import SCHEDULES
from twinmlp.trace.formulas import formula_table, optimizer_entry

LANGUAGES = listing_table()["languages"]


def test_every_language_has_every_statement():
    kinds = {name: set(language["statements"]) for name, language in LANGUAGES.items()}
    assert all(found == kinds["python"] for found in kinds.values())
    words = {name: set(language["words"]) for name, language in LANGUAGES.items()}
    assert all(found == words["python"] for found in words.values())


def test_there_are_formulas_for_all_that_a_listing_can_have():
    assert set(formula_table("activations")) == set(ACTIVATIONS)
    assert set(formula_table("losses")) == set(LOSSES)
    assert set(listing_table()["schedules"]) - {"warmup"} == set(SCHEDULES)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_has_the_formulas_that_pages_pictures_and_sheets_show(name):
    """A row of formulas.json for every choice that has lines of its own; of first-order ones every
    name in the lines is an option, a first value of listing.json, or given before it is used.
    """
    options = {n: option.default for n, option in OPTIMIZERS[name].options.items()}
    others = {"epsilon_mode": "hat", "backtracking": not options.get("backtracking")}
    choices = [options] + [{**options, n: v} for n, v in others.items() if n in options]
    rows = {optimizer_entry(name, choice) for choice in choices}
    table, own = formula_table("optimizers"), listing_table()["optimizers"]
    assert rows <= set(table), f"fixtures/formulas.json has no lines of {sorted(rows - set(table))}"
    for row in rows if OPTIMIZERS[name].search is None else ():
        lines = own.get(row) or table[row]
        known = {"w", "g", "t", "learning_rate", *options, *listing_table()["kept"]}
        for target, text in (line.split(" = ") for line in lines):
            assert set(re.findall(r"\b[a-z]\w*\b(?!\()", text)) <= known, (row, text)
            known.add(target)


@pytest.mark.parametrize(
    "language, expected",
    [
        ("python", "np.where(Z > 0, np.maximum(Z, 2), np.where(Z < -1, Z**2, (Z - 1)**2)) * w"),
        ("r", "ifelse(Z > 0, pmax(Z, 2), ifelse(Z < -1, Z^2, (Z - 1)^2)) * w"),
        (
            "c",
            "(Z[i] > 0 ? fmax(Z[i], 2) : (Z[i] < -1 ? pow(Z[i], 2) : pow(Z[i] - 1, 2))) * w[i / 3]",
        ),
        (
            "javascript",
            "(Z[i] > 0 ? Math.max(Z[i], 2) : (Z[i] < -1 ? Z[i] ** 2 : (Z[i] - 1) ** 2))"
            " * w[Math.floor(i / 3)]",
        ),
    ],
)
def test_a_formula_in_the_words_of_each_language(language, expected):
    formula = "if(#Z > 0, max(#Z, 2), if(#Z < -1, #Z^2, (#Z - 1)^2)) * %w"
    assert express(formula, LANGUAGES[language], 3) == expected


def test_numbers_have_as_many_digits_as_they_need():
    values = [0.1, 1.0, -2.0, 1 / 3, 0.1 + 0.2, 1e-8, 2.0**-1074, 1e300, 123456789.123456789]
    assert [float(shortest(value)) for value in values] == values
    assert [shortest(value) for value in values[:3]] == ["0.1", "1", "-2"]


def test_the_article_s_steps_stand_in_their_order():
    text = listing_text(case(), "python", "article")
    steps = [int(number) for number in re.findall(r"# Steps? (\d+)", text)]
    assert steps == [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11]
    for line in (
        "hidden_layer_input = X @ wh + bh",
        "output = sigmoid(output_layer_input)",
        "E = y - output",
        "slope_hidden_layer = derivatives_sigmoid(hiddenlayer_activations)",
        "Error_at_hidden_layer = d_output @ wout.T",
        "bh = bh + d_hiddenlayer.sum(axis=0) * learning_rate",
    ):
        assert f"    {line}\n" in text


def test_what_has_no_lines_is_refused():
    with refused(
        "E_CHOICE",
        "`dropout` must be left out in a listing, which has no lines for it, got a value.",
    ):
        listing_text(case("dropout_half"))
    with refused(
        "E_CHOICE",
        "`optimizer` must be one of sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw,"
        ' adadelta, rprop, got "lbfgs".',
    ):
        listing_text(case("lbfgs"))
    with refused(
        "E_CHOICE",
        "`style` must be plain where the update is more than learning_rate times the gradient,"
        ' got "article".',
    ):
        listing_text(case("adam"), "python", "article")
    X, y = [[float(i % 7), 1.0] for i in range(7000)], [0.0] * 7000
    with refused(
        "E_RANGE",
        "`data` must be of at most 20000 numbers in a listing, weights counted in, got 21009.",
    ):
        listing_text(MLP(epochs=1).case(X, y))
    with refused("E_CHOICE", '`language` must be one of python, r, c, javascript, got "perl".'):
        listing_text(case(), "perl")


def test_a_title_is_no_code():
    """A case may come from anybody."""
    document = case("adam") | {"title": "harmless\nimport os\u2028os.abort()"}
    text = listing_text(document)
    assert text.startswith("# harmless\\u000aimport os\\u2028os.abort()\n")


def test_the_command_and_the_method(tmp_path, capsys):
    out = tmp_path / "network.py"
    assert main(["listing", "adam", "--out", str(out)]) == 0
    assert out.read_text() == listing_text(case("adam"))
    X, y = [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1]
    model = MLP(hidden=2, epochs=4)
    model.listing(X, y, str(out), "r")
    assert out.read_text() == listing_text(model.case(X, y), "r")
    model.fit(X, y).save(str(tmp_path / "network.json"))
    (tmp_path / "data.csv").write_text("a,b,y\n0,1,0\n1,0,1\n1,1,1\n")
    files = [str(tmp_path / "network.json"), "--data", str(tmp_path / "data.csv")]
    assert main(["listing", *files, "--out", str(out), "--language", "c"]) == 0
    assert "static double W1[] = {" in out.read_text()
    assert shortest(model.network[0].W[0, 0]) in out.read_text()
    assert main(["listing", "lbfgs", "--out", str(out)]) == 2
    assert capsys.readouterr().err.startswith("`optimizer` must be one of sgd,")
