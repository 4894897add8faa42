"""Mistakes to plant in both twins: one line each, the same wrong expression in Python and in R.

A row is (code the checker should name, quantity, Python, R). TEMPLATES says which function an expression is planted
in, and the names it can use. The product has no switches: functions are replaced for as long as `planted` lasts.
"""

from __future__ import annotations

import contextlib
from typing import Any, Callable, Iterator, NamedTuple

import numpy as np

import twinmlp.losses
import twinmlp.network
import twinmlp.training
from twinmlp.activations import ACTIVATIONS
from twinmlp.network import Backward, Forward
from twinmlp.optimizers import OPTIMIZERS


class Row(NamedTuple):
    """One mistake, and the cases it is planted in."""

    code: str
    quantity: str
    python: str
    r: str
    cases: tuple[str, ...]


ANY = ("two_hidden_layers", "mixed_activations", "regression_two_outputs", "logistic_mean")
DEEP = ("two_hidden_layers", "mixed_activations", "regression_two_outputs")
SIGMOID = ("two_hidden_layers", "logistic_mean", "article_b_first_update")
SUMMED = ("two_hidden_layers", "mixed_activations", "tanh_hidden")
MEANS = ("three_hidden_layers", "regression_two_outputs", "logistic_mean")
SQUARE = ("three_hidden_layers",)
BATCHES = ("minibatch_remainder",)
SHUFFLED = ("shuffled_minibatches",)


def rows(quantity: str, *lines: tuple[str, str, str, tuple[str, ...]]) -> list[Row]:
    """Rows on one quantity."""
    return [Row(code, quantity, python, r, cases) for code, python, r, cases in lines]


