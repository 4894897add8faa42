# Format the numbers and names of a sheet as text.

# A quantity with its layer, in a formula.
SHEET_NAMES <- "\\b(new_|new )?(d?[ZAWb])([0-9]+)\\b"

#' Format the numbers of a block: whole ones without decimals, inputs with at least two.
#' @noRd
cell_texts <- function(block, decimals) {
  digits <- if (is.null(block$kind)) max(decimals, 2) else decimals
  if (has_no_decimals(block$values)) digits <- 0
  matrix(cell_text(block$values, digits), nrow(block$values))
}

#' Format a number with a number of decimals; never -0.
#' @noRd
cell_text <- function(value, decimals) {
  sub("^-(0([.]0*)?)$", "\\1", sprintf("%.*f", as.integer(decimals), value))
}

#' Return a text of the table, with its fields filled in.
#' @noRd
sheet_text <- function(name, ...) {
  fill_template(worksheet_table()$texts[[name]], list(...))
}

#' Return the heading of a sheet, or of its answer key.
#' @noRd
sheet_heading <- function(answers) {
  heading <- sheet_text("heading")
  if (answers) paste0(heading, ": ", tolower(sheet_text("key"))) else heading
}

#' Return the facts above the numbers of a sheet and its variant, each as a text.
#' @noRd
fact_texts <- function(sheet) {
  facts <- c(sheet$facts, variant = sprintf("%.0f", sheet$seed))
  sprintf("%s: %s", vapply(names(facts), sheet_text, ""), facts)
}

#' Return the text of the task.
#' @noRd
task_text <- function(decimals) {
  if (decimals == 1) return(sheet_text("task_one"))
  sheet_text("task", decimals = sprintf("%.0f", decimals))
}
