# Check inputs that workers hold, where a model takes them in place of a matrix.

# What must be so, in words, because it needs the rows in one place: native sums, whose order is
# free; a scale; the levels of text; the values of a step.
NOT_DEALT <- c(
  arithmetic = '"reproducible"', scale = '"none"', categorical = "empty", on_step = "null"
)

#' Refuse to train on rows held by workers with a setting that cannot; `found` names it, or is NULL.
#' @noRd
check_not_dealt <- function(found, X) {
  for (name in names(found)) {
    if (is_dealt(X) && !is.null(found[[name]])) {
      requirement <- paste(NOT_DEALT[[name]], "where rows are dealt out")
      fail("E_CHOICE", name, requirement, found[[name]])
    }
  }
}

#' Name the setting of a model that rows held by workers cannot be used with, or NULL.
#' @noRd
setting_not_dealt <- function(arithmetic, scale, categorical, on_step) {
  list(
    arithmetic = if (arithmetic != "reproducible") describe(arithmetic),
    scale = if (scale != "none") describe(scale),
    categorical = if (length(categorical)) describe(as.list(categorical)),
    on_step = if (!is.null(on_step)) "a function"
  )
}

#' X and y as matrices of as many rows, or X as it is dealt out; y may be a plain list of n values.
#' @noRd
as_data <- function(X, y) {
  X <- if (is_dealt(X)) X else unname(check_matrix(X, "X"))
  list(X = X, y = unname(check_matrix(as_column(y), "y", rows = nrow(X))))
}

#' Refuse inputs of another shape than those of the run that is resumed.
#' @noRd
check_run_rows <- function(X, rows, columns) {
  if (!is_dealt(X)) {
    check_matrix(X, "X", rows = rows, columns = columns)
  } else if (nrow(X) != rows || ncol(X) != columns) {
    requirement <- sprintf("a %.0f x %.0f matrix", rows, columns)
    fail("E_SHAPE", "X", requirement, sprintf("a %d x %d matrix", nrow(X), ncol(X)))
  }
}

#' Accept dealt rows of so many columns, of these names where both sides have names.
#' @noRd
check_dealt_columns <- function(X, names, argument, columns) {
  if (!is.null(columns) && ncol(X) != columns) {
    requirement <- sprintf("a n x %.0f matrix", columns)
    fail("E_SHAPE", argument, requirement, sprintf("a %d x %d matrix", nrow(X), ncol(X)))
  }
  found <- colnames(X)
  if (!is.null(names) && !is.null(found) && !identical(as.character(names), found)) {
    requirement <- paste("dealt out with the columns", list_names(names))
    fail("E_CHOICE", argument, requirement, paste("the columns", list_names(found)))
  }
  X
}
