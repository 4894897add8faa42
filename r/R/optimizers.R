# One table: name -> start state and one update; explicit state, values in, values out.
#
# start(parameter) gives the state; update(parameter, gradient, state, options, ops) gives both anew.

#' W <- W - learning_rate * dW.
#' @noRd
sgd_update <- function(parameter, gradient, state, options, ops) {
  list(parameter = parameter - options$learning_rate * gradient, state = state)
}

OPTIMIZERS <- list(
  sgd = list(start = function(parameter) list(), update = sgd_update)
)
