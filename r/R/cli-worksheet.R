# The command that writes a worksheet, and the one that marks what was filled in.

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

#' Mark filled-in sheets of a case, and show the table of the class.
#' @noRd
mark_command <- function(case, answers, blank = NULL, out = NULL) {
  said <- ask_python("mark", c(case, answers), list(blank = blank, out = out))
  if (!is.null(said)) {
    writeLines(as.character(said$refusal), stderr())
    writeLines(said$lines)
    return(said$status)
  }
  document <- read_named(case, "case")
  marked <- lapply(answers, function(path) mark_answers(document, read_answers(path), blank))
  writeLines(unnamed_marks(marked))
  if (!is.null(out)) {
    lines <- vapply(class_table(marked), function(line) {
      paste(vapply(line, to_name, ""), collapse = ",")
    }, "")
    write_text(out, paste0(lines, "\n", collapse = ""), "out")
  }
  0
}