ROWS = [
    *rows(
        "Z",
        ("BIAS_MISSING", "A @ W", "A %*% W", ANY),
        ("BIAS_TWICE", "A @ W + 2 * b", "Z + rep(b, each = nrow(Z))", ANY),
        ("BIAS_SIGN", "A @ W - b", "A %*% W - rep(b, each = nrow(Z))", ANY),
        ("BIAS_OF_ONE", "A @ W + 1", "A %*% W + 1", ANY),
        ("BIAS_RECYCLED", "A @ W + np.resize(b, Z.size).reshape(Z.shape, order='F')", "A %*% W + as.vector(b)", DEEP),
        ("W_TRANSPOSED", "A @ (W.T if W.shape[0] == W.shape[1] else W) + b0", "A %*% (if (nrow(W) == ncol(W)) t(W) else W) + b0", SQUARE),
        ("W_COLUMN_MAJOR", "A @ W.ravel().reshape(W.shape, order='F') + b", "A %*% matrix(t(W), nrow(W)) + rep(b, each = nrow(Z))", DEEP),
        ("SINGLE_PRECISION", "Z.astype(np.float32).astype(float)", "single(Z)", ANY),
    ),
    *rows(
        "A",
        ("ACTIVATION_MISSING", "Z", "Z", ("article_b_first_update", "saturated_40", "tiny_magnitudes", "one_sample")),
        ("ACTIVATION_SIGN", "f(-Z)", "f(-Z)", ANY),
        ("ACTIVATION_TWICE", "f(f(Z))", "f(f(Z))", ANY),
        ("WRONG_ACTIVATION", "np.tanh(Z)", "tanh(Z)", SIGMOID),
        ("WRONG_ACTIVATION", "1 / (1 + np.exp(-Z))", "1 / (1 + exp(-Z))", ("tanh_hidden", "mixed_activations")),
        ("WRONG_ACTIVATION", "np.where(Z > 0, Z, 0.01 * Z)", "ifelse(Z > 0, Z, 0.01 * Z)", ("relu_kinks", "shuffled_minibatches")),
        ("SINGLE_PRECISION", "f(Z).astype(np.float32).astype(float)", "single(f(Z))", ("two_hidden_layers", "tanh_hidden")),
    ),
    *rows(
        "loss",
        ("NOT_HALVED", "2 * J", "2 * J", ANY),
        ("MEAN_FOR_SUM", "J / n", "J / n", SUMMED),
        ("SUM_FOR_MEAN", "J * n", "J * n", MEANS),
        ("MEAN_OVER_ALL", "((A - y) ** 2).mean() / 2", "mean((A - y)^2) / 2", ("two_hidden_layers", "mixed_activations", "regression_two_outputs")),
        ("LOSS_ROOT", "np.sqrt(((A - y) ** 2).mean())", "sqrt(mean((A - y)^2))", ANY),
        ("LOSS_ABSOLUTE_MEAN", "abs(A - y).mean()", "mean(abs(A - y))", ANY),
        ("LOSS_NOT_SQUARED", "(A - y).sum()", "sum(A - y)", SUMMED),
    ),
    *rows(
        "dA last",
        ("ERROR_SIGN", "-E", "-E", ANY),
        ("NOT_HALVED", "2 * E", "2 * E", ANY),
        ("MEAN_FOR_SUM", "E / n", "E / n", SUMMED),
        ("SUM_FOR_MEAN", "E * n", "E * n", MEANS),
        ("MEAN_OVER_ALL_NOT_HALVED", "2 * (A - y) / A.size", "2 * (A - y) / length(A)",
         ("two_hidden_layers", "mixed_activations", "regression_two_outputs")),
        ("CROSS_ENTROPY_ERROR", "E / (A * (1 - A))", "E / (A * (1 - A))", SIGMOID),
        ("ERROR_SQUARED", "E * E", "E * E", SUMMED),
        ("OVER_BATCH_SIZE", "E * n / 3", "E * n / 3", BATCHES),
        ("OVER_ALL_ROWS", "E * n / 7", "E * n / 7", BATCHES),
    ),
    *rows(
        "dA below",
        ("W_UPDATED_FIRST", "dZ @ (W - rate * dW).T", "dZ %*% t(W - rate * dW)", DEEP),
        ("SLOPE_SKIPPED", "dA @ W.T", "dA %*% t(W)", DEEP),
        ("W_TRANSPOSED", "dZ @ (W if W.shape[0] == W.shape[1] else W.T)", "dZ %*% (if (nrow(W) == ncol(W)) W else t(W))", SQUARE),
        ("W_COLUMN_MAJOR", "dZ @ W.reshape(W.shape[::-1])", "dZ %*% matrix(t(W), ncol(W), byrow = TRUE)", DEEP),
        ("SIGN", "-(dZ @ W.T)", "-(dZ %*% t(W))", DEEP),
    ),
    *rows(
        "dZ",
        ("SLOPE_MISSING", "dA", "dA", SIGMOID),
        ("SLOPE_AT_Z", "dA * (Z * (1 - Z))", "dA * (Z * (1 - Z))", SIGMOID),
        ("SLOPE_AT_Z", "dA * (1 - Z * Z)", "dA * (1 - Z * Z)", ("one_sample", "tanh_hidden")),
        ("SLOPE_OF_A", "dA * f(A) * (1 - f(A))", "dA * f(A) * (1 - f(A))", SIGMOID),
        ("SLOPE_TWICE", "dA * d * d", "dA * d * d", SIGMOID),
        ("SLOPE_HALF_SIGMOID", "dA * (1 - A)", "dA * (1 - A)", SIGMOID),
        ("SLOPE_PLUS_SIGMOID", "dA * A * (1 + A)", "dA * A * (1 + A)", SIGMOID),
        ("WRONG_SLOPE", "dA * (1 - A * A)", "dA * (1 - A * A)", SIGMOID),
        ("WRONG_SLOPE", "dA * A * (1 - A)", "dA * A * (1 - A)", ("tanh_hidden",)),
        ("KINK_IS_ONE", "dA * (Z >= 0) if relu else dA * d", "if (relu) dA * (Z >= 0) else dA * d", ("relu_kinks",)),
        ("LEAKY_SLOPE", "dA * np.where(Z > 0, 1, 0.01) if relu else dA * d",
         "if (relu) dA * ifelse(Z > 0, 1, 0.01) else dA * d", ("relu_kinks", "mixed_activations")),
        ("RATE_IN_DELTA", "dA * d * rate", "dA * d * rate", ANY),
        ("ERROR_MISSING", "d", "d", SIGMOID),
    ),
    *rows(
        "dW",
        ("ERROR_FOR_DELTA", "A_in.T @ dA", "t(A_in) %*% dA", SIGMOID),
        ("DIVIDED_BY_ROWS", "dW / n", "dW / n", ANY),
        ("SIGN", "-dW", "-dW", ANY),
        ("FIRST_ROW_ONLY", "A_in[:1].T @ dZ[:1]", "t(A_in[1, , drop = FALSE]) %*% dZ[1, , drop = FALSE]", ANY),
        ("LAST_ROW_ONLY", "A_in[-1:].T @ dZ[-1:]", "t(A_in[nrow(dZ), , drop = FALSE]) %*% dZ[nrow(dZ), , drop = FALSE]", ANY),
        ("RATE_IN_GRADIENT", "rate * dW", "rate * dW", ANY),
        ("TRANSPOSED", "dW.T if dW.shape[0] == dW.shape[1] else dW", "if (nrow(dW) == ncol(dW)) t(dW) else dW", SQUARE),
        ("COLUMN_MAJOR", "dW.ravel(order='F').reshape(dW.shape)", "matrix(dW, nrow(dW), byrow = TRUE)", DEEP),
        ("GRADIENT_NORMALISED", "dW / np.linalg.norm(dW)", "dW / sqrt(sum(dW^2))", ANY),
    ),
    *rows(
        "db",
        ("BIAS_AXIS", "np.resize(dZ.sum(axis=1), db.shape)", "rep_len(rowSums(dZ), length(db))", ANY),
        ("BIAS_MEAN", "dZ.mean(axis=0)", "colMeans(dZ)", ANY),
        ("BIAS_TOTAL", "np.full_like(db, dZ.sum())", "rep(sum(dZ), length(db))", DEEP),
        ("ZERO", "0 * db", "0 * db", ANY),
        ("ERROR_FOR_DELTA", "dA.sum(axis=0)", "colSums(dA)", SIGMOID[:2]),
        ("FACTOR_2", "2 * db", "2 * db", ANY),
        ("LAST_ROW_ONLY", "dZ[-1]", "dZ[nrow(dZ), ]", ANY),
    ),
    *rows(
        "W",
        ("UPDATE_SIGN", "w + rate * g", "w + rate * g", ANY),
        ("RATE_TWICE", "w - rate * rate * g", "w - rate * rate * g", ANY),
        ("RATE_MISSING", "w - g", "w - g", ("two_hidden_layers", "logistic_mean")),
        ("UPDATED_TWICE", "w - 2 * rate * g", "w - 2 * rate * g", ANY),
        ("RATE_HALVED", "w - rate * g / 2", "w - rate * g / 2", ANY),
        ("NOT_UPDATED", "w", "w", ANY),
        ("STEP_BY_SIGN", "w - rate * np.sign(g)", "w - rate * sign(g)", ANY),
        ("WEIGHT_DECAY", "w - rate * (g + 0.01 * w)", "w - rate * (g + 0.01 * w)", ANY),
        ("OTHER_RATE", "w - 0.123 * g", "w - 0.123 * g", ANY),
        ("SINGLE_PRECISION", "(w - rate * g).astype(np.float32).astype(float)", "single(w - rate * g)", ANY),
    ),
    *rows(
        "b",
        ("NOT_UPDATED", "w if w.ndim == 1 else w - rate * g", "if (is.matrix(w)) w - rate * g else w", ANY),
        ("UPDATE_SIGN", "w + rate * g if w.ndim == 1 else w - rate * g", "if (is.matrix(w)) w - rate * g else w + rate * g", ANY),
    ),
    *rows(
        "rows",
        ("NOT_SHUFFLED", "[rows for rows in cut(np.arange(n), size)]", "cut(seq_len(n) - 1, size)", SHUFFLED),
        ("SAME_SHUFFLE", "first(n, size, stream)", "first(n, size, stream)", SHUFFLED),
        ("ROWS_REVERSED", "[rows[::-1] for rows in batches]", "lapply(batches, rev)", BATCHES),
        ("ROWS_SORTED", "[np.sort(rows) for rows in batches]", "lapply(batches, sort)", SHUFFLED),
    ),
]

