# R only: the model frame of a formula, as lm has it: what is kept of it, and new data through it.
#
# The terms, the levels of text and factors, and the contrasts are those of the training data,
# whatever levels new data have and whatever options(contrasts) says.

#' Keep of the model frame that a network is trained on what new data will need.
#'
#' Any other x has no terms, and leaves the model as it is.
#' @noRd
keep_frame <- function(model, x) {
  model["case_names"] <- list(case_names(x))
  terms <- attr(x, "terms")
  if (!is.data.frame(x) || is.null(terms)) return(model)
  model$terms <- terms
  model$xlevels <- stats::.getXlevels(terms, x)
  model$variables <- attr(x, "variables")
  model["contrasts"] <- list(attr(frame_matrix(terms, x, attr(x, "contrasts")), "contrasts"))
  for (name in c("na.action", "na_rule")) model[name] <- list(attr(x, name))
  model["weights"] <- list(as.vector(stats::model.weights(x)))
  model$model <- x
  model
}

#' The names of the rows, where they have some: of a data frame also its own, if they are words.
#' @noRd
case_names <- function(x) {
  if (!is.data.frame(x)) return(rownames(x))
  if (!is.null(attr(x, "terms")) || .row_names_info(x) > 0L) row.names(x)
}

#' The model matrix of a frame, with its intercept.
#' @noRd
frame_matrix <- function(terms, frame, contrasts) {
  terms <- stats::delete.response(terms)
  for (name in intersect(names(frame), rownames(attr(terms, "factors")))) {
    levels <- if (is.factor(frame[[name]])) levels(frame[[name]]) else unique(frame[[name]])
    if ((is.factor(frame[[name]]) || is.character(frame[[name]])) && length(levels) < 2L) {
      fail("E_RANGE", paste0("X.", name), "text or a factor of two levels or more", "1 level")
    }
  }
  stats::model.matrix(terms, frame, contrasts.arg = contrasts)
}

#' The model frame of new data, rows with NA among them; its factors have the levels of training.
#' @noRd
new_frame <- function(model, terms, data) {
  if (is.matrix(data)) data <- as.data.frame(data)
  if (!is.list(data)) {
    fail("E_TYPE", "X", "a data frame with the columns of the formula", describe(data))
  }
  missing <- setdiff(intersect(all.vars(terms), model$variables), names(data))
  if (length(missing)) {
    requirement <- paste("a table with the column", missing[1L])
    fail("E_CHOICE", "X", requirement, paste("the columns", paste(names(data), collapse = ", ")))
  }
  frame <- stats::model.frame(terms, data, na.action = stats::na.pass)
  response <- names(frame)[attr(terms, "response")]
  for (name in setdiff(names(frame), response)) {
    frame[[name]] <- check_variable(frame[[name]], name, model$xlevels[[name]])
  }
  frame
}

#' Accept the values of a variable: of these levels, or, without levels, numbers. NA is either.
#' @noRd
check_variable <- function(values, name, levels) {
  argument <- paste0("X.", name)
  is_text <- is.factor(values) || is.character(values)
  if (is.null(levels)) {
    if (!is_text) return(values)
    if (all(is.na(values))) return(rep(NA_real_, length(values)))
    fail("E_TYPE", argument, "numbers, as in training", "text")
  }
  if (!is_text && !all(is.na(values))) {
    fail("E_TYPE", argument, "text or a factor, as in training", "numbers")
  }
  text <- as.character(values)
  unknown <- setdiff(text[!is.na(text)], levels)
  if (length(unknown)) {
    requirement <- paste("one of", paste(levels, collapse = ", "))
    fail("E_CHOICE", argument, requirement, describe(unknown[1L]))
  }
  factor(text, levels, exclude = NULL)
}

#' The inputs that x is for a network: through the terms of its formula, without one as it is.
#'
#' Rows with NA stay. A matrix that has the columns of the model matrix by name is taken as one.
#' @noRd
frame_inputs <- function(model, x) {
  terms <- model$terms
  if (is.null(terms) || is.matrix(x) && all(model$inputs %in% colnames(x))) return(x)
  if (is.null(attr(x, "terms"))) x <- new_frame(model, stats::delete.response(terms), x)
  matrix <- frame_matrix(terms, x, model$contrasts)
  inputs <- matrix[, attr(matrix, "assign") != 0L, drop = FALSE]
  if (!is.null(model$inputs)) colnames(inputs) <- check_inputs(model$inputs, inputs)
  inputs
}

