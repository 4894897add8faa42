# Tables in CSV files with a header line: read as text or numbers, and written.

# What a number looks like in a CSV file; both languages accept the same texts.
DECIMAL <- "^[ \t]*[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?[ \t]*$"

#' Split a line of CSV, such as a,"b ""c"", d", into cells; NULL if a quote is out of place.
#' @noRd
split_line <- function(line) {
  line <- paste0(",", line)
  cells <- regmatches(line, gregexpr(',("(?:[^"]|"")*"|[^,"]*)', line, perl = TRUE))[[1L]]
  if (paste(cells, collapse = "") != line) return(NULL)
  cells <- substring(cells, 2L)
  quoted <- startsWith(cells, "\"")
  replace(
    cells,
    quoted,
    gsub("\"\"", "\"", substring(cells[quoted], 2L, nchar(cells[quoted]) - 1L), fixed = TRUE)
  )
}

#' Read the cells of a CSV file, without empty lines.
#' @noRd
read_rows <- function(path, argument) {
  lines <- strsplit(
    read_text(path, argument, "a CSV file", "which is not text"), "\r\n|\n|\r", perl = TRUE
  )[[1L]]
  rows <- lapply(lines[nzchar(lines)], split_line)
  bad <- which(vapply(rows, is.null, NA))
  if (length(bad)) {
    fail(
      "E_FORMAT",
      argument,
      "a CSV file",
      sprintf("%s, which has quotes out of place in row %d", quote_json(path), bad[1L] - 1L)
    )
  }
  rows
}

#' Read the column names of a CSV file, and its rows as text; two columns of one name are refused.
#' @noRd
read_cells <- function(path, argument) {
  rows <- read_rows(path, argument)
  if (length(rows) < 2L) {
    fail(
      "E_FORMAT", argument, "a header line and at least one row", sprintf("%d lines", length(rows))
    )
  }
  columns <- length(rows[[1L]])
  bad <- which(lengths(rows) != columns)
  if (length(bad)) {
    found <- sprintf("%d in row %d", length(rows[[bad[1L]]]), bad[1L] - 1L)
    fail("E_FORMAT", argument, sprintf("a table of %d columns", columns), found)
  }
  names <- check_different(trimws(rows[[1L]], whitespace = "[ \t]"), argument)
  list(names = names, rows = matrix(unlist(rows[-1L]), ncol = columns, byrow = TRUE))
}

#' Read the columns of the names that are wanted as numbers.
#' @noRd
number_columns <- function(names, rows, wanted, argument, requirement = NULL) {
  cells <- rows[, match(wanted, names), drop = FALSE]
  bad <- which(t(matrix(!grepl(DECIMAL, cells), nrow(cells))))[1L] - 1L
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

#' Read decimal numbers exactly, with the JSON reader, because R's reader is not exact.
#' @noRd
read_decimals <- function(text) {
  text <- sub("^([+-]?)0+([0-9])", "\\1\\2", sub("^\\+", "", trimws(text)))
  text <- sub("\\.([eE]|$)", ".0\\1", sub("^(-?)\\.", "\\10.", text))
  text <- sub("^-0$", "-0.0", text)
  as.double(jsonlite::fromJSON(paste0("[", paste(text, collapse = ","), "]")))
}

#' Format a number, or a word between double quotes, as a cell of CSV.
#' @noRd
to_cell <- function(value) {
  if (is.character(value)) {
    paste0('"', gsub('"', '""', value, fixed = TRUE), '"')
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
  ifelse(grepl('[",\r\n]', name), to_cell(name), name)
}

#' Write a matrix with the names of its columns as a CSV file.
#' @noRd
write_csv <- function(path, names, values, argument = "out") {
  write_text(path, format_csv(names, values), argument)
}
