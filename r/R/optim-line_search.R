# Search a step t along a direction p: t = 1, then doubled or bisected, until J has fallen enough
# and its slope has flattened enough (the Wolfe conditions).
#
# These are the weak Wolfe conditions (Nocedal and Wright 2006, section 3.1); doubling and bisecting
# finds such a t for a J that is smooth enough.
#
# An evaluation is list(network, values, loss, gradients, gradients_for_update): a network, and what
# a batch gives with it. A trial is list(t, slope, at): t, the slope g'p at w + t p, and the
# evaluation there.

#' Say whether J has not fallen enough at t: not J(t) <= J + (c1 * t) * slope.
#'
#' A trial that is not finite is too far.
#' @noRd
is_too_far <- function(trial, loss, slope, options) {
  if (!is.finite(trial$at$loss) || !is.finite(trial$slope)) return(TRUE)
  !(trial$at$loss <= loss + options$c1 * trial$t * slope)
}

#' Say whether J still falls almost as fast as at the start: slope(t) < c2 * slope.
#' @noRd
is_too_short <- function(trial, slope, options) {
  trial$slope < options$c2 * slope
}

#' Return all trials, and the one to take: the first that is neither too far nor too short.
#'
#' evaluate_at(t) makes a trial; there are at most `evaluations`. After the last, the trial to take
#' is the latest that was too short, or NULL if all were too far.
#' @noRd
line_search <- function(loss, slope, options, evaluate_at) {
  low <- 0
  high <- NULL
  t <- 1
  best <- NULL
  trials <- list()
  while (length(trials) < options$evaluations) {
    trial <- evaluate_at(t)
    trials[[length(trials) + 1L]] <- trial
    if (is_too_far(trial, loss, slope, options)) {
      high <- t
    } else if (is_too_short(trial, slope, options)) {
      low <- t
      best <- trial
    } else {
      return(list(trials = trials, best = trial))
    }
    t <- if (is.null(high)) 2 * t else (low + high) / 2
  }
  list(trials = trials, best = best)
}
