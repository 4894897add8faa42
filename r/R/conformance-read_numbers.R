# R only: the checker's numbers of a trace file, of whatever shape; what is no number is refused.

# What JSON has no number for, as programs write it.
WORDS_FOR_NUMBERS <- c(
  "NaN" = NaN, "NA" = NaN, "Inf" = Inf, "Infinity" = Inf, "-Inf" = -Inf, "-Infinity" = -Inf
)

#' One number, also if it stands in a list of its own.
#' @noRd
number_at <- function(value, path) {
  numbers <- numbers_at(value, path)
  if (length(numbers) != 1L) fail("E_SHAPE", path, "one number", describe(numbers))
  as.vector(numbers)
}

#' Nested lists as an array of doubles of whatever shape, one number as a list of one; null and NaN
#' are not numbers, but they are values.
#' @noRd
numbers_at <- function(value, path) {
  if (is.numeric(value) && (length(value) > 1L || length(dim(value)) == 2L)) {
    return(if (length(dim(value)) == 1L) as.vector(value) else value)
  }
  if (!is_json_list(value)) {
    if (is.logical(value)) fail("E_TYPE", path, "numbers", describe(value))
    return(one_number_at(value, path))
  }
  whole <- rows_of_numbers(value)
  if (!is.null(whole)) return(whole)
  shape <- nested_shape(value)
  if (anyNA(shape)) {
    fail("E_SHAPE", path, "numbers in rows of one length", "rows of different lengths")
  }
  cells <- value
  for (level in seq_along(shape)[-1L]) cells <- unlist(cells, recursive = FALSE)
  kinds <- vapply(cells, class, "")
  if (!all(kinds %in% c("numeric", "integer", "logical"))) {
    value <- each_number_at(value, path)
    cells <- unlist(value)
  } else if (length(cells) && all(kinds == "logical")) {
    fail("E_TYPE", path, "numbers", describe(value))
  }
  cells <- as.double(unlist(cells))
  if (length(shape) == 2L) matrix(cells, shape[1L], byrow = TRUE) else by_last(cells, shape)
}

#' An array of numbers that stand in the order of a file: the last index moves first.
#' @noRd
by_last <- function(cells, shape) {
  if (length(shape) == 1L) return(cells)
  aperm(array(cells, rev(shape)))
}

#' Whether a value is a list of JSON, and no object.
#' @noRd
is_json_list <- function(value) {
  is.list(value) && !is_object(value)
}

#' Nested lists with every value a number.
#' @noRd
each_number_at <- function(value, path) {
  if (!is_json_list(value)) return(one_number_at(value, path))
  lapply(seq_along(value), function(i) {
    each_number_at(value[[i]], sprintf("%s[%d]", path, i - 1L))
  })
}

#' A value as a number: null is none, and words may stand for one.
#' @noRd
one_number_at <- function(value, path) {
  if (is.null(value)) return(NaN)
  if (is.character(value) && value %in% names(WORDS_FOR_NUMBERS)) return(WORDS_FOR_NUMBERS[[value]])
  if (!is.numeric(value)) fail("E_TYPE", path, "a number", describe(value))
  as.double(value)
}

#' The names in an object that are not among these.
#' @noRd
names_besides <- function(value, names, prefix) {
  others <- setdiff(names(value), names)
  if (length(others)) paste0(prefix, others)
}

#' Accept an object.
#' @noRd
object_at <- function(value, path) {
  if (is_object(value)) value else fail("E_TYPE", path, "an object", describe(value))
}

#' Accept a list.
#' @noRd
list_at <- function(value, path) {
  if (is_json_list(value)) value else fail("E_TYPE", path, "a list", describe(value))
}
