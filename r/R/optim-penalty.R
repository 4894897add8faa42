# Penalties on the size of weights: J = data loss + l1 * (sum of |w|) + l2 / 2 * (sum of w^2).
#
# The sums are over all W, and with `biases` over all b as well. l1 is that of the lasso (Tibshirani
# 1996), l2 that of ridge regression (Hoerl and Kennard 1970).

PENALTIES <- list(
  l1 = Option(0, NOT_NEGATIVE), l2 = Option(0, NOT_NEGATIVE), biases = Option(FALSE, check_flag)
)

#' Accept an object with l1, l2 and biases; return NULL if l1 and l2 are 0.
#' @noRd
check_penalty <- function(value, argument) {
  if (is.null(value)) return(NULL)
  check_plain_object(value, argument)
  checked <- check_options(value, argument, PENALTIES, character(0))
  if (checked$l1 != 0 || checked$l2 != 0) checked else NULL
}

#' Return the parameters with a penalty: W_1, W_2, ..., and with `biases` then b_1, b_2, ...
#' @noRd
penalized_parameters <- function(network, penalty) {
  biases <- if (penalty$biases) Filter(Negate(is.null), lapply(network, `[[`, "b"))
  c(lapply(network, `[[`, "W"), biases)
}

#' Compute the loss plus the penalty on the parameters p_1, p_2, ...
#'
#' loss + (l1 * (0 + total |p_1| + total |p_2| + ...) + (l2 * (0 + total p_1^2 + ...)) / 2).
#' @noRd
penalized_loss <- function(loss, network, penalty, ops) {
  sizes <- 0
  squares <- 0
  for (p in penalized_parameters(network, penalty)) {
    sizes <- sizes + ops$total(abs(p))
    squares <- squares + ops$total(p * p)
  }
  loss + (penalty$l1 * sizes + penalty$l2 * squares / 2)
}

#' Compute dp of the penalized loss: (dp + l1 * sign(p)) + l2 * p, with sign(0) = 0.
#' @noRd
penalized_gradient <- function(p, dp, penalty) {
  dp + penalty$l1 * sign(p) + penalty$l2 * p
}

#' Return the gradients of a layer, dW and db, with the penalty's part.
#' @noRd
penalized_gradients <- function(layer, gradient, penalty) {
  if (is.null(penalty)) return(gradient)
  gradient$dW <- penalized_gradient(layer$W, gradient$dW, penalty)
  if (penalty$biases && !is.null(layer$b)) {
    gradient$db <- penalized_gradient(layer$b, gradient$db, penalty)
  }
  gradient
}
