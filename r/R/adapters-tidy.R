# R only: a model as tables, for broom and what works like it.

#' A model as tables: its weights, its fit, its predictions
#'
#' Methods of the generics of package generics, which broom and parsnip have, too. They give tibbles
#' where package tibble is installed, else data frames.
#'
#' Errors: E_TYPE where `data` is needed: for a model of a matrix, or read from a file.
#'
#' @param x A model made by [mlp()] or [read_mlp()].
#' @param data,newdata A data frame or matrix that [predict][predict.twinmlp()] accepts; `newdata`
#'   goes first. Without them the training data of a model by a formula.
#' @param ... Not used.
#' @return `tidy`: a row for each weight: `term`, such as "x1 -> h1"; `layer`, `source`, `target`;
#'   `estimate`.
#'
#'   `glance`: one row: `layers`, `parameters`, `nobs`, `epochs`, `loss` at the end of training,
#'   `validation.loss`, and of the training data `accuracy` if the targets are classes, else
#'   `r.squared`; `stopped`, why training ended early. NA: not known, or there is none.
#'
#'   `augment`: the data with `.fitted`, the predicted class or number. Of classes also
#'   `.probability_CLASS` for each; of numbers `.resid` where the response is in the data. With
#'   several outputs `.fitted_OUTPUT` and `.resid_OUTPUT`.
#' @examples
#' model <- mlp(mpg ~ wt + qsec, mtcars,
#'   output_activation = "identity", scale = "standard", reduction = "mean", epochs = 200
#' )
#' if (requireNamespace("generics", quietly = TRUE)) {
#'   generics::tidy(model)
#'   generics::glance(model)
#'   generics::augment(model, newdata = head(mtcars))
#' }
#' @name tidy.twinmlp
NULL

#' @rdname tidy.twinmlp
#' @exportS3Method generics::tidy
tidy.twinmlp <- function(x, ...) {
  table <- stats::coef(x, "table")
  names(table)[names(table) == "value"] <- "estimate"
  as_tidy_table(cbind(term = coefficient_name(table), table))
}

#' @rdname tidy.twinmlp
#' @exportS3Method generics::glance
glance.twinmlp <- function(x, ...) {
  known <- function(value, absent = NA_real_) if (is.null(value)) absent else value
  record <- training_record(x)
  is_trained <- !is.null(x$fitted.values)
  score <- function(name) {
    ops <- choose_arithmetic(x$arithmetic)
    metrics_for(name, x$targets, x$target_kind)[[1L]](x$fitted.values, x$targets, ops)
  }
  of_classes <- !is.null(x$classes) || identical(x$target_kind, "labels")
  as_tidy_table(data.frame(
    layers = length(x$network), parameters = sum(vapply(x$network, count_parameters, 0L)),
    nobs = if (is_trained) stats::nobs(x) else NA_integer_,
    epochs = known(record$epochs), loss = known(record$final_loss),
    validation.loss = known(utils::tail(x$history$validation_loss, 1L)),
    accuracy = if (is_trained && of_classes) score("accuracy") else NA_real_,
    r.squared = if (is_trained && !of_classes) score("r_squared") else NA_real_,
    stopped = known(x$stopped, NA_character_)
  ))
}

#' @rdname tidy.twinmlp
#' @exportS3Method generics::augment
augment.twinmlp <- function(x, data = NULL, newdata = NULL, ...) {
  rows <- if (!is.null(newdata)) newdata else if (!is.null(data)) data else x$model
  if (is.null(rows)) {
    fail("E_TYPE", "data", "a data frame or a matrix where the model has no formula", "null")
  }
  of_classes <- !is.null(x$classes)
  fitted <- stats::predict(x, rows, type = if (of_classes) "class" else "response")
  observed <- if (!of_classes) observed_response(x, rows)
  found <- c(
    spread_columns(fitted, ".fitted", x$outputs),
    if (of_classes && !identical(x$target_kind, "labels")) probability_columns(x, rows),
    if (!is.null(observed)) spread_columns(observed - fitted, ".resid", x$outputs)
  )
  as_tidy_table(cbind(as.data.frame(rows), found))
}

#' The probability of each class as columns.
#' @noRd
probability_columns <- function(model, rows) {
  found <- stats::predict(model, rows, type = "probability")
  spread_columns(unname(found), ".probability", as.character(model$classes))
}

#' The response of a formula's data, if all of its variables are there; numbers only.
#' @noRd
observed_response <- function(model, rows) {
  if (is.null(model$terms)) return(NULL)
  if (is_frame(rows)) return(stats::model.response(rows))
  response <- all.vars(stats::formula(model$terms)[[2L]])
  if (!all(response %in% colnames(rows))) return(NULL)
  stats::model.response(new_frame(model, model$terms, rows))
}

#' Values as one column, or a matrix as a column for each name.
#' @noRd
spread_columns <- function(values, prefix, names) {
  if (!is.matrix(values)) return(stats::setNames(list(values), prefix))
  if (is.null(names)) names <- seq_len(ncol(values))
  columns <- lapply(seq_len(ncol(values)), function(k) unname(values[, k]))
  stats::setNames(columns, paste(prefix, names, sep = "_"))
}

#' A data frame as tibble has it, where that is installed; names of rows that are more than their
#' numbers are in the column .rownames.
#' @noRd
as_tidy_table <- function(frame) {
  attr(frame, "terms") <- NULL
  if (!requireNamespace("tibble", quietly = TRUE)) return(frame)
  kept <- !identical(row.names(frame), as.character(seq_len(nrow(frame))))
  tibble::as_tibble(frame, rownames = if (kept) ".rownames")
}