R_TEMPLATES = {
    "Z": (
        "layer_forward",
        """function(layer, A, ops) {{ W <- layer$W; b <- if (is.null(layer$b)) numeric(ncol(W)) else layer$b
        Z <- A %*% W + rep(b, each = nrow(A)); b0 <- rep(b, each = nrow(A)); Z <- {}
        list(Z = Z, A = ACTIVATIONS[[layer$activation]]$value(Z, ops)) }}""",
    ),
    "A": (
        "layer_forward",
        """function(layer, A, ops) {{ Z <- old(layer, A, ops)$Z
        f <- function(z) ACTIVATIONS[[layer$activation]]$value(z, ops); list(Z = Z, A = {}) }}""",
    ),
    "loss": (
        "loss_value",
        "function(A, y, loss, reduction, ops, weight = NULL) {{ n <- nrow(y); J <- old(A, y, loss, reduction, ops); {} }}",
    ),
    "dA last": (
        "loss_gradient",
        "function(A, y, loss, reduction, ops, weight = NULL) {{ n <- nrow(y); E <- old(A, y, loss, reduction, ops); {} }}",
    ),
    "dA below": (
        "backward",
        """function(network, X, values, dA, ops, drops = NULL, dZ = NULL) {{ rate <- RATE; gradients <- vector("list", length(network))
        for (l in rev(seq_along(network))) {{ A <- if (l > 1L) values[[l - 1L]]$A else X
          gradients[[l]] <- layer_backward(network[[l]], A, values[[l]], dA, ops)
          W <- network[[l]]$W; dZ <- gradients[[l]]$dZ; dW <- gradients[[l]]$dW; if (l > 1L) dA <- {} }}
        gradients }}""",
    ),
    "dZ": (
        "layer_backward",
        """function(layer, A, values, dA, ops, dZ = NULL) {{ A_in <- A; rate <- RATE; Z <- values$Z; A <- values$A
        f <- function(z) ACTIVATIONS[[layer$activation]]$value(z, ops); d <- ACTIVATIONS[[layer$activation]]$derivative(Z, A, ops)
        relu <- layer$activation == "relu"; dZ <- {}
        list(dA = dA, dZ = dZ, dW = crossprod(A_in, dZ), db = if (!is.null(layer$b)) colSums(dZ)) }}""",
    ),
    "dW": (
        "layer_backward",
        """function(layer, A, values, dA, ops, dZ = NULL) {{ A_in <- A; rate <- RATE; g <- old(layer, A, values, dA, ops)
        dZ <- g$dZ; dW <- g$dW; n <- nrow(dZ); g$dW <- {}; g }}""",
    ),
    "db": (
        "layer_backward",
        """function(layer, A, values, dA, ops, dZ = NULL) {{ g <- old(layer, A, values, dA, ops); dZ <- g$dZ; db <- g$db
        if (!is.null(db)) g$db <- {}; g }}""",
    ),
    "W": (
        "sgd",
        """function(w, g, state, options, ops) {{ rate <- options$learning_rate
        list(parameter = {}, state = state) }}""",
    ),
    "rows": (
        "batches",
        """function(n, batch_size = NULL, order = "sequential", stream = NULL) {{ drawn <- old(n, batch_size, order, stream)
        batches <- drawn$batches; size <- batch_size; cut <- function(rows, size) unname(split(rows, (seq_along(rows) - 1) %/% size))
        first <- function(n, size, s) old(n, batch_size, order, twinmlp:::stream(7, "numpy"))$batches
        list(batches = {}, stream = drawn$stream) }}""",
    ),
}
R_TEMPLATES["b"] = R_TEMPLATES["W"]


