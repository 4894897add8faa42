# Tables in CSV files with a header line: read as text or numbers, and written.

# What a number looks like in a CSV file; both languages accept the same texts.
DECIMAL <- "^[ \t]*[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?[ \t]*\\z"

# What a spreadsheet takes for the beginning of a formula.
FORMULA_MARKS <- c("=", "+", "-", "@", "\t", "\r")

#' Split a line of CSV, such as a,"b ""c"", d", into cells; NULL if a quote is out of place.
#' @noRd
split_line <- function(line, mark = ",") {
  line <- paste0(mark, line)
  cell <- sprintf('%s("(?:[^"]|"")*"|[^%s"]*)', mark, mark)
  cells <- regmatches(line, gregexpr(cell, line, perl = TRUE))[[1L]]
  if (paste(cells, collapse = "") != line) return(NULL)
  cells <- substring(cells, 2L)
  quoted <- startsWith(cells, "\"")
  replace(
    cells,
    quoted,
    gsub("\"\"", "\"", substring(cells[quoted], 2L, nchar(cells[quoted]) - 1L), fixed = TRUE)
  )
}

#' Read the lines of a CSV file, without empty ones.
#' @noRd
read_lines <- function(path, argument) {
  text <- read_text(path, argument, "a CSV file", "which is not text")
  if (grepl("\r", text, fixed = TRUE)) text <- gsub("\r\n?", "\n", text)
  lines <- strsplit(text, "\n", fixed = TRUE)[[1L]]
  lines[nzchar(lines)]
}

#' Read rows of so many numbers, each as JSON has it, at once; NULL if one is anything else.
#' @noRd
plain_numbers <- function(lines, columns) {
  # "-0" alone is read as 0 by readers of JSON, and is -0 here.
  one <- "(?!-0(?:,|\\z))-?(?:0|[1-9][0-9]*)(?:[.][0-9]+)?(?:[eE][+-]?[0-9]+)?"
  if (!are_rows(lines, one, columns)) return(NULL)
  matrix(read_decimals(lines, plain = TRUE), length(lines), byrow = TRUE)
}

#' Whether every line has so many cells of one form.
#' @noRd
are_rows <- function(lines, one, columns) {
  row <- sprintf("^(?:%s,){%.0f}%s\\z", one, columns - 1, one)
  columns <= 1000 && all(grepl(row, lines, perl = TRUE, useBytes = TRUE))
}

#' Split lines into as many cells as the first one has.
#'
#' All at once where no cell between quotes has a comma or quotes.
#' @noRd
split_rows <- function(path, lines, argument) {
  columns <- length(split_line(lines[1L]))
  if (length(lines) > 1L && are_rows(lines, '(?:"[^",]*"|[^",]*)', columns)) {
    # An empty cell at the end is none to strsplit.
    cells <- strsplit(paste0(paste(lines, collapse = ","), ",x"), ",", fixed = TRUE)[[1L]]
    quoted <- startsWith(cells, "\"")
    cells[quoted] <- substring(cells[quoted], 2L, nchar(cells[quoted]) - 1L)
    return(matrix(cells[-length(cells)], ncol = columns, byrow = TRUE))
  }
  rows <- lapply(lines, split_line)
  bad <- which(vapply(rows, is.null, NA))
  if (length(bad)) {
    found <- sprintf("%s, which has quotes out of place in row %d", quote_json(path), bad[1L] - 1L)
    fail("E_FORMAT", argument, "a CSV file", found)
  }
  if (length(rows) < 2L) {
    found <- sprintf("%d lines", length(rows))
    fail("E_FORMAT", argument, "a header line and at least one row", found)
  }
  bad <- which(lengths(rows) != length(rows[[1L]]))
  if (length(bad)) {
    found <- sprintf("%d in row %d", length(rows[[bad[1L]]]), bad[1L] - 1L)
    fail("E_FORMAT", argument, sprintf("a table of %d columns", length(rows[[1L]])), found)
  }
  matrix(unlist(rows), length(rows), byrow = TRUE)
}

