# Every named quantity of a training step, recorded.

#' Describe the program that computed a trace or a network.
#' @noRd
implementation <- function(arithmetic) {
  version <- as.character(utils::packageVersion("twinmlp"))
  list(name = "twinmlp", version = version, language = "R", arithmetic = arithmetic)
}

#' Return a matrix as it is, a vector as a list.
#' @noRd
array_record <- function(part) {
  if (is.matrix(part)) part else as_list_of_numbers(part)
}

#' Return W and b of every layer.
#' @noRd
parameters_record <- function(network) {
  lapply(unname(network), function(layer) list(W = layer$W, b = as_list_of_numbers(layer$b)))
}

#' The values of a scope of the table of quantities, in its order; what is absent is null.
#' @noRd
recorded <- function(scope, values) {
  values[intersect(names_of_scope(scope), names(values))]
}

#' Return the dropout mask, and D, the activations after dropout; nothing without dropout.
#' @noRd
drop_record <- function(A, drop) {
  if (is.null(drop)) list() else list(mask = drop$mask, D = drop_units(A, drop))
}

#' Return gW and gb, the gradient of a layer for the update; nothing where it is dW and db.
#' @noRd
gradient_record <- function(gradient) {
  if (is.null(gradient)) return(list())
  list(gW = gradient$dW, gb = as_list_of_numbers(gradient$db))
}

#' Return the results of the forward and backward pass of a step or a trial, layer by layer.
#' @noRd
pass_records <- function(at) {
  changed <- at$gradients_for_update
  if (is.null(changed)) changed <- vector("list", length(at$values))
  Map(function(values, gradient, for_update) {
    passes <- list(
      Z = values$Z, A = values$A, dA = gradient$dA, dZ = gradient$dZ,
      dW = gradient$dW, db = as_list_of_numbers(gradient$db)
    )
    c(passes, gradient_record(for_update))
  }, unname(at$values), unname(at$gradients), unname(changed))
}

#' Return the optimizer's state of W and b of one layer: numbers as numbers, the rest as arrays.
#' @noRd
layer_state_record <- function(states) {
  states <- lapply(Filter(length, states), function(state) {
    parts <- lapply(state, function(part) {
      if (is.list(part)) lapply(part, array_record) else array_record(part)
    })
    numbers <- intersect(names(parts), state_parts("numbers"))
    parts[numbers] <- state[numbers]
    parts
  })
  if (length(states)) states else structure(list(), names = character(0))
}

#' Record one trial of a search; only t of one that is not finite, which no file can hold.
#' @noRd
trial_record <- function(trial) {
  at <- trial$at
  if (!is.finite(at$loss) || !is.finite(trial$slope)) {
    return(list(t = trial$t, loss = NULL, slope = NULL, layers = NULL))
  }
  layers <- Map(function(parameters, values) {
    recorded("layer", c(parameters, values))
  }, parameters_record(at$network), pass_records(at))
  list(t = trial$t, loss = at$loss, slope = trial$slope, layers = layers)
}

#' Record the search of a step: the slope, all trials, and the t that was taken.
#' @noRd
search_record <- function(search) {
  trials <- lapply(search$trials, trial_record)
  recorded("search", list(slope = search$slope, trials = trials, taken = search$taken))
}

#' Every quantity of every layer of a step, in the order of the table of quantities.
#' @noRd
layer_records <- function(step) {
  layers <- Map(function(values, parameters, states) {
    c(values, parameters, list(state = layer_state_record(states)))
  }, pass_records(step), parameters_record(step$network), step$states)
  if (!is.null(step$drops)) {
    layers <- Map(function(layer, drop) c(layer, drop_record(layer$A, drop)), layers, step$drops)
  }
  if (!is.null(step$search)) {
    layers <- Map(function(layer, p) {
      c(layer, list(pW = p$W, pb = as_list_of_numbers(p$b)))
    }, layers, step$search$direction)
  }
  lapply(layers, function(layer) recorded("layer", layer))
}

#' Return one step as a trace holds it: its numbers, its search and its layers.
#' @noRd
step_record <- function(step) {
  numbers <- list(epoch = step$epoch, rows = as_list_of_numbers(step$rows), loss = step$loss)
  extra <- list(
    gradient_norm = step$norm,
    learning_rate = step$learning_rate
  )
  numbers <- c(numbers, Filter(Negate(is.null), extra))
  search <- if (!is.null(step$search)) list(search = search_record(step$search))
  c(
    list(step = step$step), recorded("step", numbers), list(layers = layer_records(step)), search
  )
}

#' A whole training run as a trace.
#' @noRd
trace_record <- function(training, config, id, arithmetic) {
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
  c(head, monitored_endings(training, config), end)
}

#' Train as the parts of a case say and return the trace.
#' @noRd
run_parts <- function(parts, arithmetic, engine = "auto") {
  ops <- choose_arithmetic(arithmetic, engine)
  samples <- Samples(parts$X, parts$y, parts$weight)
  training <- fit_network(parts$network, samples, parts$config, ops, parts$record)
  trace_record(training, parts$config, parts$id, arithmetic)
}

#' Run a case
#'
#' Train as a case says and return the trace; `arithmetic` overrides the case's own.
#'
#' Errors: E_CHOICE for another arithmetic or engine; those of the schema of a case; E_DIVERGED
#' where numbers grow beyond all. Source: SPEC.md, Traces.
#'
#' @param case The object of a case, as [read_document()] gives it.
#' @param arithmetic "native", "reproducible" or `NULL`, the case's own; default `NULL`.
#' @param engine "auto", "compiled" or "plain", as [choose_arithmetic()] takes it; default "auto".
#' @return The trace, an object: every named quantity of the recorded steps, the losses and what
#'   training ended with.
#' @examples
#' case <- read_document(system.file("fixtures/cases/one_unit.json", package = "twinmlp"), "case")
#' trace <- run_case(case)
#' trace$final$loss
#' @export
run_case <- function(case, arithmetic = NULL, engine = "auto") {
  parts <- case_parts(check_document(case, "case"))
  run_parts(parts, if (is.null(arithmetic)) parts$arithmetic else arithmetic, engine)
}
