# R only: networks that other packages of R have trained.

#' Make a model of a network of another package
#'
#' Networks of the packages nnet, neuralnet and RSNNS (its multi-layer perceptrons) become models:
#' they predict the same, can be trained further, saved, checked, and written for other programs.
#'
#' nnet keeps its weights in one vector: for each hidden unit its bias and then those of the inputs,
#' for each output its bias and then those of the hidden units. It cuts its sigmoid off at -15 and
#' 15, to 0 and 1, so that where a sum is beyond, its predictions differ from those of the model, by
#' up to exp(-15) = 3.1e-7 a unit. Its loss, squared_error with the penalty l2 = 2 * decay on
#' weights and biases, or a cross-entropy, is that of the model.
#'
#' [nnet::multinom()] has the intercept among its inputs: here it is the bias.
#'
#' neuralnet keeps a matrix for each layer, whose first row is the biases. A function of one's own
#' is recognised by its values, if it is one of those here. RSNNS computes in single
#' precision, and so do its predictions; its Act_Identity leaves the bias of a unit out. Its hidden
#' units may have been pruned.
#'
#' Errors: E_TYPE for an object of another class, E_CHOICE for connections that skip a layer, or an
#' activation that has no name here.
#'
#' @param object What [nnet::nnet()], `neuralnet::neuralnet()` or `RSNNS::mlp()` gave.
#' @param rep Of neuralnet, which of its repetitions; default 1, as in its `predict()`.
#' @param activation Of neuralnet with a function of one's own, that activation: a name, a name with
#'   parameters, or a pair of functions; it must have the same values.
#' @param ... Further arguments, as for [mlp_from_layers()], such as `classes`.
#' @return The model. Names of inputs, outputs and classes are those of the object.
#' @examples
#' if (requireNamespace("nnet", quietly = TRUE)) {
#'   x <- as.matrix(iris[1:4])
#'   net <- nnet::nnet(x, iris$Sepal.Length / 10, size = 2, trace = FALSE)
#'   model <- as_mlp(net)
#'   max(abs(predict(model, x) - predict(net, x)))
#' }
#' @export
as_mlp <- function(object, ...) UseMethod("as_mlp")

#' @export
as_mlp.default <- function(object, ...) {
  requirement <- "a network of nnet, neuralnet or RSNNS's mlp"
  hint <- if (inherits(object, "train")) ", whose finalModel may be one" # of caret
  fail("E_TYPE", "object", requirement, paste0(describe_class(object), hint))
}

#' @rdname as_mlp
#' @export
as_mlp.nnet <- function(object, ...) {
  inputs <- object$n[1L]
  hidden <- object$n[2L]
  outputs <- object$n[3L]
  # Where every unit is connected to all of the layer before, a layer is its units one by one.
  full <- hidden * (inputs + 1L) + outputs * (hidden + 1L)
  if (hidden == 0L) full <- outputs * (inputs + 1L)
  if (length(object$wts) != full) {
    fail("E_CHOICE", "object", "a network without connections that skip a layer", "skip = TRUE")
  }
  linear <- object$nsunits < object$nunits && !object$softmax
  output <- if (object$softmax) "softmax" else if (linear) "identity" else "sigmoid"
  widths <- if (hidden == 0L) c(inputs, outputs) else c(inputs, hidden, outputs)
  taken <- 0L
  layers <- list()
  for (l in seq_along(widths)[-1L]) {
    count <- (widths[l - 1L] + 1L) * widths[l]
    both <- matrix(object$wts[taken + seq_len(count)], ncol = widths[l])
    taken <- taken + count
    activation <- if (l == length(widths)) output else "sigmoid"
    layers <- c(layers, list(layer_of_both(both, activation)))
  }
  names <- object$coefnames
  if (identical(names[1L], "(Intercept)")) { # multinom has it among its inputs, beside a bias of 0
    layers[[1L]]$b <- layers[[1L]]$b + layers[[1L]]$W[1L, ]
    layers[[1L]]$W <- layers[[1L]]$W[-1L, , drop = FALSE]
    names <- names[-1L]
  }
  loss <- c(softmax = "cross_entropy", sigmoid = "binary_cross_entropy")[output]
  if (!object$softmax && !isTRUE(object$entropy)) loss <- "squared_error"
  decay <- unique(object$decay)
  arguments <- list(layers, inputs = names, classes = object$lev, loss = unname(loss))
  if (length(decay) == 1L && decay > 0) {
    arguments$penalty <- list(l2 = 2 * decay, biases = TRUE)
  }
  do.call(mlp_from_layers, utils::modifyList(arguments, list(...)))
}

