# One table: name -> loss and its gradient; the reduction over the samples, and their weights.

#' One term for each output of each sample, whose sum times `factor` is J, and dA_L = dJ/dA_L; A and y are n x n_L.
#'
#' A fused loss goes with one output activation only: its terms take Z_L in place of A_L, and its gradient is dZ_L.
#' @noRd
Loss <- function(terms, gradient, factor = 1, fused_with = NULL, name = "custom", parameters = list()) {
  list(terms = terms, gradient = gradient, factor = factor, fused_with = fused_with, name = name, parameters = parameters)
}

#' (a - y)^2.
#' @noRd
squares <- function(A, y, ops) {
  difference <- A - y
  difference * difference
}

#' c (|a - y| - c / 2) with c = |a - y|, not above delta; dA = a - y, not below -delta and not above delta.
#' @noRd
huber <- function(delta = 1) {
  force(delta)
  terms <- function(A, y, ops) {
    distance <- abs(A - y)
    near <- pmin(distance, delta)
    near * (distance - near / 2)
  }
  Loss(terms, function(A, y, ops) pmin(pmax(A - y, -delta), delta), name = "huber", parameters = list(delta = delta))
}

#' -y log(a) - (1 - y) log(1 - a) with a = sigmoid(z), as log(1 + exp(-|z|)) + |z| (1 - y where z > 0, else y).
#' @noRd
binary_cross_entropy_terms <- function(Z, y, ops) {
  distance <- abs(Z)
  positive <- which(Z > 0)
  ops$log1p(ops$exp(-distance)) + distance * replace(y, positive, 1 - y[positive])
}

#' -y log(a) with a = softmax(z), as y (log(row sum of exp(d)) - d) with d = z - the largest z of the row.
#' @noRd
cross_entropy_terms <- function(Z, y, ops) {
  D <- Z - row_largest(Z)
  y * (ops$log(ops$row_sums(ops$exp(D))) - D)
}

LOSSES <- list(
  # J = sum of (a - y)^2 / 2; dA = a - y
  half_squared_error = Loss(squares, function(A, y, ops) A - y, factor = 0.5),
  # J = sum of (a - y)^2; dA = 2 (a - y)
  squared_error = Loss(squares, function(A, y, ops) 2 * (A - y)),
  # J = sum of |a - y|; dA = 1 for a > y, -1 for a < y, 0 for a = y
  absolute_error = Loss(function(A, y, ops) abs(A - y), function(A, y, ops) sign(A - y)),
  huber = huber(),
  # fused: dZ = a - y
  binary_cross_entropy = Loss(binary_cross_entropy_terms, function(A, y, ops) A - y, fused_with = "sigmoid"),
  cross_entropy = Loss(cross_entropy_terms, function(A, y, ops) A - y, fused_with = "softmax")
)

LOSS_FAMILIES <- list(huber = Family(huber, list(delta = check_positive)))

# What the sum over the n samples of a batch is divided by.
REDUCTIONS <- list(
  sum = function(n) 1,
  mean = function(n) n
)

#' A name in LOSSES, or the row that a name with parameters means.
#' @noRd
choose_loss <- function(given, argument) {
  choose_entry(given, argument, LOSSES, LOSS_FAMILIES)
}

#' Say whether a loss is fused with its output activation: it starts from Z_L, and gives dZ_L.
#' @noRd
is_fused <- function(loss) {
  !is.null(lookup(loss, LOSSES)$fused_with)
}

#' What the terms of a loss are made from: Z_L if it is fused, else A_L, of what the output layer computed.
#' @noRd
loss_input <- function(values, loss) {
  if (is_fused(loss)) values$Z else values$A
}

#' J of the outputs A (of a fused loss: of Z_L) and the targets y, both n x n_L, and n weights of the samples; of some
#' of n rows, their part of J.
#' @noRd
loss_value <- function(A, y, loss, reduction, ops, weight = NULL, n = NULL) {
  row <- lookup(loss, LOSSES)
  terms <- row$terms(A, y, ops)
  if (!is.null(weight)) terms <- terms * weight
  ops$total(terms) * row$factor / REDUCTIONS[[reduction]](if (is.null(n)) dim(y)[1L] else n)
}

#' dA_L = dJ/dA_L (of a fused loss: dZ_L), n x n_L, of the outputs A; of some of n rows, their rows of it.
#' @noRd
loss_gradient <- function(A, y, loss, reduction, ops, weight = NULL, n = NULL) {
  gradient <- lookup(loss, LOSSES)$gradient(A, y, ops)
  divisor <- REDUCTIONS[[reduction]](if (is.null(n)) dim(y)[1L] else n)
  if (divisor != 1) gradient <- gradient / divisor
  if (is.null(weight)) gradient else gradient * weight
}

#' dA_L, and dZ_L where the loss is fused with the output activation, so that it has no dA_L.
#' @noRd
output_gradients <- function(A, y, loss, reduction, ops, weight = NULL, n = NULL) {
  gradient <- loss_gradient(A, y, loss, reduction, ops, weight, n)
  if (is_fused(loss)) list(dA = NULL, dZ = gradient) else list(dA = gradient, dZ = NULL)
}
