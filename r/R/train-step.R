# One training step: from a batch to the network and the states after it.

#' The settings with the learning rate of one step.
#' @noRd
config_at <- function(config, epoch, step, ops) {
  if (is.null(config$schedule)) return(config)
  config$options$learning_rate <-
    scheduled_rate(config$options$learning_rate, config$schedule, epoch, step, ops)
  config
}

#' Forward, loss, backward and update on one batch, cut into chunks.
#'
#' keep: store all values, for whoever looks at the step. known: the evaluation at the network, if a
#' search has made it.
#' @noRd
train_step <- function(state, chunks, config, ops, drops = NULL, keep = TRUE, known = NULL) {
  if (!is.null(OPTIMIZERS[[config$optimizer]]$search)) {
    return(search_step(state, chunks, config, ops, known))
  }
  network <- state$network
  pass <- evaluate_chunks(network, chunks, config, ops, drops, keep)
  after <- update_network(network, pass$gradients, state$states, config, ops)
  list(
    step = state$step, epoch = state$epoch, rows = NULL, values = pass$values,
    loss = with_penalty(pass$loss, network, config, ops), gradients = pass$gradients,
    network = after$network, states = after$states, stream = state$stream, drops = drops,
    learning_rate = if (!is.null(config$schedule)) config$options$learning_rate,
    gradients_for_update = after$gradients, norm = after$norm, data_loss = pass$loss
  )
}

#' One step of an optimizer that searches along a line, evaluating the whole batch at every trial.
#' @noRd
search_step <- function(state, chunks, config, ops, known = NULL) {
  at <- if (is.null(known)) evaluation(state$network, chunks, config, ops) else known
  search <- OPTIMIZERS[[config$optimizer]]$search(
    at, state$states, config$options, config$frozen, ops,
    function(trial) evaluation(trial, chunks, config, ops)
  )
  list(
    step = state$step, epoch = state$epoch, rows = NULL, values = at$values, loss = at$loss,
    gradients = at$gradients, network = search$end$network, states = search$states,
    stream = state$stream, drops = NULL,
    learning_rate = if (!is.null(config$schedule)) config$options$learning_rate,
    gradients_for_update = at$gradients_for_update, norm = NULL, search = search
  )
}

#' Forward, loss and backward on one batch; the gradients for the update where they differ.
#' @noRd
evaluation <- function(network, chunks, config, ops) {
  pass <- evaluate_chunks(network, chunks, config, ops)
  changed <- NULL
  if (!is.null(config$penalty) || !is.null(config$frozen)) {
    changed <- gradients_for_update(network, pass$gradients, config, ops)$gradients
  }
  list(
    network = network, values = pass$values, loss = with_penalty(pass$loss, network, config, ops),
    gradients = pass$gradients, gradients_for_update = changed
  )
}
