# L-BFGS: the direction comes from past changes s of the parameters and y of the gradient.
#
# All parameters of the network are one vector here, in parts W_1, b_1, W_2, b_2, ..., without the b
# that a layer does not have. A search, which is one step of lbfgs, is list(direction, slope,
# trials, taken, end, states, stuck): direction (list(W, b) of every layer), slope, all trials, the
# t taken (0 if none), the evaluation and states after it, and whether it is stuck.

# y is a difference of gradients: along the step, half of its digits at least are more than rounding
CURVATURE <- 0x1p-26

#' Start without pairs: s and y are lists of arrays in the parameter's shape, newest last.
#' @noRd
start_lbfgs <- function(parameter, options) {
  list(s = list(), y = list())
}

#' Refuse a c1 that is not below c2.
#' @noRd
check_wolfe <- function(options, argument) {
  if (options$c1 >= options$c2) {
    fail(
      "E_RANGE",
      paste0(argument, ".c1"),
      paste("less than c2,", describe_number(options$c2)),
      describe(options$c1)
    )
  }
}

#' Return the parameters of a network as parts of one vector.
#' @noRd
parameter_parts <- function(network) {
  parts <- lapply(unname(network), function(layer) list(layer$W, layer$b))
  Filter(Negate(is.null), unlist(parts, recursive = FALSE))
}

#' Return the gradients for the update as parts of one vector.
#' @noRd
gradient_parts <- function(at) {
  gradients <- if (is.null(at$gradients_for_update)) at$gradients else at$gradients_for_update
  parts <- lapply(unname(gradients), function(gradient) list(gradient$dW, gradient$db))
  Filter(Negate(is.null), unlist(parts, recursive = FALSE))
}

#' Return the parts of one vector as W and b of every layer.
#' @noRd
layer_parts <- function(parts, network) {
  ends <- cumsum(vapply(network, function(layer) if (is.null(layer$b)) 1L else 2L, 0L))
  Map(function(layer, end) {
    if (is.null(layer$b)) {
      list(W = parts[[end]], b = NULL)
    } else {
      list(W = parts[[end - 1L]], b = parts[[end]])
    }
  }, unname(network), ends, USE.NAMES = FALSE)
}

#' Return the s, or the y, of every pair, the newest last.
#' @noRd
pair_parts <- function(states, name) {
  kept <- unlist(
    lapply(unname(states), function(layer) lapply(unname(Filter(length, layer)), `[[`, name)),
    recursive = FALSE
  )
  lapply(seq_along(kept[[1L]]), function(i) lapply(kept, `[[`, i))
}

#' Return the states that hold these pairs.
#' @noRd
pair_states <- function(network, s, y) {
  moves <- lapply(s, layer_parts, network)
  changes <- lapply(y, layer_parts, network)
  lapply(seq_along(network), function(l) {
    pairs <- function(name) {
      list(
        s = lapply(moves, function(move) move[[l]][[name]]),
        y = lapply(changes, function(change) change[[l]][[name]])
      )
    }
    list(W = pairs("W"), b = if (is.null(network[[l]]$b)) list() else pairs("b"))
  })
}

#' Compute the scalar product of two vectors: ((0 + total a_1 b_1) + total a_2 b_2) + ..., over the
#' parts.
#' @noRd
dot <- function(a, b, ops) {
  result <- 0
  for (k in seq_along(a)) result <- result + ops$total(a[[k]] * b[[k]])
  result
}

#' Compute the direction p = -H g, by the two loops over the pairs (Nocedal and Wright 2006,
#' Algorithm 7.4).
#'
#' H_0 = s'y / y'y of the newest pair; without pairs learning_rate.
#' @noRd
direction <- function(g, s, y, learning_rate, ops) {
  curvatures <- vapply(seq_along(s), function(i) dot(s[[i]], y[[i]], ops), 0)
  q <- g
  alphas <- numeric(length(s))
  for (i in rev(seq_along(s))) {
    alphas[i] <- dot(s[[i]], q, ops) / curvatures[i]
    q <- Map(function(part, change) part - alphas[i] * change, q, y[[i]])
  }
  newest <- length(y)
  scale <- if (newest) curvatures[newest] / dot(y[[newest]], y[[newest]], ops) else learning_rate
  r <- lapply(q, function(part) scale * part)
  for (i in seq_along(s)) {
    beta <- dot(y[[i]], r, ops) / curvatures[i]
    r <- Map(function(part, move) part + move * (alphas[i] - beta), r, s[[i]])
  }
  lapply(r, function(part) -part)
}

#' Return the network at w + t * p; frozen parameters do not move.
#' @noRd
moved_network <- function(network, p, t, frozen) {
  after <- Map(function(layer, along) {
    layer$W <- layer$W + t * along$W
    if (!is.null(layer$b)) layer$b <- layer$b + t * along$b
    layer
  }, network, p)
  Map(keep_frozen, after, network, frozen_masks(frozen, network))
}

#' One step of L-BFGS from the evaluation `at`: the direction, the search along it, and the new pair
#' (Liu and Nocedal 1989).
#'
#' The pair is stored if s'y > 2^-26 * -(t * slope) and y'y > 0; of more than `memory` pairs the
#' oldest is dropped. If no trial can be taken, the parameters stay and all pairs are forgotten; if
#' there were none, the search is stuck, and training ends.
#' @noRd
lbfgs <- function(at, states, options, frozen, ops, evaluate) {
  g <- gradient_parts(at)
  s <- pair_parts(states, "s")
  y <- pair_parts(states, "y")
  p <- direction(g, s, y, options$learning_rate, ops)
  along <- layer_parts(p, at$network)
  slope <- dot(g, p, ops)
  evaluate_at <- function(t) {
    evaluation <- evaluate(moved_network(at$network, along, t, frozen))
    list(t = t, slope = dot(gradient_parts(evaluation), p, ops), at = evaluation)
  }
  found <- if (isTRUE(slope < 0)) {
    line_search(at$loss, slope, options, evaluate_at)
  } else {
    list(trials = list(), best = NULL)
  }
  if (is.null(found$best)) {
    return(list(
      direction = along, slope = slope, trials = found$trials, taken = 0, end = at,
      states = pair_states(at$network, list(), list()), stuck = length(s) == 0L
    ))
  }
  end <- found$best$at
  move <- Map(`-`, parameter_parts(end$network), parameter_parts(at$network))
  change <- Map(`-`, gradient_parts(end), g)
  if (
    isTRUE(dot(move, change, ops) > CURVATURE * -(found$best$t * slope)) &&
      isTRUE(dot(change, change, ops) > 0)
  ) {
    s <- utils::tail(c(s, list(move)), options$memory)
    y <- utils::tail(c(y, list(change)), options$memory)
  }
  list(
    direction = along, slope = slope, trials = found$trials, taken = found$best$t, end = end,
    states = pair_states(at$network, s, y), stuck = FALSE
  )
}
