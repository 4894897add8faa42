# Optimizers that divide by the size of past gradients: adagrad, rmsprop, adam, adadelta.

#' Adagrad: divide by the root of the sum of all squared gradients (Duchi et al. 2011).
#'
#' squares <- squares + g * g; w <- w - (learning_rate * g) / (sqrt(squares) + epsilon).
#' @noRd
adagrad <- function(w, g, state, options, ops) {
  squares <- state$squares + g * g
  list(
    parameter = w - options$learning_rate * g / (sqrt(squares) + options$epsilon),
    state = list(squares = squares)
  )
}

#' RMSprop: divide by the root of a running mean of squared gradients (Tieleman and Hinton 2012).
#'
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

#' Adadelta: as rmsprop, times the root of a running mean of squared moves (Zeiler 2012).
#'
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

#' Start with m and v zero, and with beta1 and beta2 to the power 0.
#'
#' The powers are numbers; m and v have the shape of the parameter.
#' @noRd
start_adam <- function(parameter, options) {
  zero <- replace(parameter, TRUE, 0)
  list(m = zero, v = zero, beta1_power = 1, beta2_power = 1)
}

#' Adam: a running mean of gradients over the root of one of their squares (Kingma and Ba 2015).
#'
#' m <- beta1 * m + (1 - beta1) * g; v <- beta2 * v + (1 - beta2) * (g * g); beta1_power <-
#' beta1_power * beta1, and the same for beta2; w <- w - the move of epsilon_mode. After step t the
#' powers are beta1^t and beta2^t: they make up for means that start at 0.
#'
#' AdamW (Loshchilov and Hutter 2019) is this update with another default for the decay of weights,
#' which all optimizers here have decoupled from the gradient (update.decay_weights).
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

#' Adam's move with epsilon outside the root of the corrected mean (Kingma and Ba 2015, Algorithm
#' 1).
#'
#' (learning_rate * (m / (1 - beta1_power))) / (sqrt(v / (1 - beta2_power)) + epsilon).
#' @noRd
move_outside <- function(state, options) {
  m_hat <- state$m / (1 - state$beta1_power)
  v_hat <- state$v / (1 - state$beta2_power)
  options$learning_rate * m_hat / (sqrt(v_hat) + options$epsilon)
}

#' Adam's move with both corrections in the learning rate (Kingma and Ba 2015, end of section 2).
#'
#' (rate * m) / (sqrt(v) + epsilon), with rate = (learning_rate * sqrt(1 - beta2_power)) / (1 -
#' beta1_power). The epsilon is what they call epsilon hat.
#' @noRd
move_hat <- function(state, options) {
  rate <- options$learning_rate * sqrt(1 - state$beta2_power) / (1 - state$beta1_power)
  rate * state$m / (sqrt(state$v) + options$epsilon)
}

ADAM_MOVES <- list(outside = move_outside, hat = move_hat)
