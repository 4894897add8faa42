# Check paths, functions, lists and objects: each function accepts one or refuses it.

#' Accept the path of a file; ~ at its start is the home folder.
#' @noRd
check_path <- function(value, argument) {
  is_path <- is.character(value) && length(value) == 1L && is.null(dim(value)) && !is.na(value)
  if (!is_path) fail("E_TYPE", argument, "a path", describe(value))
  path <- as.vector(value)
  if (Encoding(path) == "bytes") Encoding(path) <- "unknown" # which files may be named with
  path.expand(path)
}

#' Accept a function.
#' @noRd
check_function <- function(value, argument) {
  if (!is.function(value)) fail("E_TYPE", argument, "a function", describe(value))
  value
}

#' Say whether UTF-8 can hold a word.
#' @noRd
fits_utf8 <- function(word) validUTF8(as_utf8(as.character(word)))

#' Refuse words that UTF-8 cannot hold, such as bytes of another encoding.
#' @noRd
check_words <- function(words, argument) {
  bad <- which(!fits_utf8(words))
  if (length(bad)) {
    place <- sprintf("%s[%d]", argument, bad[1L] - 1L)
    fail("E_TYPE", place, "text that UTF-8 can hold", describe(words[[bad[1L]]]))
  }
}

#' Say whether a value is an object, which in R is a list with names.
#' @noRd
is_object <- function(value) {
  is.list(value) && !is.null(names(value))
}

#' Accept an object that has these names; `requirement` says so in words.
#' @noRd
check_plain_object <- function(value, argument, requirement = "an object", names = NULL) {
  if (!is_object(value) || is.object(value) || !all(names %in% base::names(value))) {
    fail("E_TYPE", argument, requirement, describe(value))
  }
  value
}

#' Refuse a name of an object that is not among the known ones.
#' @noRd
refuse_unknown <- function(names, argument, known) {
  unknown <- setdiff(names, known)
  if (length(unknown)) {
    requirement <- paste("one of", paste(known, collapse = ", "))
    fail("E_FORMAT", paste0(argument, ".", unknown[1L]), requirement, "an unknown name")
  }
}

#' Say whether a value is a plain list, and no object.
#' @noRd
is_list <- function(value) {
  is.list(value) && is.null(names(value)) && !is.object(value)
}

#' Say whether a value is a list, an array or a table, and not one value.
#' @noRd
is_many <- function(value) {
  vector <- is.atomic(value) && !is.null(value) && !is.raw(value)
  is_list(value) || is.data.frame(value) || vector && (length(value) != 1L || !is.null(dim(value)))
}

#' Accept a list of `length`.
#' @noRd
check_items <- function(value, argument, length) {
  if (!is_list(value) || base::length(value) != length) {
    fail("E_SHAPE", argument, sprintf("a list of %.0f", length), describe(value))
  }
  value
}

#' Accept a list of two, such as inputs and targets; `requirement` says so in words.
#' @noRd
check_two <- function(value, argument, requirement) {
  named <- is.null(names(value)) || identical(tolower(names(value)), c("x", "y"))
  is_pair <- is.list(value) && !is.object(value) && length(value) == 2L && named
  if (!is_pair) fail("E_TYPE", argument, requirement, describe(value))
  unname(value)
}

#' Refuse the first value that is wrong, if any, and say where it is, row by row, from 0.
#' @noRd
refuse_first <- function(wrong, values, code, argument, requirement) {
  first <- which(by_row(wrong))[1L]
  if (is.na(first)) return(invisible())
  place <- paste0("[", index_by_row(values, first), "]", collapse = "")
  fail(code, paste0(argument, place), requirement, describe(by_row(values)[first]))
}

#' Refuse NaN and infinities, and say where the first one is, row by row, from 0.
#' @noRd
check_all_finite <- function(values, argument) {
  # a sum is finite only if all its terms are; it needs no room
  if (is.double(values) && is.finite(sum(values))) return(invisible())
  wrong <- !is.finite(values)
  if (any(wrong)) refuse_first(wrong, values, "E_NOT_FINITE", argument, "a finite number")
}

#' Return the values of a matrix row by row, as in a file.
#' @noRd
by_row <- function(values) {
  as.vector(if (is.matrix(values)) t(values) else values)
}

#' Return row and column, from 0, of the value at a place, from 1, when they are read row by row; of
#' a vector its place from 0.
#' @noRd
index_by_row <- function(values, place) {
  place <- place - 1L
  if (is.matrix(values)) c(place %/% ncol(values), place %% ncol(values)) else place
}
