# What a trained model is asked: predictions, metrics, a gradient check, weights by name, a summary.

#' The outputs A_L of a trained model
#'
#' Classes are the labels of the training, or else numbers, counted from 0; of several independent
#' labels at once, 1 for each that a sample has, else 0.
#'
#' Errors: E_CHOICE for "probability" where the outputs are neither of sigmoid nor of softmax;
#' E_SHAPE for another number of inputs.
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param newdata The inputs, n x n_0: a matrix or a data frame.
#' @param type "response", "probability" or "class"; default "response".
#' @param ... Not used.
#' @return A matrix, n x n_L, or n values where the targets of the training were n values; of
#'   "probability" n x classes; of "class" n values, or n x n_L of several labels at once.
#' @examples
#' x <- cbind(c(0, 1))
#' y <- c(0, 1)
#' model <- mlp(x, y, hidden = 2, learning_rate = 2, epochs = 200)
#' predict(model, x, type = "class")
#' predict(model, x, type = "probability")
#' @export
predict.mlp <- function(object, newdata, type = "response", ...) {
  network <- object$network
  ops <- choose_arithmetic(object$arithmetic)
  A <- network_outputs(network, new_inputs(object, newdata), ops)
  found <- answer(A, type, network, identical(object$target_kind, "labels"))
  if (type == "class") return(name_classes(found, object$classes))
  if (type == "response") shape_answer(found, object$target_kind) else found
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
  ops <- choose_arithmetic(object$arithmetic)
  values <- forward(object$network, new_inputs(object, newdata), ops)
  lapply(values, function(value) lapply(value, unname))
}

#' The matrix of inputs that new data are for a model.
#' @noRd
new_inputs <- function(object, newdata) {
  if (!is.null(object$terms)) {
    frame <- stats::model.frame(object$terms, newdata)
    newdata <- stats::model.matrix(object$terms, frame)[, object$inputs, drop = FALSE]
  }
  unname(check_matrix(newdata, "X", columns = nrow(object$network[[1L]]$W)))
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
  y <- mlp_data(object, x, y)$y
  ops <- choose_arithmetic(object$arithmetic)
  A <- network_outputs(object$network, new_inputs(object, x), ops)
  names <- if (is.null(names)) base::names(METRICS) else names
  chosen <- metrics_for(names, y, object$target_kind)
  lapply(chosen, function(metric) metric(A, y, ops))
}

#' Hold the derivatives of a network against central differences
#'
#' Hold the derivatives of J, penalty and class weights included, against differences.
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
  data <- mlp_data(object, x, y)
  weight <- mlp_weights(object, data$y, sample_weight)
  config <- object$config
  config["frozen"] <- list(check_frozen(object$masks, "masks", object$network))
  ops <- choose_arithmetic(object$arithmetic)
  check_gradients(object$network, data$X, data$y, config, ops, weight = weight)
}

#' @export
fitted.mlp <- function(object, ...) {
  object$fitted.values
}

#' @export
residuals.mlp <- function(object, ...) {
  object$targets - object$fitted.values
}

#' The weights of a model
#'
#' Errors: E_CHOICE for another type.
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param type "layers" for W and b of every layer, "table" for a data frame with every weight by
#'   name, "vector" for a vector with names such as "x1 -> h1"; default "layers".
#' @param ... Not used.
#' @return A list, a data frame or a vector.
#' @examples
#' x <- cbind(c(0, 1))
#' y <- c(0, 1)
#' model <- mlp(x, y, hidden = 2, learning_rate = 2, epochs = 200)
#' coef(model, "table")
#' coef(model, "vector")
#' @export
coef.mlp <- function(object, type = "layers", ...) {
  check_choice(type, "type", c("layers", "table", "vector"))
  if (type == "layers") {
    return(lapply(object$network, function(layer) list(W = layer$W, b = layer$b)))
  }
  table <- coefficient_table(object$network, object$inputs)
  if (type == "table") table else stats::setNames(table$value, coefficient_name(table))
}

#' @export
summary.mlp <- function(object, ...) {
  training <- describe_training(object$losses, object$final_loss)
  structure(list(lines = c(summarize_network(object$network), training)), class = "summary.mlp")
}

#' @export
print.summary.mlp <- function(x, ...) {
  cat(x$lines, sep = "\n")
  invisible(x)
}

#' @export
print.mlp <- function(x, ...) {
  cat(describe_network(x$network), describe_training(x$losses, x$final_loss), sep = "\n")
  invisible(x)
}
