# The state of a run in a checkpoint, held against the network that it claims to be of.

#' The state of training in a checkpoint; `network` has its shapes and activations.
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
      Map(like, start, state[names], layer[names], sprintf("states[%d].%s", l, names))
    }, layers, states, document$states, seq_along(states) - 1L, USE.NAMES = FALSE),
    if (is.null(document$stream)) NULL else restore_stream(document$stream),
    document$epoch + 0, document$step + 0, as.double(unlist(document$losses)),
    checkpoint_monitored(document$watch, network)
  )
}

#' Accept how far a run has come, if all of it fits together.
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

#' Layers like those of `network`, with these parameters.
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

#' A state of a file as the optimizer has it: of the kinds and shapes of its start.
#' @noRd
like <- function(start, state, parameter, argument) {
  if (is_object(start) || (is.list(start) && length(start) == 0L && is_object(state))) {
    if (!is_object(state) || !setequal(names(state), names(start))) {
      fail("E_FORMAT", argument, describe_names(start), describe_names(state))
    }
    return(Map(function(part, name) {
      like(part, state[[name]], parameter, paste0(argument, ".", name))
    }, start, names(start)))
  }
  if (is.list(start)) {
    if (!is.list(state) || is_object(state)) fail("E_TYPE", argument, "a list", describe(state))
    places <- sprintf("%s[%d]", argument, seq_along(state) - 1L)
    return(Map(function(part, place) like(parameter, part, parameter, place), state, places))
  }
  if (is.matrix(start)) return(check_matrix(state, argument, nrow(start), ncol(start)))
  check_vector(state, argument, length(start))
}

#' Describe an object by its names, anything else as ever.
#' @noRd
describe_names <- function(value) {
  if (!is_object(value) && !identical(value, list())) return(describe(value))
  names <- paste(names(value), collapse = ", ")
  paste("an object of", if (nzchar(names)) names else "no names")
}

#' What a run had monitored.
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
