# What a training run did, row by row: row k was taken after k epochs.
#
# A history is a list of class mlp_history: epoch, loss, learning_rate and whatever was monitored, a
# vector each; with the attributes `weights`, the network at every row, if asked for, and `stopped`,
# why the run ended early.

SHOWN <- 5 # rows at either end of a long table

#' The history of a run on n samples, from its first epoch on.
#' @noRd
training_history <- function(training, config, n, ops) {
  losses <- training$losses
  monitored <- training$state$monitored
  columns <- list(epoch = seq(0, length(losses)))
  if (is.null(monitored)) {
    columns$loss <- c(losses, training$final_loss)
    if (!is.null(config$options$learning_rate)) {
      steps <- steps_per_epoch(n, config$batch_size)
      columns$learning_rate <- rep(config$options$learning_rate, length(columns$epoch))
      if (!is.null(config$schedule)) {
        columns$learning_rate <- vapply(
          columns$epoch, function(k) config_at(config, k, k * steps, ops)$options$learning_rate, 0
        )
      }
    }
  } else {
    # rows before those were not monitored
    columns$epoch <- utils::tail(columns$epoch, length(monitored$columns$loss))
    columns <- c(columns, monitored$columns)
  }
  structure(columns, class = "mlp_history", weights = monitored$weights, stopped = training$stopped)
}

#' The history as a table; of a long one the first and the last rows.
#' @noRd
format_history <- function(history) {
  columns <- unclass(history)
  stopped <- attr(history, "stopped")
  rows <- length(columns$epoch)
  shown <- seq_len(rows)
  if (rows > 2 * SHOWN + 1) shown <- c(seq_len(SHOWN), 0, seq(rows - SHOWN + 1, rows))
  table <- lapply(shown, function(row) {
    if (row == 0) return(rep("...", length(columns)))
    mapply(function(name, column) {
      if (name == "epoch") sprintf("%.0f", column[row]) else format_value(column[row], 6)
    }, names(columns), columns)
  })
  lines <- align(c(list(names(columns)), table), left = 0)
  if (is.null(stopped)) lines else c(lines, paste("stopped by", STOPPED[[stopped]]))
}

# Why a run can end before its last epoch, in words.
STOPPED <- c(
  patience = "patience: no improvement for long enough",
  gradient = "threshold: no gradient larger than it",
  line_search = "line_search: nowhere along the direction is J lower",
  on_step = "on_step", on_epoch = "on_epoch"
)

#' @export
print.mlp_history <- function(x, ...) {
  cat(format_history(x), sep = "\n")
  invisible(x)
}
