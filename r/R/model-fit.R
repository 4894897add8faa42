# Train a model: from the start, further, or from a checkpoint.

#' Train a model further
#'
#' `partial_fit` trains for more epochs: `mlp()` for a, then `partial_fit` for b, equals `mlp()` for
#' a + b; where patience has ended a training, it counts from there. A network that is read from a
#' file goes on from its weights alone: what the optimizer and the random stream remember is in a
#' checkpoint. `mlp_resume` continues from a checkpoint of either language to the end of its run, or
#' to another number of epochs.
#'
#' Errors: E_TYPE or E_RANGE for another number of epochs; E_FILE or E_FORMAT for a file that is
#' no checkpoint; E_CHOICE for an argument that may not be another; E_SHAPE for other data than
#' the checkpoint's.
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param x,y,validation,sample_weight,classes As for [mlp()].
#' @param epochs How many epochs to go on for: a count, 0 or more; default 1.
#' @param path The checkpoint, a path.
#' @param ... Arguments that are to be others than in the checkpoint: epochs, on_step, on_epoch,
#'   checkpoint, checkpoint_every, verbose, engine, threads, as for [mlp()].
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
partial_fit <- function(
  object, x, y, epochs = 1, validation = NULL, sample_weight = NULL, classes = NULL
) {
  check_model(object)
  if (identical(object$stopped, "patience")) object$state <- with_patience_anew(object$state)
  done <- if (is.null(object$state)) 0 else object$state$epoch
  end <- done + check_named_argument(epochs, "epochs")
  mlp_run(object, x, y, end, validation, sample_weight, classes)
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
  inputs <- mlp_inputs(model, framed$x)
  check_run_rows(inputs, document$rows, nrow(network[[1L]]$W))
  epochs <- if (is.null(document$stopped)) model$config$epochs else model$state$epoch
  mlp_run(model, x, y, epochs, validation, sample_weight)
}
