# Trainings of other packages are recorded, and are those of their cases.

x <- as.matrix(iris[1:4]) / 10
y <- iris$Petal.Width / 3
classes <- nnet::class.ind(iris$Species)

# A run of twinmlp by the case of a recorder; each number within 1e-12 of the largest.
expect_right <- function(r, places) {
  Sys.setenv(TWINMLP_PYTHON = "none")
  on.exit(Sys.unsetenv("TWINMLP_PYTHON"))
  found <- summary(r)
  expect_true(found$passed)
  expect_match(found$lines[1L], sprintf("^Right: all %d quantities", places))
  expected <- run_case(r$state$case)
  for (step in seq_along(expected$steps)) {
    there <- recorded_trace(r)$steps[[step]]
    for (l in seq_along(there$layers)) {
      own <- expected$steps[[step]]$layers[[l]][names(there$layers[[l]])]
      distances <- mapply(function(a, b) max(abs(a - b)) / max(1, abs(b)), there$layers[[l]], own)
      expect_lte(max(distances), 1e-12)
    }
  }
}

test_that("steps of nnet are recorded, by its own gradient", {
  set.seed(1)
  for (options in list(
    list(y = y, size = 3, decay = 0.01), list(y = as.matrix(iris[3:4]) / 10, size = 2, linout = TRUE),
    list(y = classes, size = 2, softmax = TRUE, decay = 0.1), list(y = +(y > 0.4), size = 2, entropy = TRUE)
  )) {
    net <- do.call(nnet::nnet, c(list(x), options, list(trace = FALSE, maxit = 1)))
    # A of the last layer and the loss, W and b of two layers, in three steps; then the final ones.
    expect_right(record_net(net, x, options$y), 3 * 6 + 4)
  }
  net <- nnet::nnet(x, y, size = 0, skip = TRUE, linout = TRUE, trace = FALSE, maxit = 0)
  expect_right(record_net(net, x, y, steps = 5, learning_rate = 1e-4), 5 * 4 + 2)
})

test_that("labels are those of the formula", {
  set.seed(1)
  table <- cbind(as.data.frame(x), kind = iris$Species, wide = factor(y > 0.4))
  for (response in c("kind", "wide")) {
    inputs <- paste(response, "~ Sepal.Length + Petal.Width")
    net <- nnet::nnet(stats::as.formula(inputs), table, size = 2, trace = FALSE, maxit = 1)
    expect_right(record_net(net, table[c("Sepal.Length", "Petal.Width")], table[[response]]), 3 * 6 + 4)
  }
})

test_that("what nnet computes otherwise than its model is refused", {
  set.seed(1)
  net <- nnet::nnet(x * 100, y, size = 2, trace = FALSE, maxit = 0, rang = 0.5)
  expect_error(record_net(net, x * 100, y), "`net` must be a network whose sums are from -15 to 15", class = "twinmlp_range_error")
  net <- nnet::nnet(x, y, size = 1, decay = rep(c(0.1, 0.2), length.out = 7), trace = FALSE, maxit = 0)
  expect_refused(record_net(net, x, y), "E_CHOICE", "`net` must be a network with one decay for all weights, got several.")
  net <- nnet::multinom(Species ~ Petal.Width, iris, trace = FALSE, maxit = 1)
  expect_refused(record_net(net, x[, 4, drop = FALSE], iris$Species), "E_CHOICE", "`net` must be a network that nnet() gave, got one of multinom().")
})

test_that("a step that nnet may have cut short is refused", {
  set.seed(1)
  net <- nnet::nnet(x, y, size = 2, trace = FALSE, maxit = 0)
  text <- "`learning_rate` must be small enough for nnet to take the whole step, got 10."
  expect_refused(record_net(net, x, y, learning_rate = 10), "E_RANGE", text)
})

test_that("a recorded training that is another than meant is found wrong", {
  set.seed(1)
  net <- nnet::nnet(x, y, size = 2, trace = FALSE, maxit = 0)
  r <- record_net(net, x, y, learning_rate = 0.001)
  r$state$case$optimizer$learning_rate <- 0.002
  expect_output(print(r), "First wrong value: step 0, update, layer 1, W", fixed = TRUE)
})

