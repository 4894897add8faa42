# A trace written by hand: what a program of one's own computes, recorded where it is computed.

# The scopes of the table of quantities whose values a recorder takes.
SCOPES <- c("layer", "step", "run", "stopping", "final", "final layer")

#' A value as a trace holds it: an array of doubles, or lists where some are not finite, which JSON
#' has only words for; objects by name; a word.
#'
#' shape: as the table of quantities has it. Errors: E_TYPE and E_SHAPE for what is none.
#' @noRd
recordable <- function(value, argument, shape) {
  if (shape == "word") return(check_word(value, argument))
  if (shape == "parts") {
    parts <- check_plain_object(value, argument)
    kinds <- ifelse(names(parts) %in% state_parts("numbers"), "number", "units")
    kinds[vapply(parts, is_object, NA)] <- "parts"
    places <- paste0(argument, rep(".", length(parts)), names(parts))
    return(stats::setNames(Map(recordable, parts, places, kinds), names(parts)))
  }
  numbers <- check_numbers(value, argument)
  if (shape == "number" && length(numbers) != 1L) {
    fail("E_SHAPE", argument, "one number", describe(numbers))
  }
  if (shape == "number") return(in_words(as.vector(numbers)))
  if (shape == "units" && is.matrix(numbers) && nrow(numbers) == 1L) numbers <- as.vector(numbers)
  if (all(is.finite(numbers))) array_record(numbers) else in_words(numbers)
}

#' Nested lists of numbers, with words for those that are not finite.
#' @noRd
in_words <- function(value) {
  if (is.matrix(value)) return(lapply(seq_len(nrow(value)), function(i) in_words(value[i, ])))
  if (all(is.finite(value)) && length(value) == 1L) return(value)
  words <- lapply(value, function(one) if (is.finite(one)) one else describe(one))
  if (length(words) == 1L) words[[1L]] else words
}

#' The entries of the table of quantities that can be recorded, by their names.
#' @noRd
recorded_entries <- function() {
  entries <- do.call(entries_of_scope, as.list(SCOPES))
  names(entries) <- vapply(entries, `[[`, "", "name")
  entries
}

#' The trace of a case in which nothing is recorded.
#' @noRd
start_trace <- function(case, name, language) {
  made_by <- list(name = name, version = "0", language = language, arithmetic = "native")
  list(
    format = "twinmlp-trace", version = 1, case = case$id, implementation = made_by, steps = list()
  )
}

#' A part of a trace with one more value; one that is there already is refused.
#' @noRd
with_part <- function(record, name, value) {
  if (name %in% names(record)) {
    requirement <- "recorded once, or once in each step, which `step` begins"
    fail("E_USAGE", name, requirement, "a second value")
  }
  record[[name]] <- value
  record
}

#' The layers of a part of a trace with one more value of layer l, counted from 1.
#' @noRd
with_layer <- function(layers, l, name, value) {
  replace(layers, l, list(with_part(layers[[l]], name, value)))
}

#' The steps of a trace, where a value is added to one of them, in their order.
#' @noRd
with_step <- function(steps, step, empty, add) {
  numbers <- vapply(steps, `[[`, 0, "step")
  place <- match(step, numbers, nomatch = length(steps) + 1L)
  if (place > length(steps)) steps[[place]] <- list(step = step, layers = empty)
  steps[[place]] <- add(steps[[place]])
  steps[order(vapply(steps, `[[`, 0, "step"))]
}

#' Accept as many values as a quantity is recorded with: "a value", "a layer and a value".
#' @noRd
check_recorded_with <- function(name, values, requirement) {
  if (length(values) != length(strsplit(requirement, " and ")[[1L]])) {
    fail("E_USAGE", name, paste("recorded with", requirement), paste(length(values), "of them"))
  }
}

