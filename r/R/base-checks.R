# Check values from outside: each function accepts one kind of value and returns it, or refuses it.
#
# The argument is the name that an error text calls the value.

#' Say whether `value` is one number, and not a truth value.
#' @noRd
is_number <- function(value) {
  is.numeric(value) && length(value) == 1L && is.null(dim(value))
}

#' Say whether `value` is one whole number.
#' @noRd
is_whole_number <- function(value) {
  is_number(value) && is.finite(value) && value == floor(value)
}

#' Accept one finite number; `requirement` says so in words.
#' @noRd
check_number <- function(value, argument, requirement = "a finite number") {
  if (!is_number(value)) fail("E_TYPE", argument, requirement, describe(value))
  if (!is.finite(value)) fail("E_NOT_FINITE", argument, requirement, describe(value))
  as.double(value)
}

#' Accept one finite number above zero.
#' @noRd
check_positive <- function(value, argument) {
  requirement <- "a positive finite number"
  number <- check_number(value, argument, requirement)
  if (number <= 0) fail("E_RANGE", argument, requirement, describe(value))
  number
}

#' Accept one finite number, 0 or more.
#' @noRd
check_not_negative <- function(value, argument) {
  number <- check_number(value, argument)
  if (number < 0) fail("E_RANGE", argument, "a finite number, 0 or more", describe(value))
  number
}

#' Accept one whole number from `minimum` to `maximum`, at most 2^53.
#' @noRd
check_count <- function(value, argument, minimum = 1, maximum = NULL) {
  requirement <- sprintf("a whole number, %d or more", as.integer(minimum))
  if (!is_whole_number(value)) fail("E_TYPE", argument, requirement, describe(value))
  if (value < minimum || value > 2^53) fail("E_RANGE", argument, requirement, describe(value))
  if (!is.null(maximum) && value > maximum) {
    fail("E_RANGE", argument, sprintf("a whole number, %.0f or less", maximum), describe(value))
  }
  as.double(value)
}

#' Accept true or false.
#' @noRd
check_flag <- function(value, argument) {
  if (!is.logical(value) || length(value) != 1L || is.na(value)) {
    fail("E_TYPE", argument, "true or false", describe(value))
  }
  value
}

#' Accept one word that is not empty.
#' @noRd
check_word <- function(value, argument) {
  is_word <- is.character(value) && length(value) == 1L && !is.na(value) && nzchar(value)
  if (!is_word) fail("E_TYPE", argument, "a name", describe(value))
  value
}

#' Accept one of the names in `choices`.
#' @noRd
check_choice <- function(value, argument, choices) {
  if (!is.character(value) || length(value) != 1L || !value %in% choices) {
    fail("E_CHOICE", argument, paste("one of", paste(choices, collapse = ", ")), describe(value))
  }
  value
}

#' Accept a matrix of finite numbers, at least 1 x 1.
#'
#' If `rows` or `columns` is a number, the matrix must have as many. Returns doubles.
#' @noRd
check_matrix <- function(value, argument, rows = NULL, columns = NULL) {
  requirement <- "a matrix of finite numbers"
  matrix <- numbers_in(value, argument, requirement)
  dimensions <- length(dim(matrix))
  if (dimensions != 2L) {
    several <- sprintf("an array of %d dimensions", dimensions)
    fail("E_SHAPE", argument, requirement, if (dimensions < 2L) describe(matrix) else several)
  }
  if (!is.double(matrix)) storage.mode(matrix) <- "double" # which would copy
  check_size(matrix, argument, rows, columns)
}

#' Accept an array, a list or a table of numbers only, in any shape.
#' @noRd
numbers_in <- function(value, argument, requirement) {
  if (is.data.frame(value)) value <- as.matrix(value)
  numbers <- as_array(value)
  if (is.null(numbers) && !is.null(value)) {
    fail("E_SHAPE", argument, requirement, "rows of different lengths")
  }
  if (!is.numeric(numbers) && !is.logical(numbers)) {
    fail("E_TYPE", argument, requirement, describe_values(numbers))
  }
  numbers
}

#' Describe a value in a place for numbers.
#' @noRd
describe_values <- function(value) {
  plain <- is.null(dim(value)) && (is.list(value) || length(value) <= 1L)
  is_other <- !is.atomic(value) && !is.vector(value) && !is.array(value)
  if (plain || is_other || isS4(value) || is.raw(value)) {
    describe(value)
  } else {
    "values that are not numbers"
  }
}

#' Accept a matrix of finite numbers if its size is `rows` x `columns`; NULL stands for any size.
#' @noRd
check_size <- function(matrix, argument, rows, columns) {
  wanted <- c(
    if (is.null(rows)) "n" else describe_number(rows),
    if (is.null(columns)) "m" else describe_number(columns)
  )
  fits <- length(matrix) > 0L &&
    (is.null(rows) || nrow(matrix) == rows) &&
    (is.null(columns) || ncol(matrix) == columns)
  if (!fits) {
    fail("E_SHAPE", argument, sprintf("a %s x %s matrix", wanted[1L], wanted[2L]), describe(matrix))
  }
  check_all_finite(matrix, argument)
  matrix
}

#' Turn a plain list of n values into an n x 1 matrix; leave anything else as it is.
#' @noRd
as_column <- function(values) {
  found <- if (is.data.frame(values)) values else as_array(values)
  plain <- is.atomic(found) && !is.object(found)
  if (length(dim(found)) < 2L && plain && length(found) > 0L) {
    matrix(found, ncol = 1L)
  } else {
    values
  }
}

#' Accept a list of `length` finite numbers; NULL stands for any length.
#' @noRd
check_vector <- function(value, argument, length = NULL) {
  if (is.data.frame(value)) value <- as.matrix(value)
  requirement <- "a list of finite numbers"
  if (!is.null(length)) requirement <- sprintf("a list of %.0f finite numbers", length)
  vector <- as_array(value)
  if (is.null(vector) && !is.null(value)) {
    fail("E_TYPE", argument, requirement, "values that are not numbers")
  }
  if (!is.numeric(vector) && !is.logical(vector)) {
    fail("E_TYPE", argument, requirement, describe_values(vector))
  }
  fits <- is.null(length) || base::length(vector) == length
  if (length(dim(vector)) > 1L || !fits) {
    fail("E_SHAPE", argument, requirement, describe(vector))
  }
  check_all_finite(vector, argument)
  as.double(vector)
}

#' Accept a number, a list or a matrix of them, which need not be finite; returns doubles.
#' @noRd
check_numbers <- function(value, argument) {
  requirement <- "numbers, a list or a matrix of them"
  numbers <- numbers_in(value, argument, requirement)
  dimensions <- length(dim(numbers))
  if (dimensions > 2L || length(numbers) == 0L) {
    several <- sprintf("an array of %d dimensions", dimensions)
    fail("E_SHAPE", argument, requirement, if (dimensions > 2L) several else describe(numbers))
  }
  if (is.matrix(numbers)) unname(numbers) + 0 else as.double(numbers)
}
