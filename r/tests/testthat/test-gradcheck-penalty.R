# Derivatives of J with its penalty, masks and weights held against central differences, by hand.

parts_of <- function(id) case_parts(read_document(fixture_path(sprintf("cases/%s.json", id)), "case"))
checked <- function(case, gradients = NULL) check_gradients(case$network, case$X, case$y, case$config, NATIVE, gradients, case$weight)
counts <- function(found) c(found$checked, found$skipped, found$frozen)

test_that("the derivative has the penalty of weights, and if asked of biases", {
  # X = (1, 1), y = 0, w = (1/2, -2), b = 1: z = -1/2
  network <- list(list(W = matrix(c(0.5, -2)), b = 1, activation = "identity"))
  expected <- list(
    list(penalty = list(l1 = 0.25), dW = c(-0.25, -0.75), db = -0.5),
    list(penalty = list(l2 = 0.5), dW = c(-0.25, -1.5), db = -0.5),
    list(penalty = list(l1 = 0.25, l2 = 0.5), dW = c(0, -1.75), db = -0.5),
    list(penalty = list(l1 = 0.25, l2 = 0.5, biases = TRUE), dW = c(0, -1.75), db = -0.5 + 0.75)
  )
  for (row in expected) {
    config <- list(loss = "half_squared_error", reduction = "sum", penalty = check_penalty(row$penalty, "penalty"))
    gradient <- derivatives(network, matrix(1, 1, 2), matrix(0), config, NATIVE)[[1L]]
    expect_identical(as.vector(gradient$dW), row$dW)
    expect_identical(as.vector(gradient$db), row$db)
    expect_true(check_gradients(network, matrix(1, 1, 2), matrix(0), config, NATIVE)$passed)
  }
})

test_that("a weight at 0 is skipped with l1, and what is frozen is counted", {
  expect_identical(counts(checked(parts_of("penalty_l1"))), c(10, 3, 0))
  case <- parts_of("penalty_l1")
  case$config$penalty <- check_penalty(list(l2 = 0.5), "penalty")
  expect_identical(counts(checked(case)), c(13, 0, 0))
  # Here one bias is 0 as well.
  expect_identical(counts(checked(parts_of("penalty_biases"))), c(9, 4, 0))
  found <- checked(parts_of("masks"))
  expect_identical(counts(found), c(9, 0, 4))
  expect_identical(format_gradcheck(found)[1L], "All derivatives agree: 9 checked, 0 skipped at a kink, 4 frozen.")
})

test_that("a wrong derivative of the penalty is found and named", {
  case <- parts_of("penalty_l2")
  for (factor in c(1, -1, -2)) {
    gradients <- derivatives(case$network, case$X, case$y, case$config, NATIVE)
    expect_true(checked(case, gradients)$passed)
    gradients[[1L]]$dW[1, 1] <- gradients[[1L]]$dW[1, 1] + factor * case$config$penalty$l2 * case$network[[1L]]$W[1, 1]
    found <- checked(case, gradients)
    expect_identical(list(found$passed, found$worst$place, found$worst$name), list(FALSE, "layer 1, W[0][0]", "x1 -> h1"))
  }
  for (id in c("penalty_l1", "penalty_l2", "penalty_both", "penalty_biases")) {
    case <- parts_of(id)
    without <- replace(case$config, "penalty", list(NULL))
    expect_false(checked(case, derivatives(case$network, case$X, case$y, without, NATIVE))$passed)
  }
  weights_alone <- case$config
  weights_alone$penalty$biases <- FALSE
  found <- checked(case, derivatives(case$network, case$X, case$y, weights_alone, NATIVE))
  expect_match(found$worst$place, "b[", fixed = TRUE)
  expect_false(found$passed)
})

