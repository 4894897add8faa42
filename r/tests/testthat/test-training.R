# The loop: one unit without bias, a = w x, whose every step can be followed by hand.

# a = w x, J = sum of a^2 / 2 = 7 w^2, dJ/dw = 14 w, for x = 1, 2, 3 and y = 0.
start <- list(list(W = matrix(1), b = NULL, activation = "identity"))
X <- cbind(c(1, 2, 3))
y <- cbind(c(0, 0, 0))

run <- function(record = numeric(0), epochs = 1, ...) {
  train(start, Samples(X, y), TrainConfig(options = list(learning_rate = 0.125), epochs = epochs, ...), NATIVE, record)
}

weights <- function(steps) vapply(steps, function(step) step$network[[1L]]$W[1L], 0)

test_that("step by hand", {
  step <- train(hand$network, Samples(hand$X, hand$y), TrainConfig(list(learning_rate = hand$learning_rate), 1), NATIVE, 0)$steps[[1L]]
  expect_identical(step$loss, hand$loss)
  for (l in 1:2) expect_identical(step$network[[l]][c("W", "b")], hand$layers[[l]][c("W", "b")])
})

test_that("full batch", {
  # w = 1 - 14/8 = -0.75; J before: 7, 7 (0.75)^2 = 3.9375; then w = -0.75 + 0.75 14/8 = 0.5625, J = 7 (0.5625)^2
  training <- run(c(0, 1), epochs = 2)
  expect_identical(weights(training$steps), c(-0.75, 0.5625))
  expect_identical(training$losses, c(7, 3.9375))
  expect_identical(training$final_loss, 7 * 0.5625^2)
})

test_that("mean reduction divides the step", {
  # J = 7/3, dJ/dw = 14/3
  training <- run(0, reduction = "mean")
  expect_identical(training$losses, 7 / 3)
  expect_equal(weights(training$steps), 1 - 14 / 24, tolerance = 1e-15)
})

test_that("batches with a remainder", {
  # Samples 1, 2: dW = 1 + 4 = 5, w = 1 - 5/8 = 0.375. Sample 3: dW = 9 (0.375), w = 0.375 - 3.375/8 = -0.046875
  training <- run(c(0, 1), batch_size = 2)
  expect_identical(weights(training$steps), c(0.375, -0.046875))
  expect_identical(lapply(training$steps, `[[`, "rows"), list(c(0, 1), 2))
  expect_identical(vapply(training$steps, `[[`, 0, "loss"), c(2.5, 0.6328125)) # (1 + 4)/2;  (3 (0.375))^2/2
})

test_that("one sample at a time", {
  # w = 1 - 1/8 = 0.875; then w - 4 w/8 = w/2 = 0.4375; then w - 9 w/8 = -w/8 = -0.0546875
  expect_identical(weights(run(0:2, batch_size = 1)$steps), c(0.875, 0.4375, -0.0546875))
})

test_that("losses are those of all samples before each epoch", {
  # Before the second epoch w = -0.046875 (see the batches above), so J = 7 w^2
  expect_identical(run(epochs = 2, batch_size = 2)$losses, c(7, 7 * 0.046875^2))
})

test_that("steps are counted over all epochs", {
  steps <- run(c(0, 3, 5), epochs = 3, batch_size = 2)$steps
  expect_identical(lapply(steps, function(step) c(step$step, step$epoch, step$rows)), list(c(0, 0, 0, 1), c(3, 1, 2), c(5, 2, 2)))
})

test_that("a batch as large as all is the full batch", {
  for (size in c(3, 100)) expect_identical(run(epochs = 3, batch_size = size), run(epochs = 3))
})

test_that("no epochs", {
  training <- run(epochs = 0)
  expect_identical(training[c("network", "losses", "final_loss", "steps")], list(network = start, losses = numeric(0), final_loss = 7, steps = list()))
  expect_identical(training$state[c("network", "epoch", "step", "losses")], list(network = start, epoch = 0, step = 0, losses = numeric(0)))
  expect_null(training$stopped)
})

test_that("shuffled order is that of R's sample", {
  for (size in list(NULL, 2)) {
    steps <- run(0:99, epochs = 4, batch_size = size, order = "shuffled", seed = 7, generator = "r")$steps
    kept <- keep_session_stream(globalenv())
    set.seed(7, "Mersenne-Twister", "Inversion", "Rejection")
    for (epoch in 0:3) {
      rows <- unlist(lapply(Filter(function(step) step$epoch == epoch, steps), `[[`, "rows"))
      expect_identical(rows, base::sample(3) - 1)
    }
    restore_session_stream(kept, globalenv())
  }
})

test_that("divergence is refused and says when", {
  # w = 1 - 1e200 (14) after step 0; the loss of step 1 is infinite
  text <- paste(
    "`loss` must be finite, but training diverged at step 1",
    "(try a smaller learning_rate, or the reduction mean), got NaN or Infinity."
  )
  for (epochs in c(5, 1)) expect_refused(train(start, Samples(X, y), TrainConfig(list(learning_rate = 1e200), epochs), NATIVE), "E_DIVERGED", text)
})