#' A layer of a matrix whose first row is the biases.
#' @noRd
layer_of_both <- function(both, activation) {
  list(W = unname(both[-1L, , drop = FALSE]), b = unname(both[1L, ]), activation = activation)
}

# What neuralnet and RSNNS call an activation.
NAMES_ELSEWHERE <- c(
  logistic = "sigmoid", tanh = "tanh", relu = "relu",
  Act_Logistic = "sigmoid", Act_TanH = "tanh",
  Act_Identity = "identity", Act_IdentityPlusBias = "identity"
)

#' An activation of another package by its name here; one that has none is refused.
#' @noRd
activation_of <- function(name, argument = "object", wanted = "a network with one of") {
  if (!name %in% names(NAMES_ELSEWHERE)) {
    known <- paste(names(NAMES_ELSEWHERE), collapse = ", ")
    fail("E_CHOICE", argument, paste(wanted, known), name)
  }
  NAMES_ELSEWHERE[[name]]
}

#' The activation of a network of neuralnet, by its name there or by the values of its function.
#'
#' asked: the activation that it is said to be, or NULL.
#' @noRd
activation_of_neuralnet <- function(object, asked) {
  type <- attr(object$act.fct, "type")
  if (is.null(asked) && !identical(type, "function")) return(activation_of(type))
  z <- matrix(seq(-3, 3, by = 0.5))
  values <- object$act.fct(z)
  for (one in if (is.null(asked)) names(ACTIVATIONS) else list(asked)) {
    entry <- lookup(choose_activation(one, "activation"), ACTIVATIONS)
    if (isTRUE(max(abs(entry$value(z, NATIVE) - values)) < 1e-12)) return(one)
  }
  known <- paste(names(ACTIVATIONS), collapse = ", ")
  requirement <- paste("the function of `object`, as one of", known, "may be")
  fail("E_CHOICE", "activation", requirement, if (is.null(asked)) "another" else describe(asked))
}

#' @rdname as_mlp
#' @export
as_mlp.nn <- function(object, rep = 1, activation = NULL, ...) {
  if (is.null(object$weights)) {
    fail("E_TYPE", "object", "a network whose training has converged", "one without weights")
  }
  rep <- check_count(rep, "rep", 1, length(object$weights))
  activation <- activation_of_neuralnet(object, activation)
  weights <- lapply(object$weights[[rep]], function(both) replace(both, is.na(both), 0))
  L <- length(weights)
  activations <- rep_len(list(activation), L)
  # Versions after 1.44.2 have an activation for the output layer alone.
  output <- attr(object$output.act.fct, "type")
  if (object$linear.output) {
    activations[[L]] <- "identity"
  } else if (!is.null(output)) {
    activations[[L]] <- activation_of(output, "output.act.fct", "one of")
  }
  mlp_from_layers(
    Map(layer_of_both, unname(weights), activations),
    inputs = object$model.list$variables, outputs = object$model.list$response, ...
  )
}

#' @rdname as_mlp
#' @export
as_mlp.rsnns <- function(object, ...) {
  info <- extra("RSNNS")$extractNetInfo(object)
  units <- info$unitDefinitions
  if (!inherits(object, "mlp")) {
    fail("E_TYPE", "object", "a multi-layer perceptron", describe_class(object))
  }
  # Of layer 2 a hidden unit is called Hidden_2_1; pruning may have left some out.
  hidden <- grep("^Hidden_", units$unitName, value = TRUE)
  widths <- c(object$nInputs, rle(sub("_[0-9]+$", "", hidden))$lengths, object$nOutputs)
  if (sum(widths) != nrow(units)) {
    fail("E_CHOICE", "object", "a network with all of its inputs", "one of which some were pruned")
  }
  ends <- cumsum(widths)
  layers <- lapply(seq_along(widths)[-1L], function(l) {
    from <- ends[l - 1L] - rev(seq_len(widths[l - 1L])) + 1L
    to <- ends[l] - rev(seq_len(widths[l])) + 1L
    name <- as.character(units$actFunc[to[1L]])
    list(
      W = unname(info$fullWeightMatrix[from, to, drop = FALSE]),
      b = if (name != "Act_Identity") units$unitBias[to], # which leaves the bias out
      activation = activation_of(name)
    )
  })
  mlp_from_layers(layers, ...)
}
