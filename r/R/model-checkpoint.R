# Save a training run to a file, and resume it with the same bits, in either language.

#' Return a checkpoint as written to a file: arguments, number of samples, names, training state.
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

#' Return an optimizer's state as written to a file: numbers, lists and matrices by name.
#' @noRd
state_record <- function(state) {
  if (length(state) == 0L) return(structure(list(), names = character(0)))
  lapply(state, function(part) if (is.list(part)) lapply(part, array_record) else part)
}

#' Return what was monitored, as written to a file.
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

#' Return the function that writes a checkpoint every few epochs and at the end, or NULL.
#'
#' Without a state it writes the last one that it was called with.
#' @noRd
checkpoint_writer <- function(path, every, arguments, rows, arithmetic, known) {
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

#' Refuse functions, which cannot be written to a file.
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

#' Return the training state in a checkpoint; `network` has its shapes and activations.
#' @noRd
checkpoint_state <- function(document, network, config) {
  check_progress(document)
  layers <- checkpoint_layers(document$parameters, network, "parameters")
  states <- start_states(layers, config)
  if (length(document$states) != length(states)) {
    fail("E_SHAPE", "states", sprintf("a list of %d", length(states)), describe(document$states))
  }
  TrainingState(
    layers,
    Map(function(layer, start, state, l) {
      names <- names(start)
      Map(check_state, start, state[names], layer[names], sprintf("states[%d].%s", l, names))
    }, layers, states, document$states, seq_along(states) - 1L, USE.NAMES = FALSE),
    if (is.null(document$stream)) NULL else restore_stream(document$stream),
    document$epoch + 0, document$step + 0, as.double(unlist(document$losses)),
    checkpoint_monitored(document$watch, network)
  )
}

#' Return layers like those of `network`, with these parameters.
#' @noRd
checkpoint_layers <- function(parameters, network, argument) {
  if (length(parameters) != length(network)) {
    fail("E_SHAPE", argument, sprintf("a list of %d", length(network)), describe(parameters))
  }
  Map(function(layer, values, place) {
    shape <- list(
      inputs = nrow(layer$W), units = ncol(layer$W), activation = "identity",
      bias = !is.null(layer$b)
    )
    checked <- case_layer(shape, values, place)
    replace(layer, c("W", "b"), checked[c("W", "b")])
  }, unname(network), parameters, sprintf("%s[%d]", argument, seq_along(network) - 1L),
  USE.NAMES = FALSE)
}

#' Read what a run had monitored.
#' @noRd
checkpoint_monitored <- function(record, network) {
  if (is.null(record)) return(NULL)
  weights <- lapply(seq_along(record$weights), function(k) {
    checkpoint_layers(record$weights[[k]], network, sprintf("watch.weights[%d]", k - 1L))
  })
  best <- record$best
  if (!is.null(best)) {
    best <- list(
      epoch = best$epoch + 0, value = best$value + 0, loss = best$loss + 0,
      network = checkpoint_layers(best$parameters, network, "watch.best.parameters")
    )
  }
  columns <- lapply(record$columns, function(column) as.double(unlist(column)))
  list(columns = columns, weights = weights, best = best)
}
