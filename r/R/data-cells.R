# The cells of a CSV file: its numbers, read at once, and the text of a column when it is asked for.

# A number as JSON has it, but for "-0", which readers of JSON take for 0, and is -0 here.
JSON_NUMBER <- "(?!-0(?:,|\\z))-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?(?:[eE][+-]?[0-9]+)?"

# What a number looks like in a CSV file; both languages accept the same texts.
DECIMAL <- "^[ \t]*[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?[ \t]*\\z"

# Separators of other kinds of tables.
OTHER_MARKS <- c(";" = "semicolons", "\t" = "tabs", "|" = "bars")

# A cell: between quotes, or without any.
CSV_CELL <- '(?:"(?:[^"]++|"")*+"|[^,"]*+)'

#' Read the lines of a CSV file, without empty ones.
#' @noRd
read_lines <- function(path, argument) {
  text <- read_text(path, argument, "a CSV file", "which is not text")
  if (grepl("\r", text, fixed = TRUE)) text <- gsub("\r\n?", "\n", text)
  lines <- strsplit(text, "\n", fixed = TRUE)[[1L]]
  lines[nzchar(lines)]
}

#' Whether a data file is read as CSV: any whose name does not end in .json.
#' @noRd
is_csv <- function(path) {
  !grepl("[.]json\\z", path, perl = TRUE, ignore.case = TRUE, useBytes = TRUE)
}

#' Refuse a header that has other marks between its names, and no comma.
#' @noRd
check_commas <- function(path, lines, argument) {
  header <- gsub('"[^"]*"', "", utils::head(lines, 1L))
  is_in_header <- vapply(names(OTHER_MARKS), grepl, NA, paste(header, collapse = ""), fixed = TRUE)
  if (any(is_in_header) && !grepl(",", header, fixed = TRUE)) {
    other <- OTHER_MARKS[is_in_header][[1L]]
    found <- sprintf("%s, which has %s in place of commas", quote_json(path), other)
    fail("E_FORMAT", argument, "a CSV file", found)
  }
  lines
}

#' Accept the lines of a CSV file: a header and rows, with quotes in place, of as many cells.
#' @noRd
check_rows <- function(path, lines, argument) {
  row <- sprintf("^%s(?:,%s)*+\\z", CSV_CELL, CSV_CELL)
  bad <- which(!grepl(row, lines, perl = TRUE, useBytes = TRUE))
  if (length(bad)) {
    found <- sprintf("%s, which has quotes out of place in row %d", quote_json(path), bad[1L] - 1L)
    fail("E_FORMAT", argument, "a CSV file", found)
  }
  if (length(lines) < 2L) {
    found <- if (length(lines)) "1 line" else "nothing"
    fail("E_FORMAT", argument, "a header line and at least one row", found)
  }
  lines <- hide_commas(lines)
  widths <- nchar(gsub("[^,]+", "", lines, perl = TRUE, useBytes = TRUE)) + 1L
  bad <- which(widths != widths[1L])
  if (length(bad)) {
    found <- sprintf("%d in row %d", widths[bad[1L]], bad[1L] - 1L)
    fail("E_FORMAT", argument, sprintf("a table of %d columns", widths[1L]), found)
  }
  lines
}

#' Replace every comma between quotes by a carriage return, which no line contains.
#' @noRd
hide_commas <- function(lines) {
  bytes <- charToRaw(paste(lines, collapse = "\n"))
  commas <- places_of(",", bytes)
  hidden <- commas[!is_outside(commas, places_of("\"", bytes))]
  if (length(hidden) == 0L) return(lines)
  bytes[hidden] <- charToRaw("\r")
  text <- rawToChar(bytes)
  Encoding(text) <- "UTF-8"
  strsplit(text, "\n", fixed = TRUE)[[1L]]
}

