# Normal numbers: their quantile far out, and in both arithmetics.

test_that("bit_length", {
  expect_equal(bit_length(c(0, 1, 2, 3, 4, 2^32 - 1, 2^32)), c(0, 1, 2, 2, 3, 32, 33))
})

test_that("normal_quantile is qnorm", {
  p <- c(2^-60, 1e-12, 0.01, 0.075, 0.5, 0.9, 1 - 1e-12)
  expect_lte(ulps(normal_quantile(p, ARITHMETICS$native)[-5], qnorm(p)[-5]), 4)
})

test_that("arithmetics agree on normals", {
  for (name in names(ARITHMETICS)) {
    for (generator in c("numpy", "r")) {
      values <- normal(stream(1, generator), 2000, ops = ARITHMETICS[[name]])$values
      expect_lte(ulps(values, normal(stream(1, generator), 2000)$values), 8)
    }
  }
})
