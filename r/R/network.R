# Layers as data; forward and backward through them.
#
# A network is a list of layers, each list(W, b, activation): W is n_{l-1} x n_l, b has n_l values or is NULL,
# activation is a name in ACTIVATIONS.

#' Z_l = A_{l-1} W_l + b_l and A_l = f_l(Z_l), for inputs A of n x n_{l-1}.
#' @noRd
layer_forward <- function(layer, A, ops) {
  Z <- ops$product(A, layer$W)
  if (!is.null(layer$b)) Z <- Z + rep(layer$b, each = nrow(Z))
  list(Z = Z, A = ACTIVATIONS[[layer$activation]]$value(Z, ops))
}

#' dZ_l = dA_l * f_l'(Z_l), dW_l = A_{l-1}^T dZ_l, db_l = column sums of dZ_l, for inputs A and dA = dA_l.
#' @noRd
layer_backward <- function(layer, A, values, dA, ops) {
  dZ <- dA * ACTIVATIONS[[layer$activation]]$derivative(values$Z, values$A, ops)
  db <- if (is.null(layer$b)) NULL else ops$column_sums(dZ)
  list(dA = dA, dZ = dZ, dW = ops$crossprod(A, dZ), db = db)
}

#' Z_l and A_l of every layer, first to last, with A_0 = X of n x n_0.
#' @noRd
forward <- function(network, X, ops) {
  values <- list()
  A <- X
  for (layer in network) {
    values[[length(values) + 1L]] <- layer_forward(layer, A, ops)
    A <- values[[length(values)]]$A
  }
  values
}

#' Derivatives of every layer, first to last, from dA = dA_L; dA_{l-1} = dZ_l W_l^T.
#' @noRd
backward <- function(network, X, values, dA, ops) {
  gradients <- vector("list", length(network))
  for (l in rev(seq_along(network))) {
    A <- if (l > 1L) values[[l - 1L]]$A else X
    gradients[[l]] <- layer_backward(network[[l]], A, values[[l]], dA, ops)
    if (l > 1L) dA <- ops$tcrossprod(gradients[[l]]$dZ, network[[l]]$W)
  }
  gradients
}
