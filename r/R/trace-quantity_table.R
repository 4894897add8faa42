# The table of recorded quantities, in the order of computation: fixtures/quantities.json.

#' The table of quantities.
#' @noRd
quantity_table <- function() {
  fixture_table("quantities")
}

#' The entries of one or several scopes, in the order of the table.
#' @noRd
entries_of_scope <- function(...) {
  Filter(function(entry) entry$scope %in% c(...), quantity_table()$quantities)
}

#' Return the names of a scope's quantities as a trace has them.
#' @noRd
names_of_scope <- function(scope) {
  sub("^final ", "", vapply(entries_of_scope(scope), `[[`, "", "name"))
}

#' The entries of what a trial of a search computes, in its order.
#' @noRd
trial_entries <- function() {
  entries <- quantity_table()$quantities
  names(entries) <- vapply(entries, `[[`, "", "name")
  unname(entries[unlist(quantity_table()$trial)])
}

#' The names of the quantities that are whole numbers, which are exact.
#' @noRd
whole_numbers <- function() {
  entries <- Filter(function(entry) !is.null(entry$whole), quantity_table()$quantities)
  vapply(entries, `[[`, "", "name")
}

#' Why a run may have ended; these are compared by their place in this list.
#' @noRd
stop_reasons <- function() {
  Find(function(entry) entry$name == "stopped", quantity_table()$quantities)$one_of
}

#' The parts of an optimizer's state that are "lists", one array for each pair, or "numbers".
#' @noRd
state_parts <- function(kind) {
  unlist(quantity_table()$state[[kind]])
}
