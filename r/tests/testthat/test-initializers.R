# Starting weights: formulas, order of drawing, biases by their own rule, weights from a file.

layers <- list(list(inputs = 4, units = 3, bias = TRUE), list(inputs = 3, units = 2, bias = TRUE))
no_bias <- list(list(inputs = 4, units = 3, bias = FALSE), list(inputs = 3, units = 1, bias = FALSE))

# Values of R's own stream after set.seed, which is given back as it was.
own <- function(seed, code) {
  kept <- keep_session_stream(globalenv())
  on.exit(restore_session_stream(kept, globalenv()))
  set.seed(seed, "Mersenne-Twister", "Inversion", "Rejection")
  force(code)
}

by_row <- function(values, inputs, units) matrix(values, inputs, units, byrow = TRUE)

test_that("uniform is the article's drawing", {
  # The article's B: W1 then W2 from seed 42; then W1 and W2 again from the next 15 uniforms.
  values <- uniform(stream(42), 30)$values
  expect_equal(values[1:3], c(0.3745401188473625, 0.9507143064099162, 0.7319939418114051), tolerance = 1e-15)
  for (skipped in c(0, 15)) {
    parameters <- initialize(no_bias, "uniform", seed = 42, skip = skipped)
    expect_identical(parameters[[1L]]$W, by_row(values[skipped + 1:12], 4, 3))
    expect_identical(parameters[[2L]]$W, by_row(values[skipped + 13:15], 3, 1))
    expect_null(parameters[[1L]]$b)
  }
})

test_that("biases are drawn after the weights of their layer", {
  # The article's A in NumPy: wh, bh, wout, bout, all uniform(0, 1).
  values <- uniform(stream(1), 23)$values
  parameters <- initialize(layers, list(name = "uniform", bias = list(name = "uniform")), seed = 1)
  expect_identical(parameters[[1L]], list(W = by_row(values[1:12], 4, 3), b = values[13:15]))
  expect_identical(parameters[[2L]], list(W = by_row(values[16:21], 3, 2), b = values[22:23]))
})

test_that("biases by their own rule", {
  # The article's A in R: weights rnorm, biases runif.
  parameters <- initialize(layers, list(name = "normal", bias = "uniform"), seed = 42, generator = "r")
  drawn <- own(42, list(rnorm(12), runif(3), rnorm(6), runif(2)))
  expect_equal(parameters[[1L]], list(W = by_row(drawn[[1L]], 4, 3), b = drawn[[2L]]), tolerance = 1e-15)
  expect_equal(parameters[[2L]], list(W = by_row(drawn[[3L]], 3, 2), b = drawn[[4L]]), tolerance = 1e-15)
})

test_that("biases are zero unless asked for", {
  expect_identical(initialize(list(list(inputs = 2, units = 3)), "normal")[[1L]]$b, numeric(3))
})

test_that("uniform formulas", {
  u <- by_row(uniform(stream(42), 12)$values, 4, 3)
  limits <- list(
    uniform = c(0, 1), glorot_uniform = c(-1, 1) * sqrt(6 / 7), he_uniform = c(-1, 1) * sqrt(6 / 4),
    lecun_uniform = c(-1, 1) * sqrt(3 / 4)
  )
  for (name in names(limits)) {
    low <- limits[[name]][1L]
    high <- limits[[name]][2L]
    expect_identical(initialize(no_bias, name)[[1L]]$W, low + (high - low) * u)
  }
})

test_that("normal formulas", {
  z <- by_row(normal(stream(42), 12)$values, 4, 3)
  sds <- c(normal = 1, glorot_normal = sqrt(2 / 7), he_normal = sqrt(2 / 4), lecun_normal = sqrt(1 / 4))
  for (name in names(sds)) expect_identical(initialize(no_bias, name)[[1L]]$W, sds[[name]] * z)
})

test_that("zeros and constant draw nothing", {
  expect_identical(initialize(no_bias, "zeros")[[1L]]$W, matrix(0, 4, 3))
  expect_identical(initialize(no_bias, list(name = "constant", value = 0.5))[[1L]]$W, matrix(0.5, 4, 3))
  parameters <- initialize(layers, list(name = "constant", value = 2, bias = "uniform"))
  expect_identical(parameters[[1L]]$b, uniform(stream(42), 3)$values)
})

test_that("same seed, same weights", {
  for (generator in c("numpy", "r")) {
    for (name in names(INITIALIZERS)) {
      one <- initialize(layers, name, 5, generator)
      expect_identical(initialize(layers, name, 5, generator), one)
      expect_identical(lapply(one, function(p) c(dim(p$W), length(p$b))), list(c(4L, 3L, 3L), c(3L, 2L, 2L)))
    }
  }
})

test_that("arithmetic is handed to normals", {
  for (ops in ARITHMETICS) {
    W <- initialize(no_bias, "normal", ops = ops)[[1L]]$W
    expect_identical(as.vector(t(W)), normal(stream(42), 12, ops = ops)$values)
  }
})

refuse <- function(layers, initializer, code, text) {
  error <- tryCatch(initialize(layers, initializer), twinmlp_error = identity)
  expect_identical(list(error$code, conditionMessage(error)), list(code, text))
}

test_that("weights from a file", {
  path <- tempfile(fileext = ".json")
  on.exit(unlink(path))
  writeLines('{"parameters": [{"W": [[1, 2]], "b": [0.1, -0.0]}, {"W": [[3], [4]], "b": null}]}', path)
  small <- list(list(inputs = 1, units = 2), list(inputs = 2, units = 1, bias = FALSE))
  parameters <- initialize(small, list(name = "file", path = path))
  expect_identical(parameters, list(list(W = cbind(1, 2), b = c(0.1, -0)), list(W = rbind(3, 4), b = NULL)))
  refuse(layers, list(name = "file", path = path), "E_SHAPE", "`parameters[0].W` must be a 4 x 3 matrix, got a 1 x 2 matrix.")
})

test_that("bad initializer is refused", {
  known <- "zeros, constant, uniform, normal, glorot_uniform, glorot_normal, he_uniform, he_normal, lecun_uniform, lecun_normal"
  refuse(layers, "gauss", "E_CHOICE", sprintf('`initializer.name` must be one of %s, got "gauss".', known))
  refuse(layers, 3, "E_TYPE", "`initializer` must be a name or an object, got 3.")
  refuse(layers, list(name = "uniform", lo = 0), "E_CHOICE", '`initializer option` must be one of name, low, high, bias, got "lo".')
  refuse(layers, list(name = "uniform", low = "a"), "E_TYPE", '`initializer.low` must be a finite number, got "a".')
  refuse(layers, list(name = "normal", sd = -1), "E_RANGE", "`sd` must be a finite number, 0 or more, got -1.")
  refuse(layers, list(name = "zeros", bias = "x"), "E_CHOICE", sprintf('`initializer.bias.name` must be one of %s, got "x".', known))
  refuse(layers, list(name = "file", path = "/nonexistent"), "E_FILE", '`initializer.path` must be a readable file, got "/nonexistent".')
})
