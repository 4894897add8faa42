# The command `check`.

#' Compare a trace with the true values of its case.
#' @noRd
check_command <- function(
    case, trace, json = NULL, junit = NULL, xfail = NULL, precision = NULL, digits = NULL,
    reference = NULL) {
  options <- list(
    json = json, junit = junit, xfail = xfail, precision = precision, digits = digits,
    reference = reference
  )
  said <- ask_python("check", c(case, trace), options)
  if (!is.null(said)) {
    writeLines(as.character(said$refusal), stderr())
    writeLines(said$lines)
    return(said$status)
  }
  for (name in c("json", "junit", "xfail")) {
    if (!is.null(options[[name]])) {
      where <- "left out where the Python program, which writes the reports for programs, is not"
      fail("E_USAGE", paste0("--", name), where, quote_json(options[[name]]))
    }
  }
  document <- read_named(case, "case")
  golden <- if (!is.null(reference)) read_named(reference, "golden", "golden")
  stated <- stated_precision(precision, digits)
  recorded <- read_json(trace, "trace", words = TRUE)
  found <- judge_trace(document, recorded, golden, stated)
  cat(format_check(found), sep = "\n")
  if (found$passed) 0 else 1
}
