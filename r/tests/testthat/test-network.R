# Forward and backward: hand arithmetic, central differences, and what must hold for any network.

random_network <- function(widths, activations, seed = 0, bias = TRUE) {
  draws <- stream(seed)
  lapply(seq_along(activations), function(l) {
    W <- uniform(draws, widths[l] * widths[l + 1L], -1, 1)
    draws <<- W$stream
    b <- uniform(draws, widths[l + 1L], -1, 1)
    draws <<- b$stream
    list(W = matrix(W$values, widths[l]), b = if (bias) b$values else NULL, activation = activations[l])
  })
}

gradients_of <- function(network, X, y, reduction = "sum") {
  values <- forward(network, X, NATIVE)
  backward(network, X, values, loss_gradient(values[[length(values)]]$A, y, "half_squared_error", reduction, NATIVE), NATIVE)
}

loss_of <- function(network, X, y, reduction = "sum") {
  loss_value(forward(network, X, NATIVE)[[length(network)]]$A, y, "half_squared_error", reduction, NATIVE)
}

random_matrix <- function(rows, columns, seed) matrix(uniform(stream(seed), rows * columns, -1, 1)$values, rows)

test_that("step by hand", {
  for (ops in ARITHMETICS) {
    values <- forward(hand$network, hand$X, ops)
    A <- values[[2L]]$A
    expect_identical(loss_value(A, hand$y, "half_squared_error", "sum", ops), hand$loss)
    gradients <- backward(hand$network, hand$X, values, loss_gradient(A, hand$y, "half_squared_error", "sum", ops), ops)
    for (l in 1:2) {
      expect_identical(values[[l]], hand$layers[[l]][c("Z", "A")])
      expect_identical(gradients[[l]], hand$layers[[l]][c("dA", "dZ", "dW", "db")])
    }
  }
})

test_that("mean divides loss and gradient by the samples", {
  A <- hand$layers[[2L]]$A
  expect_identical(loss_value(A, hand$y, "half_squared_error", "mean", NATIVE), 2.5 / 2)
  expect_identical(loss_gradient(A, hand$y, "half_squared_error", "mean", NATIVE), rbind(-0.5, 1))
})

test_that("activations at known points", {
  points <- data.frame(
    name = c("identity", "relu", "relu", "relu", "sigmoid", "tanh", "sigmoid", "sigmoid", "tanh", "tanh"),
    z = c(-3, -3, 0, 2.5, 0, 0, 1000, -1000, 1000, -1000), a = c(-3, 0, 0, 2.5, 0.5, 0, 1, 0, 1, -1), slope = c(1, 0, 0, 1, 0.25, 1, 0, 0, 0, 0)
  )
  for (ops in ARITHMETICS) for (i in seq_len(nrow(points))) {
    f <- ACTIVATIONS[[points$name[i]]]
    Z <- matrix(points$z[i])
    expect_silent(A <- f$value(Z, ops))
    expect_identical(A, matrix(points$a[i]))
    expect_identical(f$derivative(Z, A, ops), matrix(points$slope[i]))
  }
})

test_that("relu gives no negative zero", {
  expect_identical(1 / ACTIVATIONS$relu$value(cbind(-0, -1), NATIVE), cbind(Inf, Inf))
})

test_that("derivative is the central difference", {
  Z <- rbind(c(-4, -1.5, -0.3, 0.2, 1.1, 5))
  for (f in Filter(function(f) !is.null(f$derivative), ACTIVATIONS)) {
    slope <- (f$value(Z + 1e-6, NATIVE) - f$value(Z - 1e-6, NATIVE)) / 2e-6
    expect_lt(max(abs(f$derivative(Z, f$value(Z, NATIVE), NATIVE) - slope)), 1e-8)
  }
})

test_that("backward is the central difference", {
  # Of the sum of dA * f(Z), one value of Z after the other.
  Z <- rbind(c(-4, 0.2, 1.1), c(2, 1.5, -0.3))
  dA <- rbind(c(1, -2, 0.5), c(0.25, 3, -1))
  whole <- Filter(function(f) is.null(f$derivative), ACTIVATIONS)
  expect_identical(names(whole), "softmax")
  for (f in whole) {
    slope <- vapply(seq_along(Z), function(i) {
      at <- function(h) sum(dA * f$value(replace(Z, i, Z[i] + h), NATIVE))
      (at(1e-6) - at(-1e-6)) / 2e-6
    }, 0)
    expect_gt(max(abs(slope)), 0.1)
    expect_lt(max(abs(f$backward(dA, Z, f$value(Z, NATIVE), NATIVE) - slope)), 1e-8)
  }
})

test_that("gradients are central differences", {
  X <- random_matrix(5, 3, 4)
  y <- random_matrix(5, 2, 5)
  for (name in names(ACTIVATIONS)) for (reduction in names(REDUCTIONS)) {
    network <- random_network(c(3, 4, 3, 2), c(name, "tanh", name), seed = 3)
    gradients <- gradients_of(network, X, y, reduction)
    for (l in seq_along(network)) for (field in c("W", "b")) {
      computed <- gradients[[l]][[paste0("d", field)]]
      slope <- vapply(seq_along(computed), function(i) {
        nearby <- function(h) {
          network[[l]][[field]][i] <- network[[l]][[field]][i] + h
          loss_of(network, X, y, reduction)
        }
        (nearby(1e-5) - nearby(-1e-5)) / 2e-5
      }, 0)
      expect_lt(max(abs(slope - computed)), 1e-8)
    }
  }
})

test_that("samples do not see each other", {
  network <- random_network(c(3, 4, 2), c("sigmoid", "tanh"))
  X <- random_matrix(6, 3, 1)
  alone <- lapply(1:6, function(i) forward(network, X[i, , drop = FALSE], NATIVE)[[2L]]$A)
  expect_equal(forward(network, X, NATIVE)[[2L]]$A, do.call(rbind, alone), tolerance = 1e-14)
})

test_that("gradients of samples add up", {
  network <- random_network(c(3, 4, 2), c("sigmoid", "tanh"))
  X <- random_matrix(4, 3, 1)
  y <- random_matrix(4, 2, 2)
  parts <- lapply(1:4, function(i) gradients_of(network, X[i, , drop = FALSE], y[i, , drop = FALSE]))
  for (l in 1:2) for (quantity in c("dW", "db")) {
    whole <- gradients_of(network, X, y)[[l]][[quantity]]
    expect_equal(whole, Reduce(`+`, lapply(parts, function(part) part[[l]][[quantity]])), tolerance = 1e-13)
  }
})

test_that("without bias there is no gradient of it", {
  gradients <- gradients_of(random_network(c(2, 2, 1), c("tanh", "tanh"), bias = FALSE), hand$X, hand$y)
  expect_null(gradients[[1L]]$db)
  expect_identical(names(gradients[[1L]]), c("dA", "dZ", "dW", "db"))
})
