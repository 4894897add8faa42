# How activations are written where a network goes to: fixtures/exports.json.

#' Accept a trained model.
#' @noRd
check_exported <- function(model) {
  if (!inherits(model, "twinmlp")) fail("E_TYPE", "model", "a trained model", describe(model))
  model
}

#' The table of exports.
#' @noRd
export_table <- function() {
  fixture_table("exports")
}

#' How an activation is written, with the values of its parameters; one that is no entry of the
#' table is refused.
#' @noRd
exported_activation <- function(chosen, argument) {
  entry_record(chosen, argument, ACTIVATIONS)
  table <- export_table()$activations
  entry <- table[[check_choice(entry_name(chosen), argument, names(table))]]
  c(entry, list(parameters = lookup(chosen, ACTIVATIONS)$parameters))
}
