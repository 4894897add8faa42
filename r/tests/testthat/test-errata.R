# Where the article's R listing and its formulas disagree, shown by numbers.

A <- jsonlite::fromJSON(system.file("fixtures/published/article_a.json", package = "twinmlp"))
lr <- 0.1
sigmoid <- function(x) 1 / (1 + exp(-x))

# The listing's draws, by R's own generator.
drawn <- local({
  before <- if (exists(".Random.seed", globalenv())) get(".Random.seed", globalenv())
  set.seed(A$seed, "Mersenne-Twister", "Inversion", "Rejection")
  values <- list(wh = matrix(rnorm(12), 4), bias_in = runif(3), wout = matrix(rnorm(3), 3), bias_out = runif(1))
  if (is.null(before)) rm(".Random.seed", envir = globalenv()) else assign(".Random.seed", before, globalenv())
  values
})

# The listing as it stands: a bias for every sample.
listing <- function(epochs) {
  X <- A$X
  wh <- drawn$wh
  wout <- drawn$wout
  bh <- matrix(rep(drawn$bias_in, nrow(X)), nrow = nrow(X), byrow = FALSE)
  bout <- matrix(rep(drawn$bias_out, nrow(X)), nrow = nrow(X), byrow = FALSE)
  first <- sigmoid(X %*% wh + bh)
  for (i in seq_len(epochs)) {
    hidden <- sigmoid(X %*% wh + bh)
    output <- sigmoid(hidden %*% wout + bout)
    d_output <- (A$y - output) * output * (1 - output)
    d_hidden <- d_output %*% t(wout) * hidden * (1 - hidden)
    wout <- wout + t(hidden) %*% d_output * lr
    bout <- bout + rowSums(d_output) * lr
    wh <- wh + t(X) %*% d_hidden * lr
    bh <- bh + rowSums(d_hidden) * lr
  }
  list(first = first, output = output)
}

test_that("1: the R listing trains a bias for every sample, another model from the first forward pass on", {
  listed <- listing(5000)
  expect_equal(sprintf("%.4f", listed$output), A$as_listed)
  parameters <- list(list(W = drawn$wh, b = drawn$bias_in), list(W = drawn$wout, b = drawn$bias_out))
  model <- mlp(A$X, A$y, hidden = 3, learning_rate = lr, epochs = 5000, parameters = parameters)
  expect_equal(sprintf("%.4f", predict(model, A$X)), A$per_unit)
  per_unit <- sigmoid(A$X %*% drawn$wh + rep(drawn$bias_in, each = 3))
  expect_gt(max(abs(listed$first - per_unit)), 0.01)
})

test_that("2 and 5: the hidden bias takes the hidden delta, through wout from before its update", {
  loss <- function(b) {
    hidden <- sigmoid(A$X %*% drawn$wh + rep(b, each = 3))
    sum((sigmoid(hidden %*% drawn$wout + drawn$bias_out) - A$y)^2) / 2
  }
  parameters <- list(list(W = drawn$wh, b = drawn$bias_in), list(W = drawn$wout, b = drawn$bias_out))
  model <- mlp(A$X, A$y, hidden = 3, learning_rate = lr, epochs = 1, parameters = parameters)
  step <- mlp_trace(model, A$X, A$y)$steps[[1]]
  for (unit in 1:3) {
    shift <- replace(numeric(3), unit, 1e-6)
    true <- (loss(drawn$bias_in + shift) - loss(drawn$bias_in - shift)) / 2e-6
    expect_equal(step$layers[[1]]$db[unit], true, tolerance = 1e-6)
    expect_gt(abs(sum(step$layers[[2]]$dZ) - true), 1e-3)
  }
})

test_that("3: the learning rate counts once", {
  parameters <- list(list(W = drawn$wh, b = drawn$bias_in), list(W = drawn$wout, b = drawn$bias_out))
  model <- mlp(A$X, A$y, hidden = 3, learning_rate = lr, epochs = 1, parameters = parameters)
  step <- mlp_trace(model, A$X, A$y)$steps[[1]]
  expect_equal(drawn$wout - coef(model)[[2]]$W, lr * step$layers[[2]]$dW, tolerance = 1e-9)
})

test_that("6: the output layer takes a matrix product", {
  expect_error(matrix(0, 3, 3) * matrix(0, 3, 1), "non-conformable")
})
