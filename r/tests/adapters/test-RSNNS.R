# Networks of RSNNS come in, in its single precision.

x <- as.matrix(iris[1:4]) / 10

test_that("networks of RSNNS predict the same", {
  for (linear in c(TRUE, FALSE)) {
    arguments <- list(x, as.matrix(iris[3:4]) / 10, size = c(4, 3), maxit = 20, linOut = linear)
    # From outside of this package, whose methods for mlp would be found.
    net <- do.call(RSNNS::mlp, arguments, envir = globalenv())
    expect_lt(max(abs(predict(as_mlp(net), x) - predict(net, x))), 1e-6)
  }
})

test_that("hidden units may have been pruned, inputs not", {
  set.seed(1)
  parameters <- list(
    max_pr_error_increase = 10, pr_accepted_error = 1, no_of_pr_retrain_cycles = 20,
    min_error_to_stop = 0.01, init_matrix_value = 1e-6, input_pruning = FALSE, hidden_pruning = FALSE
  )
  targets <- RSNNS::decodeClassLabels(iris$Species)
  arguments <- list(10 * x, targets, size = 5, maxit = 50, pruneFunc = "MagPruning", pruneFuncParams = parameters)
  net <- do.call(RSNNS::mlp, arguments, envir = globalenv())
  expect_lt(nrow(RSNNS::extractNetInfo(net)$unitDefinitions), 4 + 5 + 3)
  expect_lt(max(abs(predict(as_mlp(net), 10 * x) - predict(net, 10 * x))), 1e-6)
  net$nInputs <- 5L
  expect_error(as_mlp(net), "with all of its inputs, got one of which some were pruned", class = "twinmlp_choice_error")
  jordan <- do.call(RSNNS::jordan, list(x, x[, 4], size = 2, maxit = 2), envir = globalenv())
  expect_error(as_mlp(jordan), "a multi-layer perceptron, got a jordan", class = "twinmlp_type_error")
})
