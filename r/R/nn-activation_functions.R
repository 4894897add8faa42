# Activation functions that take more than a line, and their derivatives.

# Twice sqrt(2/pi), and 0.044715 and 3 times 0.044715 of that, each rounded once: 1.5957..., 0.07135..., 0.21406...
GELU_LINEAR <- 0x1.9884533d43651p+0
GELU_CUBIC <- 0x1.2444f2a4d8b4bp-4
GELU_SLOPE <- 0x1.b6676bf7450f0p-3

#' t t with t = 1 / (1 + |z|).
#' @noRd
softsign_derivative <- function(Z, A, ops) {
  t <- 1 / (1 + abs(Z))
  t * t
}

#' s + a (1 - s) with s = sigmoid(z).
#' @noRd
silu_derivative <- function(Z, A, ops) {
  s <- ops$sigmoid(Z)
  s + A * (1 - s)
}

#' z, not below -40 and not above 40; beyond, gelu's sigmoid is 0 or 1, and z^2 could overflow.
#' @noRd
within_forty <- function(Z) {
  replace(replace(Z, Z < -40, -40), Z > 40, 40)
}

#' sigmoid(v (1.5957... + 0.07135... v^2)), for v within -40 and 40.
#' @noRd
gelu_sigmoid <- function(V, ops) {
  ops$sigmoid(V * (GELU_LINEAR + GELU_CUBIC * (V * V)))
}

#' z s with s = gelu_sigmoid(z).
#' @noRd
gelu <- function(Z, ops) {
  Z * gelu_sigmoid(within_forty(Z), ops)
}

#' s + (a (1 - s)) (1.5957... + 0.21406... z^2) with s = gelu_sigmoid(z).
#' @noRd
gelu_derivative <- function(Z, A, ops) {
  V <- within_forty(Z)
  s <- gelu_sigmoid(V, ops)
  s + (A * (1 - s)) * (GELU_LINEAR + GELU_SLOPE * (V * V))
}

#' z/6 + 1/2 for -3 < z < 3, 0 below and 1 above.
#' @noRd
hard_sigmoid <- function(Z, ops) {
  replace(replace(Z / 6 + 0.5, Z <= -3, 0), Z >= 3, 1)
}

#' The largest value of every row, n x 1.
#' @noRd
row_largest <- function(Z) {
  largest <- Z[, 1L]
  for (k in seq_len(ncol(Z))[-1L]) largest <- pmax.int(largest, Z[, k])
  largest
}

#' e / (row sum of e) with e = exp(z - m), where m is the largest z of the row.
#' @noRd
softmax <- function(Z, ops) {
  E <- ops$exp(Z - row_largest(Z))
  E / ops$row_sums(E)
}

#' dZ = a (dA - row sum of dA a): the whole Jacobian of a row, times dA.
#' @noRd
softmax_backward <- function(dA, Z, A, ops) {
  A * (dA - ops$row_sums(dA * A))
}
