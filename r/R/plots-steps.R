# Step tables as data: the matrices of each named step as text.
#
# Each says which matrices are computed, and which ones they come from.

#' A matrix as text; its role is "computed" or "source", and what does not fit is counted.
#' @noRd
Table <- function(name, symbol, role, rows, columns, cells, more_rows, more_columns) {
  as.list(environment())
}

#' A named step: formulas in the article's names and in SPEC's notation, and its matrices.
#' @noRd
StepTable <- function(number, title, formulas, notation, tables) {
  list(number = number, title = title, formulas = formulas, notation = notation, tables = tables)
}

#' Return the tables of all named steps that compute or say something, of a network of L layers.
#'
#' `rows` are the numbers of the samples, counted from 0.
#' @noRd
step_tables <- function(steps, L, rows = NULL, decimals = 3, max_rows = 8, max_columns = 8,
                        names = Names()) {
  known <- list()
  places <- name_places(L)
  found <- list()
  for (step in Filter(function(step) length(step$computes) > 0L || nzchar(step$formula), steps)) {
    table <- function(name, role, matrix) {
      place <- places[[name]]
      updated <- role == "computed" && name %in% step$uses
      meaning <- paste0(symbol(place$quantity, place$l), if (updated) ", updated" else "")
      heads <- row_labels(place, L, rows, shown_of(nrow(matrix), max_rows), names)
      columns <- unit_labels(place$l, L, shown_of(ncol(matrix), max_columns), names)
      matrix_table(name, meaning, role, matrix, heads, columns, decimals)
    }
    values <- step$computes
    tables <- c(
      lapply(step$uses, function(name) table(name, "source", known[[name]])),
      lapply(base::names(values), function(name) table(name, "computed", values[[name]]))
    )
    known[base::names(values)] <- values
    formulas <- as.list(strsplit(step$formula, "; ", fixed = TRUE)[[1L]])
    found <- c(
      found,
      list(StepTable(
        step$number, step_title(step, L), formulas, step_notation(step, known, L), tables
      ))
    )
  }
  found
}

#' Return the title; with several hidden layers, a step that is repeated says which one.
#' @noRd
step_title <- function(step, L) {
  if (L <= 2 || !endsWith(step$title, "at the hidden layer")) return(step$title)
  sprintf("%s %.0f", step$title, name_places(L)[[names(step$computes)[1L]]]$l)
}

#' Return the equations of what a step computes.
#' @noRd
step_notation <- function(step, known, L) {
  if (length(step$uses) == 0L) return(list())
  places <- name_places(L)
  biased <- unlist(lapply(names(known), function(name) {
    if (places[[name]]$quantity == "b") places[[name]]$l
  }))
  if (step$number == 7 && "output" %in% step$uses) { # a fused loss, or softmax
    return(list(sprintf("-dZ_%.0f = -dJ/dZ_%.0f", L, L)))
  }
  equations <- lapply(names(step$computes), function(name) {
    place <- places[[name]]
    equation(place$quantity, place$l, L, place$l %in% biased)
  })
  if (!startsWith(step$formula, "of w = ")) return(equations)
  # another update than plain gradient descent
  lapply(equations, gsub, pattern = "- learning_rate d", replacement = "moved by d", fixed = TRUE)
}

#' Return how many of n rows or columns are shown; one more than the limit is shown, too.
#' @noRd
shown_of <- function(n, limit) {
  if (n <= limit + 1) n else limit
}

#' Format the rows and columns of a matrix that have labels; the others are counted.
#' @noRd
matrix_table <- function(name, meaning, role, matrix, rows, columns, decimals) {
  shown <- matrix[seq_along(rows), seq_along(columns), drop = FALSE]
  Table(
    name, meaning, role, rows, columns, format_cells(shown, decimals), nrow(matrix) - length(rows),
    ncol(matrix) - length(columns)
  )
}

#' Name the first n rows of a matrix: units of the layer before, the bias, or samples.
#' @noRd
row_labels <- function(place, L, rows, n, names = Names()) {
  if (place$quantity == "W") return(unit_labels(place$l - 1, L, n, names))
  if (place$quantity == "b") rep("bias", n) else sample_labels(rows, n)
}

#' Name the first n units of a layer; inputs and outputs by their own names, if they have any.
#'
#' x1 is of the input, h1 of the hidden layer (h2.1 of the second), y1 of the output.
#' @noRd
unit_labels <- function(l, L, n, names = Names()) {
  known <- if (l == 0) names$inputs else if (l == L) names$outputs
  if (!is.null(known)) return(known[seq_len(n)])
  prefix <- if (l == 0) "x" else if (l == L) "y" else if (L == 2) "h" else sprintf("h%.0f.", l)
  paste0(prefix, seq_len(n))
}

#' Name the first n samples, counted from 1.
#' @noRd
sample_labels <- function(rows, n) {
  numbers <- if (is.null(rows)) seq_len(n) else rows[seq_len(n)] + 1
  sprintf("s%.0f", numbers)
}

#' Format numbers; a matrix of small whole numbers has no decimals.
#' @noRd
format_cells <- function(matrix, decimals) {
  texts <- if (has_no_decimals(matrix)) {
    sprintf("%.0f", matrix + 0)
  } else {
    vapply(matrix, format_value, "", decimals)
  }
  base::matrix(texts, nrow(matrix))
}
