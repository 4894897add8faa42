# Gradient clipping: by value, each element by itself; or by norm, all of the network's gradients
# together.

#' Accept an object with a value or a norm.
#' @noRd
check_clipping <- function(given, argument) {
  if (is.null(given)) return(NULL)
  if (!is_object(given)) fail("E_TYPE", argument, "an object", describe(given))
  for (name in names(given)) {
    if (!name %in% c("value", "norm")) {
      fail("E_FORMAT", paste0(argument, ".", name), "one of value, norm", "an unknown name")
    }
  }
  if (length(given) != 1L) {
    fail(
      "E_FORMAT",
      argument,
      "an object with either value or norm",
      if (length(given)) "both" else "neither"
    )
  }
  given[[1L]] <- check_positive(given[[1L]], paste0(argument, ".", names(given)))
  given
}

#' g, not below -limit and not above limit.
#' @noRd
clip_value <- function(gradient, limit) {
  gradient[gradient > limit] <- limit
  gradient[gradient < -limit] <- -limit
  gradient
}

#' sqrt(0 + total g_1^2 + total g_2^2 + ...), the gradients in the order W_1, b_1, W_2, ...
#' @noRd
gradient_norm <- function(gradients, ops) {
  squares <- 0
  for (g in gradients) squares <- squares + ops$total(g * g)
  norm <- if (!is.nan(squares)) sqrt(squares) else squares
  if (!is.finite(norm)) fail("E_DIVERGED", "gradient_norm", "finite", describe_number(norm))
  norm
}

#' g * (limit / norm) where norm is above the limit, else g.
#' @noRd
clip_norm <- function(gradient, norm, limit) {
  if (norm > limit) gradient * (limit / norm) else gradient
}
