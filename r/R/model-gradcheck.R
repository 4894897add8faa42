# Derivatives held against central differences of J, the penalty included.

STEP <- 2^-17 # about the cube root of 2^-53, where rounding and truncation weigh the same
TOLERANCE <- 1e-5
# a derivative is held against at least this share of |J|, whose rounding the difference carries
FLOOR <- 1e-3

#' On which side of its kinks every value lies; an l1 penalty has one at w = 0.
#' @noRd
sides <- function(network, values, y, config) {
  found <- lapply(seq_along(network), function(l) {
    lapply(lookup(network[[l]]$activation, ACTIVATIONS)$kinks, function(kink) values[[l]]$Z > kink)
  })
  outputs <- values[[length(values)]]$A
  weights <- list()
  if (!is.null(config$penalty) && config$penalty$l1 > 0) {
    weights <- lapply(unname(network), function(layer) layer$W > 0)
  }
  kinks <- lookup(config$loss, LOSSES)$kinks
  unlist(c(found, weights, lapply(kinks, function(kink) outputs - y > kink)))
}

#' J with the penalty, and the sides of the kinks.
#' @noRd
probe <- function(network, X, y, config, ops, weight) {
  values <- forward(network, X, ops)
  outputs <- loss_input(values[[length(values)]], config$loss)
  J <- loss_value(outputs, y, config$loss, config$reduction, ops, weight)
  if (!is.null(config$penalty)) {
    J <- penalized_loss(J, lapply(network, `[[`, "W"), config$penalty, ops)
  }
  list(J = J, sides = sides(network, values, y, config))
}

#' What back-propagation says, without dropout, and with a penalty what that adds to dW.
#' @noRd
derivatives <- function(network, X, y, config, ops, weight = NULL) {
  values <- forward(network, X, ops)
  outputs <- values[[length(values)]]$A
  from <- output_gradients(outputs, y, config$loss, config$reduction, ops, weight)
  found <- backward(network, X, values, from$dA, ops, NULL, from$dZ)
  if (is.null(config$penalty)) return(found)
  Map(function(layer, gradient) {
    replace(gradient, "dW", list(penalized_gradient(layer$W, gradient$dW, config$penalty)))
  }, unname(network), unname(found))
}

#' Whether a parameter is not trained.
#' @noRd
is_frozen <- function(masks, l, name, index) {
  mask <- if (is.null(masks)) NULL else masks[[l]][[name]]
  !is.null(mask) && (if (name == "W") mask[index[1L], index[2L]] else mask[index]) == 0
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

#' Hold dW and db against (J(p + h) - J(p - h)) / 2h, with h = 2^-17 max(1, |p|).
#'
#' gradients: those to hold against it, else those of `derivatives`. J has the penalty, and so have
#' the derivatives. The error of a parameter is |difference| / max(|dW|, |the central difference|,
#' |J| / 1000); more than 1e-5 is wrong. A parameter is skipped if any value, or with l1 its own,
#' lies on different sides of a kink at p + h and p - h; a frozen one is not checked.
#' @noRd
check_gradients <- function(network, X, y, config, ops, gradients = NULL, weight = NULL) {
  if (is.null(gradients)) gradients <- derivatives(network, X, y, config, ops, weight)
  J <- probe(network, X, y, config, ops, weight)$J
  worst <- NULL
  checked <- 0
  skipped <- 0
  frozen <- 0
  names <- unit_names(network)
  value_at <- function(values, index) {
    if (length(index) == 2L) values[index[1L], index[2L]] else values[index]
  }
  for (place in places(network)) {
    if (is_frozen(config$frozen, place$l, place$name, place$index)) {
      frozen <- frozen + 1
      next
    }
    p <- value_at(network[[place$l]][[place$name]], place$index)
    h <- STEP * max(1, abs(p))
    shifted <- function(value) moved(network, place$l, place$name, place$index, value)
    above <- probe(shifted(p + h), X, y, config, ops, weight)
    below <- probe(shifted(p - h), X, y, config, ops, weight)
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
      index <- paste0("[", place$index - 1, "]", collapse = "")
      worst <- list(
        place = sprintf("layer %d, %s%s", place$l, place$name, index),
        name = paste(source, "->", target), analytic = analytic, numeric = numeric, error = error
      )
    }
  }
  passed <- is.null(worst) || worst$error <= TOLERANCE
  structure(
    list(passed = passed, worst = worst, checked = checked, skipped = skipped, frozen = frozen),
    class = "mlp_gradcheck"
  )
}

#' The verdict, and the worst parameter.
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
