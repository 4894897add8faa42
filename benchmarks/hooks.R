# twinmlp with what one may ask of it besides training, and the bare steps that a training consists of.

untrained <- function(task, epochs) {
  layers <- seq_len(length(task$units) - 1L)
  twinmlp:::new_mlp(c(list(
    hidden = task$units[-c(1L, length(task$units))], learning_rate = task$rate, epochs = epochs,
    parameters = lapply(layers, function(l) list(W = task$parameters[[2L * l - 1L]], b = task$parameters[[2L * l]]))
  ), NETWORKS[[task$kind]]))
}

steps_alone <- function(task, epochs) {
  model <- untrained(task, epochs)
  state <- twinmlp:::initial_state(twinmlp:::mlp_start(model, ncol(task$X), ncol(task$y)), model$config)
  train_step <- twinmlp:::train_step
  ops <- twinmlp::choose_arithmetic("native")
  samples <- twinmlp:::Samples(task$X, task$y)
  chunks <- twinmlp:::cut_chunks(samples, seq_len(nrow(task$X)) - 1, TRUE, ops)
  losses <- numeric(epochs)
  for (i in seq_len(epochs)) {
    step <- train_step(state, chunks, model$config, ops, keep = FALSE)
    state[c("network", "states")] <- step[c("network", "states")]
    losses[i] <- step$loss
  }
  list(parameters = unlist(lapply(state$network, function(layer) list(layer$W, layer$b)), recursive = FALSE), losses = losses)
}

with_on_step <- function(task, epochs) {
  twinmlp(task, epochs, on_step = function(step) NULL)
}

with_on_epoch <- function(task, epochs) {
  twinmlp(task, epochs, on_epoch = function(row) NULL)
}

# A function that looks at a number of its row, and one that looks at its network.
with_a_look <- function(task, epochs) {
  twinmlp(task, epochs, on_epoch = function(row) row$loss < 0)
}

with_a_look_inside <- function(task, epochs) {
  twinmlp(task, epochs, on_epoch = function(row) is.null(row$network[[1L]]$W))
}

# What nobody can do without: a call of an empty function.
empty_calls <- function(task, epochs) {
  look <- function(row) NULL
  for (epoch in seq_len(epochs)) look(epoch)
  list(parameters = list(), losses = numeric(0))
}

with_metrics <- function(task, epochs) {
  twinmlp(task, epochs, metrics = "accuracy")
}

# A quarter of the rows again.
with_validation <- function(task, epochs) {
  rows <- seq_len(ceiling(nrow(task$X) / 4))
  twinmlp(task, epochs, validation = list(task$X[rows, , drop = FALSE], task$y[rows, , drop = FALSE]))
}

with_patience <- function(task, epochs) {
  suppressWarnings(twinmlp(task, epochs, patience = 1e6))
}

# J of all rows before every epoch, which each of these needs.
with_full_loss <- function(task, epochs) {
  twinmlp(task, epochs, full_loss = TRUE)
}

# Ten checkpoints.
with_checkpoint <- function(task, epochs) {
  file <- tempfile(fileext = ".json")
  on.exit(unlink(file))
  twinmlp(task, epochs, checkpoint = file, checkpoint_every = max(1, epochs %/% 10))
}

with_trace <- function(task, epochs) {
  twinmlp::mlp_trace(untrained(task, epochs), task$X, task$y, steps = seq_len(epochs) - 1)
  list(parameters = list(), losses = numeric(0))
}
