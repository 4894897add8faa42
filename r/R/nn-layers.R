# Layers as data; forward and backward through them.
#
# A network is a list of layers, each list(W, b, activation): W is n_{l-1} x n_l, b has n_l values or is NULL,
# activation is a name in ACTIVATIONS or a row of its own.

#' Z_l = A_{l-1} W_l + b_l and A_l = f_l(Z_l), for inputs A of n x n_{l-1}; not to keep Z_l is to keep it only for f_l'.
#' @noRd
layer_forward <- function(layer, A, ops, keep = TRUE) {
  row <- lookup(layer$activation, ACTIVATIONS)
  Z <- ops$product(A, layer$W)
  if (!is.null(layer$b)) Z <- Z + rep.int(layer$b, rep.int(dim(Z)[1L], length(layer$b))) # several times faster than `each`
  list(Z = if (keep || row$of_Z) Z, A = row$value(Z, ops))
}

#' dZ_l = dA_l * f_l'(Z_l), or what the activation makes of dA_l where it is not elementwise.
#' @noRd
layer_delta <- function(layer, values, dA, ops) {
  row <- lookup(layer$activation, ACTIVATIONS)
  if (!is.null(row$backward)) return(row$backward(dA, values$Z, values$A, ops))
  dA * row$derivative(values$Z, values$A, ops)
}

#' dZ_l from dA = dA_l if it is not given, dW_l = A_{l-1}^T dZ_l, db_l = column sums of dZ_l, for inputs A.
#' @noRd
layer_backward <- function(layer, A, values, dA, ops, dZ = NULL) {
  if (is.null(dZ)) dZ <- layer_delta(layer, values, dA, ops)
  list(dA = dA, dZ = dZ, dW = ops$crossprod(A, dZ), db = if (!is.null(layer$b)) ops$column_sums(dZ))
}

#' Z_l and A_l of every layer, first to last, with A_0 = X of n x n_0; a layer is handed what dropout leaves of A_{l-1}.
#'
#' Not to keep is to keep Z_L, and of the other Z_l those that f_l' is made from.
#' @noRd
forward <- function(network, X, ops, drops = NULL, keep = TRUE) {
  last <- length(network)
  values <- vector("list", last)
  A <- X
  for (l in seq_len(last)) {
    values[[l]] <- layer_forward(network[[l]], A, ops, keep || l == last)
    A <- if (is.null(drops)) values[[l]]$A else drop_units(values[[l]]$A, drops[[l]])
  }
  values
}

#' Derivatives of every layer, first to last, from dA = dA_L, or from dZ = dZ_L where the loss is fused.
#'
#' dA_{l-1} = dZ_l W_l^T, with dropout as on the way forward.
#' @noRd
backward <- function(network, X, values, dA, ops, drops = NULL, dZ = NULL) {
  gradients <- vector("list", length(network))
  for (l in length(network):1L) {
    drop <- if (is.null(drops) || l == 1L) NULL else drops[[l - 1L]]
    A <- if (l == 1L) X else if (is.null(drop)) values[[l - 1L]]$A else drop_units(values[[l - 1L]]$A, drop)
    gradients[[l]] <- layer_backward(network[[l]], A, values[[l]], dA, ops, dZ)
    dZ <- NULL
    if (l > 1L) dA <- ops$tcrossprod(gradients[[l]]$dZ, network[[l]]$W)
    if (!is.null(drop)) dA <- drop_units(dA, drop)
  }
  gradients
}
