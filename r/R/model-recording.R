# A model's training as a case, and its numbers as a trace.

#' The trace of the training that [mlp()] does on x and y
#'
#' Its numbers are those that the model scales inputs and targets to, where it does.
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
  check_model(object)
  run_parts(mlp_parts(object, "fit", x, y, steps, sample_weight), object$arithmetic, object$engine)
}

#' The case of the training that [mlp()] does on x and y
#'
#' The case of the training that `fit` does on X and y: every view and check works on it.
#' It starts from the model's starting weights; metrics and what is monitored are no part of it.
#'
#' Errors: E_RANGE for a step that the run does not have, or no epochs; E_CHOICE where an activation
#' is a function of your own.
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param x,y,sample_weight As for [mlp()].
#' @param id The name of the case; default "model".
#' @param steps Numbers of the steps to record, counted from 0: counts; default 0.
#' @return A list, as schemas/case.schema.json says; [write_json()] writes it.
#' @examples
#' x <- cbind(c(0, 1))
#' case <- mlp_case(mlp(x, c(0, 1), hidden = 2, epochs = 10), x, c(0, 1), steps = c(0, 9))
#' path <- tempfile(fileext = ".json")
#' write_json(path, case)
#' read_document(path, "case")$training$epochs
#' @export
mlp_case <- function(object, x, y, id = "model", steps = 0, sample_weight = NULL) {
  check_model(object)
  if (!is.character(id) || length(id) != 1L || is.na(id)) {
    fail("E_TYPE", "id", "a name", describe(id))
  }
  check_count(object$config$epochs, "epochs", 1)
  case_document(mlp_parts(object, id, x, y, steps, sample_weight))
}

#' Return the parts of the training that [mlp()] does.
#' @noRd
mlp_parts <- function(object, id, x, y, steps, sample_weight) {
  if (is.null(object$network)) {
    framed <- frame_data(object, x, y)
    object <- mlp_choose_output(find_names(object, x, framed), framed$y)
  }
  data <- mlp_data(object, gathered(x), y, sample_weight)
  network <- mlp_start(object, ncol(data$X), ncol(data$y))
  samples <- Samples(data$X, data$y, mlp_weights(object, data$y, data$weight))
  # Layers that are there already, as those of a file, have seen inputs on their own scale.
  is_untrained <- !is.null(object$network) && is.null(object$state)
  scale <- if (is_untrained) object$scale else model_scale(object, samples, NULL, data$classes)
  samples <- scale_samples(samples, scale)
  parts <- list(
    id = id, network = network, X = samples$X, y = samples$y, config = object$config,
    record = vapply(as_list(steps), check_count, 0, "steps", 0), arithmetic = object$arithmetic
  )
  target <- if (!missing(y)) y
  parts["weight"] <- list(samples$weight)
  parts$title <- describe_network(network)
  parts$names <- data_names(object, x, target, data$classes, ncol(data$y))
  parts$config$full_loss <- TRUE
  parts$config["frozen"] <- list(check_frozen(object$masks, "masks", network))
  parts
}
