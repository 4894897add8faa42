# What users give, in one form.

#' One value repeated `length` times, or as many values.
#' @noRd
one_for_each <- function(value, length, argument) {
  values <- if (is_object(value)) list(value) else as.list(value)
  if (base::length(values) == 1L) return(rep(values, length))
  if (base::length(values) != length) {
    fail("E_SHAPE", argument, sprintf("one value or a list of %.0f", length), describe(values))
  }
  values
}

#' X and y as matrices of as many rows; y may be a plain list of n values.
#' @noRd
as_data <- function(X, y) {
  X <- check_matrix(X, "X")
  list(X = unname(X), y = unname(check_matrix(as_column(y), "y", rows = nrow(X))))
}
