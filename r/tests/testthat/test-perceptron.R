# The threshold unit, with the article's numbers and those beside them.

test_that("threshold alone", {
  # x1 + x2 + x3 = 2 against thresholds 0, 1 and 2; more than the threshold fires
  expect_identical(perceptron(c(0, 1, 1)), 1)
  expect_identical(perceptron(c(0, 1, 1), threshold = 1), 1)
  expect_identical(perceptron(c(0, 1, 1), threshold = 2), 0)
  expect_identical(perceptron(c(0, 0, 0)), 0)
})

test_that("weights and bias", {
  # 2 x1 + 3 x2 + 4 x3 = 7, or 2
  expect_identical(perceptron(c(0, 1, 1), c(2, 3, 4), threshold = 5), 1)
  expect_identical(perceptron(c(1, 0, 0), c(2, 3, 4), threshold = 5), 0)
  expect_identical(perceptron(c(0, 1, 1), c(2, 3, 4), bias = -5), 1)
  expect_identical(perceptron(c(0, 1, 1), c(2, 3, 4), bias = -7), 0)
  expect_identical(c(perceptron(numeric(0), bias = 1), perceptron(numeric(0))), c(1, 0))
})

test_that("and and or", {
  table <- function(bias) apply(expand.grid(0:1, 0:1), 1L, perceptron, c(1, 1), bias)
  expect_identical(table(-1.5), c(0, 0, 0, 1))
  expect_identical(table(-0.5), c(0, 1, 1, 1))
})

test_that("what is refused", {
  expect_refused(perceptron(c(0, 1, 1), c(1, 2)), "E_SHAPE", "`weights` must be a list of 3 finite numbers, got a list of 2.")
  expect_refused(perceptron(c(0, 1), threshold = "high"), "E_TYPE", "`threshold` must be a finite number, got \"high\".")
})
