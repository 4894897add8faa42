# R only: turn lists into arrays, as NumPy does.

#' Turn a list of numbers, or of lists of numbers, into an array. NULL if the lists differ in
#' length. Anything but a plain list is returned unchanged.
#' @noRd
as_array <- function(value) {
  if (!is.list(value) || is.object(value) || !is.null(names(value))) return(value)
  whole <- rows_of_numbers(value)
  if (!is.null(whole)) return(whole)
  if (is_deep(value)) return(NULL)
  shape <- nested_shape(value)
  if (anyNA(shape)) return(NULL)
  cells <- value
  for (level in seq_along(shape)[-1L]) cells <- unlist(cells, recursive = FALSE)
  numbers <- all(vapply(cells, function(cell) is.numeric(cell) || is.logical(cell), NA))
  cells <- if (numbers) as.double(unlist(cells)) else rep("", length(cells))
  if (length(shape) == 2L) {
    matrix(cells, shape[1L], shape[2L], byrow = TRUE)
  } else {
    array(cells, shape)
  }
}

#' Say whether lists are nested deeper than rows of numbers can be.
#' @noRd
is_deep <- function(value) {
  for (level in seq_len(DEEPEST)) {
    value <- unlist(Filter(is_list, value), recursive = FALSE)
    if (!is.list(value)) return(FALSE)
  }
  TRUE
}

#' Turn a list of equally long lists of numbers into a matrix, fast; NULL for anything else.
#' @noRd
rows_of_numbers <- function(value) {
  if (!all(vapply(value, is.list, NA)) || length(unique(lengths(value))) != 1L) return(NULL)
  cells <- unlist(value, recursive = FALSE)
  numbers <- unlist(cells, recursive = FALSE)
  if (!is.numeric(numbers) || !is.null(names(cells)) || any(lengths(cells) != 1L)) return(NULL)
  matrix(as.double(numbers), length(value), byrow = TRUE)
}

#' Measure lists in lists: the length of each level, NA where lengths of one level differ.
#' @noRd
nested_shape <- function(value) {
  if (!is.list(value) || !is.null(names(value))) {
    many <- is.atomic(value) && !is.null(value) && !is.raw(value)
    if (many && !is.null(dim(value))) return(dim(value))
    return(if (many && length(value) != 1L) length(value) else integer(0))
  }
  inner <- unique(lapply(value, nested_shape))
  if (length(inner) > 1L) NA_integer_ else c(length(value), unlist(inner))
}
