# Inputs that are text: the levels of each such column, and an input of 0 and 1 for each level.

#' Find the levels of the columns that are categorical: all words that occur, in ascending order, of
#' a factor in that of its levels; NULL where no column is.
#' @noRd
find_levels <- function(values, categorical, argument) {
  if (length(categorical) == 0L) return(NULL)
  check_columns(named_columns(values, argument), categorical, argument)
  levels <- lapply(categorical, function(name) {
    found <- sort_words(level_words(values, name, argument), table_column(values, name))
    if (length(found) < 2L) {
      fail("E_RANGE", paste0(argument, ".", name), "text of two levels or more", "1 level")
    }
    found
  })
  stats::setNames(levels, categorical)
}

#' Find the names of the columns of a table, which it must have.
#' @noRd
named_columns <- function(values, argument) {
  names <- column_names(values, argument)
  if (is.null(names)) fail("E_TYPE", argument, "a table with named columns", "none")
  names
}

#' Return a column of a data frame, or of a matrix with named columns.
#' @noRd
table_column <- function(values, name) {
  if (is.data.frame(values)) values[[name]] else values[, name]
}

#' Return the cells of a column as words.
#' @noRd
level_words <- function(values, name, argument) {
  cells <- table_column(values, name)
  missing <- which(is.na(cells))
  if (length(missing)) {
    fail("E_TYPE", sprintf("%s.%s[%d]", argument, name, missing[1L] - 1L), "text", "nothing")
  }
  if (is.factor(cells)) cells <- as.character(cells)
  if (is.character(cells)) check_words(cells, paste0(argument, ".", name))
  if (is.character(cells)) cells else vapply(cells, describe, "")
}

#' Name the column of a level, such as size=big.
#' @noRd
level_column <- function(name, level) {
  paste0(name, "=", level)
}

#' Name the columns of a table whose columns with levels are one for each level.
#' @noRd
level_columns <- function(names, levels) {
  columns <- lapply(names, function(name) {
    if (name %in% names(levels)) level_column(name, levels[[name]]) else name
  })
  as.character(unlist(columns))
}

#' Name the columns of a table that becomes these inputs.
#' @noRd
table_columns <- function(inputs, levels) {
  if (is.null(inputs) || is.null(levels)) return(inputs)
  owner <- rep(names(levels), lengths(levels))
  place <- match(inputs, level_column(owner, unlist(levels)))
  unique(ifelse(is.na(place), inputs, owner[place]))
}

#' Turn every column with levels into one column for each level: 1 where it is that level, else 0.
#' The others are numbers; a table that has these columns already stays as it is.
#' @noRd
encode_levels <- function(values, levels, inputs, argument) {
  if (is.null(levels)) return(values)
  found <- named_columns(values, argument)
  if (!is.null(inputs) && all(inputs %in% found)) return(values)
  wanted <- if (is.null(inputs)) found else table_columns(inputs, levels)
  names <- check_columns(found, wanted, argument)
  columns <- lapply(names, function(name) {
    if (!name %in% names(levels)) return(unname(match_columns(values, name, argument)))
    words <- level_words(values, name, argument)
    unknown <- which(!words %in% levels[[name]])
    if (length(unknown)) {
      place <- sprintf("%s.%s[%d]", argument, name, unknown[1L] - 1L)
      requirement <- paste("one of", paste(levels[[name]], collapse = ", "))
      fail("E_CHOICE", place, requirement, describe(words[unknown[1L]]))
    }
    unname(outer(words, levels[[name]], "==")) + 0
  })
  matrix <- do.call(cbind, columns)
  colnames(matrix) <- level_columns(names, levels)
  if (is.null(inputs)) matrix else matrix[, inputs, drop = FALSE]
}

#' Accept the levels of a file, if the inputs have a column for each.
#' @noRd
check_levels <- function(levels, inputs) {
  for (name in names(levels)) {
    columns <- level_column(name, unlist(levels[[name]]))
    missing <- which(!columns %in% inputs)
    if (length(missing)) {
      place <- sprintf("levels.%s[%d]", name, missing[1L] - 1L)
      requirement <- paste("a level with an input", columns[missing[1L]])
      fail("E_CHOICE", place, requirement, describe(levels[[name]][[missing[1L]]]))
    }
  }
  if (!is.null(levels)) lapply(levels, function(words) as.character(unlist(words)))
}
