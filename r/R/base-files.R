# Read and write files: text and JSON, read exactly and written whole or not at all.

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
  on.exit(unlink(temporary)) # an interrupt, too, leaves nothing behind
  written <- tryCatch(suppressWarnings({
    connection <- file(temporary, "wb")
    tryCatch(writeBin(bytes, connection), finally = close(connection))
    identical(file.size(temporary), as.double(length(bytes))) && file.rename(temporary, path)
  }), error = function(e) FALSE)
  if (!isTRUE(written)) fail("E_FILE", argument, "a writable file", quote_json(path))
  invisible()
}

#' Write JSON
#'
#' Write a value as a JSON file.
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
