# One training step: from a batch to the network and the states after it.

#' The plan with the learning rate of one step.
#' @noRd
plan_at <- function(plan, epoch, step, ops) {
  if (is.null(plan$schedule)) return(plan)
  plan$options$learning_rate <- scheduled_rate(
    plan$options$learning_rate, plan$schedule, epoch, step, ops
  )
  plan
}

#' Forward, loss, backward and update on one batch; the caller fills in step, epoch and rows. See
#' `evaluate_blocks` for `keep`.
#'
#' `known` is the evaluation at the network, if there is one already.
#' @noRd
train_step <- function(network, states, blocks, plan, ops, drops = NULL, keep = TRUE,
                       known = NULL) {
  if (!is.null(OPTIMIZERS[[plan$optimizer]]$search)) {
    return(search_step(network, states, blocks, plan, ops, known))
  }
  found <- evaluate_blocks(network, blocks, plan, ops, drops, keep)
  after <- update_network(network, found$gradients, states, plan, ops)
  list(
    step = -1,
    epoch = -1,
    rows = NULL,
    values = found$values,
    loss = with_penalty(found$loss, network, plan, ops),
    gradients = found$gradients,
    network = after$network,
    states = after$states,
    drops = drops,
    learning_rate = if (!is.null(plan$schedule)) plan$options$learning_rate,
    given = after$given,
    norm = after$norm,
    data_loss = found$loss
  )
}

#' Forward, loss and backward on one batch, and what the optimizer is given.
#' @noRd
evaluation <- function(network, blocks, plan, ops) {
  found <- evaluate_blocks(network, blocks, plan, ops)
  plain <- is.null(plan$penalty) && is.null(plan$masks)
  given <- if (plain) NULL else given_gradients(network, found$gradients, plan, ops)$given
  loss <- with_penalty(found$loss, network, plan, ops)
  list(
    network = network,
    values = found$values,
    loss = loss,
    gradients = found$gradients,
    given = given
  )
}

#' One step of an optimizer that searches; the caller fills in step, epoch and rows.
#' @noRd
search_step <- function(network, states, blocks, plan, ops, known = NULL) {
  at <- if (is.null(known)) evaluation(network, blocks, plan, ops) else known
  found <- OPTIMIZERS[[plan$optimizer]]$search(at, states, plan, ops, function(trial) {
    evaluation(trial, blocks, plan, ops)
  })
  list(
    step = -1,
    epoch = -1,
    rows = NULL,
    values = at$values,
    loss = at$loss,
    gradients = at$gradients,
    network = found$end$network,
    states = found$states,
    drops = NULL,
    learning_rate = if (!is.null(plan$schedule)) plan$options$learning_rate,
    given = at$given,
    norm = NULL,
    search = found
  )
}
