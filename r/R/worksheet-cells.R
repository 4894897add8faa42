# Format the numbers and names of a sheet as text.

# A quantity with its layer, in a formula.
SHEET_NAMES <- "\\b(new_|new )?(d?[ZAWb])([0-9]+)\\b"

#' Format the numbers of a block: whole ones without decimals, given ones with at least two.
#' @noRd
cell_texts <- function(block, decimals) {
  values <- block$values
  whole <- all(values == floor(values)) && all(abs(values) < 1e6)
  digits <- if (is.null(block$kind)) max(decimals, 2) else decimals
  texts <- cell_text(values, if (whole) 0 else digits)
  matrix(texts, nrow(values))
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

#' Return the text of the task.
#' @noRd
task_text <- function(decimals) {
  if (decimals == 1) return(sheet_text("task_one"))
  sheet_text("task", decimals = sprintf("%.0f", decimals))
}
