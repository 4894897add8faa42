# How a model is trained: from the start, further, or from a checkpoint.

#' Train to so many epochs, from the start or from where training stands.
#' @noRd
mlp_run <- function(model, x, y, epochs, validation, sample_weight) {
  model$inputs <- colnames(x)
  data <- mlp_data(model, x, y)
  model["classes"] <- list(data$classes)
  if (is.null(model$target_kind)) {
    output <- model$activations[[length(model$activations)]]
    model$target_kind <- find_target_kind(y, data$y, output)
  }
  weight <- mlp_weights(model, data$y, sample_weight)
  ops <- choose_arithmetic(model$arithmetic)
  config <- replace(model$config, "epochs", epochs)
  state <- model$state
  network <- if (is.null(state)) mlp_start(model, ncol(data$X), ncol(data$y)) else state$network
  config["frozen"] <- list(check_frozen(model$masks, "masks", network))
  if (!is.null(validation)) {
    validation <- mlp_data(model, validation[[1L]], validation[[2L]])[c("X", "y")]
  }
  bar <- if (model$verbose) progress_bar(epochs, if (is.null(state)) 0 else state$epoch)
  arguments <- replace(model$arguments, "epochs", epochs)
  save <- saver(
    model$checkpoint, model$checkpoint_every, arguments, nrow(data$X), model$arithmetic
  )
  wanted <- model$wanted
  wanted["validation"] <- list(validation)
  wanted$metrics <- metrics_for(names(wanted$metrics), data$y, model$target_kind)
  wanted$after <- Filter(Negate(is.null), list(save, bar$move))
  samples <- Samples(data$X, data$y, weight)
  out_of_range <- warn_before(data$y, network, config, !is.null(validation))
  training <- fit_network(network, samples, config, ops, state = state, wanted = wanted)
  if (!is.null(save)) save(training$state, training$stopped, TRUE)
  if (!is.null(bar)) bar$close()
  results <- c("network", "losses", "final_loss", "state", "stopped")
  model[results] <- training[results]
  model$targets <- shape_answer(data$y, model$target_kind)
  A <- network_outputs(model$network, data$X, ops)
  model$fitted.values <- shape_answer(A, model$target_kind)
  model$history <- training_history(training, config, nrow(data$X), ops)
  if (!out_of_range) {
    trained <- trained_samples(samples, config, validation)
    warn_after(training, trained, config, ops, length(state$losses))
  }
  if (epochs == model$config$epochs) warn_of_limits(training, config)
  model
}

#' Go on with a training
#'
#' `partial_fit` goes on for so many epochs: `mlp()` for a, then `partial_fit` for b, is `mlp()`
#' for a + b; where patience has ended a training, it counts anew. `mlp_resume` goes on from a
#' checkpoint that either language wrote to the end of its
#' run, or to another number of epochs.
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
  if (identical(object$stopped, "patience")) object$state <- with_patience_anew(object$state)
  done <- if (is.null(object$state)) 0 else object$state$epoch
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
  last <- parameters[[length(parameters)]]
  network <- mlp_start(model, length(parameters[[1L]]$W), length(last$W[[1L]]))
  model$state <- checkpoint_state(document, network, model$config)
  check_matrix(x, "X", rows = document$rows, columns = nrow(network[[1L]]$W))
  epochs <- if (is.null(document$stopped)) model$config$epochs else model$state$epoch
  mlp_run(model, x, y, epochs, validation, sample_weight)
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
#' x <- cbind(c(0, 1))
#' y <- c(0, 1)
#' trace <- mlp_trace(mlp(x, y, hidden = 2, epochs = 10), x, y, steps = c(0, 9))
#' names(trace$steps[[1]]$layers[[1]])
#' @export
mlp_trace <- function(object, x, y, steps = 0, sample_weight = NULL) {
  data <- mlp_data(object, x, y)
  network <- mlp_start(object, ncol(data$X), ncol(data$y))
  parts <- list(
    id = "fit", network = network, X = data$X, y = data$y, config = object$config, record = steps
  )
  parts["weight"] <- list(mlp_weights(object, data$y, sample_weight))
  parts$config$full_loss <- TRUE
  parts$config["frozen"] <- list(check_frozen(object$masks, "masks", network))
  run_parts(parts, object$arithmetic)
}
