# Rprop: every parameter has its own step size, which only the signs of its gradients change.

#' Start without a sign, and with steps of learning_rate.
#' @noRd
start_rprop <- function(parameter, options) {
  list(
    sign = replace(parameter, TRUE, 0), step = replace(parameter, TRUE, options$learning_rate)
  )
}

#' Resilient back-propagation (Riedmiller and Braun 1993).
#'
#' Where the sign of g is as before, step <- min(step * increase, largest_step); where it has
#' turned, step <- max(step * decrease, smallest_step); where either is 0, step stays. Then w <- w -
#' sign * step, and sign <- that of g.
#'
#' With backtracking, where the sign has turned, the last move is undone: w <- w + (sign before) *
#' (step before), sign <- 0.
#' @noRd
rprop <- function(w, g, state, options, ops) {
  sign <- base::sign(g) + 0
  agreement <- state$sign * sign
  step <- state$step
  same <- agreement > 0
  turned <- agreement < 0
  step[same] <- pmin(state$step[same] * options$increase, options$largest_step)
  step[turned] <- pmax(state$step[turned] * options$decrease, options$smallest_step)
  move <- sign * step
  if (options$backtracking) {
    move[turned] <- -(state$sign[turned] * state$step[turned])
    sign[turned] <- 0
  }
  list(parameter = w - move, state = list(sign = sign, step = step))
}
