# The command that writes a worksheet.

#' Write the first step of a case as a sheet to fill in.
#' @noRd
worksheet_command <- function(
  case, out, blank = NULL, decimals = 3, key = FALSE, seed = 0, data = NULL, target = NULL
) {
  write_worksheet(source_case(case, data, target), out, blank, decimals, key, seed)
  0
}
