# The training loop: steps over the batches of every epoch.

#' Where training begins; `draws` is the training stream, if it does not begin at the seed.
#' @noRd
initial_state <- function(network, config, draws = NULL) {
  if (is.null(draws) && (config$order == "shuffled" || !is.null(config$dropout))) {
    draws <- stream(config$seed, config$generator)
  }
  TrainingState(network, start_states(network, config), draws, 0, 0, numeric(0), NULL)
}

#' Train to epoch config.epochs, from the start or from `state`; return the steps whose number is in
#' `record`.
#'
#' The monitor is asked before every epoch and at the end, and after every step; it says why to
#' stop, or nothing. If it says "gradient", the update of this step is not made.
#' @noRd
train <- function(network, samples, config, ops, record = numeric(0), state = NULL,
                  monitor = NO_MONITOR) {
  n <- nrow(samples$y)
  ops <- arithmetic_of_run(network, samples, config, ops)
  if (is.null(state)) state <- initial_state(network, config)
  trained <- if (takes_epochs(ops, record, monitor)) {
    train_epochs(state, samples, config, ops, monitor)
  } else {
    source <- loss_of_epoch(config, n, !is.null(monitor$before_epoch))
    train_steps(state, samples, config, ops, record, monitor, source)
  }
  state <- trained$state
  stopped <- trained$stopped
  final_loss <- if (is.null(trained$row)) trained$final_loss else trained$row$loss
  check_loss(final_loss, state$step)
  if (!is.null(monitor$before_epoch)) {
    reason <- monitor$before_epoch(state, final_loss, trained$row)
    state["monitored"] <- list(monitor$monitored())
    if (is.null(stopped)) stopped <- reason
  }
  list(
    network = state$network, losses = state$losses, final_loss = final_loss,
    steps = trained$steps, state = state, stopped = stopped
  )
}

#' Train to epoch config.epochs, step by step; return the state, the recorded steps, and why
#' training stopped.
#' @noRd
train_steps <- function(state, samples, config, ops, record, monitor, source) {
  n <- nrow(samples$y)
  losses <- state$losses # which grows
  in_order <- config$order == "sequential"
  epoch_rows <- if (in_order) batches(n, config$batch_size)$batches
  all_chunks <- if (length(epoch_rows) == 1L) cut_chunks(samples, epoch_rows[[1L]], TRUE, ops)
  steps <- list()
  stopped <- known <- NULL
  while (state$epoch < config$epochs && is.null(stopped)) {
    loss <- if (source == "pass") network_loss(state$network, samples, config, ops)
    if (!is.null(monitor$before_epoch)) {
      stopped <- monitor$before_epoch(
        state, loss, whole = replace(state, "losses", list(losses[seq_len(state$epoch)]))
      )
      if (!is.null(stopped)) break
    }
    if (!in_order) {
      drawn <- batches(n, config$batch_size, config$order, state$stream)
      epoch_rows <- drawn$batches
      state$stream <- drawn$stream
    }
    start <- state$network
    step_losses <- list()
    for (rows in epoch_rows) {
      step <- NULL # free the previous step's matrices before allocating new ones
      recorded <- length(record) > 0L && state$step %in% record
      keep <- recorded || !is.null(monitor$after_step)
      chunks <- if (is.null(all_chunks)) cut_chunks(samples, rows, in_order, ops) else all_chunks
      step <- next_step(state, chunks, config, ops, keep, known)
      step_losses[[length(step_losses) + 1L]] <- step$data_loss
      if (keep) {
        step["rows"] <- list(rows)
        judged <- monitored_step(step, state, monitor)
        step <- judged$step
        stopped <- judged$stopped
        judged <- NULL
      }
      if (recorded) steps[[length(steps) + 1L]] <- step
      if (!is.null(step$search)) { # where it ends, the next one begins
        known <- step$search$end
        if (is.null(stopped) && step$search$stuck) stopped <- "line_search"
      }
      state <- after_step(state, step)
      if (!is.null(stopped)) break
    }
    if (is.null(loss)) {
      loss <- step$loss
      if (source == "batches") {
        sizes <- lengths(epoch_rows[seq_along(step_losses)])
        loss <- batches_loss(unlist(step_losses), sizes, start, config, ops)
      }
    }
    state <- after_epoch(state)
    losses[state$epoch] <- loss
  }
  state$losses <- losses[seq_len(state$epoch)]
  step <- chunks <- all_chunks <- NULL # free the last step before the last pass
  list(
    state = state, steps = steps, stopped = stopped,
    final_loss = network_loss(state$network, samples, config, ops)
  )
}

#' The step from `state`, with its dropout drawn and its learning rate.
#' @noRd
next_step <- function(state, chunks, config, ops, keep, known) {
  drops <- NULL
  if (!is.null(config$dropout)) {
    n <- sum(vapply(chunks, chunk_size, 0L))
    units <- vapply(state$network, function(layer) ncol(layer$W), 0L)
    drawn <- draw_drops(config$dropout, units, n, state$stream)
    drops <- drawn$drops
    state$stream <- drawn$stream
  }
  if (!is.null(config$schedule)) config <- config_at(config, state$epoch, state$step, ops)
  step <- train_step(state, chunks, config, ops, drops, keep, known)
  check_loss(step$loss, state$step)
  step
}

#' Ask the monitor about a step; if no gradient is large enough, it is without its update.
#' @noRd
monitored_step <- function(step, state, monitor) {
  stopped <- if (is.null(monitor$after_step)) NULL else monitor$after_step(step)
  if (identical(stopped, "gradient")) step[c("network", "states")] <- state[c("network", "states")]
  list(step = step, stopped = stopped)
}

#' The state after a step.
#' @noRd
after_step <- function(state, step) {
  state[c("network", "states", "stream")] <- step[c("network", "states", "stream")]
  state$step <- state$step + 1
  state
}

#' The state after an epoch.
#' @noRd
after_epoch <- function(state) {
  state$epoch <- state$epoch + 1
  state
}
