# Read and write files: text and JSON, read exactly and written whole or not at all.

# How many bytes of JSON are read at most.
LARGEST_JSON <- 100000000

#' Find a file of the fixtures, such as cases/NAME.json.
#' @noRd
fixture_path <- function(name) {
  system.file("fixtures", name, package = "twinmlp")
}

#' Read a UTF-8 file, without a byte-order mark at its start.
#'
#' Errors: E_FILE if it cannot be read, or is a device or a pipe; E_FORMAT if it is no text.
#' @noRd
read_text <- function(path, argument, requirement, flaw) {
  info <- suppressWarnings(file.info(path, extra_cols = FALSE))
  readable <- !is.na(info$size) && !info$isdir && file.access(path, 4L) == 0L
  if (!readable || !is_regular(path, info$size)) {
    fail("E_FILE", argument, "a readable file", quote_json(path))
  }
  bytes <- readBin(path, "raw", info$size)
  if (identical(utils::head(bytes, 3L), as.raw(c(0xef, 0xbb, 0xbf)))) bytes <- bytes[-(1:3)]
  text <- if (length(grepRaw(as.raw(0L), bytes, fixed = TRUE))) NA_character_ else rawToChar(bytes)
  Encoding(text) <- "UTF-8"
  if (is.na(text) || !validUTF8(text)) {
    fail("E_FORMAT", argument, requirement, paste0(quote_json(path), ", ", flaw))
  }
  text
}

#' Read a JSON file; every number becomes the nearest double.
#'
#' With `words`, NaN, Infinity and -Infinity, which are not JSON, are read as text. Errors: E_FILE
#' if it cannot be read, E_FORMAT if it is not JSON, has a name twice in an object, or is too large
#' or nested too deep to be believed.
#' @noRd
read_json <- function(path, argument, words = FALSE) {
  size <- suppressWarnings(file.size(path))
  if (isTRUE(size > LARGEST_JSON) && !dir.exists(path)) {
    requirement <- sprintf("a JSON file of at most %d bytes", as.integer(LARGEST_JSON))
    found <- sprintf("%s, which has %.0f", quote_json(path), size)
    fail("E_FORMAT", argument, requirement, found)
  }
  invalid <- "which is not valid JSON"
  text <- read_text(path, argument, "a JSON file", invalid)
  content <- charToRaw(text)
  flaw <- json_flaw(content)
  parsed <- if (is.null(flaw)) {
    # As a list of one, because half a word after a document is passed over.
    listed <- paste0("[", if (words) quoted_words(text, content) else text, "]")
    tryCatch(jsonlite::parse_json(listed), error = function(e) NULL, warning = function(w) NULL)
  }
  if (length(parsed) != 1L || has_name_twice(parsed, length(places_of("{", content)))) {
    found <- paste0(quote_json(path), ", ", if (is.null(flaw)) invalid else flaw)
    fail("E_FORMAT", argument, "a JSON file", found)
  }
  parsed[[1L]]
}

#' Say whether a name occurs twice in an object, of which there are so many at most, at any depth.
#' @noRd
has_name_twice <- function(level, objects) {
  while (objects > 0L && length(level)) {
    level <- level[vapply(level, is.list, NA)]
    names <- Filter(Negate(is.null), lapply(level, names))
    if (any(vapply(names, anyDuplicated, 0L) > 0L)) return(TRUE)
    objects <- objects - length(names)
    level <- unlist(lapply(level, unname), recursive = FALSE)
  }
  FALSE
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

#' Write a file of text, in UTF-8, whole or not at all.
#' @noRd
write_text <- function(path, text, argument) {
  write_bytes(path, charToRaw(enc2utf8(text)), argument)
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
