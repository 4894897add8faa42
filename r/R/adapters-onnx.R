# A network as a file of ONNX, which many programs run.
#
# The file is a ModelProto of ONNX 1.8, operators 13. Source: the ONNX specification, onnx.proto.
# A node is list(operator, inputs, output).

# The versions of the format and of its operators.
FORMAT_VERSION <- 7
OPERATORS_VERSION <- 13

#' Graphs one after the other.
#' @noRd
joined <- function(graphs) {
  list(
    nodes = unlist(lapply(graphs, `[[`, "nodes"), recursive = FALSE),
    constants = unlist(lapply(unname(graphs), `[[`, "constants"), recursive = FALSE)
  )
}

#' A0 of the inputs X: as they are, or (X - shift) / divisor.
#' @noRd
input_graph <- function(scale) {
  if (is.null(scale)) {
    return(list(nodes = list(list("Identity", "X", "A0")), constants = list()))
  }
  nodes <- list(
    list("Sub", c("X", "shift"), "X_shifted"), list("Div", c("X_shifted", "divisor"), "A0")
  )
  constants <- lapply(scale$inputs[c("shift", "divisor")], as_list_of_numbers)
  list(nodes = nodes, constants = constants)
}

#' Z_l = A_{l-1} W_l + b_l, and A_l = f_l(Z_l).
#' @noRd
layer_graph <- function(layer, l) {
  product <- if (is.null(layer$b)) sprintf("Z%d", l) else sprintf("A%d_W%d", l - 1L, l)
  nodes <- list(list("MatMul", sprintf(c("A%d", "W%d"), c(l - 1L, l)), product))
  constants <- list(layer$W)
  names(constants) <- sprintf("W%d", l)
  if (!is.null(layer$b)) {
    nodes <- c(nodes, list(list("Add", c(product, sprintf("b%d", l)), sprintf("Z%d", l))))
    constants[[sprintf("b%d", l)]] <- as_list_of_numbers(layer$b)
  }
  joined(list(list(nodes = nodes, constants = constants), activation_graph(layer, l)))
}

#' A_l = f_l(Z_l), by the operators of the table of exports.
#' @noRd
activation_graph <- function(layer, l) {
  entry <- exported_activation(layer$activation, sprintf("layers[%d].activation", l - 1L))
  nodes <- list()
  constants <- list()
  for (k in seq_along(entry$onnx)) {
    names <- NULL
    for (value in entry$onnx[[k]][-1L]) {
      name <- sprintf("f%d_%d", l, length(constants))
      if (identical(value, "z")) {
        name <- sprintf("Z%d", l)
      } else if (is.character(value) && !value %in% names(entry$parameters)) {
        name <- sprintf("A%d_%s", l, value)
      } else {
        constants[[name]] <- if (is.character(value)) entry$parameters[[value]] else value
      }
      names <- c(names, name)
    }
    output <- if (k == length(entry$onnx)) sprintf("A%d", l) else sprintf("A%d_%d", l, k)
    nodes <- c(nodes, list(list(entry$onnx[[k]][[1L]], names, output)))
  }
  list(nodes = nodes, constants = constants)
}

#' The outputs of A_L: as they are, or A_L * divisor + shift.
#' @noRd
output_graph <- function(scale, L) {
  A <- sprintf("A%d", L)
  if (is.null(scale$targets)) {
    return(list(nodes = list(list("Identity", A, "output")), constants = list()))
  }
  nodes <- list(
    list("Mul", c(A, "target_divisor"), "A_scaled"),
    list("Add", c("A_scaled", "target_shift"), "output")
  )
  constants <- lapply(scale$targets[c("divisor", "shift")], as_list_of_numbers)
  names(constants) <- c("target_divisor", "target_shift")
  list(nodes = nodes, constants = constants)
}

#' A NodeProto.
#' @noRd
node_message <- function(node) {
  c(
    unlist(lapply(node[[2L]], function(name) text_field(1, name))),
    text_field(2, node[[3L]]), text_field(3, node[[3L]]), text_field(4, node[[1L]])
  )
}

#' A TensorProto.
#'
#' A number has no size, a vector that is an array one, a matrix two.
#' @noRd
tensor_message <- function(name, values, precision) {
  c(
    unlist(lapply(dim(values), function(size) whole_field(1, size))),
    whole_field(2, PRECISIONS[[precision]][2L]),
    text_field(8, name), bytes_field(9, number_bytes(values, precision))
  )
}

#' A ValueInfoProto: a matrix of n rows and so many columns.
#' @noRd
value_message <- function(name, columns, precision) {
  shape <- c(bytes_field(1, text_field(2, "n")), bytes_field(1, whole_field(1, columns)))
  tensor <- c(whole_field(1, PRECISIONS[[precision]][2L]), bytes_field(2, shape))
  c(text_field(1, name), bytes_field(2, bytes_field(1, tensor)))
}

#' The ModelProto of a network.
#' @noRd
model_message <- function(model, precision) {
  network <- model$network
  L <- length(network)
  graphs <- Map(layer_graph, unname(network), seq_along(network))
  parts <- joined(c(list(input_graph(model$scale)), graphs, list(output_graph(model$scale, L))))
  constants <- parts$constants
  fields <- function(number, messages) {
    unlist(lapply(unname(messages), function(message) bytes_field(number, message)))
  }
  graph <- c(
    fields(1, lapply(parts$nodes, node_message)),
    text_field(2, "twinmlp"),
    fields(5, Map(tensor_message, names(constants), constants, precision)),
    bytes_field(11, value_message("X", nrow(network[[1L]]$W), precision)),
    bytes_field(12, value_message("output", ncol(network[[L]]$W), precision))
  )
  known <- Filter(Negate(is.null), model[c("inputs", "outputs", "classes")])
  metadata <- lapply(names(known), function(name) {
    c(text_field(1, name), text_field(2, to_json(as_list_of_numbers(known[[name]]))))
  })
  c(
    whole_field(1, FORMAT_VERSION), text_field(2, "twinmlp"),
    text_field(3, as.character(utils::packageVersion("twinmlp"))),
    bytes_field(7, graph),
    bytes_field(8, c(text_field(1, ""), whole_field(2, OPERATORS_VERSION))),
    fields(14, metadata)
  )
}

#' Write a network as a file of ONNX
#'
#' Write a network as a file of ONNX: its scale, its layers, the names of its data.
#'
#' The input X is n x n_0, the output what `predict` gives, n x n_L. The names of inputs, outputs
#' and classes are among the metadata, as JSON.
#'
#' Errors: E_FILE for a file that cannot be written, E_CHOICE for another precision, or where an
#' activation is a function of your own.
#'
#' @param model A trained model.
#' @param path The file, a path.
#' @param precision Of its numbers: "double" or "single"; default "double".
#' @return Nothing, invisibly.
#' @examples
#' model <- mlp(cbind(c(0, 1)), c(0, 1), hidden = 2, epochs = 10)
#' to_onnx(model, tempfile(fileext = ".onnx"))
#' @export
to_onnx <- function(model, path, precision = "double") {
  check_exported(model)
  check_choice(precision, "precision", names(PRECISIONS))
  write_bytes(path, model_message(model, precision), "path")
}
