# How a model is trained: from the start, further, or from a checkpoint.

#' Train to so many epochs, from the start or from where training stands.
#' @noRd
mlp_run <- function(model, x, y, epochs, validation, sample_weight) {
  model$inputs <- colnames(x)
  data <- mlp_data(model, x, y)
  model["classes"] <- list(data$classes)
  weight <- mlp_weights(model, data$y, sample_weight)
  ops <- choose_arithmetic(model$arithmetic)
  plan <- replace(model$plan, "epochs", epochs)
  network <- if (is.null(model$point)) mlp_start(model, ncol(data$X), ncol(data$y)) else model$point$network
  plan["masks"] <- list(check_masks(model$masks, "masks", network))
  given <- if (is.null(validation)) NULL else mlp_data(model, validation[[1L]], validation[[2L]])[c("X", "y")]
  bar <- if (model$verbose) progress_bar(epochs, if (is.null(model$point)) 0 else model$point$epoch)
  save <- saver(model$checkpoint, model$checkpoint_every, replace(model$arguments, "epochs", epochs), nrow(data$X), model$arithmetic)
  watching <- model$watching
  watching["validation"] <- list(given)
  watching$after <- Filter(Negate(is.null), list(save, bar$move))
  training <- fit_network(network, data$X, data$y, plan, ops, point = model$point, watching = watching, weight = weight)
  if (!is.null(save)) save(training$point, training$stopped, TRUE)
  if (!is.null(bar)) bar$close()
  model[c("network", "losses", "final_loss", "point", "stopped")] <- training[c("network", "losses", "final_loss", "point", "stopped")]
  model$targets <- data$y
  model$fitted.values <- network_outputs(model$network, data$X, ops)
  model$history <- training_history(training, plan, nrow(data$X), ops)
  model
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

#' X and y as matrices of as many rows, with labels as numbers, and the classes, as they are known or as they occur.
#' @noRd
mlp_data <- function(model, x, y) {
  labels <- encode_labels(y, model$activations[[length(model$activations)]], model$classes)
  data <- as_data(x, labels$y)
  check_targets(data$y, model$plan$loss, "y")
  c(data, list(classes = labels$classes))
}

#' The weights of the samples, by sample and by class.
#' @noRd
mlp_weights <- function(model, y, sample_weight) {
  by_class <- class_weights(y, model$class_weight, model$classes)
  combine_weights(check_weights(sample_weight, "sample_weight", nrow(y)), by_class)
}

#' Go on with a training
#'
#' `partial_fit` goes on for so many epochs: `mlp()` for a, then `partial_fit` for b, is `mlp()` for a + b. `mlp_resume` goes on
#' from a checkpoint that either language wrote to the end of its run, or to another number of epochs.
#'
#' Errors: E_TYPE or E_RANGE for another number of epochs; E_FILE or E_FORMAT for a file that is
#' no checkpoint; E_CHOICE for an argument that may not be another; E_SHAPE for other data than
#' the checkpoint's.
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param x,y,validation,sample_weight As for [mlp()].
#' @param epochs How many epochs to go on for: a count, 0 or more; default 1.
#' @param path The checkpoint, a path.
#' @param ... Arguments that are to be others than in the checkpoint: epochs, on_step, on_epoch,
#'   checkpoint, checkpoint_every, verbose, as for [mlp()].
#' @return The model.
#' @examples
#' x <- cbind(c(0, 1))
#' y <- c(0, 1)
#' model <- mlp(x, y, hidden = 2, learning_rate = 2, epochs = 200)
#' length(partial_fit(model, x, y, epochs = 5)$losses)
#'
#' file <- tempfile(fileext = ".json")
#' model <- mlp(x, y, hidden = 2, epochs = 10, checkpoint = file)
#' length(mlp_resume(file, x, y, epochs = 15)$losses)
#' @export
partial_fit <- function(object, x, y, epochs = 1, validation = NULL, sample_weight = NULL) {
  done <- if (is.null(object$point)) 0 else object$point$epoch
  mlp_run(object, x, y, done + check_count(epochs, "epochs", 0), validation, sample_weight)
}

#' @rdname partial_fit
#' @export
mlp_resume <- function(path, x, y, validation = NULL, sample_weight = NULL, ...) {
  changes <- list(...)
  document <- read_checkpoint(path)
  for (name in names(changes)) check_choice(name, "changes", argument_names("resume"))
  for (name in names(document$arguments)) check_choice(name, "arguments", argument_names("name"))
  arguments <- document$arguments
  arguments[names(changes)] <- changes
  parameters <- document$parameters
  model <- new_mlp(c(arguments, list(parameters = parameters)))
  network <- mlp_start(model, length(parameters[[1L]]$W), length(parameters[[length(parameters)]]$W[[1L]]))
  model$point <- checkpoint_point(document, network, model$plan)
  check_matrix(x, "X", rows = document$rows, columns = nrow(network[[1L]]$W))
  mlp_run(model, x, y, if (is.null(document$stopped)) model$plan$epochs else model$point$epoch, validation, sample_weight)
}

#' The trace of the training that [mlp()] does on x and y
#'
#' Source: SPEC.md, Traces.
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param x,y,sample_weight As for [mlp()].
#' @param steps Numbers of the steps to record, counted from 0: counts; default 0.
#' @return A list: every named quantity of these steps, the loss before each epoch, the final
#'   parameters; [write_json()] writes it.
#' @examples
#' trace <- mlp_trace(mlp(cbind(c(0, 1)), c(0, 1), hidden = 2, epochs = 10), cbind(c(0, 1)), c(0, 1), steps = c(0, 9))
#' names(trace$steps[[1]]$layers[[1]])
#' @export
mlp_trace <- function(object, x, y, steps = 0, sample_weight = NULL) {
  data <- mlp_data(object, x, y)
  network <- mlp_start(object, ncol(data$X), ncol(data$y))
  parts <- list(id = "fit", network = network, X = data$X, y = data$y, plan = object$plan, record = steps)
  parts["weight"] <- list(mlp_weights(object, data$y, sample_weight))
  parts$plan$full_loss <- TRUE
  parts$plan["masks"] <- list(check_masks(object$masks, "masks", network))
  run_parts(parts, object$arithmetic)
}
