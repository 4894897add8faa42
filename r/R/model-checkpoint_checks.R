# Check that a checkpoint fits its own network and optimizer.

#' Check that the epoch, the step, the losses and what was monitored fit each other.
#' @noRd
check_progress <- function(document) {
  epoch <- document$epoch
  if (length(document$losses) != epoch) {
    fail("E_SHAPE", "losses", sprintf("a list of %.0f", epoch), describe(document$losses))
  }
  largest <- epoch * document$rows
  if (document$step < epoch || document$step > largest) {
    fail("E_RANGE", "step", sprintf("from %.0f to %.0f", epoch, largest), describe(document$step))
  }
  watch <- document$watch
  if (is.null(watch)) return(invisible())
  rows <- if (length(watch$columns)) length(watch$columns[[1L]]) else 0L
  if (rows > epoch + 1) {
    requirement <- sprintf("lists of %.0f or less", epoch + 1)
    fail("E_SHAPE", "watch.columns", requirement, sprintf("%d", rows))
  }
  for (name in names(watch$columns)) {
    check_vector(watch$columns[[name]], paste0("watch.columns.", name), rows)
  }
  if (length(watch$weights) && length(watch$weights) != rows) {
    fail("E_SHAPE", "watch.weights", sprintf("a list of %d", rows), describe(watch$weights))
  }
  if (!is.null(watch$best) && watch$best$epoch > epoch) {
    requirement <- sprintf("%.0f or less", epoch)
    fail("E_RANGE", "watch.best.epoch", requirement, describe(watch$best$epoch))
  }
}

#' Read a state with the types and shapes of the optimizer's starting state.
#' @noRd
check_state <- function(start, state, parameter, argument) {
  if (is_object(start) || (is.list(start) && length(start) == 0L && is_object(state))) {
    if (!is_object(state) || !setequal(names(state), names(start))) {
      fail("E_FORMAT", argument, describe_names(start), describe_names(state))
    }
    return(Map(function(part, name) {
      check_state(part, state[[name]], parameter, paste0(argument, ".", name))
    }, start, names(start)))
  }
  if (is.list(start)) {
    if (!is.list(state) || is_object(state)) fail("E_TYPE", argument, "a list", describe(state))
    places <- sprintf("%s[%d]", argument, seq_along(state) - 1L)
    return(Map(function(part, place) check_state(parameter, part, parameter, place), state, places))
  }
  if (is.matrix(start)) return(check_matrix(state, argument, nrow(start), ncol(start)))
  check_vector(state, argument, length(start))
}

#' Describe an object by its names, and anything else as `describe` does.
#' @noRd
describe_names <- function(value) {
  if (!is_object(value) && !identical(value, list())) return(describe(value))
  names <- paste(names(value), collapse = ", ")
  paste("an object of", if (nzchar(names)) names else "no names")
}
