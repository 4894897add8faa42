# The command that writes a worksheet.

#' Write the first step of a case as a sheet to fill in.
#' @noRd
worksheet_command <- function(
  case, out, blank = NULL, decimals = 3, key = FALSE, seed = 0, data = NULL, target = NULL
) {
  decimals <- check_count(decimals, "--decimals", 1, 6)
  seed <- check_count(seed, "--seed", 0)
  write_worksheet(source_case(case, data, target), out, blank, decimals, key, seed)
  0
}
