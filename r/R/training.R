# The training loop: steps over the batches of every epoch.

#' J of the network's outputs for the inputs X against the targets y, with the samples' weights.
#' @noRd
network_loss <- function(network, X, y, plan, ops, weight = NULL) {
  objective(network, forward(network, X, ops)[[length(network)]], y, plan, ops, weight)
}

#' J from the last layer's values: the loss, and the penalty on the network's weights.
#' @noRd
objective <- function(network, values, y, plan, ops, weight = NULL) {
  loss <- loss_value(loss_input(values, plan$loss), y, plan$loss, plan$reduction, ops, weight)
  if (is.null(plan$penalty)) loss else penalized_loss(loss, lapply(network, `[[`, "W"), plan$penalty, ops)
}

#' The plan with the learning rate of one step.
#' @noRd
plan_at <- function(plan, epoch, step, ops) {
  if (is.null(plan$schedule)) return(plan)
  plan$options$learning_rate <- scheduled_rate(plan$options$learning_rate, plan$schedule, epoch, step, ops)
  plan
}

#' Refuse to go on from a loss that is not finite.
#' @noRd
check_loss <- function(loss, step) {
  if (!is.finite(loss)) {
    fail("E_DIVERGED", "loss", sprintf("finite, but training diverged at step %d", as.integer(step)), "NaN or Infinity")
  }
}

#' Forward, loss, backward and update on one batch; the caller fills in step, epoch and rows.
#'
#' `known` is the evaluation at the network, if there is one already.
#' @noRd
train_step <- function(network, states, X, y, plan, ops, drops = NULL, weight = NULL, known = NULL) {
  if (!is.null(OPTIMIZERS[[plan$optimizer]]$search)) return(search_step(network, states, X, y, plan, ops, weight, known))
  values <- forward(network, X, ops, drops)
  outputs <- values[[length(values)]]
  loss <- objective(network, outputs, y, plan, ops, weight)
  from <- output_gradients(outputs$A, y, plan$loss, plan$reduction, ops, weight)
  gradients <- backward(network, X, values, from$dA, ops, drops, from$dZ)
  after <- update_network(network, gradients, states, plan, ops)
  list(
    step = -1, epoch = -1, rows = numeric(0), values = values, loss = loss, gradients = gradients,
    network = after$network, states = after$states, drops = drops,
    learning_rate = if (is.null(plan$schedule)) NULL else plan$options$learning_rate, given = after$given, norm = after$norm
  )
}

#' Forward, loss and backward on one batch, and what the optimizer is given.
#' @noRd
evaluation <- function(network, X, y, plan, ops, weight = NULL) {
  values <- forward(network, X, ops)
  outputs <- values[[length(values)]]
  loss <- objective(network, outputs, y, plan, ops, weight)
  from <- output_gradients(outputs$A, y, plan$loss, plan$reduction, ops, weight)
  gradients <- backward(network, X, values, from$dA, ops, NULL, from$dZ)
  plain <- is.null(plan$penalty) && is.null(plan$masks)
  given <- if (plain) NULL else given_gradients(network, gradients, plan, ops)$given
  list(network = network, values = values, loss = loss, gradients = gradients, given = given)
}

#' One step of an optimizer that searches; the caller fills in step, epoch and rows.
#' @noRd
search_step <- function(network, states, X, y, plan, ops, weight = NULL, known = NULL) {
  at <- if (is.null(known)) evaluation(network, X, y, plan, ops, weight) else known
  found <- OPTIMIZERS[[plan$optimizer]]$search(at, states, plan, ops, function(trial) evaluation(trial, X, y, plan, ops, weight))
  list(
    step = -1, epoch = -1, rows = numeric(0), values = at$values, loss = at$loss, gradients = at$gradients,
    network = found$end$network, states = found$states, drops = NULL,
    learning_rate = if (is.null(plan$schedule)) NULL else plan$options$learning_rate, given = at$given, norm = NULL, search = found
  )
}

