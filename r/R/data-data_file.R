# X and y of a data file: JSON with X and y where its name ends in .json, else CSV with a header
# line.

#' Read the inputs that are wanted: as text what is categorical, the others as numbers.
#' @noRd
input_columns <- function(cells, wanted, categorical, argument) {
  check_columns(cells$names, categorical, argument)
  numeric <- setdiff(wanted, categorical)
  table <- NULL
  if (length(numeric)) table <- number_columns(cells, numeric, argument, NUMBERS_OR_TEXT)
  if (identical(numeric, wanted)) return(table)
  columns <- lapply(wanted, function(name) {
    if (name %in% categorical) cells$column(match(name, cells$names)) else table[, name]
  })
  list2DF(stats::setNames(columns, wanted))
}

#' Read the targets as numbers, whole ones as integers; one column without any number holds labels.
#' @noRd
target_columns <- function(cells, wanted, argument) {
  place <- match(wanted[1L], cells$names)
  if (length(wanted) == 1L && all(is.na(cells$numbers[, place]))) {
    labels <- cells$column(place)
    if (any(nzchar(labels)) && !any(grepl(DECIMAL, labels, perl = TRUE))) {
      if (!all(nzchar(labels))) {
        found <- sprintf("nothing in row %d, column %s", match("", labels), wanted)
        fail("E_TYPE", argument, "a table with a label in each row", found)
      }
      return(matrix(labels, dimnames = list(NULL, wanted)))
    }
  }
  integer_column(number_columns(cells, wanted, argument))
}

#' Return one column of whole numbers as integers; other values as they are.
#' @noRd
integer_column <- function(values) {
  whole <- ncol(values) == 1L && all(values == floor(values) & abs(values) < 2^31)
  if (whole) storage.mode(values) <- "integer"
  values
}

#' Read X and y from a data file: tables from a CSV file, matrices from a JSON file.
#'
#' In a CSV file y is the columns named in `targets`, or the last one, numbers or words; X is those
#' named in `inputs`, or all others: numbers, or text what is categorical. `origin` says where the
#' names of the inputs come from.
#' @noRd
read_data <- function(
  path, targets = NULL, inputs = NULL, categorical = NULL, origin = ""
) {
  if (is_csv(path)) {
    cells <- read_cells(path, "data")
    names <- cells$names
    if (is.null(targets)) targets <- names[length(names)]
    for (name in targets) {
      if (!name %in% names) {
        fail("E_CHOICE", "target", paste("one of", paste(names, collapse = ", ")), describe(name))
      }
    }
    others <- check_columns(names, inputs, "data", origin)
    if (length(others) == 0L) others <- setdiff(names, targets)
    if (length(others) == 0L) {
      requirement <- "a table with a column that is not a target"
      fail("E_SHAPE", "data", requirement, describe(cells$numbers))
    }
    return(list(
      X = input_columns(cells, others, categorical, "data"),
      y = target_columns(cells, targets, "data")
    ))
  }
  document <- read_json(path, "data")
  for (name in c("X", "y")) {
    if (!is_object(document) || !name %in% names(document)) {
      fail("E_FORMAT", paste0("data.", name), "present", "nothing")
    }
  }
  X <- check_matrix(document[["X"]], "data.X")
  list(X = X, y = integer_column(check_matrix(document[["y"]], "data.y", rows = nrow(X))))
}

#' Read X from a data file for a network with inputs of these names.
#'
#' Further columns of a CSV file are left out; where the names are not known, all are inputs.
#' @noRd
read_inputs <- function(path, inputs, categorical = NULL, origin = "") {
  if (is_csv(path)) {
    cells <- read_cells(path, "data")
    wanted <- if (is.null(inputs)) cells$names else inputs
    check_columns(cells$names, wanted, "data", origin)
    return(input_columns(cells, wanted, categorical, "data"))
  }
  document <- read_json(path, "data")
  if (!is_object(document) || !"X" %in% names(document)) {
    fail("E_FORMAT", "data.X", "present", "nothing")
  }
  check_matrix(document[["X"]], "data.X")
}
