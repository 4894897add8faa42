# Move one parameter, and compute J, the side of every kink, and the rounding error of J.

ROUNDING <- 2^-53

#' List all parameters: layer by layer, W row by row, then b.
#' @noRd
list_parameters <- function(network) {
  found <- lapply(seq_along(network), function(l) {
    layer <- network[[l]]
    at <- expand.grid(unit = seq_len(ncol(layer$W)), source = seq_len(nrow(layer$W)))
    weights <- Map(function(i, j) list(l = l, name = "W", index = c(i, j)), at$source, at$unit)
    c(weights, lapply(seq_along(layer$b), function(j) list(l = l, name = "b", index = j)))
  })
  do.call(c, found)
}

#' Say whether a parameter is frozen.
#' @noRd
is_frozen <- function(masks, l, name, index) {
  mask <- if (is.null(masks)) NULL else masks[[l]][[name]]
  !is.null(mask) && (if (name == "W") mask[index[1L], index[2L]] else mask[index]) == 0
}

#' Return the network with one parameter set to a value.
#' @noRd
move_parameter <- function(network, l, name, index, value) {
  if (name == "W") network[[l]]$W[index[1L], index[2L]] <- value else network[[l]]$b[index] <- value
  network
}

#' Return the side of its kinks on which every value lies; an l1 penalty has a kink at 0.
#' @noRd
kink_sides <- function(network, values, y, config) {
  found <- lapply(seq_along(network), function(l) {
    lapply(lookup(network[[l]]$activation, ACTIVATIONS)$kinks, function(kink) values[[l]]$Z > kink)
  })
  outputs <- values[[length(values)]]$A
  weights <- list()
  if (!is.null(config$penalty) && config$penalty$l1 > 0) {
    weights <- lapply(unname(penalized_parameters(network, config$penalty)), `>`, 0)
  }
  kinks <- lookup(config$loss, LOSSES)$kinks
  unlist(c(found, weights, lapply(kinks, function(kink) outputs - y > kink)))
}

#' Bound the rounding errors of Z_L and A_L, to first order: each product and each function adds its
#' own, and earlier ones pass through |W| and |f'|.
#' @noRd
output_errors <- function(network, X, values, ops) {
  A_in <- X
  E <- 0 * X
  for (l in seq_along(network)) {
    layer <- network[[l]]
    value <- values[[l]]
    sizes <- ops$product(abs(A_in), abs(layer$W))
    if (!is.null(layer$b)) sizes <- sizes + rep(abs(layer$b), each = nrow(sizes))
    of_Z <- ops$product(E, abs(layer$W)) + 2 * (nrow(layer$W) + 2) * ROUNDING * sizes
    derivative <- lookup(layer$activation, ACTIVATIONS)$derivative
    if (is.null(derivative)) { # softmax: |dA| <= A (E + the row sum of A E)
      E <- value$A * (of_Z + ops$row_sums(value$A * of_Z))
    } else {
      E <- abs(derivative(value$Z, value$A, ops)) * of_Z
    }
    A_in <- value$A
    E <- E + 8 * ROUNDING * abs(value$A)
  }
  list(Z = of_Z, A = E)
}

#' Compute J with the penalty, the sides of the kinks, and a bound of J's rounding error.
#' @noRd
probe <- function(network, X, y, config, ops, weight) {
  values <- forward(network, X, ops)
  last <- values[[length(values)]]
  outputs <- loss_input(last, config$loss)
  J <- loss_value(outputs, y, config$loss, config$reduction, ops, weight)
  if (!is.null(config$penalty)) {
    J <- penalized_loss(J, network, config$penalty, ops)
  }
  slope <- loss_gradient(last$A, y, config$loss, config$reduction, ops, weight)
  E <- output_errors(network, X, values, ops)[[if (is_fused(config$loss)) "Z" else "A"]]
  rounding <- ops$total(abs(slope) * E + E * E) + (length(y) + 8) * ROUNDING * abs(J)
  list(J = J, sides = kink_sides(network, values, y, config), rounding = rounding)
}
