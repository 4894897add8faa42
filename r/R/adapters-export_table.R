# How activations are written where a network goes to: fixtures/exports.json.

# The table, once it has been read.
EXPORTS_READ <- new.env(parent = emptyenv())

#' Accept a trained model.
#' @noRd
check_exported <- function(model) {
  if (!inherits(model, "twinmlp")) fail("E_TYPE", "model", "a trained model", describe(model))
  model
}

#' The table of exports.
#' @noRd
export_table <- function() {
  if (is.null(EXPORTS_READ$table)) {
    EXPORTS_READ$table <- read_json(fixture_path("exports.json"), "exports")
  }
  EXPORTS_READ$table
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
