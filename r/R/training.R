# The training loop: steps over the batches of every epoch.

#' How to train: names in the tables LOSSES, REDUCTIONS and OPTIMIZERS, and the way through the samples.
#' @noRd
Plan <- function(options, epochs, loss = "half_squared_error", reduction = "sum", optimizer = "sgd",
                 batch_size = NULL, order = "sequential", seed = 42, generator = "numpy") {
  list(
    options = options, epochs = epochs, loss = loss, reduction = reduction, optimizer = optimizer,
    batch_size = batch_size, order = order, seed = seed, generator = generator
  )
}

#' The optimizer's state for W and b of every layer before the first step.
#' @noRd
start_states <- function(network, optimizer) {
  start <- OPTIMIZERS[[optimizer]]$start
  lapply(network, function(layer) list(W = start(layer$W), b = if (is.null(layer$b)) list() else start(layer$b)))
}

#' Give the layer and its states after one update from the gradients of its W and b.
#' @noRd
update_layer <- function(layer, gradient, state, plan, ops) {
  update <- OPTIMIZERS[[plan$optimizer]]$update
  W <- update(layer$W, gradient$dW, state$W, plan$options, ops)
  if (is.null(layer$b)) {
    return(list(layer = list(W = W$parameter, b = NULL, activation = layer$activation), state = list(W = W$state, b = state$b)))
  }
  b <- update(layer$b, gradient$db, state$b, plan$options, ops)
  list(
    layer = list(W = W$parameter, b = b$parameter, activation = layer$activation),
    state = list(W = W$state, b = b$state)
  )
}

#' J of the network's outputs for the inputs X against the targets y.
#' @noRd
network_loss <- function(network, X, y, plan, ops) {
  loss_value(forward(network, X, ops)[[length(network)]]$A, y, plan$loss, plan$reduction, ops)
}

#' Refuse to go on from a loss that is not finite.
#' @noRd
check_loss <- function(loss, step) {
  if (!is.finite(loss)) {
    fail("E_DIVERGED", "loss", sprintf("finite, but training diverged at step %d", as.integer(step)), "NaN or Infinity")
  }
}

#' Forward, loss, backward and update on one batch; the caller fills in step, epoch and rows.
#' @noRd
train_step <- function(network, states, X, y, plan, ops) {
  values <- forward(network, X, ops)
  outputs <- values[[length(values)]]$A
  loss <- loss_value(outputs, y, plan$loss, plan$reduction, ops)
  dA <- loss_gradient(outputs, y, plan$loss, plan$reduction, ops)
  gradients <- backward(network, X, values, dA, ops)
  updated <- Map(update_layer, network, gradients, states, MoreArgs = list(plan = plan, ops = ops))
  list(
    step = -1, epoch = -1, rows = numeric(0), values = values, loss = loss, gradients = gradients,
    network = lapply(updated, `[[`, "layer"), states = lapply(updated, `[[`, "state")
  )
}

#' Train for plan.epochs; keep the steps whose number, counted from 0 over all epochs, is in `record`.
#' @noRd
train <- function(network, X, y, plan, ops, record = numeric(0)) {
  states <- start_states(network, plan$optimizer)
  draws <- if (plan$order == "shuffled") stream(plan$seed, plan$generator) else NULL
  losses <- numeric(plan$epochs)
  steps <- list()
  number <- 0
  for (epoch in seq_len(plan$epochs)) {
    drawn <- batches(nrow(X), plan$batch_size, plan$order, draws)
    draws <- drawn$stream
    whole <- length(drawn$batches) == 1L && plan$order == "sequential"
    if (!whole) losses[epoch] <- network_loss(network, X, y, plan, ops)
    for (rows in drawn$batches) {
      step <- if (whole) {
        train_step(network, states, X, y, plan, ops)
      } else {
        train_step(network, states, X[rows + 1, , drop = FALSE], y[rows + 1, , drop = FALSE], plan, ops)
      }
      check_loss(step$loss, number)
      if (whole) losses[epoch] <- step$loss
      if (number %in% record) {
        steps[[length(steps) + 1L]] <- replace(step, c("step", "epoch", "rows"), list(number, epoch - 1, rows))
      }
      network <- step$network
      states <- step$states
      number <- number + 1
    }
  }
  final_loss <- network_loss(network, X, y, plan, ops)
  check_loss(final_loss, number)
  list(network = network, losses = losses, final_loss = final_loss, steps = steps)
}