#' Where training begins; `draws` is the training stream, if it does not begin at the seed.
#' @noRd
start_point <- function(network, plan, draws = NULL) {
  if (is.null(draws) && (plan$order == "shuffled" || !is.null(plan$dropout))) draws <- stream(plan$seed, plan$generator)
  Point(network, start_states(network, plan), draws, 0, 0, numeric(0), NULL)
}

#' Train to epoch plan.epochs, from the start or from `point`; keep the steps whose number is in `record`.
#'
#' follow(point, loss), before every epoch and at the end, gives the new watch and why to stop, or NULL. judge(step),
#' after every step, says why to stop, or NULL; if it says "gradient", the step's update is not made.
#' @noRd
train <- function(network, X, y, plan, ops, record = numeric(0), point = NULL, follow = NULL, judge = NULL,
                  weight = NULL) {
  if (is.null(point)) point <- start_point(network, plan)
  network <- point$network
  states <- point$states
  draws <- point$stream
  epoch <- point$epoch
  number <- point$step
  losses <- c(point$losses, numeric(max(plan$epochs - epoch, 0)))
  watch <- point$watch
  steps <- list()
  stopped <- NULL
  known <- NULL
  units <- vapply(network, function(layer) ncol(layer$W), 0L)
  whole <- plan$order == "sequential" && (is.null(plan$batch_size) || plan$batch_size >= nrow(X))
  shared <- whole && is.null(plan$dropout) && is.null(follow) # the only step's loss is also the epoch's
  same <- if (plan$order == "sequential") batches(nrow(X), plan$batch_size) else NULL
  while (epoch < plan$epochs && is.null(stopped)) {
    if (!shared) {
      loss <- network_loss(network, X, y, plan, ops, weight)
      if (!is.null(follow)) {
        followed <- follow(Point(network, states, draws, epoch, number, losses[seq_len(epoch)], watch), loss)
        watch <- followed$watch
        stopped <- followed$stopped
        if (!is.null(stopped)) break
      }
      losses[epoch + 1] <- loss
    }
    drawn <- if (is.null(same)) batches(nrow(X), plan$batch_size, plan$order, draws) else same
    if (is.null(same)) draws <- drawn$stream
    for (rows in drawn$batches) {
      drops <- NULL
      if (!is.null(plan$dropout)) {
        masks <- draw_drops(plan$dropout, units, length(rows), draws)
        drops <- masks$drops
        draws <- masks$stream
      }
      now <- plan_at(plan, epoch, number, ops)
      step <- if (whole) {
        train_step(network, states, X, y, now, ops, drops, weight, known)
      } else {
        batch <- list(X = X[rows + 1, , drop = FALSE], y = y[rows + 1, , drop = FALSE])
        train_step(network, states, batch$X, batch$y, now, ops, drops, weight[rows + 1])
      }
      check_loss(step$loss, number)
      if (shared) losses[epoch + 1] <- step$loss
      if (number %in% record || !is.null(judge)) step[c("step", "epoch", "rows")] <- list(number, epoch, rows)
      if (!is.null(judge)) stopped <- judge(step)
      if (identical(stopped, "gradient")) step[c("network", "states")] <- list(network, states)
      if (number %in% record) steps[[length(steps) + 1L]] <- step
      network <- step$network
      states <- step$states
      number <- number + 1
      if (!is.null(step$search)) { # where it ends is where the next one begins
        known <- step$search$end
        if (is.null(stopped) && step$search$stuck) stopped <- "line_search"
      }
      if (!is.null(stopped)) break
    }
    epoch <- epoch + 1
  }
  losses <- losses[seq_len(epoch)]
  final_loss <- network_loss(network, X, y, plan, ops, weight)
  check_loss(final_loss, number)
  point <- Point(network, states, draws, epoch, number, losses, watch)
  if (!is.null(follow)) {
    followed <- follow(point, final_loss)
    point["watch"] <- list(followed$watch)
    if (is.null(stopped)) stopped <- followed$stopped
  }
  list(network = network, losses = losses, final_loss = final_loss, steps = steps, point = point, stopped = stopped)
}
