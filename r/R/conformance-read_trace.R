# R only: somebody's trace as arrays: any part of it may be missing, and what cannot be understood
# is named or refused. Python's is conformance/judge/read_trace.py.

#' A trace as arrays, with the names in it that mean nothing here as `unknown`.
#' @noRd
read_recorded <- function(document, case) {
  object_at(document, "trace")
  wanted <- list(format = "twinmlp-trace", case = case$id)
  for (name in names(wanted)) {
    if (name %in% names(document) && !identical(document[[name]], wanted[[name]])) {
      what <- paste0(describe(wanted[[name]]), if (name == "case") ", the case it is held against")
      fail("E_CHOICE", name, what, describe(document[[name]]))
    }
  }
  seen <- new.env(parent = emptyenv()) # names that nobody knows, in their order
  known <- c("format", "version", "case", "implementation", "steps", "stopping", "final")
  note_unknown(seen, document, c(known, names_of_scope("run")), "")
  implementation <- document[["implementation"]]
  steps <- list_at(if (is.null(document[["steps"]])) list() else document[["steps"]], "steps")
  steps <- lapply(seq_along(steps), function(i) {
    read_step(steps[[i]], case, sprintf("steps[%d]", i - 1L), seen)
  })
  trace <- list(
    implementation = if (is_object(implementation)) implementation, steps = in_order(steps)
  )
  trace <- c(trace, read_each(document, names_of_scope("run"), "", numbers_at))
  stopping <- document[["stopping"]]
  final <- document[["final"]]
  if (!is.null(stopping)) trace$stopping <- read_stopping(stopping, seen)
  if (!is.null(final)) trace$final <- read_final(final, case, seen)
  trace$unknown <- seen$unknown
  trace
}

#' Keep the names in an object that are not among those that are known.
#' @noRd
note_unknown <- function(seen, value, names, prefix) {
  seen$unknown <- c(seen$unknown, names_besides(value, names, prefix))
}

#' Steps by their numbers, which are all different.
#' @noRd
in_order <- function(steps) {
  numbers <- vapply(steps, `[[`, 0, "step")
  if (anyDuplicated(numbers)) {
    counts <- vapply(numbers, function(number) sum(numbers == number), 0)
    twice <- sprintf("step %.0f twice", numbers[which.max(counts)])
    fail("E_CHOICE", "steps", "all different", twice)
  }
  steps[order(numbers)]
}

#' The values of these names that are there.
#' @noRd
read_each <- function(record, names, prefix, read) {
  names <- Filter(function(name) !is.null(record[[name]]), names)
  values <- lapply(names, function(name) read(record[[name]], paste0(prefix, name)))
  stats::setNames(values, names)
}

#' One step as arrays.
#' @noRd
read_step <- function(step, case, path, seen) {
  object_at(step, path)
  names <- names_of_scope("step")
  inside <- paste0(path, ".")
  note_unknown(seen, step, c("step", names, "layers", "search"), inside)
  number <- step[["step"]]
  if (!is_number(number) || !is.finite(number) || number != floor(number)) {
    fail("E_TYPE", paste0(path, ".step"), "a whole number", describe(number))
  }
  whole <- names[names %in% whole_numbers()]
  found <- c(
    list(step = as.double(number)),
    read_each(step, whole, inside, numbers_at),
    read_each(step, setdiff(names, whole), inside, number_at)
  )
  of_layers <- names_of_scope("layer")
  found$layers <- read_layers(step[["layers"]], case, paste0(inside, "layers"), of_layers, seen)
  if (!is.null(step[["search"]])) {
    found$search <- read_search(step[["search"]], case, paste0(inside, "search"), seen)
  }
  found
}

#' The line search of a step as arrays.
#' @noRd
read_search <- function(search, case, path, seen) {
  object_at(search, path)
  names <- names_of_scope("search")
  note_unknown(seen, search, names, paste0(path, "."))
  found <- read_each(search, setdiff(names, "trials"), paste0(path, "."), number_at)
  if (!is.null(search[["trials"]])) {
    trials <- list_at(search[["trials"]], paste0(path, ".trials"))
    found$trials <- lapply(seq_along(trials), function(k) {
      read_trial(trials[[k]], case, sprintf("%s.trials[%d]", path, k - 1L), seen)
    })
  }
  found
}

