# The user's face: a network that is built, trained, asked and saved.

#' A multi-layer perceptron
#'
#' Trains a network on a matrix of inputs, or on a formula and a data frame.
#'
#' @param x The inputs, n x n_0: a matrix or a data frame of numbers; or a formula such as `y ~ a + b`.
#' @param y The targets, n x n_L, or n values; or labels: words, a factor or, for a softmax output, numbers.
#' @param data The data frame of the formula.
#' @param hidden The units of each hidden layer.
#' @param activation One name for all hidden layers, or one for each: identity, sigmoid, tanh, relu, leaky_relu, elu, selu,
#'   softplus, softsign, silu, gelu, hard_sigmoid. A name may come with parameters, `list(name = "leaky_relu", alpha = 0.02)`;
#'   functions of your own are `list(name, value = function(Z, ops), derivative = function(Z, A, ops))`.
#' @param output_activation The activation of the output layer; softmax, too.
#' @param bias One flag for all layers, or one for each.
#' @param loss,reduction The loss, and whether it is the sum or the mean over the samples: half_squared_error, squared_error,
#'   absolute_error, huber (`list(name = "huber", delta = 1)`), binary_cross_entropy for sigmoid outputs, cross_entropy for softmax.
#' @param optimizer,learning_rate How weights are updated: sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw, adadelta,
#'   rprop or lbfgs; a name may come with options, `list(name = "adam", beta1 = 0.8)`.
#' @param epochs How often to go through all samples.
#' @param schedule The learning rate over time: constant, step, exponential, inverse_scaling or cosine, or `list(name, options)`.
#' @param clipping `list(value = ...)` for each gradient by itself, `list(norm = ...)` for all together.
#' @param penalty `list(l1 = ..., l2 = ...)`: l1 times the sum of |w|, and l2 / 2 times the sum of w^2, are added to the loss.
#' @param masks One `list(W = ..., b = ...)` a layer: 0 where a parameter is frozen, else 1.
#' @param batch_size `NULL` for all samples at once, 1 for one at a time.
#' @param order "sequential" or "shuffled".
#' @param initializer A name, or `list(name = ..., options)`.
#' @param seed,generator,skip The random stream of the starting weights and of the shuffled order.
#' @param parameters A list of `list(W, b)`, which goes before the initializer.
#' @param arithmetic "native" or "reproducible".
#' @param dropout The share of activations that a step drops; one for all hidden layers, or one for each.
#' @param validation_fraction The share of samples drawn for validation, and not trained on.
#' @param patience Stop after so many epochs without an improvement of more than `min_delta` of the validation loss (without
#'   validation, of the loss); with `restore_best` the model is then the best one.
#' @param min_delta,restore_best See `patience`.
#' @param threshold Stop before an update whose gradients are all of this size or less.
#' @param metrics Names of metrics for the history, as for [metric()].
#' @param keep_weights Whether the history holds the network at every row.
#' @param on_step,on_epoch Functions that are given every step, and every row of the history; `TRUE` ends the training.
#' @param checkpoint,checkpoint_every A file that everything is written to after every so many epochs; see [mlp_resume()].
#' @param verbose Whether to show progress on a terminal.
#' @param class_weight "balanced", or one number for each class, in the order of the classes or by name.
#' @param full_loss Whether the loss of an epoch is J over all samples before it, an extra pass where batches are smaller; else it is
#'   made from the losses of its batches.
#' @param sample_weight One number for each sample, 0 or more.
#' @param validation `list(x, y)`, samples that are not trained on, but watched.
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
                        seed = 42, generator = "numpy", skip = 0, parameters = NULL, arithmetic = "native",
                        dropout = 0, validation_fraction = NULL, patience = NULL, min_delta = 0, restore_best = TRUE,
                        threshold = NULL, metrics = character(0), keep_weights = FALSE, on_step = NULL, on_epoch = NULL,
                        checkpoint = NULL, checkpoint_every = 1, verbose = FALSE, class_weight = NULL, schedule = NULL,
                        clipping = NULL, penalty = NULL, masks = NULL, full_loss = FALSE, validation = NULL,
                        sample_weight = NULL, ...) {
  if (...length()) fail("E_USAGE", ...names()[1L], "left out", "an unknown argument")
  arguments <- as.list(environment())
  mlp_run(new_mlp(arguments[argument_names("name")]), x, y, epochs, validation, sample_weight)
}

#' @rdname mlp
#' @export
mlp.formula <- function(x, data, ...) {
  frame <- stats::model.frame(x, data)
  terms <- attr(frame, "terms")
  inputs <- stats::model.matrix(stats::delete.response(terms), frame)
  targets <- stats::model.response(frame)
  model <- mlp.default(inputs[, colnames(inputs) != "(Intercept)", drop = FALSE], if (is.factor(targets)) targets else as.matrix(targets), ...)
  model$terms <- stats::delete.response(terms)
  model
}

#' A model that is not trained yet, of some arguments of mlp.default; the others have their defaults.
#' @noRd
new_mlp <- function(arguments = list()) {
  defaults <- lapply(formals(mlp.default)[argument_names("name")], eval)
  arguments <- replace(defaults, names(arguments), arguments)
  if (!is.null(names(arguments$class_weight))) arguments$class_weight <- as.list(arguments$class_weight)
  values <- check_arguments(arguments)
  model <- values[c(
    "hidden", "bias", "initializer", "skip", "parameters", "class_weight", "masks", "arithmetic", "checkpoint",
    "checkpoint_every", "verbose"
  )]
  model$hidden <- unlist(model$hidden)
  model$bias <- unlist(model$bias)
  model$activations <- c(values$activation, list(values$output_activation))
  model$plan <- run_settings(values)
  check_pair(model$plan$loss, values$output_activation, "output_activation")
  check_one_loss(model$plan)
  metrics <- as.character(unlist(values$metrics))
  model$watching <- Watching(NULL, metrics, values$keep_weights, values$on_step, values$on_epoch)
  model$arguments <- arguments[setdiff(names(arguments), argument_names("run_only"))]
  structure(model, class = "mlp")
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

#' Write a trained model as JSON, or read one that either language wrote
#'
#' @param object A model.
#' @param path The file.
#' @return `read_mlp` gives the model, `write_mlp` gives it invisibly.
#' @export
write_mlp <- function(object, path) {
  write_json(path, network_record(object$network, object$plan$loss, object$plan$reduction, object$arithmetic, object$classes))
  invisible(object)
}

#' @rdname write_mlp
#' @export
read_mlp <- function(path) {
  document <- read_document(path, "network")
  network <- network_layers(document)
  activations <- lapply(document$layers, `[[`, "activation")
  L <- length(network)
  model <- new_mlp(list(
    hidden = vapply(network[-L], function(layer) ncol(layer$W), 0L), activation = activations[-L],
    output_activation = activations[[L]], bias = lapply(network, function(layer) !is.null(layer$b)),
    loss = document$loss[names(document$loss) != "reduction"],
    reduction = if (is.null(document$loss$reduction)) "sum" else document$loss$reduction,
    parameters = parameters_record(network), arithmetic = document$implementation$arithmetic
  ))
  model$network <- network
  model$classes <- unlist(document$classes)
  model
}