#' A trace with one more value: of a layer, whose number goes before the value, of a step, or of the
#' run. One of a step that the case does not record is left out.
#' @noRd
with_value <- function(trace, case, step, name, values) {
  entries <- recorded_entries()
  entry <- entries[[check_choice(name, "name", names(entries))]]
  scope <- entry$scope
  short <- sub("^final ", "", name)
  empty <- vector("list", length(case$network$layers))
  of_layer <- scope %in% c("layer", "final layer")
  check_recorded_with(name, values, if (of_layer) "a layer and a value" else "a value")
  l <- if (of_layer) check_count(values[[1L]], "layer", 1, length(empty)) else 0
  value <- values[[length(values)]]
  not_recorded <- scope %in% c("layer", "step") && !step %in% unlist(case$record$steps)
  if (is.null(value) || not_recorded) return(trace)
  value <- recordable(value, name, entry$shape)
  if (scope == "run") return(with_part(trace, name, value))
  if (scope == "stopping") {
    trace$stopping <- with_part(trace$stopping, name, value)
  } else if (scope == "step") {
    add <- function(one) with_part(one, name, value)
    trace$steps <- with_step(trace$steps, step, empty, add)
  } else if (scope == "layer") {
    add <- function(one) replace(one, "layers", list(with_layer(one$layers, l, name, value)))
    trace$steps <- with_step(trace$steps, step, empty, add)
  } else {
    if (is.null(trace$final)) trace$final <- list(parameters = empty)
    if (scope == "final") {
      trace$final <- with_part(trace$final, short, value)
    } else {
      trace$final$parameters <- with_layer(trace$final$parameters, l, short, value)
    }
  }
  trace
}

#' Record a program of one's own
#'
#' What a program of one's own computes, recorded as the trace of a case, which the checker takes.
#'
#' `record()` takes a quantity of a trace by its name: of a layer with the layer's number, as
#' `record(r, "Z", 1, Z)`; of a step, as `record(r, "loss", J)`; of the run, as `record(r, "losses",
#' J)`; of its end, as `record(r, "final W", 1, W)`. `record(r, "step", 3)` begins step 3; the first
#' is 0. What the case does not record is left out, so a loop records every step. What there is is
#' checked by `summary()`, as [check_trace()] does it, and shown by printing the recorder.
#'
#' Errors: E_CHOICE for a quantity that no trace has, E_USAGE for one that is recorded twice.
#'
#' @param case The case: an object, or the path of its file.
#' @param name For `recorder()`, what the program is called; for `record()`, the quantity.
#' @param recorder What `recorder()` gave.
#' @param ... The number of the layer, for a quantity of a layer; then the value.
#' @param object,x What `recorder()` gave.
#' @return `recorder()` gives a recorder; `record()` the same, invisibly; `recorded_trace()` the
#'   trace, which [write_json()] writes; `summary()` what [check_trace()] gives.
#' @examples
#' case <- mlp_case(mlp(cbind(0:1), 0:1, hidden = 2, epochs = 10), cbind(0:1), 0:1)
#' r <- recorder(case)
#' record(r, "Z", 1, matrix(0, 2, 2))
#' recorded_trace(r)$steps[[1]]$layers[[1]]$Z
#' summary(r)$passed
#' @export
recorder <- function(case, name = "own program") {
  if (is.character(case) && !is_many(case)) case <- read_document(case, "case")
  check_document(case, "case")
  trace <- start_trace(case, check_word(name, "name"), "R")
  state <- list2env(list(case = case, step = 0, trace = trace), parent = emptyenv())
  structure(list(state = state), class = "mlp_recorder")
}

#' @rdname recorder
#' @export
record <- function(recorder, name, ...) {
  state <- check_recorder(recorder)$state
  values <- unname(list(...))
  if (identical(name, "step")) {
    check_recorded_with(name, values, "a value")
    state$step <- check_count(values[[1L]], "step", 0)
  } else {
    state$trace <- with_value(state$trace, state$case, state$step, name, values)
  }
  invisible(recorder)
}

#' @rdname recorder
#' @export
recorded_trace <- function(recorder) {
  check_recorder(recorder)$state$trace
}

#' Accept a recorder.
#' @noRd
check_recorder <- function(value) {
  if (!inherits(value, "mlp_recorder")) {
    fail("E_TYPE", "recorder", "what recorder() gave", describe(value))
  }
  value
}

#' @rdname recorder
#' @export
summary.mlp_recorder <- function(object, ...) {
  check_trace(object$state$case, recorded_trace(object))
}

#' @rdname recorder
#' @export
print.mlp_recorder <- function(x, ...) {
  print(summary(x))
  invisible(x)
}
