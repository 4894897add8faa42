# Every named quantity of a training step, recorded.

#' Who computed a trace or a network.
#' @noRd
implementation <- function(arithmetic) {
  list(name = "twinmlp", version = as.character(utils::packageVersion("twinmlp")), language = "R", arithmetic = arithmetic)
}

#' A vector that is written as a list also when it has one value; NULL stays NULL.
#' @noRd
as_list_of_numbers <- function(vector) {
  if (is.null(vector)) NULL else array(vector, length(vector))
}

#' A matrix as it is, a vector as a list.
#' @noRd
array_record <- function(part) {
  if (is.matrix(part)) part else as_list_of_numbers(part)
}

#' W and b of every layer.
#' @noRd
parameters_record <- function(network) {
  lapply(unname(network), function(layer) list(W = layer$W, b = as_list_of_numbers(layer$b)))
}

#' What dropout did to a layer: mask, and D, what it leaves of A for the next layer; nothing in a layer without dropout.
#' @noRd
drop_record <- function(A, drop) {
  if (is.null(drop)) list() else list(mask = drop$mask, D = drop_units(A, drop))
}

#' The optimizer's state of one layer, for W and for b: its numbers as numbers, everything else as arrays.
#' @noRd
layer_state_record <- function(states) {
  states <- lapply(Filter(length, states), function(state) {
    parts <- lapply(state, function(part) if (is.list(part)) lapply(part, array_record) else array_record(part))
    powers <- intersect(names(parts), c("beta1_power", "beta2_power"))
    parts[powers] <- state[powers]
    parts
  })
  if (length(states)) states else structure(list(), names = character(0))
}

#' One trial of a search: t, J, slope, and of every layer W, b, Z, A, dA, dZ, dW, db and, if there are any, gW and gb.
#'
#' Of a trial that is not finite, which no file can hold, only t.
#' @noRd
trial_record <- function(trial) {
  at <- trial$at
  if (!is.finite(at$loss) || !is.finite(trial$slope)) return(list(t = trial$t, loss = NULL, slope = NULL, layers = NULL))
  layers <- Map(function(layer, values, gradient) {
    list(
      W = layer$W, b = as_list_of_numbers(layer$b), Z = values$Z, A = values$A,
      dA = gradient$dA, dZ = gradient$dZ, dW = gradient$dW, db = as_list_of_numbers(gradient$db)
    )
  }, unname(at$network), at$values, at$gradients)
  if (!is.null(at$given)) {
    layers <- Map(function(layer, given) c(layer, list(gW = given$dW, gb = as_list_of_numbers(given$db))), layers, at$given)
  }
  list(t = trial$t, loss = at$loss, slope = trial$slope, layers = layers)
}

#' The search of a step: the slope, all trials, and the t that was taken.
#' @noRd
search_record <- function(search) {
  list(slope = search$slope, trials = lapply(search$trials, trial_record), taken = search$taken)
}

#' One step as a trace holds it: Z, A, dA, dZ, dW, db, then W and b after the update and the optimizer's state.
#'
#' With a penalty, masks or clipping also gW and gb, what the optimizer is given; with a schedule the learning rate; of a
#' search pW and pb, the direction, and the search.
#' @noRd
step_record <- function(step) {
  layers <- Map(function(values, gradient, layer, states) {
    list(
      Z = values$Z, A = values$A, dA = gradient$dA, dZ = gradient$dZ, dW = gradient$dW, db = as_list_of_numbers(gradient$db),
      W = layer$W, b = as_list_of_numbers(layer$b), state = layer_state_record(states)
    )
  }, step$values, step$gradients, unname(step$network), step$states)
  if (!is.null(step$drops)) layers <- Map(function(layer, drop) c(layer, drop_record(layer$A, drop)), layers, step$drops)
  if (!is.null(step$given)) {
    layers <- Map(function(layer, given) c(layer, list(gW = given$dW, gb = as_list_of_numbers(given$db))), layers, step$given)
  }
  if (!is.null(step$search)) {
    layers <- Map(function(layer, p) c(layer, list(pW = p$W, pb = as_list_of_numbers(p$b))), layers, step$search$direction)
  }
  record <- list(step = step$step, epoch = step$epoch, rows = as_list_of_numbers(step$rows), loss = step$loss, layers = layers)
  search <- if (!is.null(step$search)) search_record(step$search)
  c(record, Filter(Negate(is.null), list(gradient_norm = step$norm, learning_rate = step$learning_rate, search = search)))
}

#' A whole training run as a trace.
#' @noRd
trace_record <- function(training, plan, id, arithmetic) {
  head <- list(
    format = "twinmlp-trace",
    version = 1,
    case = id,
    implementation = implementation(arithmetic),
    steps = lapply(training$steps, step_record)
  )
  end <- list(
    losses = as_list_of_numbers(training$losses),
    final = list(loss = training$final_loss, parameters = parameters_record(training$network))
  )
  c(head, watched_record(training, plan), end)
}

#' Train as the parts of a case say and give the trace.
#' @noRd
run_parts <- function(parts, arithmetic) {
  training <- fit_network(parts$network, parts$X, parts$y, parts$plan, choose_arithmetic(arithmetic), parts$record, weight = parts$weight)
  trace_record(training, parts$plan, parts$id, arithmetic)
}

#' Run a case
#'
#' Train as a case says and give the trace; `arithmetic` goes before the case's own.
#'
#' Errors: E_CHOICE for another arithmetic; those of the schema of a case; E_DIVERGED where
#' numbers grow beyond all. Source: SPEC.md, Traces.
#'
#' @param case The object of a case, as [read_document()] gives it.
#' @param arithmetic "native", "reproducible" or `NULL`, the case's own; default `NULL`.
#' @return The trace, an object: every named quantity of the recorded steps, the losses and what
#'   training ended with.
#' @examples
#' case <- read_document(system.file("fixtures/cases/one_unit.json", package = "twinmlp"), "case")
#' trace <- run_case(case)
#' trace$final$loss
#' @export
run_case <- function(case, arithmetic = NULL) {
  parts <- case_parts(case)
  run_parts(parts, if (is.null(arithmetic)) parts$arithmetic else arithmetic)
}
