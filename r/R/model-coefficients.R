# Names of units and weights, and outputs as responses, probabilities or classes.

#' Names of the inputs and of every layer's units: x1, x2; h1, h2 (h1_2 in the first of several
#' hidden layers); y1.
#' @noRd
unit_names <- function(network, inputs = NULL, outputs = NULL) {
  L <- length(network)
  numbered <- function(prefix, count) paste0(prefix, seq_len(count))
  names <- list(if (is.null(inputs)) numbered("x", nrow(network[[1L]]$W)) else inputs)
  for (l in seq_len(L - 1L)) {
    prefix <- if (L == 2L) "h" else sprintf("h%d_", l)
    names[[l + 1L]] <- numbered(prefix, ncol(network[[l]]$W))
  }
  c(names, list(if (is.null(outputs)) numbered("y", ncol(network[[L]]$W)) else outputs))
}

#' Every weight by name: layer by layer, W row by row, then b.
#' @noRd
coefficient_table <- function(network, inputs = NULL, outputs = NULL) {
  names <- unit_names(network, inputs, outputs)
  table <- lapply(seq_along(network), function(l) {
    layer <- network[[l]]
    sources <- c(names[[l]], if (is.null(layer$b)) NULL else "b")
    values <- c(t(layer$W), layer$b)
    units <- ncol(layer$W)
    data.frame(
      layer = l, source = rep(sources, each = units),
      target = rep(names[[l + 1L]], length(sources)), value = values
    )
  })
  do.call(rbind, table)
}

#' Name a weight, such as "x1 -> h1"; a bias is "b -> h1".
#' @noRd
coefficient_name <- function(coefficient) {
  paste(coefficient$source, "->", coefficient$target)
}

#' Turn the probability of class 1 into those of the classes 0 and 1, n x 2.
#' @noRd
one_column <- function(A) {
  cbind(1 - A, A)
}

#' The outputs as "response" (as they are), "probability" (a column a class) or "class" (n numbers,
#' counted from 0; of independent labels 0 or 1 each).
#' @noRd
answer <- function(A, kind, network, independent = FALSE) {
  check_choice(kind, "type", names(KINDS))
  activation <- lookup(network[[length(network)]]$activation, ACTIVATIONS)
  if (kind == "probability" && !activation$probabilities) {
    names <- paste(names(Filter(function(f) f$probabilities, ACTIVATIONS)), collapse = " nor of ")
    requirement <- paste("one of response, class where the outputs are neither of", names)
    fail("E_CHOICE", "type", requirement, '"probability"')
  }
  if (kind == "class" && independent) output_labels(A) else KINDS[[kind]](A)
}

KINDS <- list(
  response = function(A) A,
  probability = function(A) if (ncol(A) == 1L) one_column(A) else A,
  class = output_classes
)
