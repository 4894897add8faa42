# Activation functions that take more than a line, and their derivatives.
#
# Each function of Z gives an array of Z's shape, n x n_l (`row_largest` n values). Small letters
# are one element: z of Z, a of A = f(Z). ops are the operations of an arithmetic.

# Each rounded once: scale = 1.0507... and scale * alpha = 1.7580..., with alpha = 1.6732...
SELU_SCALE <- 0x1.0cfabd6a91132p+0
SELU_SCALE_ALPHA <- 0x1.c212cc640f031p+0

# Each rounded once: 2 sqrt(2/pi) = 1.5957..., 0.044715 times it = 0.07135...
# and three times that = 0.21406...
GELU_LINEAR <- 0x1.9884533d43651p+0
GELU_CUBIC <- 0x1.2444f2a4d8b4bp-4
GELU_SLOPE <- 0x1.b6676bf7450f0p-3

#' Rectified linear unit: a = max(z, 0), never -0 (Nair & Hinton 2010).
#' @noRd
relu <- function(Z, ops) {
  A <- pmax.int(0, Z) # of equal values the first
  dim(A) <- dim(Z)
  A
}

#' Compute z for z <= 0, else 0: exp and expm1 of it cannot overflow.
#' @noRd
negative_part <- function(Z) {
  replace(Z, Z > 0, 0)
}

#' Take Z where it is above 0, else `below`.
#' @noRd
above_zero_or <- function(Z, below) {
  positive <- which(Z > 0)
  replace(below, positive, Z[positive])
}

#' Scaled exponential linear unit (Klambauer et al. 2017).
#'
#' a = scale z for z > 0, else scale alpha (exp(z) - 1).
#' @noRd
selu <- function(Z, ops) {
  below <- SELU_SCALE_ALPHA * ops$expm1(negative_part(Z))
  above_zero_or(SELU_SCALE * Z, below)
}

#' Derivative of selu: scale for z > 0, else a + scale alpha.
#' @noRd
selu_derivative <- function(Z, A, ops) {
  replace(A + SELU_SCALE_ALPHA, Z > 0, SELU_SCALE)
}

#' Softsign: a = z / (1 + |z|) (Bergstra et al. 2009).
#' @noRd
softsign <- function(Z, ops) {
  Z / (1 + abs(Z))
}

#' Derivative of softsign: t t with t = 1 / (1 + |z|).
#' @noRd
softsign_derivative <- function(Z, A, ops) {
  t <- 1 / (1 + abs(Z))
  t * t
}

#' Sigmoid linear unit, or swish: a = z s with s = sigmoid(z) (Elfwing et al. 2018).
#' @noRd
silu <- function(Z, ops) {
  Z * ops$sigmoid(Z)
}

#' Derivative of silu: s + a (1 - s) with s = sigmoid(z).
#' @noRd
silu_derivative <- function(Z, A, ops) {
  s <- ops$sigmoid(Z)
  s + A * (1 - s)
}

#' Limit z to -40 and 40: beyond, gelu's sigmoid is 0 or 1, and z^2 could overflow.
#' @noRd
within_forty <- function(Z) {
  replace(replace(Z, Z < -40, -40), Z > 40, 40)
}

#' Compute sigmoid(v (1.5957... + 0.07135... v^2)), for v from -40 to 40.
#' @noRd
gelu_sigmoid <- function(V, ops) {
  ops$sigmoid(V * (GELU_LINEAR + GELU_CUBIC * (V * V)))
}

#' Gaussian error linear unit in its tanh form (Hendrycks & Gimpel 2016).
#'
#' a = z s with s = gelu_sigmoid(z). That is z (1 + tanh(u)) / 2 with
#' u = sqrt(2/pi) (z + 0.044715 z^3), because (1 + tanh(u)) / 2 = sigmoid(2 u).
#' @noRd
gelu <- function(Z, ops) {
  Z * gelu_sigmoid(within_forty(Z), ops)
}

#' Derivative of gelu: s + (a (1 - s)) (1.5957... + 0.21406... z^2), s = gelu_sigmoid(z).
#' @noRd
gelu_derivative <- function(Z, A, ops) {
  V <- within_forty(Z)
  s <- gelu_sigmoid(V, ops)
  s + (A * (1 - s)) * (GELU_LINEAR + GELU_SLOPE * (V * V))
}

#' Sigmoid of three straight lines (Howard et al. 2019).
#'
#' a = z/6 + 1/2 for -3 < z < 3, 0 below and 1 above.
#' @noRd
hard_sigmoid <- function(Z, ops) {
  replace(replace(Z / 6 + 0.5, Z <= -3, 0), Z >= 3, 1)
}

#' Derivative of hard_sigmoid: 1/6 for -3 < z < 3, else 0.
#' @noRd
hard_sigmoid_derivative <- function(Z, A, ops) {
  (Z > -3 & Z < 3) * (1 / 6)
}

#' Find the largest value of every row.
#' @noRd
row_largest <- function(Z) {
  largest <- Z[, 1L]
  for (k in seq_len(ncol(Z))[-1L]) largest <- pmax.int(largest, Z[, k])
  largest
}

#' Softmax: a = e / (row sum of e) with e = exp(z - largest z of the row) (Bridle 1990).
#' @noRd
softmax <- function(Z, ops) {
  E <- ops$exp(Z - row_largest(Z))
  E / ops$row_sums(E)
}

#' Backward through softmax: dZ = a (dA - row sum of dA a), dA times the Jacobian of a row.
#' @noRd
softmax_backward <- function(dA, Z, A, ops) {
  A * (dA - ops$row_sums(dA * A))
}