#' Refuse a model matrix of another number of columns than the network has inputs.
#' @noRd
check_inputs <- function(names, inputs) {
  if (length(names) != ncol(inputs)) {
    requirement <- sprintf("data of which the formula makes %d columns", length(names))
    fail("E_SHAPE", "X", requirement, describe(inputs))
  }
  names
}

#' Inputs, targets and weights that x, y and sample_weight are for a network.
#'
#' Through the formula, if there is one: y may be missing then, and is its response; rows with NA
#' are treated as in training, which leaves them out unless na.action says something else.
#' @noRd
frame_data <- function(model, x, y, sample_weight = NULL) {
  if (is.null(model$terms)) {
    if (missing(y)) fail("E_TYPE", "y", "targets, where the model has no formula", "nothing")
    return(list(x = x, y = y, weight = sample_weight))
  }
  if (missing(y)) y <- frame_response(stats::model.response(new_frame(model, model$terms, x)))
  x <- frame_inputs(model, x)
  rule <- if (is.null(model$na_rule)) stats::na.omit else model$na_rule
  rows <- data.frame(place = seq_len(nrow(x)))
  rows$x <- x
  if (is.atomic(y) && NROW(y) == nrow(x)) rows$y <- y
  kept <- rule(rows)$place
  if (length(kept) == nrow(x)) return(list(x = x, y = y, weight = sample_weight))
  list(
    x = take_rows(x, kept), y = take_rows(y, kept),
    weight = if (!is.null(sample_weight)) sample_weight[kept]
  )
}

#' The response of a frame: labels as they are, numbers as a matrix.
#' @noRd
frame_response <- function(response) {
  if (is.factor(response) || is.character(response)) response else as.matrix(response)
}

#' Some rows of a matrix, or some of a list of values; NA makes a row of NA.
#' @noRd
take_rows <- function(values, places) {
  if (length(dim(values)) == 2L) values[places, , drop = FALSE] else values[places]
}

#' The inputs of new data without rows of NA, which `places` and `names` put in again.
#' @noRd
new_rows <- function(model, newdata) {
  names <- case_names(newdata)
  x <- frame_inputs(model, newdata)
  if (is.null(model$terms)) return(list(x = x, places = NULL, names = names))
  names <- rownames(x)
  complete <- stats::complete.cases(x)
  places <- replace(rep(NA_integer_, nrow(x)), complete, seq_len(sum(complete)))
  # Where no row is left, one of zeros stands for none: it is in no place.
  x <- if (any(complete)) x[complete, , drop = FALSE] else replace(x[1L, , drop = FALSE], TRUE, 0)
  list(x = x, places = places, names = names)
}

#' The rows of the training data, with those that na.exclude left out.
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

#' Values in the rows that were asked for, with their names.
#' @noRd
in_rows <- function(values, rows, columns = NULL) {
  if (!is.null(rows$places)) values <- take_rows(values, rows$places)
  if (length(dim(values)) != 2L) return(values)
  if (!is.null(rows$names)) rownames(values) <- rows$names
  if (length(columns) == ncol(values)) colnames(values) <- columns
  values
}

#' Pairs of inputs and targets: a list of X and y, or with a formula one data frame.
#' @noRd
validation_data <- function(model, pair) {
  if (is.data.frame(pair)) mlp_data(model, pair) else mlp_data(model, pair[[1L]], pair[[2L]])
}

#' Classes by their names; of a factor a factor with its levels.
#' @noRd
label_classes <- function(places, model) {
  labels <- name_classes(places, model$classes)
  if (isTRUE(model$factor)) factor(labels, model$classes) else labels
}

#' The names of the columns of outputs: the classes, or what the targets are called.
#' @noRd
column_labels <- function(model, type = "response", count = length(model$classes)) {
  if (type != "class" && !is.null(model$classes) && count == length(model$classes)) {
    return(as.character(model$classes))
  }
  if (type != "class") model$outputs
}
