# Data sets, scaling, one-hot targets, splits and batches; scikit-learn is the oracle in the Python and parity tests.

test_that("moons have the shape of moons", {
  flat <- moons(7, shuffled = FALSE)
  t <- seq(0, pi, length.out = 4)
  expect_equal(flat$X[4:7, ], cbind(1 - cos(t), 0.5 - sin(t)), tolerance = 1e-15)
  expect_identical(flat$y, matrix(c(0, 0, 0, 1, 1, 1, 1)))
  shuffled <- moons(7)
  order <- permutation(stream(42), 7)$values + 1
  expect_identical(shuffled, list(X = flat$X[order, ], y = flat$y[order, , drop = FALSE]))
})

test_that("moons are those of scikit-learn", {
  # sklearn.datasets.make_moons(1000, noise=0.1, random_state=42), the whole array scaled to [0, 1].
  recipe <- moons(1000, 0.1, 42)
  stored <- DATA_SETS$article_c()
  expect_lt(max(abs(apply_scaling(recipe$X, min_max_scaling(recipe$X, by = "array")) - stored$X)), 1e-15)
  expect_identical(recipe$y, stored$y)
  expect_identical(range(stored$X), c(0, 1))
})

test_that("blobs draw centers, then clouds, then the order", {
  drawn <- uniform(stream(5), 6, -10, 10)
  centers <- matrix(drawn$values, 3, 2, byrow = TRUE)
  z <- normal(drawn$stream, 10)
  order <- permutation(z$stream, 5)$values + 1
  X <- centers[c(1, 1, 2, 2, 3), ] + matrix(z$values, 5, 2, byrow = TRUE)
  expect_equal(blobs(5, seed = 5), list(X = X[order, ], y = matrix(c(0, 0, 1, 1, 2))[order, , drop = FALSE]), tolerance = 1e-15)
  given <- blobs(c(2, 1), centers = centers[1:2, ], cluster_std = c(0, 0), shuffled = FALSE)
  expect_identical(given, list(X = centers[c(1, 1, 2), ], y = matrix(c(0, 0, 1))))
})

test_that("moons from the other stream", {
  ours <- moons(50, 0.1, -5, generator = "r")
  expect_identical(dim(ours$X), c(50L, 2L))
  expect_identical(sum(ours$y), 25)
})

test_that("article data", {
  rows <- function(...) matrix(c(...), ncol = 4, byrow = TRUE)
  expect_identical(DATA_SETS$article_a()$X, rows(1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1))
  expect_identical(DATA_SETS$article_b()$X, rows(1, 0, 0, 0, 1, 0, 1, 1, 0, 1, 0, 1))
  expect_identical(DATA_SETS$article_a()$y, matrix(c(1, 1, 0)))
  expect_identical(DATA_SETS$article_b()$y, matrix(c(1, 1, 0)))
})

test_that("xor", {
  set <- DATA_SETS$xor()
  expect_identical(set$y[, 1L] == 1, base::xor(set$X[, 1L], set$X[, 2L]))
})

test_that("iris", {
  set <- DATA_SETS$iris()
  expect_identical(set$X, unname(as.matrix(datasets::iris[, 1:4])))
  expect_identical(set$y[, 1L], as.integer(datasets::iris$Species) - 1)
})

test_that("cars", {
  set <- DATA_SETS$cars()
  expect_identical(cbind(set$X, set$y), unname(as.matrix(datasets::cars)))
})

test_that("min max of the whole array is the article's", {
  X <- rbind(c(1, 20), c(3, -4), c(2, 0.5))
  expected <- X - min(X)
  expected <- expected / max(expected)
  expect_identical(apply_scaling(X, min_max_scaling(X, by = "array")), expected)
})

test_that("min max by column", {
  X <- rbind(c(1, 20, 7), c(3, -4, 7), c(2, 8, 7))
  expect_identical(apply_scaling(X, min_max_scaling(X)), rbind(c(0, 1, 0), c(1, 0, 0), c(0.5, 0.5, 0)))
})

test_that("scaling is kept for new rows", {
  scaling <- min_max_scaling(rbind(0, 10))
  expect_identical(apply_scaling(rbind(5, 20), scaling), rbind(0.5, 2))
})

test_that("standard scaling", {
  # mean 2, mean square deviation (1 + 0 + 1) / 3; a constant column stays 0
  X <- cbind(1:3, 5)
  expect_equal(apply_scaling(X, standard_scaling(X)), cbind(c(-sqrt(1.5), 0, sqrt(1.5)), 0), tolerance = 1e-15)
})

test_that("one hot", {
  expect_identical(one_hot(rbind(0, 2, 1)), rbind(c(1, 0, 0), c(0, 0, 1), c(0, 1, 0)))
  expect_identical(one_hot(rbind(0, 1), classes = 3), rbind(c(1, 0, 0), c(0, 1, 0)))
})

test_that("split is the start and the rest of a permutation", {
  order <- permutation(stream(42), 10)
  split <- train_test_split(10, stream(42), 0.25)
  expect_identical(split, list(train = order$values[4:10], test = order$values[1:3], stream = order$stream))
})

test_that("batches in order", {
  expect_identical(batches(5, 2)$batches, list(c(0, 1), c(2, 3), 4))
  expect_identical(batches(4, 2)$batches, list(c(0, 1), c(2, 3)))
  expect_identical(batches(3)$batches, list(c(0, 1, 2)))
  expect_identical(batches(3, 7)$batches, list(c(0, 1, 2)))
})

test_that("batches shuffled", {
  s <- stream(42)
  for (epoch in 1:3) {
    order <- permutation(s, 10)
    drawn <- batches(10, 4, "shuffled", s)
    expect_identical(lengths(drawn$batches), c(4L, 4L, 2L))
    expect_identical(unlist(drawn$batches), order$values)
    expect_identical(drawn$stream, order$stream)
    s <- drawn$stream
  }
})

test_that("bad input is refused", {
  refuse <- function(call, code, text) {
    error <- tryCatch(call, twinmlp_error = identity)
    expect_identical(list(error$code, conditionMessage(error)), list(code, text))
  }
  refuse(batches(10, 0), "E_RANGE", "`batch_size` must be a whole number, 1 or more, got 0.")
  refuse(batches(10, 2, "random"), "E_CHOICE", '`order` must be one of sequential, shuffled, got "random".')
  refuse(batches(10, 2, "shuffled"), "E_TYPE", '`stream` must be a stream where `order` is "shuffled", got null.')
  refuse(one_hot(rbind(0, 1.5)), "E_RANGE", "`y[1][0]` must be a whole number from 0 to 1, got 1.5.")
  refuse(one_hot(rbind(0, 3), 2), "E_RANGE", "`y[1][0]` must be a whole number from 0 to 1, got 3.")
  refuse(train_test_split(3, stream(1), 1), "E_RANGE", "`test_fraction` must be a number that leaves 1 to 2 of 3 rows for testing, got 1.")
  refuse(moons(10, -1), "E_RANGE", "`noise` must be a finite number, 0 or more, got -1.")
  refuse(blobs(10, cluster_std = c(1, 2)), "E_SHAPE", "`cluster_std` must be one number or a list of 3, one for each center, got a list of 2.")
})
