# The part of a trace about monitoring: validation losses, when the run ended, and why.

#' Return validation_losses if there is validation, and stopping if a run can end early.
#' @noRd
monitored_endings <- function(training, config) {
  state <- training$state
  monitored <- state$monitored
  record <- list()
  losses <- monitored$columns$validation_loss
  if (!is.null(losses)) record$validation_losses <- as_list_of_numbers(losses)
  if (is.null(config$patience) && is.null(config$threshold)) return(record)
  stopping <- list(stopped = training$stopped, epochs = state$epoch, steps = state$step)
  best <- monitored$best
  c(record, list(stopping = c(stopping, if (!is.null(best)) list(best = best$epoch))))
}
