# L-BFGS: the direction and the line search by hand; the same values as in python/tests/test_lbfgs.py.

OPTIONS <- list(c1 = 1e-4, c2 = 0.9, evaluations = 20, memory = 10)

# The t of all trials, and the one taken, for functions J(t) and slope(t), from J = 1 and a slope of -1.
searched <- function(curve, ...) {
  look <- function(t) list(t = t, slope = curve$slope(t), at = list(loss = curve$J(t)))
  found <- line_search(1, -1, utils::modifyList(OPTIONS, list(...)), look)
  list(tried = vapply(found$trials, `[[`, 0, "t"), taken = found$best$t)
}

# J = 1 - t + k t^2, and its slope.
parabola <- function(k) list(J = function(t) 1 - t + k * t * t, slope = function(t) -1 + 2 * k * t)

test_that("line searches by hand", {
  expect_identical(searched(parabola(0.5)), list(tried = 1, taken = 1))
  # J(1) = 2 and J(1/2) = 1 are not below 1 - c1 t; J(1/4) = 7/8, slope 0
  expect_identical(searched(parabola(2)), list(tried = c(1, 0.5, 0.25), taken = 0.25))
  # slopes -31/32, -15/16, -7/8: the first two are below -0.9; then -3/4, -1/2, which is not below -1/2
  expect_identical(searched(parabola(1 / 64)), list(tried = c(1, 2, 4), taken = 4))
  expect_identical(searched(parabola(1 / 64), c2 = 0.5), list(tried = c(1, 2, 4, 8, 16), taken = 16))
  # slope(1) = -9/16 is below -1/2; J(2) = -1/8 is not above 1 - 0.8, slope -1/8
  expect_identical(searched(parabola(7 / 32), c1 = 0.4, c2 = 0.5), list(tried = c(1, 2), taken = 2))
  # two trials are not enough: the longest that was too short; all too far: nothing
  expect_identical(searched(parabola(1 / 64), evaluations = 2), list(tried = c(1, 2), taken = 2))
  expect_identical(searched(parabola(2), evaluations = 2), list(tried = c(1, 0.5), taken = NULL))
  # what is not finite is too far
  for (bad in c(Inf, NaN)) {
    expect_identical(searched(list(J = function(t) if (t == 1) bad else 0.5, slope = function(t) 0)), list(tried = c(1, 0.5), taken = 0.5))
    expect_identical(searched(list(J = function(t) 0, slope = function(t) if (t == 1) bad else 0)), list(tried = c(1, 0.5), taken = 0.5))
  }
  # exactly on the line of c1 is near enough, exactly at the slope of c2 flat enough
  expect_identical(searched(list(J = function(t) 0.75, slope = function(t) -0.5), c1 = 0.25, c2 = 0.5), list(tried = 1, taken = 1))
  # 1 too short, 2 too far, 1.5 too short, 1.75 right; with three trials the longest that was too short
  between <- list(J = function(t) if (t < 2) 0.5 else 2, slope = function(t) if (t > 1.5) 0 else -1)
  expect_identical(searched(between), list(tried = c(1, 2, 1.5, 1.75), taken = 1.75))
  expect_identical(searched(between, evaluations = 3), list(tried = c(1, 2, 1.5), taken = 1.5))
})

test_that("directions by hand", {
  part <- function(...) list(rbind(c(...)))
  for (ops in ARITHMETICS) {
    expect_identical(direction(part(2, -4), list(), list(), 0.25, ops), part(-0.5, 1))
    # s'y = 2, y'y = 4, H_0 = 1/2; alpha = 3 / 2; q = g - 1.5 y = (0, 1); r = (0, 0.5); beta = 0; r + 1.5 s = (1.5, 0.5)
    expect_identical(direction(part(3, 1), list(part(1, 0)), list(part(2, 0)), 9, ops), part(-1.5, -0.5))
    # s'y = 2, y'y = 8, H_0 = 1/4; alpha = 1 / 2; q = (0, 0); r = 0; beta = 0; r + 0.5 s
    expect_equal(direction(part(1, 1), list(part(1, 0)), list(part(2, 2)), 9, ops), part(-0.5, 0), tolerance = 0)
  }
})