def python_new(row: Row, old: Callable[..., Any], rate: float) -> Callable[..., Any]:
    """The function of a twin with the mistake in it."""
    code = compile(row.python, row.code, "eval")

    def wrong(**names: Any) -> Any:
        return eval(code, {"np": np, **names})

    def layer_forward(layer: Any, A: Any, ops: Any) -> Forward:
        Z, value = old(layer, A, ops)[0], ACTIVATIONS[layer.activation].value
        b = np.zeros(layer.W.shape[1]) if layer.b is None else layer.b
        if row.quantity == "A":
            return Forward(Z, wrong(Z=Z, f=lambda z: value(z, ops)))
        Z = wrong(A=A, W=layer.W, b=b, b0=b, Z=Z)
        return Forward(Z, value(Z, ops))

    def loss(A: Any, y: Any, name: str, reduction: str, ops: Any, weight: Any = None) -> Any:
        right = old(A, y, name, reduction, ops)
        return wrong(A=A, y=y, n=len(y), J=right, E=right)

    def backward(network: Any, X: Any, values: Any, dA: Any, ops: Any, drops: Any = None, dZ: Any = None) -> list[Backward]:
        gradients: list[Backward] = []
        for l in reversed(range(len(network))):
            A = values[l - 1].A if l > 0 else X
            gradients.insert(0, twinmlp.network.layer_backward(network[l], A, values[l], dA, ops))
            if l > 0:
                dA = wrong(dZ=gradients[0].dZ, dW=gradients[0].dW, dA=dA, W=network[l].W, rate=rate)
        return gradients

    def layer_backward(layer: Any, A: Any, values: Forward, dA: Any, ops: Any, dZ: Any = None) -> Backward:
        activation, right = ACTIVATIONS[layer.activation], old(layer, A, values, dA, ops)
        names = {"A_in": A, "dA": dA, "Z": values.Z, "A": values.A, "rate": rate, "n": len(dA), "f": lambda z: activation.value(z, ops)}
        if row.quantity == "dZ":
            dZ = wrong(d=activation.derivative(values.Z, values.A, ops), relu=layer.activation == "relu", **names)
            return Backward(dA, dZ, A.T @ dZ, None if layer.b is None else dZ.sum(axis=0))
        if row.quantity == "db" and layer.b is None:
            return right
        return right._replace(**{row.quantity: wrong(dZ=right.dZ, dW=right.dW, db=right.db, **names)})

    def update(parameter: Any, gradient: Any, state: Any, options: Any, ops: Any) -> Any:
        return wrong(w=parameter, g=gradient, rate=options["learning_rate"]), state

    def batches(n: int, size: Any = None, order: str = "sequential", stream: Any = None) -> Any:
        drawn = old(n, size, order, stream)
        cut = lambda rows, size: [rows[i : i + size] for i in range(0, n, size)]
        first = lambda n, size, _: cut(np.random.RandomState(7).permutation(n), size)
        return drawn._replace(batches=wrong(batches=drawn.batches, n=n, size=size, cut=cut, first=first, stream=stream))

    return {
        "Z": layer_forward, "A": layer_forward, "loss": loss, "dA last": loss, "dA below": backward, "dZ": layer_backward,
        "dW": layer_backward, "db": layer_backward, "W": update, "b": update, "rows": batches,
    }[row.quantity]


