# What is looked at between epochs and after steps, and when that ends a run early.
#
# What is monitored is list(columns, weights, best): one column a quantity, whose row k was taken
# after k epochs; the network of every row, if asked for; the row with the smallest monitored value
# so far, list(epoch, value, loss, network).

#' before_epoch(state, loss) and after_step(step) return why to stop, or NULL; NULL where nothing is
#' asked. monitored() is what has been recorded so far, or NULL.
#' @noRd
Monitor <- function(before_epoch, after_step, monitored) {
  list(before_epoch = before_epoch, after_step = after_step, monitored = monitored)
}

NO_MONITOR <- Monitor(NULL, NULL, function() NULL)

#' What to monitor: validation data, metrics, the network of every epoch; and what to call there.
#' Metrics are of the numbers before `targets` scaled them.
#' @noRd
MonitorConfig <- function(validation = NULL, metrics = list(), keep_weights = FALSE,
                          on_step = NULL, on_epoch = NULL, after = list(), targets = NULL) {
  as.list(environment())
}

#' Accept a number that is not negative.
#' @noRd
check_amount <- function(value, argument) {
  if (check_number(value, argument) < 0) {
    fail("E_RANGE", argument, "a finite number, 0 or more", describe(value))
  }
  as.double(value)
}

#' Say whether anything is recorded between epochs.
#' @noRd
takes_rows <- function(config, wanted) {
  !is.null(config$patience) || !is.null(wanted$validation) || !is.null(wanted$on_epoch) ||
    length(wanted$metrics) > 0L || wanted$keep_weights
}

#' The monitor of a run on these samples; `monitored`, what was recorded before, grows.
#' @noRd
make_monitor <- function(samples, config, wanted, ops, monitored = NULL) {
  if (is.null(monitored)) monitored <- list(columns = list(), weights = list(), best = NULL)
  rows <- takes_rows(config, wanted)
  before_epoch <- function(state, loss) {
    asked <- NULL
    if (!rows || state$epoch >= length(monitored$columns$loss)) {
      if (rows) {
        row <- epoch_row(state, loss, samples, config, wanted, ops)
        monitored <<- add_row(monitored, row, state, config, wanted$keep_weights)
        seen <- c(list(epoch = state$epoch), row, list(network = state$network))
        if (!is.null(wanted$on_epoch) && asks_to_stop(wanted$on_epoch(seen))) asked <- "on_epoch"
      }
      state["monitored"] <- list(if (rows) monitored)
      for (act in wanted$after) act(state)
    }
    if (is_out_of_patience(monitored, state$epoch, config)) "patience" else asked
  }
  Monitor(
    if (rows || length(wanted$after) > 0L) before_epoch,
    step_monitor(config, wanted$on_step),
    function() if (rows) monitored
  )
}

#' One row: loss, learning_rate, validation_loss, and every metric of the training and of the
#' validation data.
#' @noRd
epoch_row <- function(state, loss, samples, config, wanted, ops) {
  row <- list(loss = loss)
  if (!is.null(config$options$learning_rate)) {
    row$learning_rate <- config_at(config, state$epoch, state$step, ops)$options$learning_rate
  }
  both <- list(samples, wanted$validation)
  for (place in 1:2) {
    data <- both[[place]]
    prefix <- c("", "validation_")[place]
    if (is.null(data) || (place == 1L && length(wanted$metrics) == 0L)) next
    values <- last_values(state$network, data$X, ops)
    if (place == 2L) {
      outputs <- loss_input(values, config$loss)
      row$validation_loss <-
        loss_value(outputs, data$y, config$loss, config$reduction, ops, data$weight)
    }
    A <- undo_scaling(values$A, wanted$targets)
    y <- undo_scaling(data$y, wanted$targets)
    for (name in names(wanted$metrics)) {
      row[[paste0(prefix, name)]] <- wanted$metrics[[name]](A, y, ops)
    }
  }
  row
}

#' Add one row; it is the best if its validation loss (else its loss) is more than min_delta below
#' the best so far.
#' @noRd
add_row <- function(monitored, row, state, config, keep_weights) {
  for (name in names(row)) monitored$columns[[name]] <- c(monitored$columns[[name]], row[[name]])
  if (keep_weights) monitored$weights[[length(monitored$weights) + 1L]] <- state$network
  best <- monitored$best
  value <- if (is.null(row$validation_loss)) row$loss else row$validation_loss
  better <- is.null(best) || isTRUE(value < best$value - config$min_delta)
  if (!is.null(config$patience) && better) {
    monitored$best <-
      list(epoch = state$epoch, value = value, loss = row$loss, network = state$network)
  }
  monitored
}

#' Say whether the best row is `patience` epochs old.
#' @noRd
is_out_of_patience <- function(monitored, epoch, config) {
  !is.null(monitored$best) && epoch - monitored$best$epoch >= config$patience
}

#' The state with no best row, so that patience counts from here.
#' @noRd
with_patience_anew <- function(state) {
  if (!is.null(state$monitored)) state$monitored["best"] <- list(NULL)
  state
}

#' What is asked after every step, or NULL: "gradient" if no gradient exceeds the threshold, or what
#' on_step asks for.
#' @noRd
step_monitor <- function(config, on_step) {
  if (is.null(config$threshold) && is.null(on_step)) return(NULL)
  function(step) {
    if (!is.null(config$threshold) && largest_gradient(step) <= config$threshold) return("gradient")
    if (!is.null(on_step) && asks_to_stop(on_step(step))) "on_step" else NULL
  }
}

#' The largest absolute gradient of all layers, after penalty, freezing and clipping.
#' @noRd
largest_gradient <- function(step) {
  gradients <- if (is.null(step$gradients_for_update)) step$gradients else step$gradients_for_update
  max(vapply(gradients, function(gradient) max(abs(c(gradient$dW, gradient$db))), 0))
}

#' Say whether a function of the user's asked for the end: it returned true.
#' @noRd
asks_to_stop <- function(answer) {
  isTRUE(answer)
}