#' Read the column names of a CSV file, and its rows: as numbers where all of them are plain ones,
#' unless they are wanted as text; two columns of one name are refused.
#' @noRd
read_cells <- function(path, argument, as_text = FALSE) {
  lines <- read_lines(path, argument)
  header <- if (length(lines) > 1L) split_line(lines[1L])
  rows <- NULL
  if (!is.null(header) && !as_text) rows <- plain_numbers(lines[-1L], length(header))
  if (is.null(rows)) {
    rows <- split_rows(path, lines, argument)
    header <- rows[1L, ]
    rows <- rows[-1L, , drop = FALSE]
  }
  list(names = check_different(trimws(header, whitespace = "[ \t]"), argument), rows = rows)
}

#' Read the columns of the names that are wanted as numbers.
#' @noRd
number_columns <- function(names, rows, wanted, argument, requirement = NULL) {
  cells <- rows[, match(wanted, names), drop = FALSE]
  if (is.numeric(cells)) {
    return(check_matrix(matrix(cells, nrow(cells), dimnames = list(NULL, wanted)), argument))
  }
  lines <- do.call(paste, c(asplit(unname(cells), 2L), sep = ","))
  values <- plain_numbers(lines, ncol(cells))
  if (!is.null(values)) {
    return(check_matrix(matrix(values, nrow(cells), dimnames = list(NULL, wanted)), argument))
  }
  bad <- which(t(matrix(!grepl(DECIMAL, cells, perl = TRUE), nrow(cells))))[1L] - 1L
  if (!is.na(bad)) {
    row <- bad %/% ncol(cells) + 1L
    column <- bad %% ncol(cells) + 1L
    found <- sprintf("%s in row %d, column %s", describe(cells[row, column]), row, wanted[column])
    fail("E_TYPE", argument, if (is.null(requirement)) NUMBERS else requirement, found)
  }
  values <- matrix(read_decimals(cells), nrow(cells), dimnames = list(NULL, wanted))
  check_matrix(values, argument)
}

#' Read the column names and the numbers of a CSV file.
#' @noRd
read_table <- function(path, argument) {
  cells <- read_cells(path, argument)
  values <- number_columns(cells$names, cells$rows, cells$names, argument)
  list(names = cells$names, values = unname(values))
}

#' Read decimal numbers exactly, with the JSON reader, because R's reader is not exact; `plain` ones
#' are as JSON has them already.
#' @noRd
read_decimals <- function(text, plain = FALSE) {
  if (!plain) {
    odd <- !grepl("^-?([1-9][0-9]*|0(?=[.]))([.][0-9]+)?\\z", text, perl = TRUE)
    text[odd] <- as_json_numbers(text[odd])
  }
  as.double(jsonlite::fromJSON(paste0("[", paste(text, collapse = ","), "]")))
}

#' Decimal numbers as JSON has them: no blanks, plus signs or leading zeros, digits on both sides of
#' the point.
#' @noRd
as_json_numbers <- function(text) {
  text <- sub("^([+-]?)0+([0-9])", "\\1\\2", sub("^\\+", "", trimws(text)))
  text <- sub("\\.([eE]|$)", ".0\\1", sub("^(-?)\\.", "\\10.", text))
  sub("^-0$", "-0.0", text)
}

#' Put an apostrophe before a word that a spreadsheet would take for a formula.
#' @noRd
as_word <- function(word) {
  is_formula <- substr(word, 1L, 1L) %in% FORMULA_MARKS & !grepl(DECIMAL, word, perl = TRUE)
  ifelse(is_formula, paste0("'", word), word)
}

#' Format a number, or a word between double quotes, as a cell of CSV.
#' @noRd
to_cell <- function(value) {
  if (is.character(value)) {
    paste0('"', gsub('"', '""', as_word(value), fixed = TRUE), '"')
  } else {
    to_number(value)
  }
}

#' Format a matrix as CSV: a line of names, numbers with 17 significant digits, words between double
#' quotes.
#' @noRd
format_csv <- function(names, values) {
  rows <- apply(matrix(to_cell(values), nrow(values)), 1L, paste, collapse = ",")
  paste0(paste(c(paste(to_name(names), collapse = ","), rows), collapse = "\n"), "\n")
}

#' Format a name as a cell of CSV: between double quotes where it has a comma or quotes.
#' @noRd
to_name <- function(name) {
  ifelse(grepl('[",\r\n]', name), to_cell(name), as_word(name))
}

#' Write a matrix with the names of its columns as a CSV file.
#' @noRd
write_csv <- function(path, names, values, argument = "out") {
  write_text(path, format_csv(names, values), argument)
}
