# How a model is trained: from the start, further, or from a checkpoint.

#' Train to so many epochs, from the start or from where training stands.
#' @noRd
mlp_run <- function(model, x, y, epochs, validation, sample_weight) {
  framed <- frame_data(model, x, y, sample_weight)
  if (is.null(model$network)) {
    model <- keep_frame(model, x)
    model["inputs"] <- list(column_names(framed$x, "X"))
    model["outputs"] <- list(target_names(framed$y, "y"))
  }
  data <- mlp_data(model, framed$x, framed$y)
  model["classes"] <- list(data$classes)
  model <- keep_rows(model, framed)
  weight <- mlp_weights(model, data$y, framed$weight)
  ops <- choose_arithmetic(model$arithmetic)
  config <- replace(model$config, "epochs", epochs)
  state <- model$state
  network <- if (is.null(state)) mlp_start(model, ncol(data$X), ncol(data$y)) else state$network
  config["frozen"] <- list(check_frozen(model$masks, "masks", network))
  model$network <- network
  if (!is.null(validation)) {
    validation <- validation_data(model, validation)[c("X", "y")]
  }
  bar <- if (model$verbose) progress_bar(epochs, if (is.null(state)) 0 else state$epoch)
  arguments <- replace(model$arguments, "epochs", epochs)
  save <- saver(
    model$checkpoint, model$checkpoint_every, arguments, nrow(data$X), model$arithmetic,
    known_record(model)
  )
  wanted <- model$wanted
  wanted["validation"] <- list(validation)
  wanted$after <- Filter(Negate(is.null), list(save, bar$move))
  samples <- Samples(data$X, data$y, weight)
  out_of_range <- warn_before(data$y, network, config, !is.null(validation))
  training <- fit_network(network, samples, config, ops, state = state, wanted = wanted)
  if (!is.null(save)) save(training$state, training$stopped, TRUE)
  if (!is.null(bar)) bar$close()
  results <- c("network", "losses", "final_loss", "state", "stopped")
  model[results] <- training[results]
  model$targets <- data$y
  model$fitted.values <- network_outputs(model$network, data$X, ops)
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
  arguments <- check_recorded(document$arguments)
  arguments[names(changes)] <- changes
  parameters <- document$parameters
  model <- new_mlp(c(arguments, list(parameters = parameters)))
  last <- parameters[[length(parameters)]]
  network <- mlp_start(model, length(parameters[[1L]]$W), length(last$W[[1L]]))
  model$state <- checkpoint_state(document, network, model$config)
  model$network <- model$state$network
  model <- restore_known(model, document)
  framed <- frame_data(model, x, y, sample_weight)
  check_matrix(framed$x, "X", rows = document$rows)
  epochs <- if (is.null(document$stopped)) model$config$epochs else model$state$epoch
  mlp_run(model, x, y, epochs, validation, sample_weight)
}
