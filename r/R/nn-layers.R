# The heart: a network is a list of layers; forward computes its values, backward its derivatives.
#
# Samples are rows. For the layers l = 1..L, with A_0 = X and n_l units in layer l:
#
#     forward:    Z_l = A_{l-1} W_l + b_l        A_l = f_l(Z_l)
#     backward:   dZ_l = dA_l * f_l'(Z_l)        dW_l = A_{l-1}^T dZ_l
#                 dA_{l-1} = dZ_l W_l^T          db_l = column sums of dZ_l
#
# dA, dZ, dW and db are derivatives of the loss J. ops are the operations of an arithmetic.
# Source: Rumelhart, Hinton & Williams 1986.
#
# A layer is list(W, b, activation): W is n_{l-1} x n_l, b has n_l values or is NULL; the activation
# is a name in ACTIVATIONS or an entry that choose_activation made. `forward` returns list(Z, A) of
# every layer, `backward` list(dA, dZ, dW, db); dA is NULL in the output layer if the loss is fused
# with its activation.

#' Compute Z_l = A_{l-1} W_l + b_l and A_l = f_l(Z_l), for inputs A_in = A_{l-1}.
#'
#' If keep_Z is false, Z is kept only where the derivative needs it.
#' @noRd
layer_forward <- function(layer, A_in, ops, keep_Z = TRUE) {
  activation <- lookup(layer$activation, ACTIVATIONS)
  Z <- ops$product(A_in, layer$W)
  # several times faster than rep(each = )
  if (!is.null(layer$b)) Z <- Z + rep.int(layer$b, rep.int(dim(Z)[1L], length(layer$b)))
  A <- activation$value(Z, ops)
  list(Z = if (keep_Z || activation$needs_Z) Z, A = A)
}

#' Compute dZ_l = dA_l * f_l'(Z_l), or by the activation's own backward if it has one.
#' @noRd
layer_delta <- function(layer, values, dA, ops) {
  activation <- lookup(layer$activation, ACTIVATIONS)
  if (!is.null(activation$backward)) return(activation$backward(dA, values$Z, values$A, ops))
  dA * activation$derivative(values$Z, values$A, ops)
}

#' Compute dZ_l, dW_l = A_{l-1}^T dZ_l and db_l = column sums of dZ_l, with A_in = A_{l-1}.
#'
#' dA is dA_l; a fused loss has dZ = dZ_l in its place.
#' @noRd
layer_backward <- function(layer, A_in, values, dA, ops, dZ = NULL) {
  if (is.null(dZ)) dZ <- layer_delta(layer, values, dA, ops)
  dW <- ops$crossprod(A_in, dZ)
  list(dA = dA, dZ = dZ, dW = dW, db = if (!is.null(layer$b)) ops$column_sums(dZ))
}

#' Compute the values of every layer, first to last, for inputs X of n x n_0.
#'
#' `drops` has the dropout of every layer: the layer above sees what it leaves of A_l. If keep_Z is
#' false, Z_l is kept only where the derivative needs it, and Z_L, which a fused loss starts from.
#' @noRd
forward <- function(network, X, ops, drops = NULL, keep_Z = TRUE) {
  A_in <- X
  values <- vector("list", length(network))
  for (l in seq_along(network)) {
    is_last <- l == length(network)
    values[[l]] <- layer_forward(network[[l]], A_in, ops, keep_Z || is_last)
    A_in <- drop_units(values[[l]]$A, if (is.null(drops)) NULL else drops[[l]])
  }
  values
}

#' Compute the derivatives of every layer, first to last, from dA = dA_L of the loss.
#'
#' X, values and drops are those of `forward`. A fused loss has dZ = dZ_L in place of dA.
#' @noRd
backward <- function(network, X, values, dA, ops, drops = NULL, dZ = NULL) {
  gradients <- vector("list", length(network))
  for (l in seq.int(length(network), 1L)) {
    below <- if (is.null(drops) || l == 1L) NULL else drops[[l - 1L]]
    A_in <- drop_units(if (l == 1L) X else values[[l - 1L]]$A, below)
    gradients[[l]] <- layer_backward(network[[l]], A_in, values[[l]], dA, ops, dZ)
    if (l > 1L) {
      dA <- ops$tcrossprod(gradients[[l]]$dZ, network[[l]]$W)
      dA <- drop_units(dA, below)
      dZ <- NULL
    }
  }
  gradients
}
