# The user's face: a network that is built, trained, asked and saved.

#' A multi-layer perceptron
#'
#' Trains a network on a matrix of inputs, or on a formula and a data frame.
#'
#' @param x The inputs, n x n_0: a matrix or a data frame of numbers; or a formula such as `y ~ a + b`.
#' @param y The targets, n x n_L, or n values.
#' @param data The data frame of the formula.
#' @param hidden The units of each hidden layer.
#' @param activation One name for all hidden layers, or one for each: identity, sigmoid, tanh, relu.
#' @param output_activation The activation of the output layer.
#' @param bias One flag for all layers, or one for each.
#' @param loss,reduction The loss, and whether it is the sum or the mean over the samples.
#' @param optimizer,learning_rate How weights are updated.
#' @param epochs How often to go through all samples.
#' @param batch_size `NULL` for all samples at once, 1 for one at a time.
#' @param order "sequential" or "shuffled".
#' @param initializer A name, or `list(name = ..., options)`.
#' @param seed,generator,skip The random stream of the starting weights and of the shuffled order.
#' @param parameters A list of `list(W, b)`, which goes before the initializer.
#' @param arithmetic "native" or "reproducible".
#' @param ... Passed on; an argument that `mlp` does not know is refused.
#' @return An object of class `mlp`; `predict`, `print`, `summary` and `coef` have methods for it.
#' @examples
#' x <- matrix(c(1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1), 3, 4, byrow = TRUE)
#' model <- mlp(x, c(1, 1, 0), hidden = 3, epochs = 5000)
#' predict(model, x)
#' @export
mlp <- function(x, ...) {
  UseMethod("mlp")
}

#' @rdname mlp
#' @export
mlp.default <- function(x, y, hidden = 3, activation = "sigmoid", output_activation = "sigmoid", bias = TRUE,
                        loss = "half_squared_error", reduction = "sum", optimizer = "sgd", learning_rate = 0.1,
                        epochs = 1000, batch_size = NULL, order = "sequential", initializer = "glorot_uniform",
                        seed = 42, generator = "numpy", skip = 0, parameters = NULL, arithmetic = "native", ...) {
  if (...length()) fail("E_USAGE", ...names()[1L], "left out", "an unknown argument")
  model <- mlp_model(
    hidden, activation, output_activation, bias, loss, reduction, optimizer, learning_rate, epochs, batch_size,
    order, initializer, seed, generator, skip, parameters, arithmetic
  )
  data <- as_data(x, y)
  training <- train(mlp_start(model, ncol(data$X), ncol(data$y)), data$X, data$y, model$plan, choose_arithmetic(model$arithmetic))
  model[c("network", "losses", "final_loss")] <- training[c("network", "losses", "final_loss")]
  model$inputs <- colnames(x)
  model
}

#' @rdname mlp
#' @export
mlp.formula <- function(x, data, ...) {
  frame <- stats::model.frame(x, data)
  terms <- attr(frame, "terms")
  inputs <- stats::model.matrix(stats::delete.response(terms), frame)
  model <- mlp.default(inputs[, colnames(inputs) != "(Intercept)", drop = FALSE], as.matrix(stats::model.response(frame)), ...)
  model$terms <- stats::delete.response(terms)
  model
}

#' Check the arguments of mlp and put them into a model that is not trained yet.
#' @noRd
mlp_model <- function(hidden, activation, output_activation, bias, loss, reduction, optimizer, learning_rate, epochs,
                      batch_size, order, initializer, seed, generator, skip, parameters, arithmetic) {
  hidden <- vapply(as.list(hidden), check_count, 0, "hidden")
  L <- length(hidden) + 1
  names <- vapply(one_for_each(activation, L - 1, "activation"), check_choice, "", "activation", names(ACTIVATIONS))
  plan <- list(
    activations = c(names, check_choice(output_activation, "output_activation", names(ACTIVATIONS))),
    bias = vapply(one_for_each(bias, L, "bias"), check_flag, NA, "bias"),
    plan = Plan(
      options = list(learning_rate = check_positive(learning_rate, "learning_rate")),
      epochs = check_count(epochs, "epochs", 0), loss = check_choice(loss, "loss", names(LOSSES)),
      reduction = check_choice(reduction, "reduction", names(REDUCTIONS)),
      optimizer = check_choice(optimizer, "optimizer", names(OPTIMIZERS)),
      batch_size = if (is.null(batch_size)) NULL else check_count(batch_size, "batch_size"),
      order = check_choice(order, "order", c("sequential", "shuffled")), seed = seed, generator = generator
    )
  )
  structure(c(list(hidden = hidden), plan, list(
    initializer = initializer, skip = skip, parameters = parameters,
    arithmetic = check_choice(arithmetic, "arithmetic", names(ARITHMETICS)), network = NULL
  )), class = "mlp")
}

