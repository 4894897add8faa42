# Tables of numbers in CSV files with a header line: read, and written.

# The first characters of a formula in a spreadsheet.
FORMULA_MARKS <- c("=", "+", "-", "@", "\t", "\r")

#' Read the columns of the names that are wanted as numbers.
#' @noRd
number_columns <- function(cells, wanted, argument, requirement = NULL) {
  places <- match(wanted, cells$names)
  values <- cells$numbers[, places, drop = FALSE]
  dimnames(values) <- list(NULL, wanted)
  flaws <- NULL
  for (number in which(colSums(is.na(values)) > 0)) {
    rows <- which(is.na(values[, number]))
    column <- cells$column(places[number])
    bad <- rows[!grepl(DECIMAL, column[rows], perl = TRUE)]
    if (length(bad)) {
      flaws <- rbind(flaws, c(bad[1L], number))
    } else {
      values[rows, number] <- read_decimals(column[rows])
    }
  }
  if (!is.null(flaws)) {
    first <- flaws[which.min(flaws[, 1L]), ]
    cell <- describe(cells$column(places[first[2L]])[first[1L]])
    found <- sprintf("%s in row %d, column %s", cell, first[1L], wanted[first[2L]])
    fail("E_TYPE", argument, if (is.null(requirement)) NUMBERS else requirement, found)
  }
  check_matrix(values, argument)
}

#' Read the column names and the numbers of a CSV file.
#' @noRd
read_table <- function(path, argument) {
  cells <- read_cells(path, argument)
  list(names = cells$names, values = unname(number_columns(cells, cells$names, argument)))
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
