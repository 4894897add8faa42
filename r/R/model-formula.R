# R only: models by a formula, and the methods that R expects of them.

#' @param formula `y ~ a + b`, as for [stats::lm()]: `log(a)`, `poly(a, 2)`, interactions, `.`,
#'   `- 1` and `cbind(u, v)` mean what they mean there. Its model matrix, without an intercept, is
#'   x; the layers have biases anyway. New data, also those of [partial_fit()], `validation`,
#'   [mlp_metrics()] and the like, go through its terms with the levels and contrasts of training;
#'   y may be left out there. Rows with NA are left out of training, but predicted as NA.
#'   `offset()` is refused.
#' @param subset,weights,na.action,contrasts As for [stats::lm()]: which rows to train on, their
#'   `sample_weight`, what to do about NA, and the contrasts of factors; found in `data` first.
#' @rdname mlp
#' @export
mlp.formula <- function(formula, data, ..., subset, weights, na.action, contrasts = NULL) {
  call <- match.call()
  names(call)[names(call) == "x"] <- "formula"
  call[[1L]] <- generic_name(sys.call(-1L))
  unknown <- setdiff(...names(), c("", "x", names(formals(mlp.default))[-(1:2)]))
  if (length(unknown)) fail("E_USAGE", unknown[1L], "left out", "an unknown argument")
  arguments <- list(...)
  arguments$x <- NULL
  if (!missing(weights) && !is.null(arguments$sample_weight)) {
    fail("E_USAGE", "weights", "left out where sample_weight is there", "both")
  }
  of_frame <- c("formula", "data", "subset", "weights", "na.action")
  asked <- call[c(1L, match(of_frame, names(call), 0L))]
  asked[[1L]] <- quote(stats::model.frame)
  asked$drop.unused.levels <- TRUE
  if (!is.null(arguments$sample_weight)) asked$weights <- arguments$sample_weight
  caller <- parent.frame()
  frame <- in_words_of_r(eval(asked, caller), "data")
  check_terms(attr(frame, "terms"))
  rule <- if (missing(na.action)) getOption("na.action") else na.action
  attr(frame, "na_rule") <- if (is.null(rule)) stats::na.pass else match.fun(rule)
  attr(frame, "contrasts") <- contrasts
  attr(frame, "variables") <- data_variables(frame, if (!missing(data)) names(data))
  arguments["sample_weight"] <- list(stats::model.weights(frame))
  response <- frame_response(stats::model.response(frame))
  model <- do.call(mlp.default, c(list(frame, response), arguments), quote = TRUE)
  model$call <- call
  model
}

#' @export
mlp.recipe <- function(x, ...) {
  baked <- "recipes::bake(recipes::prep(x), new_data = NULL)"
  fail("E_TYPE", "X", paste("a formula and data, such as", baked, "gives them"), describe(x))
}

#' Refuse a formula without response, or with an offset.
#' @noRd
check_terms <- function(terms) {
  text <- paste(deparse(stats::formula(terms), width.cutoff = 500L), collapse = " ")
  if (attr(terms, "response") == 0L) {
    fail("E_CHOICE", "formula", "a formula with a response, as y ~ a", text)
  }
  if (length(attr(terms, "term.labels")) == 0L && is.null(attr(terms, "offset"))) {
    fail("E_CHOICE", "formula", "a formula with an input, as y ~ a", text)
  }
  if (!is.null(attr(terms, "offset"))) {
    fail("E_CHOICE", "formula", "a formula without offset, which a network does not have", text)
  }
}

#' Find the variables that new data must have: the columns of the data, and what was found elsewhere
#' with a value for each row.
#' @noRd
data_variables <- function(frame, columns) {
  terms <- attr(frame, "terms")
  n <- nrow(frame) + length(attr(frame, "na.action"))
  is_long <- function(name) {
    found <- get0(name, environment(terms))
    !is.function(found) && NROW(found) >= n
  }
  variables <- all.vars(terms)
  Filter(function(name) name %in% columns || is_long(name), variables)
}

#' Return the terms of a model; a model of a matrix has none.
#' @noRd
terms_of <- function(model) {
  if (is.null(model$terms)) {
    fail("E_USAGE", "object", "a model by a formula", "a model of a matrix or a table")
  }
  model$terms
}

#' @export
formula.twinmlp <- function(x, ...) {
  stats::formula(terms_of(x))
}

#' @export
model.frame.twinmlp <- function(formula, data, ...) {
  terms <- terms_of(formula)
  if (!missing(data)) return(new_frame(formula, terms, data))
  if (is.null(formula$model)) {
    fail("E_USAGE", "data", "given where the model is read from a file", "nothing")
  }
  formula$model
}

#' @export
model.matrix.twinmlp <- function(object, data, ...) {
  terms <- terms_of(object)
  frame <- if (missing(data)) {
    stats::model.frame(object)
  } else {
    new_frame(object, stats::delete.response(terms), data)
  }
  frame_matrix(terms, frame, object$contrasts)
}

#' @export
update.twinmlp <- function(object, ...) {
  if (is.null(object$call)) {
    requirement <- "a model that mlp() trained here (partial_fit() trains others further)"
    fail("E_USAGE", "object", requirement, "one that has no call")
  }
  NextMethod()
}

#' @export
nobs.twinmlp <- function(object, ...) {
  training_rows(object)
  if (is.null(object$weights)) nrow(object$fitted.values) else sum(object$weights != 0)
}

#' @export
case.names.twinmlp <- function(object, full = FALSE, ...) {
  left <- stats::residuals(object)
  names <- if (is.matrix(left)) rownames(left) else names(left)
  weights <- stats::weights(object)
  if (full || is.null(weights)) names else names[weights != 0]
}
