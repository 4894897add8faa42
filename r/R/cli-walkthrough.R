# The command that makes the page.

#' Write the walk-through page of a case.
#' @noRd
walkthrough_command <- function(case, out, trace = NULL) {
  write_walkthrough(read_named(case, "case"), out, trace)
  0
}
