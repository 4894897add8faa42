# R only: the rows of a model frame: rows with NA, row names, and predictions for them.

#' Inputs, targets and weights that x, y and sample_weight are for a network.
#'
#' Through the formula, if there is one: y may be missing then, and is its response; rows with NA
#' are treated as in training, which leaves them out unless na.action says something else.
#' @noRd
frame_data <- function(model, x, y, sample_weight = NULL) {
  if (is.null(model$terms) && !is_frame(x)) {
    if (missing(y)) fail("E_TYPE", "y", "targets, where the model has no formula", "nothing")
    return(list(x = x, y = y, weight = sample_weight, case_names = case_names(x)))
  }
  if (missing(y)) y <- frame_response(stats::model.response(new_frame(model, model$terms, x)))
  left_out <- if (is_frame(x)) attr(x, "na.action")
  rule <- if (is.null(model$na_rule)) attr(x, "na_rule") else model$na_rule
  if (is.null(rule)) rule <- stats::na.omit
  x <- frame_inputs(model, x)
  rows <- data.frame(place = seq_len(nrow(x)), row.names = rownames(x))
  rows$x <- x
  if (is.atomic(y) && NROW(y) == nrow(x)) rows$y <- y
  if (is.null(left_out)) rows <- rule(rows)
  kept <- rows$place
  if (is.null(left_out)) left_out <- attr(rows, "na.action")
  if (length(kept) < nrow(x)) {
    if (!is.null(sample_weight)) sample_weight <- sample_weight[kept]
    x <- take_rows(x, kept)
    y <- take_rows(y, kept)
  }
  list(x = x, y = y, weight = sample_weight, left_out = left_out, case_names = rownames(x))
}

#' Store the names of the training rows, their weights, and the rows that NA left out.
#' @noRd
keep_rows <- function(model, framed) {
  model[c("case_names", "weights", "na.action")] <- framed[c("case_names", "weight", "left_out")]
  model$factor <- is.factor(framed$y) || isTRUE(model$factor)
  model
}

#' Return the response of a frame: labels and matrices unchanged, else plain values.
#' @noRd
frame_response <- function(response) {
  if (is.factor(response) || is.matrix(response)) response else as.vector(response)
}

#' Return the names of the targets: the columns of a matrix, or the response of a formula.
#' @noRd
response_names <- function(x, y) {
  if (is_frame(x) && is.numeric(y) && is.null(dim(y))) names(x)[1L] else target_names(y, "y")
}

#' Return some rows of a matrix, or some values of a list; NA gives a row of NA.
#' @noRd
take_rows <- function(values, places) {
  if (length(dim(values)) == 2L) values[places, , drop = FALSE] else values[places]
}

#' Return the inputs of new data without rows of NA; `places` and `names` put these in again.
#' @noRd
new_rows <- function(model, newdata) {
  names <- case_names(newdata)
  x <- frame_inputs(model, newdata)
  if (is.null(model$terms) || nrow(x) == 0L) return(list(x = x, places = NULL, names = names))
  names <- rownames(x)
  complete <- stats::complete.cases(x)
  places <- replace(rep(NA_integer_, nrow(x)), complete, seq_len(sum(complete)))
  # Where no row is left, one of zeros stands for none: it is in no place.
  x <- if (any(complete)) x[complete, , drop = FALSE] else replace(x[1L, , drop = FALSE], TRUE, 0)
  list(x = x, places = places, names = names)
}

#' Return the training rows, with those that na.exclude left out.
#' @noRd
training_rows <- function(model) {
  n <- nrow(model$fitted.values)
  if (is.null(n)) {
    fail("E_USAGE", "newdata", "given where the model is read from a file", "nothing")
  }
  if (is.null(model$na.action)) return(list(places = NULL, names = model$case_names))
  places <- stats::napredict(model$na.action, stats::setNames(seq_len(n), model$case_names))
  list(places = unname(places), names = names(places))
}

#' Put values in the requested rows, with their names.
#' @noRd
in_rows <- function(values, rows, columns = NULL) {
  if (!is.null(rows$places)) values <- take_rows(values, rows$places)
  if (length(dim(values)) != 2L) return(values)
  if (!is.null(rows$names)) rownames(values) <- rows$names
  if (length(columns) == ncol(values)) colnames(values) <- columns
  values
}

#' Return classes by name; a factor with the training's levels where it was one.
#' @noRd
label_classes <- function(places, model) {
  labels <- name_classes(places, model$classes)
  if (isTRUE(model$factor)) factor(labels, model$classes) else labels
}

#' Return the names of the columns of outputs: the classes, or the names of the targets.
#' @noRd
column_labels <- function(model, type = "response", count = length(model$classes)) {
  if (type != "class" && !is.null(model$classes) && count == length(model$classes)) {
    return(as.character(model$classes))
  }
  if (type != "class") model$outputs
}
