# Optimizers, schedules, clipping, penalties and masks against values found by hand.

# w after every gradient.
path <- function(name, gradients, learning_rate, options = list()) {
  checked <- check_optimizer(c(list(name = name), options), "optimizer")
  options <- c(list(learning_rate = learning_rate), checked$options)
  parameter <- matrix(1)
  state <- OPTIMIZERS[[name]]$start(parameter, options)
  found <- numeric(0)
  for (g in gradients) {
    after <- OPTIMIZERS[[name]]$update(parameter, matrix(g), state, options, NATIVE)
    parameter <- after$parameter
    state <- after$state
    found <- c(found, parameter)
  }
  found
}

# name, options, learning rate, gradients, w after each, from w = 1; the arithmetic behind each is in python/tests/test_optimizers.py
BY_HAND <- list(
  list("sgd", list(), 0.5, c(0.5, 0.25), c(0.75, 0.625)),
  list("momentum", list(momentum = 0.5), 0.5, c(0.5, 0.25), c(0.75, 0.5)),
  list("nesterov", list(momentum = 0.5), 0.5, c(0.5, 0.25), c(0.625, 0.375)),
  list("adagrad", list(epsilon = 1), 1.5, c(3, 4), c(-0.125, -1.125)),
  list("rmsprop", list(rho = 0, epsilon = 2), 1, c(2, 4), c(0.5, 0.5 - 4 / 6)),
  list("adam", list(beta1 = 0, beta2 = 0, epsilon = 2), 1, c(2, 6), c(0.5, -0.25)),
  list("adam", list(beta1 = 0.5, beta2 = 0.5, epsilon = 2), 1, 2, 0.5),
  list("adam", list(beta1 = 0.5, beta2 = 0.25, epsilon = 2, epsilon_mode = "hat"), 1, 2, 1 - sqrt(0.75) / 0.5 / (sqrt(3) + 2)),
  list("adadelta", list(rho = 0, epsilon = 12), 0.5, 2, 1 - 0.5 * sqrt(3)),
  list("rprop", list(increase = 2, decrease = 0.25), 0.5, c(3, 1, -2, -2, -1), c(0.5, -0.5, 0.5, 0.75, 1.25)),
  list("rprop", list(increase = 2, decrease = 0.25, backtracking = FALSE), 0.5, c(3, 1, -2, -2, -1), c(0.5, -0.5, -0.25, 0.25, 1.25)),
  list(
    "rprop", list(increase = 2, decrease = 0.25, largest_step = 0.75, smallest_step = 0.5, backtracking = FALSE), 0.5,
    c(3, 1, -2, 0, 1), c(0.5, -0.25, 0.25, 0.25, -0.25)
  )
)

test_that("updates are as found by hand", {
  for (row in BY_HAND) expect_equal(path(row[[1L]], row[[4L]], row[[3L]], row[[2L]]), row[[5L]], tolerance = 1e-15, info = row[[1L]])
})

test_that("weight decay is of W only and before the move", {
  config <- TrainConfig(options = list(learning_rate = 0.5, weight_decay = 0.5), epochs = 1)
  network <- list(list(W = matrix(4), b = 4, activation = "identity"))
  after <- update_network(network, list(list(dW = matrix(1), db = 1)), start_states(network, config), config, NATIVE)$network[[1L]]
  expect_identical(c(after$W, after$b), c(4 * 0.75 - 0.5, 3.5))
})

rates <- function(schedule, count, arithmetic) {
  checked <- check_schedule(schedule, "schedule")
  vapply(seq_len(count) - 1, function(t) scheduled_rate(2, checked, t, 99, choose_arithmetic(arithmetic)), 0)
}

test_that("schedules are as found by hand", {
  for (arithmetic in c("native", "reproducible")) {
    expect_identical(rates("constant", 3, arithmetic), c(2, 2, 2))
    expect_identical(rates(list(name = "step", drop = 0.5, every = 2), 5, arithmetic), c(2, 2, 1, 1, 0.5))
    expect_identical(rates(list(name = "exponential", decay = 0.5), 4, arithmetic), c(2, 1, 0.5, 0.25))
    expect_equal(rates(list(name = "inverse_scaling", power = 1), 4, arithmetic), c(2, 1, 2 / 3, 0.5), tolerance = 1e-15)
    expect_equal(rates("inverse_scaling", 4, arithmetic), c(2, sqrt(2), 2 / sqrt(3), 1), tolerance = 1e-15)
    expect_equal(
      rates(list(name = "cosine", period = 4), 6, arithmetic), c(2, 1 + sqrt(0.5), 1, 1 - sqrt(0.5), 0, 0), tolerance = 4e-16
    )
    expect_identical(rates(list(name = "constant", warmup = 4), 5, arithmetic), c(0.5, 1, 1.5, 2, 2))
  }
  by_step <- check_schedule(list(name = "exponential", decay = 0.5, by = "step"), "schedule")
  expect_identical(scheduled_rate(2, by_step, 0, 3, NATIVE), 0.25)
  expect_identical(vapply(0:5, function(k) whole_power(3, k), 0), c(1, 3, 9, 27, 81, 243))
})

