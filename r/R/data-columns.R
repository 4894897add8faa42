# Columns by name: what inputs and outputs are called, and new data matched to those names.

NUMBERS <- "a table of numbers"
NUMBERS_OR_TEXT <- "a table of numbers, or text in the columns of `categorical`"

#' Find the names of the columns of a table; NULL where it has none, or one is not a word.
#'
#' Two columns of one name are refused.
#' @noRd
column_names <- function(values, argument) {
  # A table of one dimension has dimnames, but no columns.
  names <- if (is.data.frame(values)) base::names(values)
  if (length(dim(values)) > 1L && is.null(names)) names <- colnames(values)
  if (length(names) == 0L || anyNA(names) || !all(nzchar(names))) return(NULL)
  check_different(names, argument)
}

#' Accept the names of the columns of a table if no two are the same.
#' @noRd
check_different <- function(names, argument) {
  again <- names[duplicated(names)]
  if (length(again)) {
    fail("E_CHOICE", argument, "a table of different columns", paste("two columns", again[1L]))
  }
  names
}

#' Find the names of the columns of the targets, or the name of one series of them.
#' @noRd
target_names <- function(y, argument) {
  column_names(y, argument)
}

#' List names in a sentence: the first ten, and how many there are.
#' @noRd
list_names <- function(names) {
  first <- paste(utils::head(names, 10L), collapse = ", ")
  if (length(names) <= 10L) first else sprintf("%s, ... (%d in all)", first, length(names))
}

#' Accept a table if it has the columns that are wanted; `origin` says where they come from.
#' @noRd
check_columns <- function(names, wanted, argument, origin = "") {
  missing <- setdiff(wanted, names)
  if (length(missing)) {
    requirement <- paste0("a table with the column ", missing[1L], origin)
    fail("E_CHOICE", argument, requirement, paste("the columns", list_names(names)))
  }
  wanted
}

#' Take the columns of these names, in their order; further columns are left out.
#'
#' Where the names are not known, or the columns have none, the values stay as they are: their
#' places count.
#' @noRd
match_columns <- function(values, names, argument, requirement = NULL) {
  found <- column_names(values, argument)
  if (is.null(found)) return(values)
  names <- check_columns(found, if (is.null(names)) found else names, argument)
  if (!is.data.frame(values)) return(values[, names, drop = FALSE])
  columns <- as.list(values)[names]
  for (name in names) {
    column <- columns[[name]]
    if (!is.numeric(column) && !is.logical(column) || is.matrix(column)) {
      found <- paste("other values in the column", name)
      if (is.null(requirement)) requirement <- NUMBERS_OR_TEXT
      fail("E_TYPE", argument, requirement, found)
    }
  }
  matrix(as.double(unlist(columns)), nrow(values), length(names), dimnames = list(NULL, names))
}

#' Say of columns that they come from the model matrix of a formula of R.
#' @noRd
formula_origin <- function(formula) {
  if (is.null(formula)) "" else paste(" of the model matrix of", formula$text)
}

#' Say whether a cell of a table is empty.
#' @noRd
is_missing <- function(cell) {
  is.null(cell) || length(cell) == 1L && is.atomic(cell) && is.na(cell)
}

#' Sort the words that occur: of a factor as its levels are, else in ascending order.
#' @noRd
sort_words <- function(found, values) {
  if (is.factor(values)) return(intersect(levels(values), found))
  sort(unique(found), method = "radix")
}

#' Return the names of columns, or else x1, x2, ... for the prefix x.
#' @noRd
name_columns <- function(names, count, prefix) {
  if (!is.null(names) && length(names) == count) names else paste0(prefix, seq_len(count))
}
