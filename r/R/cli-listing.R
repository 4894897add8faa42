# The command that writes a program.

#' Write the training of a case as a program.
#' @noRd
listing_command <- function(
  case, out, language = "python", style = "plain", data = NULL, target = NULL
) {
  write_listing(source_case(case, data, target), out, language, style)
  0
}