#' One trial of a line search as arrays.
#' @noRd
read_trial <- function(trial, case, path, seen) {
  object_at(trial, path)
  entries <- trial_entries()
  names <- vapply(entries, `[[`, "", "name")
  of_layer <- vapply(entries, function(entry) entry$scope == "layer", NA)
  inside <- paste0(path, ".")
  note_unknown(seen, trial, c(names[!of_layer], "layers"), inside)
  layers <- read_layers(trial[["layers"]], case, paste0(inside, "layers"), names[of_layer], seen)
  c(read_each(trial, names[!of_layer], inside, number_at), list(layers = layers))
}

#' The end of a run as arrays.
#' @noRd
read_final <- function(final, case, seen) {
  object_at(final, "final")
  names <- names_of_scope("final")
  note_unknown(seen, final, c(names, "parameters"), "final.")
  of_layers <- names_of_scope("final layer")
  layers <- read_layers(final[["parameters"]], case, "final.parameters", of_layers, seen)
  c(read_each(final, names, "final.", number_at), list(parameters = layers))
}

#' When a run ended, and why; `stopped` may be null, and is one of the reasons.
#' @noRd
read_stopping <- function(stopping, seen) {
  object_at(stopping, "stopping")
  names <- names_of_scope("stopping")
  note_unknown(seen, stopping, names, "stopping.")
  found <- list()
  if ("stopped" %in% names(stopping)) {
    reason <- stopping[["stopped"]]
    if (!is.null(reason) && (!is.character(reason) || !reason %in% unlist(stop_reasons()))) {
      reasons <- paste(vapply(stop_reasons(), describe, ""), collapse = ", ")
      fail("E_CHOICE", "stopping.stopped", paste("one of", reasons), describe(reason))
    }
    found <- list(stopped = reason)
  }
  c(found, read_each(stopping, setdiff(names, "stopped"), "stopping.", number_at))
}

#' What a step or the end says of every layer; a layer may be null.
#' @noRd
read_layers <- function(layers, case, path, names, seen) {
  count <- length(case$network$layers)
  if (is.null(layers)) return(rep(list(list()), count))
  if (length(list_at(layers, path)) != count) {
    fail("E_SHAPE", path, sprintf("a list of %d, one object a layer", count), describe(layers))
  }
  lapply(seq_len(count), function(l) {
    at <- sprintf("%s[%d]", path, l - 1L)
    inside <- paste0(at, ".")
    layer <- layers[[l]]
    if (is.null(layer)) return(list())
    object_at(layer, at)
    note_unknown(seen, layer, names, inside)
    found <- read_each(layer, setdiff(names, "state"), inside, numbers_at)
    if ("state" %in% names && !is.null(layer[["state"]])) {
      found$state <- read_recorded_state(layer[["state"]], case, paste0(inside, "state"), seen)
    }
    found
  })
}

#' The optimizer's state for W and b of a layer; its parts are those of the case's optimizer.
#' @noRd
read_recorded_state <- function(state, case, path, seen) {
  if (identical(state, list())) return(list()) # an empty object of a language without
  object_at(state, path)
  note_unknown(seen, state, c("W", "b"), paste0(path, "."))
  parts <- names(OPTIMIZERS[[case$optimizer$name]]$start(0, list(learning_rate = 1)))
  found <- list()
  for (name in c("W", "b")) {
    if (!is_nothing(state[[name]])) {
      inside <- sprintf("%s.%s.", path, name)
      values <- object_at(state[[name]], paste0(path, ".", name))
      note_unknown(seen, values, parts, inside)
      found[[name]] <- read_each(values, parts, inside, read_part)
    }
  }
  found
}

#' Whether a value is null, empty, 0, "" or false.
#' @noRd
is_nothing <- function(value) {
  length(value) == 0L || identical(value, "") || identical(value, FALSE) ||
    (is_number(value) && !is.na(value) && value == 0)
}

#' One part of a state as an array, or a list of arrays.
#' @noRd
read_part <- function(value, path) {
  if (!sub(".*[.]", "", path) %in% state_parts("lists")) return(numbers_at(value, path))
  pairs <- list_at(value, path)
  lapply(seq_along(pairs), function(k) numbers_at(pairs[[k]], sprintf("%s[%d]", path, k - 1L)))
}
