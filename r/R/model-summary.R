# A network and its training as a few lines of text.

#' Return the number of epochs trained and the loss before and after, also from before a model was
#' read from a file; NULL: unknown.
#' @noRd
training_record <- function(model) {
  if (is.null(model$final_loss)) return(model$training)
  first <- if (length(model$losses)) model$losses[1L] else model$final_loss
  before <- model$training
  if (is.null(before)) before <- list(epochs = 0, first_loss = first)
  list(
    epochs = before$epochs + length(model$losses), first_loss = before$first_loss,
    final_loss = model$final_loss
  )
}

#' A network in one line, such as "4-3-1 network, sigmoid, sigmoid, 19 parameters".
#' @noRd
describe_network <- function(network) {
  widths <- c(nrow(network[[1L]]$W), vapply(network, function(layer) ncol(layer$W), 0L))
  activations <- vapply(network, function(layer) entry_label(layer$activation), "")
  parameters <- sum(vapply(network, count_parameters, 0L))
  widths <- paste(widths, collapse = "-")
  sprintf("%s network, %s, %d parameters", widths, paste(activations, collapse = ", "), parameters)
}

#' Describe how training changed the loss, in one line.
#' @noRd
describe_training <- function(training) {
  if (is.null(training)) return("its training is not known")
  sprintf(
    "trained for %.0f epochs, loss %.6g -> %.6g",
    training$epochs, training$first_loss, training$final_loss
  )
}

#' Describe the training, its scale, and the seed that was kept, in one line.
#' @noRd
describe_run <- function(model) {
  paste(c(
    describe_training(training_record(model)),
    if (!is.null(model$scale)) paste("scale", model$scale$kind),
    if (model$restarts > 1) sprintf("the best of %.0f seeds: %.0f", model$restarts, model$seed)
  ), collapse = ", ")
}

#' Describe the classes and what they chose, in one line; empty for numbers.
#' @noRd
describe_classes <- function(model) {
  if (is.null(model$classes)) return(character(0))
  names <- list_names(class_names(model$classes))
  sprintf("classes %s; loss %s", names, entry_label(model$config$loss))
}

#' A table with one line a layer.
#' @noRd
summarize_network <- function(network) {
  rows <- list(c("layer", "inputs", "units", "activation", "bias", "parameters"))
  for (l in seq_along(network)) {
    layer <- network[[l]]
    bias <- if (is.null(layer$b)) "no" else "yes"
    label <- entry_label(layer$activation)
    rows[[l + 1L]] <- c(l, nrow(layer$W), ncol(layer$W), label, bias, count_parameters(layer))
  }
  align(rows)
}

#' Count the numbers in W and b.
#' @noRd
count_parameters <- function(layer) {
  length(layer$W) + length(layer$b)
}
