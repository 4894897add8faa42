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

#' W and b of every layer.
#' @noRd
parameters_record <- function(network) {
  lapply(unname(network), function(layer) list(W = layer$W, b = as_list_of_numbers(layer$b)))
}

#' One step as a trace holds it: Z, A, dA, dZ, dW, db, then W and b after the update and the optimizer's state.
#' @noRd
step_record <- function(step) {
  layers <- Map(function(values, gradient, layer) {
    list(
      Z = values$Z, A = values$A, dA = gradient$dA, dZ = gradient$dZ, dW = gradient$dW, db = as_list_of_numbers(gradient$db),
      W = layer$W, b = as_list_of_numbers(layer$b), state = structure(list(), names = character(0))
    )
  }, step$values, step$gradients, unname(step$network))
  list(step = step$step, epoch = step$epoch, rows = as_list_of_numbers(step$rows), loss = step$loss, layers = layers)
}

#' A whole training run as a trace.
#' @noRd
trace_record <- function(training, id, arithmetic) {
  list(
    format = "twinmlp-trace",
    version = 1,
    case = id,
    implementation = implementation(arithmetic),
    steps = lapply(training$steps, step_record),
    losses = as_list_of_numbers(training$losses),
    final = list(loss = training$final_loss, parameters = parameters_record(training$network))
  )
}

#' Train as the parts of a case say and give the trace.
#' @noRd
run_parts <- function(parts, arithmetic) {
  training <- train(parts$network, parts$X, parts$y, parts$plan, choose_arithmetic(arithmetic), parts$record)
  trace_record(training, parts$id, arithmetic)
}

#' Run a case
#'
#' Train as a case says and give the trace; `arithmetic` goes before the case's own.
#'
#' @param case A case as [read_document()] reads it.
#' @param arithmetic "native", "reproducible" or `NULL`.
#' @return The trace, a list.
#' @examples
#' case <- read_document(system.file("fixtures/cases/one_unit.json", package = "twinmlp"), "case")
#' trace <- run_case(case)
#' trace$final$loss
#' @export
run_case <- function(case, arithmetic = NULL) {
  parts <- case_parts(case)
  run_parts(parts, if (is.null(arithmetic)) parts$arithmetic else arithmetic)
}
