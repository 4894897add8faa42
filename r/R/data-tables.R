# Read and write data files: CSV with a header line, or JSON with X and y.

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

#' Read the column names and the numbers of a CSV file.
#' @noRd
read_table <- function(path, argument) {
  rows <- read_rows(path, argument)
  if (length(rows) < 2L) {
    fail(
      "E_FORMAT", argument, "a header line and at least one row", sprintf("%d lines", length(rows))
    )
  }
  for (number in seq_along(rows)[-1L] - 1L) {
    row <- rows[[number + 1L]]
    if (length(row) != length(rows[[1L]])) {
      fail(
        "E_FORMAT",
        argument,
        sprintf("a table of %d columns", length(rows[[1L]])),
        sprintf("%d in row %d", length(row), number)
      )
    }
    bad <- which(!grepl(DECIMAL, row))
    if (length(bad)) {
      found <- sprintf(
        "%s in row %d, column %s", describe(row[bad[1L]]), number, rows[[1L]][bad[1L]]
      )
      fail("E_TYPE", argument, "a table of numbers", found)
    }
  }
  names <- trimws(rows[[1L]], whitespace = "[ \t]")
  values <- matrix(read_decimals(unlist(rows[-1L])), length(rows) - 1L, byrow = TRUE)
  list(names = names, values = check_matrix(values, argument))
}

#' Read decimal numbers exactly, with the JSON reader, because R's reader is not exact.
#' @noRd
read_decimals <- function(text) {
  text <- sub("^([+-]?)0+([0-9])", "\\1\\2", sub("^\\+", "", trimws(text)))
  text <- sub("\\.([eE]|$)", ".0\\1", sub("^(-?)\\.", "\\10.", text))
  text <- sub("^-0$", "-0.0", text)
  as.double(jsonlite::fromJSON(paste0("[", paste(text, collapse = ","), "]")))
}

#' Read X and y from a data file.
#'
#' In a CSV file y is the columns named in `targets`, or the last one.
#' @noRd
read_data <- function(path, targets = NULL) {
  if (endsWith(path, ".csv")) {
    table <- read_table(path, "data")
    names <- table$names
    if (is.null(targets)) targets <- names[length(names)]
    for (name in targets) {
      if (!name %in% names) {
        fail("E_CHOICE", "target", paste("one of", paste(names, collapse = ", ")), describe(name))
      }
    }
    places <- match(targets, names)
    others <- setdiff(seq_along(names), places)
    if (length(others) == 0L) {
      fail("E_SHAPE", "data", "a table with a column that is not a target", describe(table$values))
    }
    return(list(X = table$values[, others, drop = FALSE], y = table$values[, places, drop = FALSE]))
  }
  document <- read_json(path, "data")
  for (name in c("X", "y")) {
    if (!is_object(document) || !name %in% names(document)) {
      fail("E_FORMAT", paste0("data.", name), "present", "nothing")
    }
  }
  X <- check_matrix(document[["X"]], "data.X")
  list(X = X, y = check_matrix(document[["y"]], "data.y", rows = nrow(X)))
}

#' Read X from a data file for a network of `columns` inputs.
#'
#' Further columns of a CSV file, the targets, are left out.
#' @noRd
read_inputs <- function(path, columns) {
  if (endsWith(path, ".csv")) {
    table <- read_table(path, "data")
    if (length(table$names) < columns) {
      fail(
        "E_SHAPE",
        "data",
        sprintf("a table of %.0f columns or more", columns),
        describe(table$values)
      )
    }
    return(table$values[, seq_len(columns), drop = FALSE])
  }
  document <- read_json(path, "data")
  if (!is_object(document) || !"X" %in% names(document)) {
    fail("E_FORMAT", "data.X", "present", "nothing")
  }
  check_matrix(document[["X"]], "data.X", columns = columns)
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

#' Format a matrix as CSV, numbers with 17 significant digits, words between double quotes.
#' @noRd
format_csv <- function(values, prefix = "output") {
  rows <- apply(matrix(to_cell(values), nrow(values)), 1L, paste, collapse = ",")
  paste0(
    paste(c(paste0(prefix, "_", seq_len(ncol(values)), collapse = ","), rows), collapse = "\n"),
    "\n"
  )
}

#' Write a matrix as a CSV file.
#' @noRd
write_csv <- function(path, values) {
  write_text(path, format_csv(values), "out")
}
