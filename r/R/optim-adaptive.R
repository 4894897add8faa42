# Optimizers that divide by the size of past gradients: adagrad, rmsprop, adam, adadelta.

#' squares <- squares + g * g; w <- w - (learning_rate * g) / (sqrt(squares) + epsilon).
#' @noRd
adagrad <- function(w, g, state, options, ops) {
  squares <- state$squares + g * g
  list(
    parameter = w - options$learning_rate * g / (sqrt(squares) + options$epsilon),
    state = list(squares = squares)
  )
}

#' squares <- rho * squares + (1 - rho) * (g * g); w <- w - (learning_rate * g) / (sqrt(squares) +
#' epsilon).
#' @noRd
rmsprop <- function(w, g, state, options, ops) {
  squares <- options$rho * state$squares + (1 - options$rho) * (g * g)
  list(
    parameter = w - options$learning_rate * g / (sqrt(squares) + options$epsilon),
    state = list(squares = squares)
  )
}

#' squares <- rho * squares + (1 - rho) * (g * g); move = g * (sqrt(moves + epsilon) / sqrt(squares
#' + epsilon)); moves <- rho * moves + (1 - rho) * (move * move); w <- w - learning_rate * move.
#' @noRd
adadelta <- function(w, g, state, options, ops) {
  rho <- options$rho
  epsilon <- options$epsilon
  squares <- rho * state$squares + (1 - rho) * (g * g)
  move <- g * (sqrt(state$moves + epsilon) / sqrt(squares + epsilon))
  moves <- rho * state$moves + (1 - rho) * (move * move)
  list(parameter = w - options$learning_rate * move, state = list(squares = squares, moves = moves))
}

#' m and v zero, and beta1 and beta2 to the power 0.
#' @noRd
start_adam <- function(parameter, options) {
  list(m = parameter * 0 + 0, v = parameter * 0 + 0, beta1_power = 1, beta2_power = 1)
}

#' m <- beta1 * m + (1 - beta1) * g; v <- beta2 * v + (1 - beta2) * (g * g); the powers <- the
#' powers * beta1, * beta2; w <- w - adam_move.
#' @noRd
adam <- function(w, g, state, options, ops) {
  beta1 <- options$beta1
  beta2 <- options$beta2
  m <- beta1 * state$m + (1 - beta1) * g
  v <- beta2 * state$v + (1 - beta2) * (g * g)
  new <- list(
    m = m, v = v, beta1_power = state$beta1_power * beta1, beta2_power = state$beta2_power * beta2
  )
  list(parameter = w - ADAM_MOVES[[options$epsilon_mode]](new, options), state = new)
}

#' (learning_rate * (m / (1 - beta1_power))) / (sqrt(v / (1 - beta2_power)) + epsilon).
#' @noRd
move_outside <- function(state, options) {
  m_hat <- state$m / (1 - state$beta1_power)
  v_hat <- state$v / (1 - state$beta2_power)
  options$learning_rate * m_hat / (sqrt(v_hat) + options$epsilon)
}

#' (rate * m) / (sqrt(v) + epsilon), with rate = (learning_rate * sqrt(1 - beta2_power)) / (1 -
#' beta1_power).
#' @noRd
move_hat <- function(state, options) {
  rate <- options$learning_rate * sqrt(1 - state$beta2_power) / (1 - state$beta1_power)
  rate * state$m / (sqrt(state$v) + options$epsilon)
}

ADAM_MOVES <- list(outside = move_outside, hat = move_hat)