test_that("a threshold of neuralnet counts the comparisons with it", {
  threshold <- twinmlp:::countdown(2)
  expect_false(is.na(threshold))
  expect_identical(vapply(1:4, function(i) 1e9 > threshold, NA), c(TRUE, TRUE, FALSE, FALSE))
})

test_that("neuralnet is asked for the activation of the outputs, which older networks do not have", {
  made <- function(name) structure(function(x) x, type = name)
  net <- list(weights = list(list(matrix(1:6 / 6, 3), matrix(1:3 / 3, 3))), act.fct = made("tanh"), err.fct = made("sse"), linear.output = FALSE)
  asked <- function(net) twinmlp:::neuralnet_arguments(net, x[1:3, 1:2], y[1:3], 1, "rprop+", 0.1)[c("act.fct", "output.act.fct")]
  expect_identical(asked(net), list(act.fct = "tanh", output.act.fct = "tanh"))
  net$output.act.fct <- made("logistic")
  expect_identical(asked(net), list(act.fct = "tanh", output.act.fct = "logistic"))
  net$output.act.fct <- made("function")
  expect_identical(asked(net)$output.act.fct, net$output.act.fct)
})

test_that("steps of torch are recorded, here of a stand-in with its names", {
  for (optimizer in list(stand_in$optim_sgd, stand_in$optim_adam)) {
    for (decay in c(0, 0.1)) {
      net <- stand_in$network(x, cbind(y, 1 - y))
      made <- optimizer(net, decay)
      r <- record_net(net, stand_in$tensor(x), stand_in$tensor(cbind(y, 1 - y)), made, stand_in$mse(net))
      # Z, A, dZ, dA, dW, db, W and b of two layers in three steps; the loss where there is no decay.
      expect_right(r, 3 * 16 + 4 + if (decay == 0) 3 else 0)
    }
  }
})

test_that("what torch has and a case does not is refused", {
  net <- stand_in$network(x, y)
  record_with <- function(...) {
    arguments <- list(net, stand_in$tensor(x), stand_in$tensor(y), stand_in$optim_sgd(net, 0), stand_in$mse(net))
    names(arguments) <- c("net", "x", "y", "optimizer", "loss")
    do.call(record_net, replace(arguments, names(list(...)), list(...)))
  }
  other <- structure(list(), class = c("nn_kl_div_loss", "nn_module"))
  known <- paste(names(twinmlp:::LOSSES_OF_TORCH), collapse = ", ")
  text <- sprintf("`loss` must be made of %s, got a nn_kl_div_loss.", known)
  expect_refused(record_with(loss = other), "E_CHOICE", text)
  expect_refused(record_with(loss = stand_in$mse(net, weight = 1)), "E_CHOICE", "`loss` must be one without weights, got one with weights.")
  for (settings in list(c(dampening = 0.5), c(lr_decay = 0.1), c(amsgrad = TRUE))) {
    made <- unclass(stand_in$optim_sgd(net, 0))
    made$param_groups[[1L]] <- utils::modifyList(made$param_groups[[1L]], as.list(c(momentum = 0.9, settings)))
    made <- structure(made, class = c("optim_sgd", "torch_optimizer"))
    text <- sprintf("`optimizer` must be one without amsgrad, maximize, centered, lr_decay, initial_accumulator_value, got %s.", names(settings))
    expect_refused(record_with(optimizer = made), "E_CHOICE", text)
  }
  net$children <- rev(net$children)
  text <- "`net` must be an nn_sequential of nn_linear, an activation or none after each, got a nn_sequential."
  expect_refused(record_with(), "E_CHOICE", text)
})

test_that("a network of no package that is known is refused", {
  expect_refused(record_net(1, x, y), "E_TYPE", "`net` must be a network of nnet, neuralnet or torch, got a numeric.")
})
