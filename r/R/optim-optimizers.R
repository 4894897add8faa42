# One table: name -> options, start state and one update; explicit state, values in, values out.
#
# Below, w is a parameter (W or b), g the gradient that the optimizer is given, and operations are
# in the order written.

#' `start(parameter, options)` gives the state; `update(parameter, gradient, state, options, ops)`
#' gives both anew.
#'
#' An optimizer that looks at J itself has, in place of an update, `search(at, states, config, ops,
#' evaluate)`, for the whole network. `check(options, argument)` refuses options that do not go
#' together.
#' @noRd
Optimizer <- function(options, start, update, search = NULL, check = NULL) {
  list(options = options, start = start, update = update, search = search, check = check)
}

#' The start of a state whose parts are zeros of the parameter's shape.
#' @noRd
zeros <- function(...) {
  parts <- c(...)
  # + 0: the product with a negative number is -0.
  function(parameter, options) sapply(parts, function(part) parameter * 0 + 0, simplify = FALSE)
}

#' w <- w - learning_rate * g.
#' @noRd
sgd <- function(w, g, state, options, ops) {
  list(parameter = w - options$learning_rate * g, state = state)
}

#' velocity <- momentum * velocity + g; w <- w - learning_rate * velocity.
#' @noRd
momentum <- function(w, g, state, options, ops) {
  velocity <- options$momentum * state$velocity + g
  list(parameter = w - options$learning_rate * velocity, state = list(velocity = velocity))
}

#' velocity <- momentum * velocity + g; w <- w - learning_rate * (g + momentum * velocity).
#' @noRd
nesterov <- function(w, g, state, options, ops) {
  velocity <- options$momentum * state$velocity + g
  list(
    parameter = w - options$learning_rate * (g + options$momentum * velocity),
    state = list(velocity = velocity)
  )
}

DECAY <- list(weight_decay = Option(0, NOT_NEGATIVE))
MOMENTUM <- list(momentum = Option(0.9, SHARE))
ADAM <- list(
  beta1 = Option(0.9, SHARE), beta2 = Option(0.999, SHARE), epsilon = Option(1e-8, POSITIVE),
  epsilon_mode = Option("outside", one_of("outside", "hat"))
)
RPROP <- list(
  increase = Option(1.2, GROWING),
  decrease = Option(0.5, SHRINKING),
  smallest_step = Option(1e-6, POSITIVE),
  largest_step = Option(50, POSITIVE),
  backtracking = Option(TRUE, check_flag)
)
LBFGS <- list(
  memory = Option(10, check_count), c1 = Option(1e-4, SHRINKING), c2 = Option(0.9, SHRINKING),
  evaluations = Option(20, check_count)
)

OPTIMIZERS <- list(
  sgd = Optimizer(DECAY, function(parameter, options) list(), sgd),
  momentum = Optimizer(c(MOMENTUM, DECAY), zeros("velocity"), momentum),
  nesterov = Optimizer(c(MOMENTUM, DECAY), zeros("velocity"), nesterov),
  adagrad = Optimizer(c(list(epsilon = Option(1e-10, POSITIVE)), DECAY), zeros("squares"), adagrad),
  rmsprop = Optimizer(
    c(list(rho = Option(0.9, SHARE), epsilon = Option(1e-8, POSITIVE)), DECAY),
    zeros("squares"),
    rmsprop
  ),
  adam = Optimizer(c(ADAM, DECAY), start_adam, adam),
  adamw = Optimizer(c(ADAM, list(weight_decay = Option(0.01, NOT_NEGATIVE))), start_adam, adam),
  adadelta = Optimizer(
    c(list(rho = Option(0.9, SHARE), epsilon = Option(1e-6, POSITIVE)), DECAY),
    zeros("squares", "moves"),
    adadelta
  ),
  rprop = Optimizer(c(RPROP, DECAY), start_rprop, rprop),
  lbfgs = Optimizer(LBFGS, start_lbfgs, NULL, lbfgs, check_wolfe)
)

#' Accept a name in OPTIMIZERS, or an object of a name and options; the result is the name, and all
#' its options.
#' @noRd
check_optimizer <- function(value, argument, others = "name") {
  named <- check_named(value, argument, OPTIMIZERS)
  row <- OPTIMIZERS[[named$name]]
  options <- check_options(named, argument, row$options, others)
  if (!is.null(row$check)) row$check(options, argument)
  list(name = named$name, options = options)
}
