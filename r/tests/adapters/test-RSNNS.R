# Networks of RSNNS come in, in its single precision.

test_that("networks of RSNNS predict the same", {
  x <- as.matrix(iris[1:4]) / 10
  for (linear in c(TRUE, FALSE)) {
    arguments <- list(x, as.matrix(iris[3:4]) / 10, size = c(4, 3), maxit = 20, linOut = linear)
    # From outside of this package, whose methods for mlp would be found.
    net <- do.call(RSNNS::mlp, arguments, envir = globalenv())
    expect_lt(max(abs(predict(as_mlp(net), x) - predict(net, x))), 1e-6)
  }
})
