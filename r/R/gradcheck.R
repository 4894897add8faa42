# Derivatives held against central differences of the loss.

STEP <- 2^-17 # about the cube root of 2^-53, where rounding and truncation weigh the same
TOLERANCE <- 1e-5
FLOOR <- 1e-3 # a derivative is held against at least this share of |J|, whose rounding the difference carries

# Where the derivative of an activation jumps (z), and that of a loss (a - y).
KINKS <- list(relu = 0, leaky_relu = 0, elu = 0, selu = 0, hard_sigmoid = c(-3, 3))
LOSS_KINKS <- list(absolute_error = 0)

#' On which side of its kinks every value lies.
#' @noRd
sides <- function(network, values, y, plan) {
  found <- lapply(seq_along(network), function(l) {
    lapply(KINKS[[row_name(network[[l]]$activation)]], function(kink) values[[l]]$Z > kink)
  })
  outputs <- values[[length(values)]]$A
  unlist(c(found, lapply(LOSS_KINKS[[row_name(plan$loss)]], function(kink) outputs - y > kink)))
}

#' J, and the sides of the kinks.
#' @noRd
probe <- function(network, X, y, plan, ops, weight) {
  values <- forward(network, X, ops)
  J <- loss_value(loss_input(values[[length(values)]], plan$loss), y, plan$loss, plan$reduction, ops, weight)
  list(J = J, sides = sides(network, values, y, plan))
}

#' What back-propagation says, without dropout and penalties.
#' @noRd
derivatives <- function(network, X, y, plan, ops, weight = NULL) {
  values <- forward(network, X, ops)
  from <- output_gradients(values[[length(values)]]$A, y, plan$loss, plan$reduction, ops, weight)
  backward(network, X, values, from$dA, ops, NULL, from$dZ)
}

#' Every parameter: layer by layer, W row by row, then b.
#' @noRd
places <- function(network) {
  found <- lapply(seq_along(network), function(l) {
    layer <- network[[l]]
    at <- expand.grid(unit = seq_len(ncol(layer$W)), source = seq_len(nrow(layer$W)))
    weights <- Map(function(i, j) list(l = l, name = "W", index = c(i, j)), at$source, at$unit)
    c(weights, lapply(seq_along(layer$b), function(j) list(l = l, name = "b", index = j)))
  })
  do.call(c, found)
}

#' The network with one parameter set to a value.
#' @noRd
moved <- function(network, l, name, index, value) {
  if (name == "W") network[[l]]$W[index[1L], index[2L]] <- value else network[[l]]$b[index] <- value
  network
}

#' Hold dW and db (those given, or those of `backward`) against (J(p + h) - J(p - h)) / 2h with h = 2^-17 max(1, |p|).
#'
#' The error of a parameter is |difference| / max(|dW|, |the central difference|, |J| / 1000); more than 1e-5 is wrong. A
#' parameter is skipped if any value lies on different sides of a kink at p + h and p - h.
#' @noRd
check_gradients <- function(network, X, y, plan, ops, gradients = NULL, weight = NULL) {
  if (is.null(gradients)) gradients <- derivatives(network, X, y, plan, ops, weight)
  J <- probe(network, X, y, plan, ops, weight)$J
  worst <- NULL
  checked <- 0
  skipped <- 0
  names <- unit_names(network)
  value_at <- function(values, index) if (length(index) == 2L) values[index[1L], index[2L]] else values[index]
  for (place in places(network)) {
    p <- value_at(network[[place$l]][[place$name]], place$index)
    h <- STEP * max(1, abs(p))
    above <- probe(moved(network, place$l, place$name, place$index, p + h), X, y, plan, ops, weight)
    below <- probe(moved(network, place$l, place$name, place$index, p - h), X, y, plan, ops, weight)
    if (any(above$sides != below$sides)) {
      skipped <- skipped + 1
      next
    }
    checked <- checked + 1
    analytic <- value_at(gradients[[place$l]][[paste0("d", place$name)]], place$index)
    numeric <- (above$J - below$J) / ((p + h) - (p - h))
    scale <- max(abs(analytic), abs(numeric), FLOOR * abs(J))
    error <- if (isTRUE(scale == 0)) 0 else abs(analytic - numeric) / scale
    if (!is.finite(error)) error <- Inf
    if (is.null(worst) || error > worst$error) {
      source <- if (place$name == "W") names[[place$l]][place$index[1L]] else "b"
      target <- names[[place$l + 1L]][place$index[length(place$index)]]
      where <- paste0(sprintf("layer %d, %s", place$l, place$name), paste0("[", place$index - 1, "]", collapse = ""))
      worst <- list(place = where, name = paste(source, "->", target), analytic = analytic, numeric = numeric, error = error)
    }
  }
  passed <- is.null(worst) || worst$error <= TOLERANCE
  structure(list(passed = passed, worst = worst, checked = checked, skipped = skipped), class = "mlp_gradcheck")
}

#' The verdict, and the worst parameter.
#' @noRd
format_gradcheck <- function(found) {
  verdict <- if (found$passed) "All derivatives agree" else "A derivative is wrong"
  lines <- sprintf("%s: %.0f checked, %.0f skipped at a kink.", verdict, found$checked, found$skipped)
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
