# Networks of neuralnet come in, and its own steps are those of their cases.

table <- data.frame(as.matrix(iris[1:4]) / 10, y = +(iris$Petal.Width > 1), z = +(iris$Petal.Width < 0.5))
x <- as.matrix(table[c("Sepal.Width", "Petal.Width")])
targets <- as.matrix(table[c("y", "z")])

trained <- function(...) {
  set.seed(4)
  neuralnet::neuralnet(y + z ~ Sepal.Width + Petal.Width, table, threshold = 1e3, ...)
}

# Arguments that have an activation of the outputs, where neuralnet takes one: from its version 1.44.4 on.
with_output <- function(output.act.fct, act.fct = "logistic", ...) {
  own <- "output.act.fct" %in% names(formals(neuralnet::neuralnet))
  if (own) list(output.act.fct = output.act.fct, act.fct = act.fct, ...) else list(act.fct = output.act.fct, ...)
}

test_that("networks of neuralnet predict the same", {
  for (hidden in list(0, 2, c(3, 2))) for (linear in c(TRUE, FALSE)) {
    net <- trained(hidden = hidden, linear.output = linear)
    # Sums of at most 4 terms in three layers, in another order.
    expect_lt(max(abs(predict(as_mlp(net), table) - predict(net, table))), 8 * 2^-50)
  }
})

test_that("its steps are recorded, with its gradients", {
  for (algorithm in c("rprop+", "backprop")) {
    for (options in list(
      list(hidden = c(3, 2), linear.output = TRUE), list(hidden = 3, linear.output = FALSE, act.fct = "tanh"),
      list(hidden = 3, linear.output = FALSE), list(hidden = 3, linear.output = FALSE, err.fct = "ce"),
      list(hidden = 0, linear.output = TRUE), with_output(hidden = 3, linear.output = FALSE, output.act.fct = "tanh"),
      with_output(hidden = 3, linear.output = FALSE, act.fct = "relu", output.act.fct = "logistic")
    )) {
      r <- record_net(do.call(trained, options), x, targets, steps = 4, algorithm = algorithm)
      found <- summary(r)
      layers <- length(r$state$case$network$layers)
      # A, dW, db, W and b of each layer and the loss, in four steps; the final W and b.
      expect_match(found$lines[1L], sprintf("^Right: all %d quantities", 4 * (5 * layers + 1) + 2 * layers))
    }
  }
  softplus <- function(x) log(1 + exp(x))
  r <- record_net(trained(hidden = 3, act.fct = softplus), x, targets, activation = "softplus")
  expect_match(summary(r)$lines[1L], "^Right: all 25 quantities")
})

test_that("what neuralnet has and a case does not is refused", {
  expect_error(record_net(trained(hidden = 2, exclude = 1), x, targets), "without weights that are excluded")
  net <- trained(hidden = 2)
  attr(net$err.fct, "type") <- "function"
  expect_error(record_net(net, x, targets), "`err.fct` must be one of sse, ce, got \"function\"", fixed = TRUE)
})

test_that("what is no matrix of numbers is refused as for nnet", {
  net <- trained(hidden = 2)
  expect_error(record_net(net, x, NULL), "`y` must be a matrix of finite numbers, got null", fixed = TRUE)
  expect_error(record_net(net, x * NA, targets), "`X[0][0]` must be a finite number, got NaN", fixed = TRUE)
  expect_error(record_net(net, x[-1, ], targets), "`y` must be a", fixed = TRUE)
})
