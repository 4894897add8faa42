# Penalties on the size of weights: J = data loss + l1 * (sum of |w|) + l2 / 2 * (sum of w^2).
#
# The sums are over all W, never b. l1 is that of the lasso (Tibshirani 1996), l2 that of ridge
# regression (Hoerl and Kennard 1970).

PENALTIES <- list(l1 = Option(0, NOT_NEGATIVE), l2 = Option(0, NOT_NEGATIVE))

#' Accept an object with l1 and l2; return NULL if both are 0.
#' @noRd
check_penalty <- function(value, argument) {
  if (is.null(value)) return(NULL)
  if (!is_object(value)) fail("E_TYPE", argument, "an object", describe(value))
  checked <- check_options(value, argument, PENALTIES, character(0))
  if (checked$l1 != 0 || checked$l2 != 0) checked else NULL
}

#' The loss with the penalty on all weights.
#'
#' loss + (l1 * (0 + total |W_1| + total |W_2| + ...) + (l2 * (0 + total W_1^2 + ...)) / 2).
#' @noRd
penalized_loss <- function(loss, weights, penalty, ops) {
  sizes <- 0
  squares <- 0
  for (W in weights) {
    sizes <- sizes + ops$total(abs(W))
    squares <- squares + ops$total(W * W)
  }
  loss + (penalty$l1 * sizes + penalty$l2 * squares / 2)
}

#' The derivative of the penalized loss by W: (dW + l1 * sign(W)) + l2 * W, with sign(0) = 0.
#' @noRd
penalized_gradient <- function(W, dW, penalty) {
  dW + penalty$l1 * sign(W) + penalty$l2 * W
}
