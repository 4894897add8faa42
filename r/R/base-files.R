# Read and write JSON: numbers are exact, with 17 significant digits, and a file is replaced as a
# whole.

# Escapes for characters that are none: U+0000, and one half of a pair without the other.
BAD_ESCAPE <- paste0(
  "(?<!\\\\)(?:\\\\\\\\)*",
  "(?:\\\\u0000|\\\\u[dD][89abAB]..(?!\\\\u[dD][c-fC-F])|(?<!\\\\u[dD][89abAB]..)\\\\u[dD][c-fC-F])"
)

#' Find a file of the fixtures, such as cases/NAME.json.
#' @noRd
fixture_path <- function(name) {
  system.file("fixtures", name, package = "twinmlp")
}

#' Read a UTF-8 file, without a byte-order mark at its start.
#'
#' Errors: E_FILE if it cannot be read, E_FORMAT if it is no text.
#' @noRd
read_text <- function(path, argument, requirement, flaw) {
  info <- suppressWarnings(file.info(path, extra_cols = FALSE))
  if (is.na(info$size) || info$isdir || file.access(path, 4L) != 0L) {
    fail("E_FILE", argument, "a readable file", quote_json(path))
  }
  bytes <- readBin(path, "raw", info$size)
  if (identical(utils::head(bytes, 3L), as.raw(c(0xef, 0xbb, 0xbf)))) bytes <- bytes[-(1:3)]
  text <- if (any(bytes == 0L)) NA_character_ else rawToChar(bytes)
  Encoding(text) <- "UTF-8"
  if (is.na(text) || !validUTF8(text)) {
    fail("E_FORMAT", argument, requirement, paste0(quote_json(path), ", ", flaw))
  }
  text
}

#' Read a JSON file; every number becomes the nearest double.
#'
#' Errors: E_FILE if it cannot be read, E_FORMAT if it is not JSON, or has a name twice in an
#' object.
#' @noRd
read_json <- function(path, argument) {
  text <- read_text(path, argument, "a JSON file", "which is not valid JSON")
  refused <- grepl(BAD_ESCAPE, text, perl = TRUE) || has_comment(text)
  parsed <- if (refused) {
    NULL
  } else {
    tryCatch(list(jsonlite::parse_json(text)), error = function(e) NULL, warning = function(w) NULL)
  }
  if (is.null(parsed) || has_name_twice(parsed)) {
    fail("E_FORMAT", argument, "a JSON file", paste0(quote_json(path), ", which is not valid JSON"))
  }
  parsed[[1L]]
}

#' Say whether a JSON text has a comment (a slash outside strings), which jsonlite would skip.
#' @noRd
has_comment <- function(text) {
  grepl("/", gsub('"(?:[^"\\\\]|\\\\.)*+"', "", text, perl = TRUE), fixed = TRUE)
}

#' Say whether a name occurs twice in an object, at any depth.
#' @noRd
has_name_twice <- function(value) {
  is.list(value) && (anyDuplicated(names(value)) > 0L || any(vapply(value, has_name_twice, NA)))
}

#' Read a file of twinmlp
#'
#' Read a case, trace, network or golden file and check it against its schema.
#'
#' The kind "reference" accepts a golden file or a trace. Errors: E_FILE if it cannot be read,
#' E_FORMAT and others if it does not fit the schema.
#'
#' @param path The file.
#' @param kind "case", "trace", "network", "golden" or "reference".
#' @return A list.
#' @export
read_document <- function(path, kind) {
  document <- read_json(path, kind)
  if (kind == "reference") {
    kind <- if (is_object(document) && identical(document$format, "twinmlp-golden")) {
      "golden"
    } else {
      "trace"
    }
  }
  check_schema(document, read_json(fixture_path(sprintf("schemas/%s.schema.json", kind)), "schema"))
  document
}

#' Write a file so that it always holds the old text or the new one, never half of either.
#'
#' The text goes to a temporary file in the same folder, which then takes the file's name.
#' @noRd
write_text <- function(path, text, argument) {
  bytes <- charToRaw(enc2utf8(text))
  temporary <- tempfile(".twinmlp-", tmpdir = dirname(path))
  written <- tryCatch(suppressWarnings({
    connection <- file(temporary, "wb")
    tryCatch(writeBin(bytes, connection), finally = close(connection))
    identical(file.size(temporary), as.double(length(bytes))) && file.rename(temporary, path)
  }), error = function(e) FALSE)
  if (!isTRUE(written)) {
    unlink(temporary)
    fail("E_FILE", argument, "a writable file", quote_json(path))
  }
  invisible()
}

#' Write JSON
#'
#' Write a value as a JSON file.
#'
#' @param path The file.
#' @param value Lists, matrices, vectors; a vector with a dim, or of any length but one, is a list.
#' @param argument What an error calls the file.
#' @export
write_json <- function(path, value, argument = "out") {
  write_text(path, paste0(to_json(value), "\n"), argument)
}

#' Format a value as JSON.
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

#' Say whether a value is an object, which in R is a list with names.
#' @noRd
is_object <- function(value) {
  is.list(value) && !is.null(names(value))
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
