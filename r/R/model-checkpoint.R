# A training run in a file: all that its rest needs to give the same bits, in either language.

#' A checkpoint as its file holds it: arguments, number of samples, what is known of them, state of
#' training.
#' @noRd
checkpoint_record <- function(state, arguments, rows, arithmetic, known, stopped = NULL) {
  head <- list(
    format = "twinmlp-checkpoint",
    version = 2,
    implementation = implementation(arithmetic),
    arguments = arguments,
    rows = rows
  )
  c(head, known, list(
    epoch = state$epoch,
    step = state$step,
    stopped = stopped,
    parameters = parameters_record(state$network),
    states = lapply(unname(state$states), function(states) lapply(states, state_record)),
    stream = if (is.null(state$stream)) NULL else stream_state(state$stream),
    losses = as_list_of_numbers(state$losses),
    watch = monitored_record(state$monitored)
  ))
}

#' An optimizer's state as a file holds it: numbers, lists and matrices by name.
#' @noRd
state_record <- function(state) {
  if (length(state) == 0L) return(structure(list(), names = character(0)))
  lapply(state, function(part) if (is.list(part)) lapply(part, array_record) else part)
}

#' What has been monitored, as a file holds it.
#' @noRd
monitored_record <- function(monitored) {
  if (is.null(monitored)) return(NULL)
  best <- monitored$best
  list(
    columns = lapply(monitored$columns, as_list_of_numbers),
    weights = lapply(monitored$weights, parameters_record),
    best = if (is.null(best)) NULL else list(
      epoch = best$epoch, value = best$value, loss = best$loss,
      parameters = parameters_record(best$network)
    )
  )
}

#' What writes the checkpoint after every so many epochs and at the end, or NULL.
#'
#' Without a state it writes the last one that it was called with.
#' @noRd
saver <- function(path, every, arguments, rows, arithmetic, known) {
  if (is.null(path)) return(NULL)
  for (name in names(arguments)) check_plain(arguments[[name]], name)
  last <- NULL
  function(state, stopped = NULL, always = FALSE) {
    if (!is.null(state)) last <<- state
    if (!is.null(last) && (always || last$epoch %% every == 0)) {
      record <- checkpoint_record(last, arguments, rows, arithmetic, known, stopped)
      write_json(path, record, "checkpoint")
    }
  }
}

#' Refuse functions, which no file can hold.
#' @noRd
check_plain <- function(value, argument) {
  if (is.list(value)) for (part in value) check_plain(part, argument)
  if (is.function(value)) {
    requirement <- "a name or numbers where a checkpoint is written"
    fail("E_TYPE", argument, requirement, "a function of your own")
  }
}

#' Read a checkpoint that either language wrote.
#' @noRd
read_checkpoint <- function(path) {
  read_document(path, "checkpoint")
}
