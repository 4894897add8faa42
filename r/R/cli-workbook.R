# The commands that write a live workbook, and read one back.

#' Write the first epochs of a case as a spreadsheet of formulas.
#' @noRd
workbook_command <- function(case, out, epochs = 20) {
  write_workbook(read_named(case, "case"), out, check_count(epochs, "--epochs"))
  0
}
