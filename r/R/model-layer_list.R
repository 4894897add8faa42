# The layers of a network as a list of objects with W, b and activation.

#' Return the layers as written to a file.
#' @noRd
written_layers <- function(network) {
  Map(function(layer, argument) {
    list(
      activation = entry_record(layer$activation, argument, ACTIVATIONS),
      W = layer$W, b = as_list_of_numbers(layer$b)
    )
  }, unname(network), sprintf("layers[%d].activation", seq_along(network) - 1L), USE.NAMES = FALSE)
}

#' Read layers from these records, checked to fit each other.
#' @noRd
network_layers <- function(records) {
  layers <- list()
  for (l in seq_along(records)) {
    record <- records[[l]]
    W <- check_matrix(record$W, sprintf("layers[%d].W", l - 1L))
    if (l > 1L && nrow(W) != ncol(layers[[l - 1L]]$W)) {
      units <- ncol(layers[[l - 1L]]$W)
      requirement <- sprintf("a matrix of %d rows, the units of the layer before", units)
      fail("E_SHAPE", sprintf("layers[%d].W", l - 1L), requirement, describe(W))
    }
    shape <- list(
      inputs = nrow(W), units = ncol(W),
      activation = choose_activation(record$activation, sprintf("layers[%d].activation", l - 1L)),
      bias = !is.null(record[["b"]])
    )
    layers[[l]] <- case_layer(
      shape, list(W = W, b = record[["b"]]), sprintf("layers[%d]", l - 1L)
    )
  }
  layers
}

#' Accept layers with W, b and activation; one left out is that of the arguments.
#' @noRd
check_layers <- function(layers, arguments) {
  if (!is.list(layers) || !is.null(names(layers)) || length(layers) == 0L) {
    fail("E_TYPE", "layers", "a list of 1 layer or more", describe(layers))
  }
  chosen <- function(name) if (is.null(arguments[[name]])) "sigmoid" else arguments[[name]]
  hidden <- one_for_each(chosen("activation"), length(layers) - 1, "activation")
  activations <- c(hidden, list(chosen("output_activation")))
  for (l in seq_along(layers)) {
    if (!is_object(layers[[l]]) || is.null(layers[[l]]$W)) {
      fail("E_TYPE", sprintf("layers[%d]", l - 1L), "an object with W and b", describe(layers[[l]]))
    }
  }
  Map(function(record, activation) {
    if (is.null(record$activation)) record$activation <- activation
    record
  }, layers, activations)
}
