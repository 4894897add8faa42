"""What the inputs of the fuzzer may speak of: the same models, data, streams and files, made once in each language."""

from __future__ import annotations

import importlib
import json
from copy import copy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import twinmlp
import twinmlp.record
from bridge import LIBRARY, ROOT
from scipy import sparse as scipy_sparse
from sklearn.neural_network import MLPRegressor
from twinmlp.cli.main import main

X, Y = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], [0.0, 1.0, 1.0, 0.0]
LABELS, THREE = ["a", "b", "b", "a"], ["a", "b", "c", "a"]
CASE = json.loads((ROOT / "fixtures/cases/one_unit.json").read_text(encoding="utf-8"))
GOLDEN = (ROOT / "fixtures/golden/one_unit.json").read_text(encoding="utf-8")

# A picture that is drawn and not written needs a device in R, which is a file by itself where there is no screen.
IN_R = """
  options(device = function(...) pdf(NULL))
  X <- cbind(c(0, 1, 0, 1), c(0, 0, 1, 1)); frame <- data.frame(a = X[, 1], b = X[, 2]); y <- c(0, 1, 1, 0)
  labels <- c("a", "b", "b", "a"); three <- c("a", "b", "c", "a"); pair <- list(X, y)
  draws <- stream(42); r_draws <- stream(42, "r"); state <- stream_state(draws)
  ops <- choose_arithmetic("native"); exact <- choose_arithmetic("reproducible")
  model <- mlp(X, y, hidden = 2, epochs = 2, learning_rate = 1)
  labelled <- mlp(frame, three, hidden = 2, epochs = 2, learning_rate = 1)
  weights <- coef(model); watch <- function(...) FALSE; broken <- 1
  case <- read_document("case.json", "case"); golden <- read_document("golden.json", "golden")
  trace <- run_case(case); comparison <- compare_traces(trace, golden)
  layers <- list(list(W = X, b = c(1, 2, 3, 4)[1:2], activation = "tanh"), list(W = X[1:2, ], b = NULL, activation = "identity"))
  sparse <- Matrix::Matrix(X, sparse = TRUE)
  recording <- function() recorder(case)
  net <- nnet::nnet(X, y, size = 2, trace = FALSE)
  deep <- function(n) { x <- list(1); for (i in seq_len(n)) x <- list(x); x }
"""


def deep(n: int) -> Any:
    """A list in a list, n deep."""
    value: Any = [1.0]
    for _ in range(n):
        value = [value]
    return value


class Unfriendly:
    """Something of which whatever is asked fails."""

    def __getattribute__(self, name: str) -> Any:
        if name == "__class__":
            return Unfriendly
        raise RuntimeError(name)

    def __len__(self) -> int:
        raise RuntimeError("len")

    def __array__(self, *_: Any) -> Any:
        raise RuntimeError("array")

    def __repr__(self) -> str:
        raise RuntimeError("repr")


def fit(
    X: Any,
    y: Any,
    validation: Any = None,
    sample_weight: Any = None,
    classes: Any = None,
    **settings: Any,
) -> Any:
    """What mlp is in R: a new model, trained."""
    return twinmlp.MLP(**settings).fit(X, y, validation, sample_weight, classes)


def record(recorder: Any, name: Any, **values: Any) -> Any:
    """Record values whose names, as in R, say nothing."""
    return recorder.record(name, *values.values())


def method(name: str, model: Any, **arguments: Any) -> Any:
    """A method of a copy of a model, because a training changes the model itself."""
    return getattr(twinmlp.MLP, name)(copy(model), **arguments)


def python_world() -> dict[str, Any]:
    """The names that Python's inputs may use, in a folder with the files of `write_files`."""
    names = {name: getattr(twinmlp, name) for name in twinmlp.__all__}
    frame = pd.DataFrame(X, columns=["a", "b"])
    model = fit(X, Y, hidden=2, epochs=2, learning_rate=1)
    trace, golden = twinmlp.run_case(CASE), json.loads(GOLDEN)
    layers = [
        {"W": np.array(X), "b": [1.0, 2.0], "activation": "tanh"},
        {"W": np.array(X[:2]), "b": None, "activation": "identity"},
    ]
    layers[0]["W"] = np.array(X)
    return (
        names
        | {
            "np": np,
            "pd": pd,
            "date": date,
            "timedelta": timedelta,
            "deep": deep,
            "Unfriendly": Unfriendly,
            "fit": fit,
            "Recorder": twinmlp.record.Recorder,
            "recording": lambda: twinmlp.record.Recorder(CASE),
            "record": record,
            "recorded_trace": lambda recorder: recorder.trace,
            "net": MLPRegressor(hidden_layer_sizes=2, max_iter=1, solver="sgd").fit(X, Y),
            "method": method,
            "main": main,
            "sparse": scipy_sparse.csr_matrix(X),
            "X": np.array(X),
            "y": Y,
            "frame": frame,
            "labels": LABELS,
            "three": THREE,
            "pair": (X, Y),
            "draws": twinmlp.stream(42),
            "r_draws": twinmlp.stream(42, "r"),
            "state": twinmlp.stream_state(twinmlp.stream(42)),
            "ops": twinmlp.choose_arithmetic("native"),
            "exact": twinmlp.choose_arithmetic("reproducible"),
            "model": model,
            "labelled": fit(frame, THREE, hidden=2, epochs=2, learning_rate=1),
            "weights": model.coef(),
            "watch": lambda *_: False,
            "broken": 1,
            "case": CASE,
            "golden": golden,
            "trace": trace,
            "comparison": twinmlp.compare_traces(trace, golden),
            "layers": layers,
        }
        | inner_names()
    )


def inner_names() -> dict[str, Any]:
    """Functions that are not exported, through which files are read: the same in both languages."""
    places = {
        "read_json": "base.files",
        "read_table": "data.tables",
        "read_data": "data.data_file",
        "case_parts": "trace.case",
    }
    return {n: getattr(importlib.import_module("twinmlp." + m), n) for n, m in places.items()}


def write_files(folder: Path) -> None:
    """The files that inputs may name."""
    model = fit(X, Y, hidden=2, epochs=2, learning_rate=1, checkpoint=str(folder / "run.json"))
    model.save(str(folder / "network.json"))
    (folder / "case.json").write_text(json.dumps(CASE))
    (folder / "golden.json").write_text(GOLDEN)
    twinmlp.write_json(str(folder / "trace.json"), twinmlp.run_case(CASE))
    (folder / "d.csv").write_text("a,b,y\n" + "".join(f"{a},{b},{t}\n" for (a, b), t in zip(X, Y)))
    for name in ("sheet.csv", "sheet.xlsx"):
        main(["worksheet", "case.json", "--out", name])
    main(["workbook", "case.json", "--out", "book.xlsx", "--epochs", "1"])
    twinmlp.to_safetensors(model, "net.safetensors")
    (folder / "d.json").write_text(json.dumps({"X": X, "y": [[t] for t in Y]}))


def r_world() -> Any:
    """The environment in which R evaluates its inputs."""
    import rpy2.robjects as ro

    ro.r(f'loadNamespace("twinmlp", lib.loc = "{LIBRARY}")')
    world = ro.r("new.env(parent = asNamespace('twinmlp'))")
    ro.r("function(text, world) suppressWarnings(eval(parse(text = text), world))")(IN_R, world)
    return world