#' The network before training, for so many inputs and outputs.
#' @noRd
mlp_start <- function(model, inputs, outputs) {
  widths <- c(inputs, model$hidden, outputs)
  layers <- Map(function(a, b, name, flag) list(inputs = a, units = b, activation = name, bias = flag),
    widths[-length(widths)], widths[-1L], model$activations, model$bias)
  given <- model$parameters
  if (is.null(given)) {
    ops <- choose_arithmetic(model$arithmetic)
    given <- initialize(layers, model$initializer, model$plan$seed, model$plan$generator, model$skip, ops)
  }
  if (length(given) != length(layers)) fail("E_SHAPE", "parameters", sprintf("a list of %d", length(layers)), describe(given))
  Map(case_layer, unname(layers), given, sprintf("parameters[%d]", seq_along(layers) - 1L), USE.NAMES = FALSE)
}

#' The outputs A_L of a trained model
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param newdata The inputs, n x n_0: a matrix or a data frame.
#' @param ... Not used.
#' @return A matrix, n x n_L.
#' @export
predict.mlp <- function(object, newdata, ...) {
  if (!is.null(object$terms)) newdata <- stats::model.matrix(object$terms, stats::model.frame(object$terms, newdata))[, object$inputs, drop = FALSE]
  X <- check_matrix(newdata, "X", columns = nrow(object$network[[1L]]$W))
  values <- forward(object$network, X, choose_arithmetic(object$arithmetic))
  unname(values[[length(values)]]$A)
}

#' The trace of the training that [mlp()] does on x and y
#'
#' @param object A model.
#' @param x,y As for [mlp()].
#' @param steps The numbers of the steps to record, counted from 0.
#' @return A list: every named quantity of these steps, the loss before each epoch, the final parameters.
#' @export
mlp_trace <- function(object, x, y, steps = 0) {
  data <- as_data(x, y)
  network <- mlp_start(object, ncol(data$X), ncol(data$y))
  parts <- list(id = "fit", network = network, X = data$X, y = data$y, plan = object$plan, record = steps)
  run_parts(parts, object$arithmetic)
}

#' @export
coef.mlp <- function(object, ...) {
  lapply(object$network, function(layer) list(W = layer$W, b = layer$b))
}

#' Write a trained model as JSON, or read one that either language wrote
#'
#' @param object A model.
#' @param path The file.
#' @return `read_mlp` gives the model, `write_mlp` gives it invisibly.
#' @export
write_mlp <- function(object, path) {
  write_json(path, network_record(object$network, object$plan$loss, object$plan$reduction, object$arithmetic))
  invisible(object)
}

#' @rdname write_mlp
#' @export
read_mlp <- function(path) {
  document <- read_document(path, "network")
  network <- network_layers(document)
  activations <- vapply(network, `[[`, "", "activation")
  L <- length(network)
  model <- mlp_model(
    hidden = vapply(network[-L], function(layer) ncol(layer$W), 0L), activation = as.list(activations[-L]),
    output_activation = activations[L], bias = lapply(network, function(layer) !is.null(layer$b)),
    loss = document$loss$name, reduction = if (is.null(document$loss$reduction)) "sum" else document$loss$reduction, optimizer = "sgd", learning_rate = 0.1,
    epochs = 1000, batch_size = NULL, order = "sequential", initializer = "glorot_uniform", seed = 42,
    generator = "numpy", skip = 0, parameters = parameters_record(network), arithmetic = document$implementation$arithmetic
  )
  model$network <- network
  model
}

#' @export
summary.mlp <- function(object, ...) {
  structure(list(lines = c(summarize_network(object$network), describe_training(object$losses, object$final_loss))), class = "summary.mlp")
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

#' One value repeated `length` times, or as many values.
#' @noRd
one_for_each <- function(value, length, argument) {
  values <- as.list(value)
  if (base::length(values) == 1L) return(rep(values, length))
  if (base::length(values) != length) {
    fail("E_SHAPE", argument, sprintf("one value or a list of %.0f", length), describe(values))
  }
  values
}

#' X and y as matrices of as many rows; y may be a plain list of n values.
#' @noRd
as_data <- function(X, y) {
  X <- check_matrix(X, "X")
  values <- if (is.data.frame(y)) y else as_array(y)
  if (length(dim(values)) < 2L && is.atomic(values) && length(values) > 0L) y <- matrix(values, ncol = 1L)
  list(X = unname(X), y = unname(check_matrix(y, "y", rows = nrow(X))))
}
