# JSON in and out: read exactly, written with 17 significant digits, replaced atomically.

# Escapes for characters that are none: U+0000, and one half of a pair without the other.
BAD_ESCAPE <- paste0(
  "(?<!\\\\)(?:\\\\\\\\)*",
  "(?:\\\\u0000|\\\\u[dD][89abAB]..(?!\\\\u[dD][c-fC-F])|(?<!\\\\u[dD][89abAB]..)\\\\u[dD][c-fC-F])"
)

#' The path of a file in fixtures, such as cases/NAME.json.
#' @noRd
fixture_path <- function(name) {
  system.file("fixtures", name, package = "twinmlp")
}

#' Read a UTF-8 file; a byte-order mark is left out.
#' @noRd
read_text <- function(path, argument, requirement, flaw) {
  info <- suppressWarnings(file.info(path, extra_cols = FALSE))
  if (is.na(info$size) || info$isdir || file.access(path, 4L) != 0L) fail("E_FILE", argument, "a readable file", quote_json(path))
  bytes <- readBin(path, "raw", info$size)
  if (identical(utils::head(bytes, 3L), as.raw(c(0xef, 0xbb, 0xbf)))) bytes <- bytes[-(1:3)]
  text <- if (any(bytes == 0L)) NA_character_ else rawToChar(bytes)
  Encoding(text) <- "UTF-8"
  if (is.na(text) || !validUTF8(text)) fail("E_FORMAT", argument, requirement, paste0(quote_json(path), ", ", flaw))
  text
}

#' Read a JSON file; numbers become the nearest doubles.
#' @noRd
read_json <- function(path, argument) {
  text <- read_text(path, argument, "a JSON file", "which is not valid JSON")
  refused <- grepl(BAD_ESCAPE, text, perl = TRUE) || has_comment(text)
  parsed <- if (refused) NULL else tryCatch(list(jsonlite::parse_json(text)), error = function(e) NULL, warning = function(w) NULL)
  if (is.null(parsed) || has_name_twice(parsed)) {
    fail("E_FORMAT", argument, "a JSON file", paste0(quote_json(path), ", which is not valid JSON"))
  }
  parsed[[1L]]
}

#' Say whether a JSON text has a comment, which jsonlite would leave out: a slash outside strings.
#' @noRd
has_comment <- function(text) {
  grepl("/", gsub('"(?:[^"\\\\]|\\\\.)*+"', "", text, perl = TRUE), fixed = TRUE)
}

#' Say whether an object anywhere in a value has a name twice.
#' @noRd
has_name_twice <- function(value) {
  is.list(value) && (anyDuplicated(names(value)) > 0L || any(vapply(value, has_name_twice, NA)))
}

#' Read a file of twinmlp
#'
#' Read a case, trace or network, or a reference (a golden file or a trace), and hold it against its schema.
#'
#' Errors: E_FILE for a file that cannot be read, E_FORMAT for one that is no JSON; those of its
#' schema say where it does not fit.
#'
#' @param path The file, a path.
#' @param kind "case", "trace", "network", "golden" or "reference".
#' @return The object of the file.
#' @examples
#' path <- system.file("fixtures/cases/one_unit.json", package = "twinmlp")
#' read_document(path, "case")$id
#' @export
read_document <- function(path, kind) {
  document <- read_json(path, kind)
  if (kind == "reference") {
    kind <- if (is_object(document) && identical(document$format, "twinmlp-golden")) "golden" else "trace"
  }
  check_schema(document, read_json(fixture_path(sprintf("schemas/%s.schema.json", kind)), "schema"))
  document
}

#' Write a temporary file beside `path`, flush it and rename it, so that `path` is old or new, never half.
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
#' Write `value` as JSON.
#'
#' Errors: E_FILE for a file that cannot be written; the old file is left as it was.
#'
#' @param path The file, a path.
#' @param value What to write: objects, lists, numbers, matrices, text, true, false and null.
#' @param argument What an error calls the file; default "out".
#' @return Nothing, invisibly.
#' @examples
#' path <- tempfile(fileext = ".json")
#' write_json(path, list(a = 0.1, b = list(1, 2)))
#' readLines(path)
#' @export
write_json <- function(path, value, argument = "out") {
  write_text(path, paste0(to_json(value), "\n"), argument)
}

#' JSON text: what holds no object stands on one line, everything else on lines indented by two spaces.
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

#' Say whether `value` is an object, that is a named list.
#' @noRd
is_object <- function(value) {
  is.list(value) && !is.null(names(value))
}

#' Say whether `value` is or holds an object.
#' @noRd
has_object <- function(value) {
  is_object(value) || (is.list(value) && any(vapply(value, has_object, NA)))
}

#' JSON text on one line.
#'
#' A vector with a dim, or of any length but one, is a list.
#' @noRd
to_line <- function(value) {
  if (is.null(value)) return("null")
  if (is.list(value)) return(paste0("[", paste(vapply(value, to_line, ""), collapse = ", "), "]"))
  by_rows <- if (is.matrix(value)) t(value) else value
  items <- if (is.numeric(value)) to_number(by_rows) else if (is.logical(value)) tolower(by_rows) else vapply(by_rows, quote_json, "", USE.NAMES = FALSE)
  if (is.matrix(value)) {
    rows <- apply(matrix(items, nrow(value), byrow = TRUE), 1L, paste, collapse = ", ")
    return(paste0("[", paste0("[", rows, "]", collapse = ", "), "]"))
  }
  if (length(value) == 1L && is.null(dim(value))) return(items)
  paste0("[", paste(items, collapse = ", "), "]")
}

#' One number with 17 significant digits; -0.0 keeps its point, because "-0" would be read as 0.
#' @noRd
to_number <- function(value) {
  bad <- which(!is.finite(value))
  if (length(bad)) fail("E_NOT_FINITE", "value", "a finite number to be written as JSON", describe(value[[bad[1L]]]))
  ifelse(value == 0 & 1 / value < 0, "-0.0", sprintf("%.17g", value))
}
