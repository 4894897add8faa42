# A network as a file that either language writes and reads, and a model made of layers.

# Arguments that the layers of a file repeat, or that it holds outside its arguments.
ARGUMENTS_OF_LAYERS <- c("hidden", "activation", "output_activation", "bias")
OF_LAYERS <- c(ARGUMENTS_OF_LAYERS, "loss", "reduction", "arithmetic")

#' Return the arguments written to a network file: not those of its layers; after restarts, the seed
#' that was kept.
#' @noRd
written_arguments <- function(model) {
  arguments <- model$arguments
  if (model$restarts > 1) arguments[c("seed", "restarts")] <- list(model$seed, 1)
  arguments[setdiff(names(arguments), OF_LAYERS)]
}

#' Return a network as written to a file: layers, names, loss, arguments, its training.
#' @noRd
network_record <- function(model) {
  loss <- named_record(model$config$loss, "loss", LOSSES)
  training <- training_record(model)
  c(
    list(
      format = "twinmlp-network",
      version = 2,
      implementation = implementation(model$arithmetic),
      layers = written_layers(model$network)
    ),
    known_record(model),
    list(
      loss = c(loss, list(reduction = model$config$reduction)),
      arguments = written_arguments(model)
    ),
    if (!is.null(training)) list(training = training)
  )
}

#' Make a model of weights that are there already
#'
#' Make a model of weights that are there already: it can predict, and be trained further.
#'
#' Errors: E_SHAPE where the layers do not fit each other, E_USAGE for an argument that the layers
#' say already.
#'
#' @param layers For each layer W, n_\{l-1\} x n_l, b, n_l values or `NULL`, and its activation, a
#'   name or a name with parameters; without one it is that of the arguments.
#' @param inputs Names of the inputs, n_0 words, or `NULL`; default `NULL`.
#' @param outputs Names of the outputs, n_L words, or `NULL`; default `NULL`.
#' @param classes What the outputs stand for, as labels, or `NULL`; default `NULL`.
#' @param ... Further arguments, as for [mlp()], but hidden, bias and parameters.
#' @return The model.
#' @examples
#' layers <- list(list(W = rbind(1, 2), b = 0.5, activation = "identity"))
#' predict(mlp_from_layers(layers, inputs = c("a", "b")), rbind(c(10, 20)))
#' @export
mlp_from_layers <- function(layers, inputs = NULL, outputs = NULL, classes = NULL, ...) {
  arguments <- list(...)
  records <- check_layers(layers, arguments)
  said <- c("hidden", "bias", "parameters")
  if (!any(vapply(layers, function(layer) is.null(layer$activation), NA))) {
    said <- c(said, "activation", "output_activation")
  }
  for (name in intersect(said, names(arguments))) {
    fail("E_USAGE", name, "left out", "an argument that the layers say")
  }
  network <- network_layers(records)
  activations <- unname(lapply(records, `[[`, "activation"))
  L <- length(network)
  for (name in setdiff(names(arguments), argument_names("name"))) {
    fail("E_USAGE", name, "left out", "an unknown argument")
  }
  arguments[c("hidden", "activation", "output_activation", "bias", "parameters")] <- list(
    vapply(network[-L], function(layer) ncol(layer$W), 0L), activations[-L], activations[[L]],
    lapply(network, function(layer) !is.null(layer$b)), parameters_record(network)
  )
  model <- new_mlp(arguments)
  model$network <- network
  model["inputs"] <- list(check_names(inputs, "inputs", nrow(network[[1L]]$W)))
  model["outputs"] <- list(check_names(outputs, "outputs", ncol(network[[L]]$W)))
  model["classes"] <- list(check_classes(classes))
  model
}

#' Write a trained model as JSON, or read one that either language wrote
#'
#' Errors: E_FILE for a file that cannot be written, E_CHOICE where an activation is a function of
#' your own.
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param path The file, a path.
#' @return `read_mlp` gives the model, `write_mlp` gives it invisibly.
#' @examples
#' x <- cbind(c(0, 1))
#' y <- c(0, 1)
#' model <- mlp(x, y, hidden = 2, learning_rate = 2, epochs = 200)
#' path <- tempfile(fileext = ".json")
#' write_mlp(model, path)
#' identical(predict(read_mlp(path), x), predict(model, x))
#' @export
write_mlp <- function(object, path) {
  check_model(object)
  write_json(path, network_record(object))
  invisible(object)
}

#' @rdname write_mlp
#' @export
read_mlp <- function(path) {
  model_of_record(read_document(path, "network"))
}

#' Make the model of a network file.
#' @noRd
model_of_record <- function(document) {
  arguments <- check_recorded(document$arguments)
  arguments <- arguments[setdiff(names(arguments), OF_LAYERS)]
  arguments$loss <- document$loss[names(document$loss) != "reduction"]
  arguments$reduction <- if (is.null(document$loss$reduction)) "sum" else document$loss$reduction
  arguments$arithmetic <- document$implementation$arithmetic
  model <- do.call(mlp_from_layers, c(list(document$layers), arguments))
  model <- restore_known(model, document)
  model["training"] <- list(document$training)
  model
}
