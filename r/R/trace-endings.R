# What a trace says of a run that is watched: the loss of what is set aside, when the run ended, and
# why.

#' validation_losses, one a row, if there is validation; stopping, if a run can end early.
#' @noRd
watched_record <- function(training, plan) {
  point <- training$point
  record <- list()
  losses <- point$watch$columns$validation_loss
  if (!is.null(losses)) record$validation_losses <- as_list_of_numbers(losses)
  if (is.null(plan$patience) && is.null(plan$threshold)) return(record)
  stopping <- list(stopped = training$stopped, epochs = point$epoch, steps = point$step)
  best <- point$watch$best
  c(record, list(stopping = c(stopping, if (!is.null(best)) list(best = best$epoch))))
}
