# twinmlp as a user calls it. It computes J of every batch, their mean over the rows, and at the end J of all rows and the
# fitted values.

NETWORKS <- list(
  sigmoid = list(activation = "sigmoid", output_activation = "sigmoid", loss = "half_squared_error", reduction = "sum"),
  softmax = list(activation = "relu", output_activation = "softmax", loss = "cross_entropy", reduction = "mean")
)

twinmlp <- function(task, epochs, ...) {
  layers <- seq_len(length(task$units) - 1L)
  model <- do.call(twinmlp::mlp, c(
    list(
      task$X, task$y, hidden = task$units[-c(1L, length(task$units))], learning_rate = task$rate, epochs = epochs,
      batch_size = if (task$batch >= nrow(task$X)) NULL else task$batch,
      parameters = lapply(layers, function(l) list(W = task$parameters[[2L * l - 1L]], b = task$parameters[[2L * l]]))
    ), NETWORKS[[task$kind]], list(...)
  ))
  list(parameters = unlist(lapply(model$network, function(layer) list(layer$W, layer$b)), recursive = FALSE), losses = model$losses)
}

# By the core, also where a BLAS is faster.
twinmlp_core <- function(task, epochs) {
  before <- twinmlp:::NATIVE_PRODUCTS
  on.exit(utils::assignInNamespace("NATIVE_PRODUCTS", before, "twinmlp"))
  utils::assignInNamespace("NATIVE_PRODUCTS", replace(before, "2", Inf), "twinmlp")
  twinmlp(task, epochs, engine = "compiled")
}

# By the plain twin; in the reproducible arithmetic; and both.
twinmlp_plain <- function(task, epochs) twinmlp(task, epochs, engine = "plain")
reproducible <- function(task, epochs) twinmlp(task, epochs, arithmetic = "reproducible")
reproducible_plain <- function(task, epochs) twinmlp(task, epochs, arithmetic = "reproducible", engine = "plain")
