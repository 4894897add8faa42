# Format values as JSON text; numbers have the 17 digits from which they are read exactly.

#' Accept a value that JSON can hold.
#' @noRd
check_written <- function(value, argument, depth = 0) {
  if (depth > DEEPEST) {
    fail("E_SHAPE", argument, sprintf("lists and objects at most %d deep", DEEPEST), "more")
  }
  cell <- is.numeric(value) || (is.logical(value) || is.character(value)) && !anyNA(value)
  words <- c(names(value), if (is.character(value)) value)
  bad <- words[!fits_utf8(words)]
  if (length(bad)) fail("E_TYPE", argument, "text that UTF-8 can hold", describe(bad[[1L]]))
  if (is.list(value) && !is.object(value)) {
    for (item in value) check_written(item, argument, depth + 1)
  } else if (!is.null(value) && (!cell || is.object(value))) {
    fail("E_TYPE", argument, "numbers, text, lists and objects", describe(value))
  }
  value
}

#' Mark a vector to be written as a list even with one value; NULL stays NULL.
#' @noRd
as_list_of_numbers <- function(vector) {
  if (is.null(vector)) NULL else array(vector, length(vector))
}

#' Return a value as it would be read back from JSON: arrays as lists, numbers as doubles.
#' @noRd
as_read <- function(value) {
  if (is.list(value)) return(lapply(value, as_read))
  if (is.null(value)) return(NULL)
  if (length(dim(value)) > 2L) return(lapply(as.list(unname(asplit(value, 1L))), as_read))
  if (is.matrix(value)) {
    value <- unname(value)
    return(lapply(seq_len(nrow(value)), function(row) as.list(value[row, ])))
  }
  if (length(value) == 1L && is.null(dim(value))) unname(value) else as.list(as.vector(value))
}

#' Format a value, which check_written has accepted, as JSON.
#'
#' A value without objects is one line; the members of an object are indented by two spaces.
#' @noRd
to_json <- function(value, indent = "") {
  if (!has_object(value)) return(to_line(value))
  inner <- paste0(indent, "  ")
  if (is_object(value)) {
    if (length(value) == 0L) return("{}")
    items <- vapply(seq_along(value), function(i) {
      paste0(quote_json(names(value)[i]), ": ", to_json(value[[i]], inner))
    }, "")
    return(paste0("{\n", paste0(inner, items, collapse = ",\n"), "\n", indent, "}"))
  }
  items <- vapply(value, to_json, "", indent = inner)
  paste0("[\n", paste0(inner, items, collapse = ",\n"), "\n", indent, "]")
}

#' Say whether a value is an object, or holds one.
#' @noRd
has_object <- function(value) {
  is_object(value) || (is.list(value) && any(vapply(value, has_object, NA)))
}

#' Format a value without objects as one line of JSON.
#'
#' A vector that has a dim, or any length but one, is a list.
#' @noRd
to_line <- function(value) {
  if (is.null(value)) return("null")
  if (is.list(value)) return(paste0("[", paste(vapply(value, to_line, ""), collapse = ", "), "]"))
  by_rows <- if (is.matrix(value)) t(value) else value
  items <- if (is.numeric(value)) {
    to_number(by_rows)
  } else if (is.logical(value)) {
    tolower(by_rows)
  } else {
    vapply(by_rows, quote_json, "", USE.NAMES = FALSE)
  }
  if (is.matrix(value)) {
    rows <- apply(matrix(items, nrow(value), byrow = TRUE), 1L, paste, collapse = ", ")
    return(paste0("[", paste0("[", rows, "]", collapse = ", "), "]"))
  }
  if (length(value) == 1L && is.null(dim(value))) return(items)
  paste0("[", paste(items, collapse = ", "), "]")
}

#' Format a number with 17 significant digits; -0.0 keeps its point, because "-0" would be read as
#' 0.
#' @noRd
to_number <- function(value) {
  bad <- which(!is.finite(value))
  if (length(bad)) {
    fail(
      "E_NOT_FINITE", "value", "a finite number to be written as JSON", describe(value[[bad[1L]]])
    )
  }
  ifelse(value == 0 & 1 / value < 0, "-0.0", sprintf("%.17g", value))
}
