# What is watched between epochs, when that ends a run early, and the step whose gradients do.
#
# A watch is list(columns, weights, best): one column a quantity, whose row k was taken after k
# epochs; the network at every row, if asked for; the best row, list(epoch, value, loss, network).
# Data is list(X, y, weight).

#' Accept a number that is not negative.
#' @noRd
check_amount <- function(value, argument) {
  if (check_number(value, argument) < 0) {
    fail("E_RANGE", argument, "a finite number, 0 or more", describe(value))
  }
  as.double(value)
}

#' What to look at between epochs: validation data, metrics, the network itself, and what else is
#' called there.
#' @noRd
Watching <- function(validation = NULL, metrics = character(0), keep_weights = FALSE,
                     on_step = NULL, on_epoch = NULL, after = list()) {
  list(
    validation = validation,
    metrics = metrics,
    keep_weights = keep_weights,
    on_step = on_step,
    on_epoch = on_epoch,
    after = after
  )
}

#' One row: loss, learning_rate, validation_loss, and every metric of the training and of the
#' validation data.
#' @noRd
look <- function(point, loss, train, plan, watching, ops) {
  row <- list(loss = loss)
  if (!is.null(plan$options$learning_rate)) {
    row$learning_rate <- plan_at(plan, point$epoch, point$step, ops)$options$learning_rate
  }
  both <- list(train, watching$validation)
  for (place in 1:2) {
    data <- both[[place]]
    prefix <- c("", "validation_")[place]
    if (is.null(data) || (place == 1L && length(watching$metrics) == 0L)) next
    values <- forward(point$network, data$X, ops)[[length(point$network)]]
    if (place == 2L) {
      row$validation_loss <- loss_value(
        loss_input(values, plan$loss), data$y, plan$loss, plan$reduction, ops, data$weight
      )
    }
    for (name in watching$metrics) {
      row[[paste0(prefix, name)]] <- METRICS[[name]](values$A, data$y, ops)
    }
  }
  row
}

#' Add one row to the watch; a row is best if its validation loss (else its loss) is more than
#' min_delta below the best.
#' @noRd
add_row <- function(watch, row, point, plan, keep_weights) {
  for (name in names(row)) watch$columns[[name]] <- c(watch$columns[[name]], row[[name]])
  if (keep_weights) watch$weights[[length(watch$weights) + 1L]] <- point$network
  value <- if (is.null(row$validation_loss)) row$loss else row$validation_loss
  if (
    !is.null(plan$patience) &&
      (is.null(watch$best) || isTRUE(value < watch$best$value - plan$min_delta))
  ) {
    watch$best <- list(epoch = point$epoch, value = value, loss = row$loss, network = point$network)
  }
  watch
}

#' Say whether anything looks at the rows between epochs.
#' @noRd
takes_rows <- function(plan, watching) {
  !is.null(plan$patience) ||
    !is.null(watching$validation) ||
    !is.null(watching$on_epoch) ||
    length(watching$metrics) > 0L ||
    watching$keep_weights
}

#' What `train` asks between epochs, or NULL if nothing is watched; a row that is there already is
#' not taken again.
#' @noRd
follower <- function(train, plan, ops, watching) {
  rows <- takes_rows(plan, watching)
  if (!rows && length(watching$after) == 0L) return(NULL)
  function(point, loss) {
    if (!rows) {
      for (act in watching$after) act(point)
      return(list(watch = NULL, stopped = NULL))
    }
    watch <- if (is.null(point$watch)) {
      list(columns = list(), weights = list(), best = NULL)
    } else {
      point$watch
    }
    stopped <- NULL
    if (point$epoch >= length(watch$columns$loss)) {
      row <- look(point, loss, train, plan, watching, ops)
      watch <- add_row(watch, row, point, plan, watching$keep_weights)
      point["watch"] <- list(watch)
      if (
        !is.null(watching$on_epoch) &&
          asks_to_stop(watching$on_epoch(c(
            list(epoch = point$epoch), row, list(network = point$network)
          )))
      ) {
        stopped <- "on_epoch"
      }
      for (act in watching$after) act(point)
    }
    if (!is.null(watch$best) && point$epoch - watch$best$epoch >= plan$patience) {
      stopped <- "patience"
    }
    list(watch = watch, stopped = stopped)
  }
}

#' What `train` asks after every step, or NULL: "gradient" if no gradient is larger than the
#' threshold, or what on_step wants.
#' @noRd
stepper <- function(plan, on_step) {
  if (is.null(plan$threshold) && is.null(on_step)) return(NULL)
  function(step) {
    if (!is.null(plan$threshold) && largest_gradient(step) <= plan$threshold) return("gradient")
    if (!is.null(on_step) && asks_to_stop(on_step(step))) "on_step" else NULL
  }
}

#' The largest absolute gradient of W and b of all layers, as the optimizer is given them.
#' @noRd
largest_gradient <- function(step) {
  gradients <- if (is.null(step$given)) step$gradients else step$given
  max(vapply(gradients, function(gradient) max(abs(c(gradient$dW, gradient$db))), 0))
}

#' Say whether a function of the user's own asked for the end: it gave true.
#' @noRd
asks_to_stop <- function(given) {
  isTRUE(given)
}