test_that("clipping is as found by hand", {
  expect_identical(clip_value(matrix(c(3, -3, 0.5), 1), 1), matrix(c(1, -1, 0.5), 1))
  gradients <- list(matrix(c(3, 0)), 4)
  expect_identical(gradient_norm(gradients, NATIVE), 5)
  expect_identical(clip_norm(4, 5, 2.5), 2)
  expect_identical(clip_norm(4, 5, 5), 4)
  expect_error(gradient_norm(list(1e200), NATIVE), "`gradient_norm` must be finite, got Infinity.", fixed = TRUE)
})

test_that("penalties are as found by hand", {
  W <- matrix(c(2, 0, -1, 4), 2)
  network <- list(list(W = W, b = c(-3, 0)), list(W = matrix(0, 2), b = NULL))
  penalty <- list(l1 = 0.5, l2 = 0.25, biases = FALSE)
  # 1 + 0.5 * 7 + 0.25 * 21 / 2; and with |-3| and 9 of the biases
  expect_identical(penalized_loss(1, network, penalty, NATIVE), 1 + 3.5 + 2.625)
  expect_identical(penalized_loss(1, network, replace(penalty, "biases", TRUE), NATIVE), 1 + 0.5 * 10 + 0.25 * 30 / 2)
  expect_identical(penalized_gradient(W, matrix(1, 2, 2), penalty), matrix(c(2, 1, 0.25, 2.5), 2))
})

test_that("the sums of a penalty are over all weights, then over the biases", {
  network <- list(list(W = matrix(1), b = 1), list(W = matrix(2^53), b = NULL))
  # 1 + 2^53 is 2^53, and so is that + 1; 1 + 1 + 2^53 would be 2^53 + 2
  for (ops in list(NATIVE, REPRODUCIBLE)) {
    expect_identical(penalized_loss(0, network, list(l1 = 1, l2 = 0, biases = TRUE), ops), 2^53)
  }
})

test_that("the penalty is on the biases if asked", {
  layer <- list(list(W = matrix(2), b = -3, activation = "identity"))
  found <- list(list(dW = matrix(1), db = 1))
  config <- TrainConfig(
    options = list(learning_rate = 1), epochs = 1,
    penalty = check_penalty(list(l1 = 0.5, l2 = 0.25, biases = TRUE), "penalty")
  )
  # W: 1 + 0.5 + 0.25 * 2; b: 1 - 0.5 - 0.25 * 3
  changed <- gradients_for_update(layer, found, config, NATIVE)$gradients[[1L]]
  expect_identical(changed, list(dW = matrix(2), db = -0.25))
  # With a norm of sqrt(2^2 + 0.25^2) clipped to half of it, and where b is frozen to 2 of W alone.
  config$clipping <- list(norm = sqrt(4.0625) / 2)
  changed <- gradients_for_update(layer, found, config, NATIVE)
  expect_identical(list(changed$norm, changed$gradients[[1L]]$db), list(sqrt(4.0625), -0.125))
  config$frozen <- list(list(W = NULL, b = 0))
  changed <- gradients_for_update(layer, found, config, NATIVE)
  expect_identical(list(changed$norm, changed$gradients[[1L]]$db), list(2, 0))
  # A decay of weights stays that of the weights: b <- -3 + 0.25; W <- 2 * (1 - 0.5) - 2.
  config[c("clipping", "frozen")] <- list(NULL)
  config$options$weight_decay <- 0.5
  after <- update_network(layer, found, start_states(layer, config), config, NATIVE)$network[[1L]]
  expect_identical(after[c("W", "b")], list(W = matrix(-1), b = -2.75))
})

test_that("biases alone are no penalty", {
  expect_null(check_penalty(list(biases = TRUE), "penalty"))
  expect_identical(check_penalty(list(l2 = 1), "penalty"), list(l1 = 0, l2 = 1, biases = FALSE))
  expect_error(check_penalty(list(l2 = 1, biases = 1), "penalty"), "`penalty.biases` must be true or false, got 1.", fixed = TRUE)
})

test_that("masks keep what is frozen, and its gradient does not count", {
  kept <- unless_frozen(c(1, 2), c(0, 1), c(-0, 5))
  expect_identical(1 / kept, c(-Inf, 0.5))
  config <- TrainConfig(
    options = list(learning_rate = 1), epochs = 1, frozen = list(list(W = matrix(0), b = NULL)), clipping = list(norm = 2)
  )
  network <- list(list(W = matrix(4), b = 4, activation = "identity"))
  after <- update_network(network, list(list(dW = matrix(100), db = 4)), start_states(network, config), config, NATIVE)
  expect_identical(c(after$norm, after$network[[1L]]$W, after$network[[1L]]$b), c(4, 4, 2))
})