PYTHON_PLACES = {
    "Z": (twinmlp.network, "layer_forward"), "A": (twinmlp.network, "layer_forward"), "loss": (twinmlp.training, "loss_value"),
    "dA last": (twinmlp.losses, "loss_gradient"), "dA below": (twinmlp.training, "backward"), "dZ": (twinmlp.network, "layer_backward"),
    "dW": (twinmlp.network, "layer_backward"), "db": (twinmlp.network, "layer_backward"), "rows": (twinmlp.training, "batches"),
}


@contextlib.contextmanager
def planted_in_python(row: Row, rate: float) -> Iterator[None]:
    """The Python package with a mistake in it, for as long as the context lasts."""
    if row.quantity in ("W", "b"):
        old = OPTIMIZERS["sgd"]
        OPTIMIZERS["sgd"] = old._replace(update=python_new(row, old.update, rate))
        try:
            yield
        finally:
            OPTIMIZERS["sgd"] = old
        return
    module, name = PYTHON_PLACES[row.quantity]
    old = getattr(module, name)
    setattr(module, name, python_new(row, old, rate))
    try:
        yield
    finally:
        setattr(module, name, old)


PLANT_IN_R = """function(name, text, rate) {
  space <- asNamespace("twinmlp")
  target <- if (name == "sgd") "OPTIMIZERS" else name
  old <- get(target, space)
  scope <- new.env(parent = space)
  scope$old <- old
  scope$RATE <- rate
  scope$single <- function(x) {
    rounded <- readBin(writeBin(as.vector(x), raw(), size = 4), "numeric", length(x), 4)
    if (is.matrix(x)) array(rounded, dim(x)) else rounded
  }
  new <- eval(parse(text = text), scope)
  if (name == "sgd") new <- modifyList(old, list(sgd = list(update = new)))
  unlockBinding(target, space)
  assign(target, new, space)
  function() { assign(target, old, space); lockBinding(target, space) }
}"""


@contextlib.contextmanager
def planted_in_r(row: Row, rate: float) -> Iterator[None]:
    """The loaded R package with a mistake in it, for as long as the context lasts."""
    import rpy2.robjects as ro

    name, template = R_TEMPLATES[row.quantity]
    undo = ro.r(PLANT_IN_R)(name, template.format(row.r), rate)
    try:
        yield
    finally:
        undo()
