# Use a trained model: predictions, metrics, a gradient check, weights, a summary.

#' The outputs A_L of a trained model
#'
#' Classes are the labels of the training, or else numbers, counted from 0; of several independent
#' labels at once, 1 for each that a sample has, else 0.
#'
#' Errors: E_CHOICE for "probability" where the outputs are neither of sigmoid nor of softmax;
#' E_SHAPE for another number of inputs.
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param newdata The inputs, n x n_0: a matrix or a data frame; of a formula a data frame with its
#'   variables, where a row with NA gives NA. Left out: the training data.
#' @param type "response", "probability" or "class"; default "response".
#' @param ... Nothing: any other argument is refused.
#' @return A matrix, n x n_L, or n values where the targets of the training were n values, with the
#'   names of the rows; of "probability" n x classes; of "class" n values, or n x n_L of several
#'   labels at once: a factor with the levels of training where the targets were a factor.
#' @examples
#' x <- cbind(c(0, 1))
#' y <- c(0, 1)
#' model <- mlp(x, y, hidden = 2, learning_rate = 2, epochs = 200)
#' predict(model, x, type = "class")
#' predict(model, x, type = "probability")
#' @export
predict.twinmlp <- function(object, newdata, type = "response", ...) {
  refuse_more(...)
  network <- object$network
  check_no_numbers(check_choice(type, "type", names(KINDS)), object$scale)
  if (missing(newdata) || is.null(newdata)) {
    rows <- training_rows(object)
    A <- object$fitted.values
  } else {
    rows <- new_rows(object, newdata)
    A <- mlp_outputs(object, new_inputs(object, rows$x))
  }
  found <- answer(A, type, network, identical(object$target_kind, "labels"))
  if (type == "class") found <- label_classes(found, object)
  found <- in_rows(found, rows, column_labels(object, type, ncol(found)))
  if (type == "response") shape_answer(found, object$target_kind) else found
}

#' Compute the outputs for a matrix of inputs, scaled back.
#' @noRd
mlp_outputs <- function(object, X) {
  ops <- choose_arithmetic(object$arithmetic, object$engine)
  unscale_outputs(network_outputs(object$network, scale_inputs(X, object$scale), ops), object$scale)
}

#' Z_l and A_l of every layer for the inputs X
#'
#' Errors: E_SHAPE for another number of inputs.
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param newdata The inputs, n x n_0: a matrix or a data frame.
#' @return Z and A of every layer, n x n_l.
#' @examples
#' x <- cbind(c(0, 1))
#' y <- c(0, 1)
#' model <- mlp(x, y, hidden = 2, learning_rate = 2, epochs = 200)
#' layer_outputs(model, x)[[1]]$A
#' @export
layer_outputs <- function(object, newdata) {
  check_model(object)
  ops <- choose_arithmetic(object$arithmetic, object$engine)
  rows <- new_rows(object, newdata)
  X <- scale_inputs(gathered(new_inputs(object, rows$x)), object$scale)
  values <- forward(object$network, X, ops)
  lapply(values, lapply, function(value) in_rows(unname(value), rows))
}

#' Return new data as a matrix of a model's inputs.
#' @noRd
new_inputs <- function(object, newdata) {
  mlp_inputs(object, newdata)
}

#' The metrics of a model
#'
#' Errors: E_CHOICE for another name.
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param x,y As for [mlp()].
#' @param names Names of metrics, as for [metric()]; `NULL`, the default, for all.
#' @return Numbers by name.
#' @examples
#' x <- cbind(c(0, 1))
#' y <- c(0, 1)
#' model <- mlp(x, y, hidden = 2, learning_rate = 2, epochs = 200)
#' mlp_metrics(model, x, y, "accuracy")
#' @export
mlp_metrics <- function(object, x, y, names = NULL) {
  check_model(object)
  data <- mlp_data(object, x, y)
  A <- mlp_outputs(object, data$X)
  ops <- choose_arithmetic(object$arithmetic, object$engine)
  names <- if (is.null(names)) base::names(METRICS) else as_list(names)
  chosen <- metrics_for(names, data$y, object$target_kind)
  lapply(chosen, function(metric) metric(A, data$y, ops))
}

#' Compare the derivatives of a network with central differences
#'
#' Compare the derivatives of J, penalty and weights included, with central differences.
#' Parameters that the model's masks freeze are counted, not checked.
#'
#' Source: SPEC.md, Checking derivatives.
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param x,y,sample_weight As for [mlp()].
#' @return Whether they agree (`passed`), the `worst` parameter, and how many were `checked`,
#'   `skipped` at a kink, and `frozen`.
#' @examples
#' x <- cbind(c(0, 1))
#' y <- c(0, 1)
#' model <- mlp(x, y, hidden = 2, learning_rate = 2, epochs = 200)
#' gradcheck(model, x, y)
#' @export
gradcheck <- function(object, x, y, sample_weight = NULL) {
  check_model(object)
  data <- mlp_data(object, x, y, sample_weight)
  weight <- mlp_weights(object, data$y, data$weight)
  config <- object$config
  config["frozen"] <- list(check_frozen(object$masks, "masks", object$network))
  ops <- choose_arithmetic(object$arithmetic, object$engine)
  data$X <- gathered(data$X)
  samples <- scale_samples(data, object$scale)
  check_gradients(object$network, samples$X, samples$y, config, ops, weight = weight)
}

#' @export
fitted.twinmlp <- function(object, ...) {
  found <- in_rows(object$fitted.values, training_rows(object), column_labels(object))
  shape_answer(found, object$target_kind)
}

#' @export
residuals.twinmlp <- function(object, ...) {
  left <- object$targets - object$fitted.values
  found <- in_rows(left, training_rows(object), column_labels(object))
  shape_answer(found, object$target_kind)
}

#' The weights of a model
#'
#' Errors: E_CHOICE for another type.
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param type "layers" for W and b of every layer, "table" for a data frame with every weight by
#'   name, "vector" for a vector with names such as "x1 -> h1"; default "layers".
#' @param ... Nothing: any other argument is refused.
#' @return A list, a data frame or a vector.
#' @examples
#' x <- cbind(c(0, 1))
#' y <- c(0, 1)
#' model <- mlp(x, y, hidden = 2, learning_rate = 2, epochs = 200)
#' coef(model, "table")
#' coef(model, "vector")
#' @export
coef.twinmlp <- function(object, type = "layers", ...) {
  refuse_more(...)
  check_choice(type, "type", c("layers", "table", "vector"))
  if (type == "layers") {
    return(lapply(object$network, function(layer) list(W = layer$W, b = layer$b)))
  }
  table <- coefficient_table(object$network, object$inputs, output_names(object))
  if (type == "table") table else stats::setNames(table$value, coefficient_name(table))
}

#' @export
summary.twinmlp <- function(object, ...) {
  lines <- c(summarize_network(object$network), describe_run(object), describe_classes(object))
  structure(list(lines = lines), class = "summary.twinmlp")
}

#' @export
print.summary.twinmlp <- function(x, ...) {
  cat(x$lines, sep = "\n")
  invisible(x)
}

#' @export
print.twinmlp <- function(x, ...) {
  cat(c(describe_network(x$network), describe_run(x), describe_classes(x)), sep = "\n")
  invisible(x)
}
