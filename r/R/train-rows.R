# What is recorded between epochs: rows, and the best of them.
#
# What is monitored is list(columns, weights, best): one column a quantity, whose row k was taken
# after k epochs; the network of every row, if asked for; the row with the smallest monitored value
# so far, list(epoch, value, loss, network).

#' What to monitor: validation data, metrics, the network of every epoch; and what to call there.
#' Metrics are of the numbers before `targets` scaled them. `after` is called with the state of some
#' epochs: of those that a whole number of `every` divides, if that is given.
#' @noRd
MonitorConfig <- function(validation = NULL, metrics = list(), keep_weights = FALSE,
                          on_step = NULL, on_epoch = NULL, after = list(), targets = NULL,
                          every = NULL) {
  as.list(environment())
}

#' The rows of several epochs, the first after `epoch` of them: a column a quantity, and the
#' networks, which may not be made before somebody looks at them.
#'
#' networks(k) is the k-th.
#' @noRd
Rows <- function(epoch, number, columns, networks) {
  list(epoch = epoch, number = number, columns = columns, networks = networks)
}

#' One row: loss, learning_rate, validation_loss, and every metric of the training and of the
#' validation data; `known` is all of it but learning_rate, where the core has computed it.
#' @noRd
epoch_row <- function(state, loss, samples, config, wanted, ops, known = NULL) {
  row <- list(loss = loss)
  if (!is.null(config$options$learning_rate)) {
    row$learning_rate <- config_at(config, state$epoch, state$step, ops)$options$learning_rate
  }
  if (!is.null(known)) return(c(row, known[names(known) != "loss"]))
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

#' The rows from `start` on, `end` left out.
#' @noRd
some_rows <- function(rows, start, end) {
  here <- start + seq_len(end - start)
  networks <- rows$networks
  columns <- lapply(rows$columns, `[`, here)
  Rows(rows$epoch + start, end - start, columns, function(k) networks(start + k))
}

#' The k-th row as on_epoch sees it.
#' @noRd
seen_row <- function(rows, k) {
  .Call(C_core_row, rows$epoch + k - 1, rows$columns, k, rows$networks(k))
}

#' The best row so far, and the first of these at which patience is over.
#'
#' A row is the best if its validation loss (else its loss) is more than min_delta below the best so
#' far.
#' @noRd
find_best <- function(best, rows, config) {
  if (is.null(config$patience)) return(list(best = best, over = NULL))
  losses <- rows$columns$loss
  values <- rows$columns$validation_loss
  if (is.null(values)) values <- losses
  values[is.na(values)] <- Inf
  place <- over <- NULL
  lowest <- if (is.null(best)) Inf else best$value
  epoch <- if (is.null(best)) -1 else best$epoch
  first <- rows$epoch - 1
  patience <- config$patience
  least <- config$min_delta
  for (k in seq_along(values)) {
    if (epoch < 0 || values[k] < lowest - least) {
      lowest <- values[k]
      epoch <- first + k
      place <- k
    } else if (first + k - epoch >= patience) {
      over <- k
      break
    }
  }
  if (!is.null(place)) {
    best <- list(
      epoch = epoch, value = values[place], loss = losses[place], network = rows$networks(place)
    )
  }
  list(best = best, over = over)
}
