"""Cases that are written: every known case comes back from its pieces, and models write theirs alike."""

from __future__ import annotations

import json
import os
import subprocess

import numpy as np
import pytest
from bridge import LIBRARY, ROOT
from twinmlp import MLP, read_document, run_case, write_json
from twinmlp.trace.case import case_parts
from twinmlp.trace.case_file import case_document

CASES = sorted((ROOT / "fixtures/cases").glob("*.json"))
IN_R = """
library(twinmlp)
words <- commandArgs(TRUE)
for (path in dir(words[1L], pattern = "[.]json$", full.names = TRUE)) {
  parts <- twinmlp:::case_parts(read_document(path, "case"))
  write_json(file.path(words[2L], basename(path)), twinmlp:::case_document(parts))
}
"""
MODELS_IN_R = """
library(twinmlp)
words <- commandArgs(TRUE)
x <- rbind(c(0, 1), c(1, 0.5), c(2, -1), c(0.25, 3))
y <- c(0, 1, 1, 0)
masks <- list(list(W = rbind(c(1, 0), c(0, 1)), b = c(1, 0)), list(W = NULL, b = NULL))
write <- function(name, ...) write_json(file.path(words[1L], name), mlp_case(...))
write("masks.json", mlp(x, y, hidden = 2, masks = masks, epochs = 4), x, y, "masks", c(0, 3))
model <- mlp(x, y, hidden = 2, epochs = 4, batch_size = 3, order = "shuffled", dropout = 0.25)
write("weights.json", model, x, y, "weights", c(0, 3), sample_weight = c(1, 2, 0, 0.5))
labels <- c("b", "a", "c", "a")
model <- mlp(x, labels, loss = "cross_entropy", output_activation = "softmax", epochs = 4,
             class_weight = "balanced", scale = "standard")
write("labels.json", model, x, labels, "labels")
model <- mlp(x, y, validation_fraction = 0.25, patience = 2, epochs = 4,
             optimizer = list(name = "rprop", backtracking = FALSE), arithmetic = "reproducible")
write("stopping.json", model, x, y, "stopping", 0)
"""


def in_r(script: str, *words: str) -> None:
    environment = {**os.environ, "R_LIBS": str(LIBRARY)}
    subprocess.run(["Rscript", "-e", script, *words], check=True, env=environment)


def plain(value):
    """Arrays as lists, records as lists of their values, functions by that word."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return "a function" if callable(value) else value


def test_every_known_case_comes_back_from_its_pieces_in_both_languages(tmp_path):
    for language in ("Python", "R"):
        (tmp_path / language).mkdir()
    in_r(IN_R, str(ROOT / "fixtures/cases"), str(tmp_path / "R"))
    for path in CASES:
        parts = case_parts(read_document(path, "case"))
        write_json(tmp_path / "Python" / path.name, case_document(parts))
        python, r = (tmp_path / language / path.name for language in ("Python", "R"))
        assert python.read_bytes() == r.read_bytes(), path.stem
        again = case_parts(read_document(python, "case"))
        for name in parts._fields:
            assert plain(getattr(again, name)) == plain(getattr(parts, name)), (path.stem, name)


X, Y = [[0, 1], [1, 0.5], [2, -1], [0.25, 3]], [0.0, 1, 1, 0]
MASKS = [{"W": [[1, 0], [0, 1]], "b": [1, 0]}, {"W": None, "b": None}]
LABELS = ["b", "a", "c", "a"]
MODELS = {
    "masks": (MLP(hidden=2, masks=MASKS, epochs=4), Y, [0, 3], None),
    "weights": (
        MLP(hidden=2, epochs=4, batch_size=3, order="shuffled", dropout=0.25),
        Y,
        [0, 3],
        [1, 2, 0, 0.5],
    ),
    "labels": (
        MLP(
            loss="cross_entropy",
            output_activation="softmax",
            epochs=4,
            class_weight="balanced",
            scale="standard",
        ),
        LABELS,
        [0],
        None,
    ),
    "stopping": (
        MLP(
            validation_fraction=0.25,
            patience=2,
            epochs=4,
            optimizer={"name": "rprop", "backtracking": False},
            arithmetic="reproducible",
        ),
        Y,
        [0],
        None,
    ),
}


@pytest.fixture(scope="module")
def of_r(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cases")
    in_r(MODELS_IN_R, str(folder))
    return folder


@pytest.mark.parametrize("id", MODELS)
def test_a_model_writes_its_case_alike_and_the_case_runs_as_the_model_trains(id, of_r, tmp_path):
    model, y, steps, weight = MODELS[id]
    path = tmp_path / f"{id}.json"
    write_json(path, model.case(X, y, id, steps, weight))
    assert path.read_bytes() == (of_r / f"{id}.json").read_bytes()
    case = read_document(path, "case")
    trace, run = model.trace(X, y, steps, weight), run_case(case)
    for name in ("steps", "losses", "final"):
        assert json.dumps(plain(trace[name])) == json.dumps(plain(run[name]))
    model.fit(X, y, sample_weight=weight)
    for layer, parameters in zip(model.network, run["final"]["parameters"]):
        assert plain([layer.W, layer.b]) == plain([parameters["W"], parameters["b"]])
