# What a trace records, in the order in which a step computes it: fixtures/quantities.json.

# The table, once it has been read.
QUANTITIES_READ <- new.env(parent = emptyenv())

#' The table of quantities.
#' @noRd
quantity_table <- function() {
  if (is.null(QUANTITIES_READ$table)) {
    QUANTITIES_READ$table <- read_json(fixture_path("quantities.json"), "quantities")
  }
  QUANTITIES_READ$table
}

#' The rows of one or several scopes, in the order of the table.
#' @noRd
rows_of_scope <- function(...) {
  Filter(function(row) row$scope %in% c(...), quantity_table()$quantities)
}

#' The names under which the object of a trace that holds a scope has its quantities.
#' @noRd
names_of_scope <- function(scope) {
  sub("^final ", "", vapply(rows_of_scope(scope), `[[`, "", "name"))
}

#' The names of the numbers of a step that are not whole.
#' @noRd
numbers_of_step <- function() {
  rows <- Filter(function(row) row$shape == "number" && is.null(row$whole), rows_of_scope("step"))
  vapply(rows, `[[`, "", "name")
}

#' The rows of what a trial of a search computes, in its order.
#' @noRd
trial_rows <- function() {
  rows <- quantity_table()$quantities
  names(rows) <- vapply(rows, `[[`, "", "name")
  unname(rows[unlist(quantity_table()$trial)])
}

#' The names of the quantities that are whole numbers, which are exact.
#' @noRd
whole_numbers <- function() {
  rows <- Filter(function(row) !is.null(row$whole), quantity_table()$quantities)
  vapply(rows, `[[`, "", "name")
}

#' Why a run may have ended; these are compared by their place in this list.
#' @noRd
stop_reasons <- function() {
  Find(function(row) row$name == "stopped", quantity_table()$quantities)$one_of
}

#' The parts of an optimizer's state that are "lists", one array for each pair, or "numbers".
#' @noRd
state_parts <- function(kind) {
  unlist(quantity_table()$state[[kind]])
}