test_that("a penalty with biases is the decay of nnet", {
  random <- function(n) seq(-1, 1, length.out = n) * rep_len(c(1, -0.6, 0.3), n)
  x <- matrix(random(14), 7)
  w <- random(9) + 0.05
  decay <- 0.3
  # wts: for each hidden unit its bias, then its inputs; then the output.
  layers <- function(w) {
    hidden <- matrix(w[1:6], 3)
    list(list(W = hidden[-1, ], b = hidden[1, ]), list(W = cbind(w[8:9]), b = w[7]))
  }
  kinds <- list(
    list(y = random(7), theirs = list(linout = TRUE), output = "identity", loss = "squared_error"),
    list(y = c(0, 1, 1, 0, 1, 0, 0), theirs = list(entropy = TRUE), output = "sigmoid", loss = "binary_cross_entropy")
  )
  for (kind in kinds) {
    objective <- function(w) {
      arguments <- list(x, kind$y, size = 2, decay = decay, Wts = w, maxit = 0, trace = FALSE)
      do.call(nnet::nnet, c(arguments, kind$theirs))$value
    }
    ours <- mlp(
      x, kind$y, hidden = 2, parameters = layers(w), output_activation = kind$output, loss = kind$loss,
      penalty = list(l2 = 2 * decay, biases = TRUE), epochs = 0
    )
    # Two sums of fewer than 100 operations each on terms of one sign.
    J <- network_loss(ours$network, Samples(x, matrix(kind$y)), ours$config, NATIVE)
    expect_lte(abs(J - objective(w)), 200 * 2^-53 * J)
    # Differences of nnet's values: the rounding of J over h, and h^2 / 6 of the third derivative, which is below 60 here.
    found <- derivatives(ours$network, x, matrix(kind$y), ours$config, NATIVE)
    h <- 2^-17
    allowed <- 200 * 2^-53 * J / h + 10 * h^2
    slopes <- vapply(1:9, function(i) (objective(replace(w, i, w[i] + h)) - objective(replace(w, i, w[i] - h))) / (2 * h), 0)
    slopes <- layers(slopes)
    for (l in 1:2) {
      expect_lte(max(abs(found[[l]]$dW - slopes[[l]]$W)), allowed)
      expect_lte(max(abs(found[[l]]$db - slopes[[l]]$b)), allowed)
    }
  }
})

test_that("a model checks what it trains", {
  X <- matrix(c(1, -0.5, 0.25, 0.75, -1, 0.5, -0.25, 0, 0.3, 0.9, -0.8, 0.1), 6)
  model <- mlp(
    X, c(0, 1, 1, 0, 1, 1), hidden = 2, loss = "binary_cross_entropy", epochs = 5, penalty = list(l1 = 0.01, l2 = 0.1),
    masks = list(list(W = rbind(c(0, 1), c(1, 1)), b = c(1, 0)), list(W = NULL)), class_weight = c(1, 3)
  )
  expect_identical(counts(gradcheck(model, X, c(0, 1, 1, 0, 1, 1), c(1, 2, 0, 1, 0.5, 3))), c(7, 0, 2))
  expect_true(gradcheck(model, X, c(0, 1, 1, 0, 1, 1))$passed)
})

test_that("derivatives of a trained network are all rounding and agree", {
  X <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))
  y <- c(0, 1, 1, 0)
  for (activation in c("tanh", "sigmoid", "softplus", "gelu", "silu")) {
    model <- mlp(X, y, hidden = 3, activation = activation, output_activation = "identity",
      optimizer = "lbfgs", epochs = 400)
    expect_true(gradcheck(model, X, y)$passed, info = activation)
  }
})

test_that("near a minimum a wrong derivative is still found", {
  X <- matrix(c(1, 2))
  y <- matrix(c(0.5, 0.25))
  model <- mlp(X, y, hidden = 2, activation = "tanh", output_activation = "identity",
    optimizer = "lbfgs", epochs = 9, seed = 1)
  gradients <- derivatives(model$network, X, y, model$config, NATIVE)
  expect_true(check_gradients(model$network, X, y, model$config, NATIVE, gradients)$passed)
  gradients[[2L]]$dW[1L, 1L] <- 1.1 * gradients[[2L]]$dW[1L, 1L]
  found <- check_gradients(model$network, X, y, model$config, NATIVE, gradients)
  expect_identical(list(found$passed, found$worst$place), list(FALSE, "layer 2, W[0][0]"))
})
