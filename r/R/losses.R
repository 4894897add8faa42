# One table: name -> loss and its gradient; and the reduction over the samples.
#
# J summed over the samples, and dA_L = dJ/dA_L of that sum; A and y are n x n_L.

#' J = sum of (a - y)^2 / 2.
#' @noRd
half_squared_error <- function(A, y, ops) {
  difference <- A - y
  ops$total(difference * difference) / 2
}

LOSSES <- list(
  half_squared_error = list(value = half_squared_error, gradient = function(A, y, ops) A - y)
)

# What the sum over the n samples of a batch is divided by.
REDUCTIONS <- list(
  sum = function(n) 1,
  mean = function(n) n
)

#' J of the outputs A and the targets y, both n x n_L.
#' @noRd
loss_value <- function(A, y, loss, reduction, ops) {
  LOSSES[[loss]]$value(A, y, ops) / REDUCTIONS[[reduction]](nrow(y))
}

#' dA_L = dJ/dA_L, n x n_L.
#' @noRd
loss_gradient <- function(A, y, loss, reduction, ops) {
  LOSSES[[loss]]$gradient(A, y, ops) / REDUCTIONS[[reduction]](nrow(y))
}
