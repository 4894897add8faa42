# A network as a file that either language writes and reads, and as a few lines of text.

#' A network as its file holds it, with the classes that its outputs stand for.
#' @noRd
network_record <- function(network, loss, reduction, arithmetic, classes = NULL) {
  names <- lapply(seq_along(network), function(l) {
    entry_record(network[[l]]$activation, sprintf("layers[%d].activation", l - 1L), ACTIVATIONS)
  })
  written <- entry_record(loss, "loss", LOSSES)
  c(
    list(
      format = "twinmlp-network",
      version = 1,
      implementation = implementation(arithmetic),
      layers = Map(function(name, layer) {
        list(activation = name, W = layer$W, b = as_list_of_numbers(layer$b))
      }, names, unname(network))
    ),
    if (!is.null(classes)) list(classes = array(classes, length(classes))),
    list(loss = c(
      if (is.character(written)) list(name = written) else written, list(reduction = reduction)
    ))
  )
}

#' The layers of a network file that fits its schema, checked to fit each other.
#' @noRd
network_layers <- function(document) {
  layers <- list()
  for (l in seq_along(document$layers)) {
    layer <- document$layers[[l]]
    inputs <- if (l == 1L) length(layer$W) else ncol(layers[[l - 1L]]$W)
    if (length(layer$W) != inputs) {
      requirement <- sprintf("a matrix of %d rows, the units of the layer before", inputs)
      fail("E_SHAPE", sprintf("layers[%d].W", l - 1L), requirement, describe(layer$W))
    }
    shape <- list(
      inputs = inputs, units = length(layer$W[[1L]]),
      activation = choose_activation(layer$activation, sprintf("layers[%d].activation", l - 1L)),
      bias = !is.null(layer[["b"]])
    )
    layers[[l]] <- case_layer(shape, layer, sprintf("layers[%d]", l - 1L))
  }
  layers
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

#' What training did to the loss, in one line.
#' @noRd
describe_training <- function(losses, final_loss) {
  if (is.null(final_loss)) return("its training is not known")
  start <- if (length(losses)) losses[1L] else final_loss
  sprintf("trained for %d epochs, loss %.6g -> %.6g", length(losses), start, final_loss)
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

#' How many numbers W and b hold.
#' @noRd
count_parameters <- function(layer) {
  length(layer$W) + length(layer$b)
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
  config <- object$config
  record <- network_record(
    object$network, config$loss, config$reduction, object$arithmetic, object$classes
  )
  if (!is.null(object$target_kind)) record$target_kind <- object$target_kind
  write_json(path, record)
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
  model$target_kind <- document$target_kind
  model
}
