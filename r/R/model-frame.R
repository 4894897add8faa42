# R only: the model frame of a formula, as lm has it: what is kept of it, and new data through it.
#
# The terms, the levels of text and factors, and the contrasts are those of the training data,
# whatever levels new data have and whatever options(contrasts) says.

#' Store in a model what new data need of its model frame. Any other x has no terms, and changes
#' nothing.
#'
#' Any other x has no terms, and leaves the model as it is.
#' @noRd
keep_frame <- function(model, x) {
  if (!is_frame(x)) return(model)
  terms <- attr(x, "terms")
  model$terms <- terms
  model$xlevels <- stats::.getXlevels(terms, x)
  model$variables <- attr(x, "variables")
  model["contrasts"] <- list(attr(frame_matrix(terms, x, attr(x, "contrasts")), "contrasts"))
  model["na_rule"] <- list(attr(x, "na_rule"))
  model$model <- x
  model
}

#' Say whether x is a model frame, which has terms.
#' @noRd
is_frame <- function(x) {
  is.data.frame(x) && !is.null(attr(x, "terms"))
}

#' Return the names of the rows, if any; of a data frame also its own, if they are words.
#' @noRd
case_names <- function(x) {
  if (!is.data.frame(x)) return(rownames(x))
  if (is_frame(x) || .row_names_info(x) > 0L) row.names(x)
}

#' Turn an error of R's evaluation of a formula into one of ours, in one line.
#' @noRd
in_words_of_r <- function(expression, argument) {
  tryCatch(expression, error = function(e) {
    if (inherits(e, "twinmlp_error")) stop(e)
    fail("E_TYPE", argument, "what the formula can be evaluated with", conditionMessage(e))
  })
}

#' Return the model matrix of a frame, with its intercept.
#' @noRd
frame_matrix <- function(terms, frame, contrasts) {
  terms <- stats::delete.response(terms)
  for (name in intersect(names(frame), rownames(attr(terms, "factors")))) {
    levels <- if (is.factor(frame[[name]])) levels(frame[[name]]) else unique(frame[[name]])
    if ((is.factor(frame[[name]]) || is.character(frame[[name]])) && length(levels) < 2L) {
      fail("E_RANGE", paste0("X.", name), "text or a factor of two levels or more", "1 level")
    }
  }
  in_words_of_r(stats::model.matrix(terms, frame, contrasts.arg = contrasts), "X")
}

#' The model frame of new data, rows with NA among them; its factors have the levels of training.
#' @noRd
new_frame <- function(model, terms, data) {
  if (is.matrix(data)) data <- as.data.frame(data)
  if (!is.list(data)) {
    fail("E_TYPE", "X", "a data frame with the columns of the formula", describe(data))
  }
  check_columns(names(data), intersect(all.vars(terms), model$variables), "X")
  frame <- in_words_of_r(stats::model.frame(terms, data, na.action = stats::na.pass), "X")
  response <- names(frame)[attr(terms, "response")]
  for (name in setdiff(names(frame), response)) {
    levels <- model$xlevels[[name]]
    # What has contrasts and no levels was TRUE and FALSE.
    is_switch <- is.null(levels) && name %in% names(model$contrasts)
    check <- if (is_switch) check_switch else check_variable
    frame[[name]] <- check(frame[[name]], name, levels)
  }
  frame
}

#' Accept the values of a variable: of these levels, or, without levels, numbers. NA is either.
#' @noRd
check_variable <- function(values, name, levels) {
  argument <- paste0("X.", name)
  is_text <- is.factor(values) || is.character(values)
  if (is.null(levels)) {
    if (is.logical(values)) return(values + 0)
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

#' Accept the values of a variable that was TRUE or FALSE in training.
#' @noRd
check_switch <- function(values, name, levels = NULL) {
  if (all(is.na(values))) return(rep(NA, length(values)))
  if (!is.logical(values)) {
    found <- if (is.factor(values) || is.character(values)) "text" else "numbers"
    fail("E_TYPE", paste0("X.", name), "true or false, as in training", found)
  }
  values
}

#' The inputs that x is for a network: through the terms of its formula, without one as it is.
#'
#' Rows with NA stay. A matrix that has the columns of the model matrix by name is taken as one.
#' @noRd
frame_inputs <- function(model, x) {
  terms <- model$terms
  if (is_frame(x)) {
    contrasts <- if (is.null(terms)) attr(x, "contrasts") else model$contrasts
    terms <- attr(x, "terms")
  } else {
    if (is.null(terms) || is.matrix(x) && all(model$inputs %in% colnames(x))) return(x)
    x <- new_frame(model, stats::delete.response(terms), x)
    contrasts <- model$contrasts
  }
  matrix <- frame_matrix(terms, x, contrasts)
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

#' Return the name by which mlp was called, with its package if that was written.
#' @noRd
generic_name <- function(call) {
  name <- if (is.call(call)) call[[1L]]
  if (is.call(name) && identical(name[[3L]], quote(mlp))) name else quote(mlp)
}
