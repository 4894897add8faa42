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
  given <- as.list(environment())
  mlp_run(do.call(mlp_untrained, given[names(formals(mlp_untrained))]), x, y, epochs, validation, sample_weight)
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

#' A model with these arguments, not trained yet.
#' @noRd
mlp_untrained <- function(hidden = 3, activation = "sigmoid", output_activation = "sigmoid", bias = TRUE,
                          loss = "half_squared_error", reduction = "sum", optimizer = "sgd", learning_rate = 0.1,
                          epochs = 1000, batch_size = NULL, order = "sequential", initializer = "glorot_uniform",
                          seed = 42, generator = "numpy", skip = 0, parameters = NULL, arithmetic = "native",
                          dropout = 0, validation_fraction = NULL, patience = NULL, min_delta = 0, restore_best = TRUE,
                          threshold = NULL, metrics = character(0), keep_weights = FALSE, on_step = NULL, on_epoch = NULL,
                          checkpoint = NULL, checkpoint_every = 1, verbose = FALSE, class_weight = NULL, schedule = NULL,
                          clipping = NULL, penalty = NULL, masks = NULL, full_loss = FALSE) {
  if (!is.null(names(class_weight))) class_weight <- as.list(class_weight)
  arguments <- as.list(environment())[setdiff(names(formals()), RUN_ARGUMENTS)]
  model <- mlp_model(
    hidden, activation, output_activation, bias, loss, reduction, optimizer, learning_rate, epochs, batch_size,
    order, initializer, seed, generator, skip, parameters, arithmetic
  )
  model[c("class_weight", "masks")] <- list(class_weight, masks)
  model$plan$full_loss <- check_flag(full_loss, "full_loss")
  model$plan[c("schedule", "clipping", "penalty")] <- list(
    check_schedule(schedule, "schedule"), check_clipping(clipping, "clipping"), check_penalty(penalty, "penalty")
  )
  mlp_watched(
    model, arguments, dropout, validation_fraction, patience, min_delta, restore_best, threshold, metrics, keep_weights,
    on_step, on_epoch, checkpoint, checkpoint_every, verbose
  )
}

# What is no part of the run that a checkpoint describes.
RUN_ARGUMENTS <- c("parameters", "on_step", "on_epoch", "checkpoint", "checkpoint_every", "verbose")

#' Check what belongs to the way of training, and put it into a model.
#' @noRd
mlp_watched <- function(model, arguments = list(), dropout = 0, validation_fraction = NULL, patience = NULL, min_delta = 0,
                        restore_best = TRUE, threshold = NULL, metrics = character(0), keep_weights = FALSE, on_step = NULL,
                        on_epoch = NULL, checkpoint = NULL, checkpoint_every = 1, verbose = FALSE) {
  L <- length(model$hidden) + 1
  rates <- if (L > 1) one_for_each(dropout, L - 1, "dropout") else list()
  model$plan[c("dropout", "validation_fraction", "patience", "min_delta", "restore_best", "threshold")] <- list(
    check_rates(c(rates, 0), rep("dropout", L)),
    if (is.null(validation_fraction)) NULL else check_number(validation_fraction, "validation_fraction"),
    if (is.null(patience)) NULL else check_count(patience, "patience"),
    check_amount(min_delta, "min_delta"), check_flag(restore_best, "restore_best"),
    if (is.null(threshold)) NULL else check_amount(threshold, "threshold")
  )
  check_one_loss(model$plan)
  metrics <- vapply(as.list(metrics), check_choice, "", "metrics", names(METRICS))
  model$watching <- Watching(NULL, metrics, check_flag(keep_weights, "keep_weights"), on_step, on_epoch)
  model$arguments <- arguments
  model["checkpoint"] <- list(checkpoint)
  model$checkpoint_every <- check_count(checkpoint_every, "checkpoint_every")
  model$verbose <- check_flag(verbose, "verbose")
  model
}

#' Check the arguments of mlp and put them into a model that is not trained yet.
#' @noRd
mlp_model <- function(hidden, activation, output_activation, bias, loss, reduction, optimizer, learning_rate, epochs,
                      batch_size, order, initializer, seed, generator, skip, parameters, arithmetic) {
  hidden <- vapply(as.list(hidden), check_count, 0, "hidden")
  L <- length(hidden) + 1
  chosen <- lapply(one_for_each(activation, L - 1, "activation"), function(given) refuse_softmax(choose_activation(given, "activation"), "activation"))
  rule <- check_optimizer(optimizer, "optimizer")
  plan <- list(
    activations = c(chosen, list(choose_activation(output_activation, "output_activation"))),
    bias = vapply(one_for_each(bias, L, "bias"), check_flag, NA, "bias"),
    plan = Plan(
      options = c(list(learning_rate = check_positive(learning_rate, "learning_rate")), rule$options),
      epochs = check_count(epochs, "epochs", 0), loss = choose_loss(loss, "loss"),
      reduction = check_choice(reduction, "reduction", names(REDUCTIONS)),
      optimizer = rule$name,
      batch_size = if (is.null(batch_size)) NULL else check_count(batch_size, "batch_size"),
      order = check_choice(order, "order", c("sequential", "shuffled")), seed = seed, generator = generator
    )
  )
  check_pair(plan$plan$loss, plan$activations[[L]], "output_activation")
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
  model <- mlp_model(
    hidden = vapply(network[-L], function(layer) ncol(layer$W), 0L), activation = activations[-L],
    output_activation = activations[[L]], bias = lapply(network, function(layer) !is.null(layer$b)),
    loss = document$loss[names(document$loss) != "reduction"],
    reduction = if (is.null(document$loss$reduction)) "sum" else document$loss$reduction, optimizer = "sgd", learning_rate = 0.1,
    epochs = 1000, batch_size = NULL, order = "sequential", initializer = "glorot_uniform", seed = 42,
    generator = "numpy", skip = 0, parameters = parameters_record(network), arithmetic = document$implementation$arithmetic
  )
  model$network <- network
  model$classes <- unlist(document$classes)
  mlp_watched(model)
}
