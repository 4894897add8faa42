# The table of optimizers: name -> options, starting state, and update.
#
# An entry is an `Optimizer`. To add one, write one entry in OPTIMIZERS here and in Python; an
# update of more than a few lines goes into a module of its own. Below, w is a parameter (W_l is
# n_{l-1} x n_l, b_l has n_l), g the gradient for its update, of the same shape: the derivative of J
# after penalty, freezing and clipping. Updates are elementwise, in the order written; they change
# none of their arguments.

#' An entry of the table of optimizers.
#'
#' options: name -> default and check of each option; learning_rate, which all have, is not among
#'   them.
#' start(parameter, options): the state of one parameter before the first step. update.start_states
#'   calls it for every W and b; an option may be read, and learning_rate.
#' update(w, g, state, options, ops): the parameter and its state after one step, of the same
#'   shapes. update.update_layer calls it in every step for every W and b, after the decay of W;
#'   options$learning_rate is the rate of this step. NULL for an optimizer with a search.
#' search(at, states, options, frozen, ops, evaluate): one step of the whole network, for an
#'   optimizer that tries several steps and looks at J after each: from the evaluation `at` to a
#'   search. train.step calls it in place of every update; evaluate(network) gives another
#'   evaluation.
#' check(options, argument): refuses options that do not go together; NULL if all do.
#' @noRd
Optimizer <- function(options, start, update, search = NULL, check = NULL) {
  list(options = options, start = start, update = update, search = search, check = check)
}

#' Make the start of a state whose parts are zeros of the parameter's shape.
#' @noRd
zeros <- function(...) {
  parts <- c(...)
  function(parameter, options) {
    sapply(parts, function(part) replace(parameter, TRUE, 0), simplify = FALSE)
  }
}

#' Gradient descent: w <- w - learning_rate * g (Robbins and Monro 1951).
#' @noRd
sgd <- function(w, g, state, options, ops) {
  list(parameter = w - options$learning_rate * g, state = state)
}

#' Gradient descent with momentum (Polyak 1964).
#'
#' velocity <- momentum * velocity + g; w <- w - learning_rate * velocity.
#' @noRd
momentum <- function(w, g, state, options, ops) {
  velocity <- options$momentum * state$velocity + g
  list(parameter = w - options$learning_rate * velocity, state = list(velocity = velocity))
}

#' Gradient descent with Nesterov's momentum (Sutskever et al. 2013).
#'
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

#' Accept a name in OPTIMIZERS, or an object of a name and options; return the name and all options.
#'
#' Names in `others` are left alone. Errors: E_CHOICE for another name, E_FORMAT for an option that
#' the optimizer does not have, and those of the options' checks.
#' @noRd
check_optimizer <- function(value, argument, others = "name") {
  named <- check_named(value, argument, OPTIMIZERS)
  entry <- OPTIMIZERS[[named$name]]
  options <- check_options(named, argument, entry$options, others)
  if (!is.null(entry$check)) entry$check(options, argument)
  list(name = named$name, options = options)
}
