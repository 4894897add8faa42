# Read and write files: text and JSON, read exactly and written whole or not at all.

# The tables of the project that have a schema, and the kinds of documents; a reference is a golden
# file or a trace.
TABLES <- c("commands", "mistakes", "options", "quantities")
DOCUMENTS <- c("case", "trace", "network", "checkpoint", "golden", "reference", TABLES)

# How many bytes of JSON are read at most.
LARGEST_JSON <- 100000000

#' Find a file of the fixtures, such as cases/NAME.json.
#'
#' The package has packed some.
#' @noRd
fixture_path <- function(name) {
  path <- system.file("fixtures", name, package = "twinmlp")
  if (nzchar(path)) path else system.file("fixtures", paste0(name, ".xz"), package = "twinmlp")
}

#' Say whether a file is one of the fixtures that the package has packed.
#' @noRd
is_packed <- function(path) {
  endsWith(path, ".xz") && startsWith(path, system.file("fixtures", package = "twinmlp"))
}

#' Read a file.
#'
#' Errors: E_FILE if it cannot be read, or is a device or a pipe.
#' @noRd
read_bytes <- function(path, argument) {
  path <- check_path(path, argument)
  info <- suppressWarnings(file.info(path, extra_cols = FALSE))
  readable <- !is.na(info$size) && !info$isdir && file.access(path, 4L) == 0L
  if (!readable || !is_regular(path, info$size)) {
    fail("E_FILE", argument, "a readable file", quote_json(path))
  }
  bytes <- readBin(path, "raw", info$size)
  if (is_packed(path)) memDecompress(bytes, "xz") else bytes
}

#' Read a UTF-8 file, without a byte-order mark at its start.
#'
#' Errors: E_FILE if it cannot be read, or is a device or a pipe; E_FORMAT if it is no text.
#' @noRd
read_text <- function(path, argument, requirement, flaw) {
  path <- check_path(path, argument)
  bytes <- read_bytes(path, argument)
  if (identical(utils::head(bytes, 3L), as.raw(c(0xef, 0xbb, 0xbf)))) bytes <- bytes[-(1:3)]
  text <- if (length(grepRaw(as.raw(0L), bytes, fixed = TRUE))) NA_character_ else rawToChar(bytes)
  Encoding(text) <- "UTF-8"
  if (is.na(text) || !validUTF8(text)) {
    fail("E_FORMAT", argument, requirement, paste0(quote_json(path), ", ", flaw))
  }
  text
}

#' Refuse a file that is too large to be read as JSON.
#' @noRd
check_file_size <- function(path, argument) {
  size <- suppressWarnings(file.size(path))
  if (isTRUE(size > LARGEST_JSON) && !dir.exists(path)) {
    requirement <- sprintf("a JSON file of at most %d bytes", as.integer(LARGEST_JSON))
    found <- sprintf("%s, which has %.0f", quote_json(path), size)
    fail("E_FORMAT", argument, requirement, found)
  }
}

#' Read a JSON file; every number becomes the nearest double.
#'
#' With `words`, NaN, Infinity and -Infinity, which are not JSON, are read as text. Errors: E_FILE
#' if it cannot be read, E_FORMAT if it is not JSON, has a name twice in an object, or is too large
#' or nested too deep to be believed.
#' @noRd
read_json <- function(path, argument, words = FALSE) {
  check_file_size(check_path(path, argument), argument)
  invalid <- "which is not valid JSON"
  text <- read_text(path, argument, "a JSON file", invalid)
  content <- charToRaw(text)
  flaw <- json_flaw(content)
  parsed <- if (is.null(flaw)) {
    # As a list of one, because half a word after a document is passed over.
    listed <- paste0("[", if (words) quoted_words(text, content) else text, "]")
    # jsonlite takes the text near an error for a format, in which %n ends the process.
    if (grepl("%", text, fixed = TRUE)) listed <- gsub("%", "\\u0025", listed, fixed = TRUE)
    tryCatch(jsonlite::parse_json(listed), error = function(e) NULL, warning = function(w) NULL)
  }
  if (length(parsed) != 1L || has_name_twice(parsed, length(places_of("{", content)))) {
    found <- paste0(quote_json(path), ", ", if (is.null(flaw)) invalid else flaw)
    fail("E_FORMAT", argument, "a JSON file", found)
  }
  parsed[[1L]]
}

#' Say whether a name occurs twice in an object, at any depth; there are at most `objects` of them.
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
  check_choice(kind, "kind", DOCUMENTS)
  document <- read_json(path, kind)
  check_schema(document, fixture_table(sprintf("schemas/%s.schema", kind_of(document, kind))))
  document
}

#' Check an object as a document of a kind, or with `parts` as some parts of one; return it as it
#' would be read from a file.
#' @noRd
check_document <- function(value, kind, parts = FALSE) {
  document <- as_read(check_written(value, kind))
  schema <- fixture_table(sprintf("schemas/%s.schema", kind_of(document, kind)))
  schema <- schema_in_memory(if (parts) schema_of_parts(schema) else schema)
  check_schema(document, schema, if (parts) kind else "")
  document
}

#' Return the kind of a document: a reference is a golden file or a trace.
#' @noRd
kind_of <- function(document, kind) {
  if (kind != "reference") return(kind)
  is_golden <- is_object(document) && identical(document[["format"]], "twinmlp-golden")
  if (is_golden) "golden" else "trace"
}

# The tables, once they have been read.
TABLES_READ <- new.env(parent = emptyenv())

#' Read a JSON file of the fixtures, such as options or schemas/case.schema, once.
#' @noRd
fixture_table <- function(name) {
  if (is.null(TABLES_READ[[name]])) {
    TABLES_READ[[name]] <- read_json(fixture_path(paste0(name, ".json")), name)
  }
  TABLES_READ[[name]]
}

#' Write a file of text, in UTF-8, whole or not at all.
#' @noRd
write_text <- function(path, text, argument) {
  force(text) # what makes it, or names the file, refuses in its own words
  force(argument)
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
  text <- paste0(to_json(check_written(value, "value")), "\n")
  write_text(path, text, check_word(argument, "argument"))
}
