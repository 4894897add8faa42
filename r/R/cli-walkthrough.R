# The commands that make the pages.

#' Write the walk-through page of a case.
#' @noRd
walkthrough_command <- function(case, out, trace = NULL) {
  write_walkthrough(read_named(case, "case"), out, trace)
  0
}

#' Write the playground.
#' @noRd
playground_command <- function(out) {
  write_playground(out)
  0
}