test_that("the newest pair is met exactly", {
  # H y = s for the newest pair, whatever the others are
  s <- list(list(rbind(c(1, 2, -1))), list(rbind(c(0.5, -1, 2))), list(rbind(c(-1, 0.25, 1))))
  y <- list(list(rbind(c(2, 3, -1))), list(rbind(c(1, -2, 5))), list(rbind(c(-3, 1, 2))))
  expect_equal(direction(y[[3L]], s, y, 1, NATIVE)[[1L]], -s[[3L]][[1L]], tolerance = 1e-13)
  expect_gt(max(abs(direction(y[[1L]], s, y, 1, NATIVE)[[1L]] + s[[1L]][[1L]])), 1e-3)
})

test_that("pairs are kept by layer", {
  network <- list(list(W = matrix(1, 1, 2), b = NULL, activation = "tanh"), list(W = matrix(1, 2, 1), b = 1, activation = "identity"))
  pairs <- function(sign) lapply(1:3, function(k) lapply(parameter_parts(network), `*`, sign * k))
  states <- pair_states(network, pairs(1), pairs(-1))
  expect_identical(states[[1L]]$b, list())
  expect_identical(states[[2L]]$b$y, list(-1, -2, -3))
  expect_identical(pair_parts(states, "s"), pairs(1))
  expect_identical(dot(pairs(1)[[1L]], pairs(1)[[2L]], NATIVE), 10) # 2 + 2 + 2 + 2 + 2
})

test_that("frozen parameters keep their bits in every trial", {
  network <- list(list(W = rbind(c(-0, 4)), b = c(-0, 1), activation = "identity"))
  p <- layer_parts(list(rbind(c(NaN, 1)), c(0, 2)), network)
  moved <- moved_network(network, p, 0.5, list(list(W = rbind(c(0, 1)), b = c(0, 1))))[[1L]]
  expect_identical(1 / moved$W[1L, 1L], -Inf)
  expect_identical(1 / moved$b[1L], -Inf)
  expect_identical(c(moved$W[1L, 2L], moved$b[2L]), c(4.5, 2))
})

test_that("a stationary point, or trials that are all too far, end the run", {
  unwarned({
  still <- function(...) mlp(
    matrix(c(1, 2)), c(2, 4), hidden = integer(0), output_activation = "identity", optimizer = "lbfgs", epochs = 9,
    parameters = list(list(W = matrix(2), b = 0)), ...
  )
  expect_identical(still()$stopped, "line_search")
  expect_length(still()$losses, 1L)
  expect_identical(format_history(still()$history)[4L], "stopped by line_search: nowhere along the direction is J lower")
  expect_identical(still(threshold = 0)$stopped, "gradient") # which is asked first
  X <- outer(1:9, 1:2, function(i, j) sin(3 * i + j))
  stuck <- mlp(X, abs(X[, 1L]), hidden = 2, activation = "tanh", optimizer = list(name = "lbfgs", evaluations = 1), learning_rate = 1e6, epochs = 9)
  expect_identical(stuck$stopped, "line_search")
  })
})

test_that("a trial that is not finite is recorded by its t alone", {
  case <- read_document(system.file("fixtures/cases/lbfgs_regression.json", package = "twinmlp"), "case")
  case$optimizer <- list(name = "lbfgs", learning_rate = 1e200, evaluations = 800)
  case$training <- list(epochs = 1)
  case$record <- list(steps = list(0))
  search <- run_case(case)$steps[[1L]]$search
  expect_identical(search$trials[[1L]], list(t = 1, loss = NULL, slope = NULL, layers = NULL))
  last <- search$trials[[length(search$trials)]]
  expect_true(is.finite(last$loss) && search$taken == last$t && last$t < 1e-190)
})

test_that("what the validation sets aside does not count for the batch size", {
  X <- outer(1:9, 1:2, function(i, j) sin(3 * i + j))
  fit <- function(size) mlp(X, abs(X[, 1L]), hidden = 2, optimizer = "lbfgs", batch_size = size, epochs = 2, validation_fraction = 1 / 3)
  expect_length(fit(6)$losses, 2L)
  expect_error(fit(5), '`batch_size` must be null, or 6 or more, with the optimizer "lbfgs", got 5.', fixed = TRUE, class = "twinmlp_range_error")
})
