# Compare derivatives with central differences of J, the penalty included.

STEP <- 2^-17 # about the cube root of 2^-53, where rounding and truncation weigh the same
TOLERANCE <- 1e-5
# a derivative is compared with at least this share of |J|, whose rounding the difference carries
FLOOR <- 1e-3

#' Compute the derivatives by back-propagation, without dropout, with the penalty's part.
#' @noRd
derivatives <- function(network, X, y, config, ops, weight = NULL) {
  values <- forward(network, X, ops)
  outputs <- values[[length(values)]]$A
  from <- output_gradients(outputs, y, config$loss, config$reduction, ops, weight)
  found <- backward(network, X, values, from$dA, ops, NULL, from$dZ)
  Map(penalized_gradients, unname(network), unname(found), list(config$penalty))
}

#' Return the central difference, and the relative error that rounding does not explain.
#'
#' J is the loss at p; shifted are the probes at p - 2h, p - h, p + h, p + 2h.
#' @noRd
compare_difference <- function(analytic, J, shifted, h) {
  values <- vapply(shifted, `[[`, 0, "J")
  numeric <- (8 * (values[3L] - values[2L]) - (values[4L] - values[1L])) / (12 * h)
  # Near a minimum the first derivative is small beside the second, which the slopes hold.
  slopes <- (abs(values[3L] - J) + abs(values[2L] - J)) / (2 * h)
  scale <- max(abs(analytic), abs(numeric), FLOOR * abs(J), slopes)
  rounding <- vapply(shifted, `[[`, 0, "rounding")
  rounding <- (rounding[1L] + 8 * rounding[2L] + 8 * rounding[3L] + rounding[4L]) / (12 * h)
  distance <- abs(analytic - numeric)
  error <- if (isTRUE(distance <= rounding)) 0 else (distance - rounding) / scale
  list(numeric = numeric, error = if (is.finite(error)) error else Inf)
}

#' Compare dW and db with central differences of J, with h = 2^-17 max(1, |p|).
#'
#' (8 (J(p + h) - J(p - h)) - (J(p + 2h) - J(p - 2h))) / 12h, whose error is h^4 J''''' / 30.
#'
#' gradients: those to check, else those of `derivatives`. J has the penalty, and so have
#' the derivatives. The error of a parameter is what rounding does not explain of the difference,
#' over max(|dW|, |the central difference|, |J| / 1000, the mean of both one-sided slopes); more
#' than 1e-5 is wrong. A parameter is skipped if any value, or with l1 its own, lies on different
#' sides of a kink at p + 2h and p - 2h; a frozen one is not checked.
#' @noRd
check_gradients <- function(network, X, y, config, ops, gradients = NULL, weight = NULL) {
  if (is.null(gradients)) gradients <- derivatives(network, X, y, config, ops, weight)
  J <- probe(network, X, y, config, ops, weight)$J
  worst <- NULL
  checked <- skipped <- frozen <- 0
  names <- unit_names(network)
  value_at <- function(values, index) {
    if (length(index) == 2L) values[index[1L], index[2L]] else values[index]
  }
  for (place in list_parameters(network)) {
    if (is_frozen(config$frozen, place$l, place$name, place$index)) {
      frozen <- frozen + 1
      next
    }
    p <- value_at(network[[place$l]][[place$name]], place$index)
    h <- STEP * max(1, abs(p))
    shifted <- lapply(c(-2, -1, 1, 2), function(k) {
      network <- move_parameter(network, place$l, place$name, place$index, p + k * h)
      probe(network, X, y, config, ops, weight)
    })
    if (any(shifted[[1L]]$sides != shifted[[4L]]$sides)) {
      skipped <- skipped + 1
      next
    }
    checked <- checked + 1
    analytic <- value_at(gradients[[place$l]][[paste0("d", place$name)]], place$index)
    compared <- compare_difference(analytic, J, shifted, h)
    if (is.null(worst) || compared$error > worst$error) {
      source <- if (place$name == "W") names[[place$l]][place$index[1L]] else "b"
      target <- names[[place$l + 1L]][place$index[length(place$index)]]
      index <- paste0("[", place$index - 1, "]", collapse = "")
      worst <- list(
        place = sprintf("layer %d, %s%s", place$l, place$name, index),
        name = paste(source, "->", target), analytic = analytic, numeric = compared$numeric,
        error = compared$error
      )
    }
  }
  passed <- is.null(worst) || worst$error <= TOLERANCE
  structure(
    list(passed = passed, worst = worst, checked = checked, skipped = skipped, frozen = frozen),
    class = "mlp_gradcheck"
  )
}

#' Format the verdict, and the worst parameter.
#' @noRd
format_gradcheck <- function(found) {
  verdict <- if (found$passed) "All derivatives agree" else "A derivative is wrong"
  frozen <- if (found$frozen > 0) sprintf(", %.0f frozen", found$frozen) else ""
  lines <- sprintf(
    "%s: %.0f checked, %.0f skipped at a kink%s.", verdict, found$checked, found$skipped, frozen
  )
  if (is.null(found$worst)) return(lines)
  w <- found$worst
  c(lines, sprintf(
    "Worst: %s (%s): back-propagation %.10g, central difference %.10g, error %.3g, allowed %.3g.",
    w$place, w$name, w$analytic, w$numeric, w$error, TOLERANCE
  ))
}

#' @export
print.mlp_gradcheck <- function(x, ...) {
  cat(format_gradcheck(x), sep = "\n")
  invisible(x)
}
