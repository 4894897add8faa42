# The numbers of a model's training, as a trace.

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
  data <- mlp_data(object, x, y, sample_weight)
  network <- mlp_start(object, ncol(data$X), ncol(data$y))
  samples <- Samples(data$X, data$y, mlp_weights(object, data$y, data$weight))
  samples <- scale_samples(samples, model_scale(object, samples, NULL, data$classes))
  parts <- list(
    id = "fit", network = network, X = samples$X, y = samples$y, config = object$config,
    record = steps
  )
  parts["weight"] <- list(samples$weight)
  parts$config$full_loss <- TRUE
  parts$config["frozen"] <- list(check_frozen(object$masks, "masks", network))
  run_parts(parts, object$arithmetic)
}
