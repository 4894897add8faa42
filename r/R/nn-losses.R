# The table of losses: name -> terms and gradient; the reduction over samples, and their weights.
#
# An entry is a `Loss`. To add one, write one entry in LOSSES here and in Python; a function of more
# than a line stands above the table. A (the outputs A_L) and the targets y are n x n_L, small
# letters are one element of them. J = factor * sum over the samples of weight * (sum of the
# sample's terms), divided by what the reduction says.

#' An entry of the table of losses.
#'
#' terms(A, y, ops): one term for each output of each sample, n x n_L; J is their sum times factor.
#' gradient(A, y, ops): dA_L = dJ/dA_L, n x n_L.
#' factor: what the sum of the terms is multiplied by.
#' fused_with: the one output activation of a fused loss, whose terms take Z_L in place of A_L, and
#'   whose gradient (of A_L) is dZ_L; NULL for any other loss.
#' name, parameters: what the entry is called, and the values it has for its parameters.
#' family: how an entry with other parameters is made; NULL if it has none.
#' kinks: the a - y where the gradient jumps.
#' @noRd
Loss <- function(terms, gradient, factor = 1, fused_with = NULL, name = "custom",
                 parameters = list(), family = NULL, kinks = NULL) {
  as.list(environment())
}

#' Compute (a - y)^2.
#' @noRd
squares <- function(A, y, ops) {
  difference <- A - y
  difference * difference
}

#' Huber's loss: half the squared error to |a - y| = delta, then a straight line (Huber 1964).
#'
#' The term is c (|a - y| - c / 2) with c = min(|a - y|, delta); dA = a - y, limited to -delta and
#' delta.
#' @noRd
huber <- function(delta = 1) {
  force(delta)
  terms <- function(A, y, ops) {
    distance <- abs(A - y)
    near <- pmin(distance, delta)
    near * (distance - near / 2)
  }
  Loss(
    terms,
    function(A, y, ops) pmin(pmax(A - y, -delta), delta),
    name = "huber",
    parameters = list(delta = delta),
    family = Family(huber, list(delta = check_positive))
  )
}

#' Compute -y log(a) - (1 - y) log(1 - a) with a = sigmoid(z), for y from 0 to 1.
#'
#' Without overflow: log(1 + exp(-|z|)) + |z| (1 - y where z > 0, else y).
#' @noRd
binary_cross_entropy_terms <- function(Z, y, ops) {
  distance <- abs(Z)
  positive <- which(Z > 0)
  ops$log1p(ops$exp(-distance)) + distance * replace(y, positive, 1 - y[positive])
}

#' Compute -y log(a) with a = softmax(z), for rows of y that add up to 1.
#'
#' Without overflow: y (log(row sum of exp(d)) - d) with d = z - largest z of the row.
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
  absolute_error = Loss(
    function(A, y, ops) abs(A - y), function(A, y, ops) sign(A - y), kinks = 0
  ),
  huber = huber(),
  # fused: dZ = a - y (Bishop 1995, section 6.7)
  binary_cross_entropy = Loss(
    binary_cross_entropy_terms, function(A, y, ops) A - y, fused_with = "sigmoid"
  ),
  # fused: dZ = a - y (Bishop 1995, section 6.9)
  cross_entropy = Loss(cross_entropy_terms, function(A, y, ops) A - y, fused_with = "softmax")
)

# name -> divisor(n): what the sum over the n samples of a batch is divided by.
REDUCTIONS <- list(
  sum = function(n) 1,
  mean = function(n) n
)

#' Accept a name in LOSSES, or a name with parameters; the result is the name or an entry.
#' @noRd
choose_loss <- function(choice, argument) {
  choose_entry(choice, argument, LOSSES)
}

#' Say whether a loss is fused with its output activation: it takes Z_L and gives dZ_L.
#' @noRd
is_fused <- function(loss) {
  !is.null(lookup(loss, LOSSES)$fused_with)
}

#' Choose what the loss takes of the output layer: Z_L if it is fused, else A_L.
#' @noRd
loss_input <- function(values, loss) {
  if (is_fused(loss)) values$Z else values$A
}

#' Compute the terms of the loss, n x n_L, with the weights of the samples.
#' @noRd
loss_terms <- function(A, y, loss, ops, weight = NULL) {
  terms <- lookup(loss, LOSSES)$terms(A, y, ops)
  if (is.null(weight)) terms else terms * weight
}

#' Compute J from the sum of the terms of n samples.
#' @noRd
loss_of_total <- function(total, loss, reduction, n) {
  total * lookup(loss, LOSSES)$factor / REDUCTIONS[[reduction]](n)
}

#' Compute J of the outputs A (for a fused loss Z_L) and the targets y, without the penalty.
#'
#' weight has one number, 0 or more, for each sample. If A and y are some rows of n, the result is
#' their part of J.
#' @noRd
loss_value <- function(A, y, loss, reduction, ops, weight = NULL, n = NULL) {
  total <- ops$total(loss_terms(A, y, loss, ops, weight))
  loss_of_total(total, loss, reduction, if (is.null(n)) dim(y)[1L] else n)
}

#' Compute dA_L = dJ/dA_L (for a fused loss dZ_L), n x n_L, of the outputs A and the targets y.
#'
#' weight and n are those of `loss_value`.
#' @noRd
loss_gradient <- function(A, y, loss, reduction, ops, weight = NULL, n = NULL) {
  gradient <- lookup(loss, LOSSES)$gradient(A, y, ops)
  divisor <- REDUCTIONS[[reduction]](if (is.null(n)) dim(y)[1L] else n)
  if (divisor != 1) gradient <- gradient / divisor
  if (is.null(weight)) gradient else gradient * weight
}

#' Compute dA and dZ: dA_L and NULL, or for a fused loss NULL and dZ_L.
#' @noRd
output_gradients <- function(A, y, loss, reduction, ops, weight = NULL, n = NULL) {
  gradient <- loss_gradient(A, y, loss, reduction, ops, weight, n)
  if (is_fused(loss)) list(dA = NULL, dZ = gradient) else list(dA = gradient, dZ = NULL)
}
