"""What trains but cannot have been meant: one text in both languages, byte for byte, in programs and on the command line."""

from __future__ import annotations

import json
import warnings

import numpy as np
import pytest
from bridge import ROOT
from programs import run_both
from twinmlp.base.errors import TwinMLPError
from twinmlp.model.mlp import MLP

TABLE = json.loads((ROOT / "fixtures/warnings.json").read_text(encoding="utf-8"))
EXAMPLES = {example["id"]: example for example in TABLE["examples"]}


def python_says(example):
    """The texts of Python's warnings, and the code of an error."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            MLP(**example["arguments"]).fit(example["X"], example["y"], example.get("validation"))
            ended = []
        except TwinMLPError as error:
            ended = [error.code]
    return [str(warning.message) for warning in caught] + ended


@pytest.fixture(scope="module")
def r_says(r_package):
    """The texts of R's warnings about an example, which is handed over as JSON."""
    import rpy2.robjects as ro

    return ro.r("""
      function(text) {
        example <- jsonlite::parse_json(text)
        texts <- character(0)
        rows <- function(X) do.call(rbind, lapply(X, unlist))
        validation <- if (!is.null(example$validation)) lapply(example$validation, rows)
        data <- list(rows(example$X), rows(example$y), validation = validation)
        ended <- tryCatch(
          withCallingHandlers({
            do.call(twinmlp::mlp, c(data, example$arguments))
            NULL
          }, warning = function(warning) {
            texts <<- c(texts, conditionMessage(warning))
            invokeRestart("muffleWarning")
          }),
          twinmlp_error = function(error) error$code
        )
        c(texts, ended)
      }
    """)


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_examples(example, r_says):
    python = python_says(example)
    assert list(map(str, r_says(json.dumps(example)))) == python == example["texts"]


@pytest.mark.parametrize("seed", range(12))
def test_random_trainings(seed, r_says):
    """Runs of all kinds, most of which cannot have been meant: the same warnings."""
    random = np.random.RandomState(seed)
    choose = lambda values: values[random.randint(len(values))]
    scale = choose([0.01, 1.0, 100.0])
    example = {
        "X": (random.normal(size=(30, 2)) * scale).tolist(),
        "y": (random.normal(size=(30, 1)) * choose([0.1, 1.0, 10.0])).tolist(),
        "arguments": {
            "hidden": choose([2, 3, [4, 4]]),
            "activation": choose(["sigmoid", "tanh", "relu", "softplus"]),
            "output_activation": choose(["identity", "identity", "sigmoid", "relu"]),
            "reduction": choose(["sum", "mean"]),
            "optimizer": choose(["sgd", "adam", "lbfgs"]),
            "learning_rate": choose([1e-6, 1e-3, 0.01]),
            "epochs": choose([1, 5, 30]),
            "seed": seed,
            "arithmetic": "reproducible",
        },
    }
    if seed % 3 == 0:
        example["arguments"] |= {"patience": 3, "threshold": 1e-3, "validation_fraction": 0.3}
    assert list(map(str, r_says(json.dumps(example)))) == python_says(example)


def test_the_command_line_says_each_once(tmp_path):
    example = EXAMPLES["wages_sigmoid"]
    data = {"X": example["X"], "y": [[y] for y in example["y"]]}
    (tmp_path / "data.json").write_text(json.dumps(data))
    words = ["train", "data.json", "--out", "n.json", "--epochs", "2", "--patience", "9"]
    python, r = run_both(*words, cwd=tmp_path)
    limit = "`patience` of 9 epochs was not reached in 2 epochs: use more epochs, or a smaller patience."
    assert python == r and r[0] == 0
    assert r[2] == f"warning: {example['texts'][0]}\nwarning: {limit}\n"
