# Format tables, matrices and texts.

#' Pad the cells of each column to its widest, the first `left` columns to the left.
#' @noRd
align <- function(rows, left = 1) {
  cells <- do.call(rbind, rows)
  for (c in seq_len(ncol(cells))) {
    cells[, c] <- formatC(
      cells[, c], width = max(nchar(cells[, c])), flag = if (c <= left) "-" else ""
    )
  }
  sub(" +$", "", apply(cells, 1L, paste, collapse = "  "))
}

#' Format a number with `decimals` decimals, or with an exponent if it is too small or too large for
#' that.
#' @noRd
format_value <- function(value, decimals = 4) {
  if (value != 0 && !(10^-decimals <= abs(value) && abs(value) < 1e6)) {
    return(sprintf("%.*e", as.integer(max(decimals - 2, 1)), value))
  }
  sprintf("%.*f", as.integer(decimals), value)
}

#' Say whether numbers are shown without decimals: all are whole, and less than a million.
#' @noRd
has_no_decimals <- function(values) {
  all(values == floor(values) & abs(values) < 1e6)
}

#' Format a matrix with one line for each row.
#' @noRd
format_matrix <- function(matrix, decimals = 4) {
  align(
    lapply(seq_len(nrow(matrix)), function(i) vapply(matrix[i, ], format_value, "", decimals)),
    left = 0
  )
}

#' Return the letters of a column of a spreadsheet, counted from 1: A, B, ... Z, AA, AB, ...
#' @noRd
column_letter <- function(column) {
  letters <- ""
  while (column > 0) {
    letters <- paste0(LETTERS[(column - 1) %% 26 + 1], letters)
    column <- (column - 1) %/% 26
  }
  letters
}

#' Break a text between words into indented lines of at most `width` characters.
#'
#' hanging: what all lines but the first have after the indent.
#' @noRd
wrap_words <- function(text, width, indent = "", hanging = "") {
  lines <- character(0)
  for (word in strsplit(text, " ", fixed = TRUE)[[1L]]) {
    last <- length(lines)
    if (last && nchar(lines[last]) + 1 + nchar(word) <= width) {
      lines[last] <- paste(lines[last], word)
    } else {
      lines <- c(lines, paste0(indent, if (last) hanging, word))
    }
  }
  lines
}

#' Put fields into a template; a name in braces that is not among them stays unchanged.
#' @noRd
fill_template <- function(template, fields) {
  for (name in names(fields)) {
    if (length(fields[[name]]) != 1L || is.list(fields[[name]])) next
    template <- gsub(paste0("{", name, "}"), fields[[name]], template, fixed = TRUE)
  }
  template
}
