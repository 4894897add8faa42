# Gradient clipping: each element by its value, or all gradients together by their norm.

#' Accept an object with a value or a norm, a number above 0.
#' @noRd
check_clipping <- function(value, argument) {
  if (is.null(value)) return(NULL)
  check_plain_object(value, argument)
  refuse_unknown(names(value), argument, c("value", "norm"))
  if (length(value) != 1L) {
    found <- if (length(value)) "both" else "neither"
    fail("E_FORMAT", argument, "an object with either value or norm", found)
  }
  value[[1L]] <- check_positive(value[[1L]], paste0(argument, ".", names(value)))
  value
}

#' Clip by value: g, not below -limit and not above limit.
#' @noRd
clip_value <- function(gradient, limit) {
  gradient[gradient > limit] <- limit
  gradient[gradient < -limit] <- -limit
  gradient
}

#' Compute the norm of all gradients of the network together.
#'
#' sqrt(0 + total g_1^2 + total g_2^2 + ...), the gradients in the order W_1, b_1, W_2, ... Error:
#' E_DIVERGED if it is not finite.
#' @noRd
gradient_norm <- function(gradients, ops) {
  squares <- 0
  for (g in gradients) squares <- squares + ops$total(g * g)
  check_norm(if (!is.nan(squares)) sqrt(squares) else squares)
}

#' Refuse to go on from a norm that is not finite.
#' @noRd
check_norm <- function(norm) {
  if (!is.finite(norm)) fail("E_DIVERGED", "gradient_norm", "finite", describe_number(norm))
  norm
}

#' Clip by norm: g * (limit / norm) if norm is above the limit, else g (Pascanu et al. 2013).
#' @noRd
clip_norm <- function(gradient, norm, limit) {
  if (norm > limit) gradient * (limit / norm) else gradient
}
