# A step along a direction p: t = 1, then doubled or bisected until J falls by enough and its slope
# has flattened by enough.
#
# An evaluation is list(network, values, loss, gradients, gradients_for_update): a network and what
# a batch gives there: values, J, gradients, and the gradients for the update where they differ. A
# trial is list(t, slope, at): t, the slope g'p at w + t p, and the evaluation there.

#' Whether not J(t) <= J + (c1 * t) * slope; what is not finite is too far.
#' @noRd
is_too_far <- function(trial, loss, slope, options) {
  if (!is.finite(trial$at$loss) || !is.finite(trial$slope)) return(TRUE)
  !(trial$at$loss <= loss + options$c1 * trial$t * slope)
}

#' Whether slope(t) < c2 * slope: J still falls almost as it did at the start.
#' @noRd
is_too_short <- function(trial, slope, options) {
  trial$slope < options$c2 * slope
}

#' All trials, look(t) each, and the one to take: that which is neither too far nor too short.
#'
#' After `evaluations` trials it is the last that was too short, or NULL if all were too far.
#' @noRd
line_search <- function(loss, slope, options, look) {
  low <- 0
  high <- NULL
  t <- 1
  best <- NULL
  trials <- list()
  while (length(trials) < options$evaluations) {
    trial <- look(t)
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