#' Read cells between commas as numbers in JSON's notation; any other cell is missing.
#' @noRd
read_numbers <- function(text) {
  none <- sprintf(",(?!%s(?:,|\\z))[^,]*", JSON_NUMBER)
  text <- gsub(none, ",null", paste0(",", text), perl = TRUE, useBytes = TRUE)
  as.double(jsonlite::fromJSON(paste0(sub(",", "[", text, fixed = TRUE), "]")))
}

#' Find the text of the cells at a place, from 0, of lines without commas between quotes.
#' @noRd
column_of <- function(lines, place) {
  # By 500, because regular expressions must not be long.
  for (k in seq_len(place %/% 500)) lines <- sub("^(?:[^,]*,){500}", "", lines, perl = TRUE)
  cell <- sprintf("^(?:[^,]*,){%.0f}([^,]*).*", place %% 500)
  unquoted(sub(cell, "\\1", lines, perl = TRUE))
}

#' Remove the quotes of cells, and restore the commas between them.
#' @noRd
unquoted <- function(cells) {
  quoted <- startsWith(cells, "\"")
  inner <- substring(cells[quoted], 2L, nchar(cells[quoted]) - 1L)
  cells[quoted] <- gsub("\r", ",", gsub("\"\"", "\"", inner, fixed = TRUE), fixed = TRUE)
  cells
}

#' Read decimal numbers exactly, with the JSON reader, because R's reader is not exact.
#' @noRd
read_decimals <- function(text) {
  odd <- !grepl("^-?([1-9][0-9]*|0(?=[.]))([.][0-9]+)?\\z", text, perl = TRUE)
  text[odd] <- as_json_numbers(text[odd])
  as.double(jsonlite::fromJSON(paste0("[", paste(text, collapse = ","), "]")))
}

#' Write decimal numbers in JSON's notation: no blanks, plus signs or leading zeros, digits on both
#' sides of the point.
#' @noRd
as_json_numbers <- function(text) {
  text <- sub("^([+-]?)0+([0-9])", "\\1\\2", sub("^\\+", "", trimws(text)))
  text <- sub("\\.([eE]|$)", ".0\\1", sub("^(-?)\\.", "\\10.", text))
  sub("^-0$", "-0.0", text)
}

#' Refuse a first line that is no header: each of its cells is a number, or a word that occurs
#' again in its column. Numbers one by one, as 0, 1, 2 or 2019, 2020, are names.
#' @noRd
check_header <- function(cells, argument) {
  is_number <- grepl(DECIMAL, cells$names, perl = TRUE)
  numbers <- read_decimals(cells$names[is_number])
  counted <- length(numbers) > 1L && isTRUE(all(diff(numbers) == 1))
  if (length(numbers) && !counted) {
    words <- which(!is_number)
    if (all(vapply(words, function(place) cells$names[place] %in% cells$column(place), NA))) {
      fail("E_FORMAT", argument, "a table with a line of names", "data in the first line")
    }
  }
}

#' Read the cells of a CSV file; columns without a name, or two of one, are refused, and a
#' table without names.
#'
#' They are the names of its columns; its numbers, NA where a cell is no plain one; and what finds
#' the text of the column at a place, from 1.
#' @noRd
read_cells <- function(path, argument) {
  lines <- check_commas(path, read_lines(path, argument), argument)
  lines <- check_rows(path, lines, argument)
  # An empty cell at the end is none to strsplit.
  header <- utils::head(strsplit(paste0(lines[1L], ",x"), ",", fixed = TRUE)[[1L]], -1L)
  names <- trimws(unquoted(header), whitespace = "[ \t]")
  if ("" %in% names) { # as that of row names, which are no data
    found <- sprintf("none in column %d", match("", names))
    fail("E_FORMAT", argument, "a table of columns with names", found)
  }
  rows <- lines[-1L]
  numbers <- matrix(read_numbers(paste(rows, collapse = ",")), length(rows), byrow = TRUE)
  column <- function(place) column_of(rows, place - 1)
  cells <- list(names = names, numbers = numbers, column = column)
  check_header(cells, argument)
  check_different(names, argument)
  cells
}
