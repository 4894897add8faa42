# Dropout, early stopping, callbacks, history, going on: hand-made values, and the laws that a run obeys.

drawn <- uniform(stream(1), 60, -1, 1)$values
X <- matrix(drawn, 20, 3)
Y <- matrix((X[, 1] * X[, 2] > 0) + 0)

# One weight w, one sample (1, 0): J = w^2 / 2, dW = w, and a learning rate of 1/2 halves w.
halving <- function(..., X = matrix(1), Y = 0, epochs = 100) {
  mlp(X, Y, hidden = list(), output_activation = "identity", bias = FALSE, parameters = list(list(W = matrix(1), b = NULL)),
    learning_rate = 0.5, epochs = epochs, ...)
}
weight <- function(model) model$network[[1]]$W[1, 1]

test_that("masks are the stream's uniforms, row by row", {
  set.seed(7)
  first <- matrix(runif(8), 4, 2, byrow = TRUE)
  third <- matrix(runif(12), 4, 3, byrow = TRUE)
  found <- draw_drops(c(0.3, 0, 0.6), c(2, 5, 3), 4, stream(7, "r"))
  expect_identical(found$drops[[1]], list(mask = (first >= 0.3) + 0, keep = 0.7))
  expect_null(found$drops[[2]])
  expect_identical(found$drops[[3]], list(mask = (third >= 0.6) + 0, keep = 0.4))
  expect_identical(uniform(found$stream, 1)$values, runif(1))
})

test_that("dropped values", {
  drop <- list(mask = diag(2), keep = 0.25)
  expect_identical(drop_units(matrix(c(1, 3, 2, -4), 2), drop), matrix(c(4, 0, 0, -16), 2))
  expect_identical(drop_units(matrix(1), NULL), matrix(1))
})

test_that("predictions and losses are without dropout", {
  model <- mlp(X, Y, hidden = 4, dropout = 0.5, epochs = 3, seed = 5)
  A <- X
  for (layer in model$network) A <- 1 / (1 + exp(-(A %*% layer$W + rep(layer$b, each = 20))))
  expect_equal(predict(model, X), A, tolerance = 1e-12)
  expect_equal(model$final_loss, sum((A - Y)^2) / 2, tolerance = 1e-12)
  expect_identical(model$losses[1], mlp(X, Y, hidden = 4, epochs = 3, seed = 5)$losses[1])
})

test_that("stopping on gradient size comes before the update", {
  model <- halving(threshold = 0.1)
  expect_identical(model$stopped, "gradient")
  expect_identical(weight(model), 1 / 16)
  expect_identical(model$losses, 2^(-2 * (0:4) - 1))
  expect_identical(weight(halving(threshold = 0.0625)), 1 / 16)
})

test_that("patience", {
  monitored_losses <- function(losses, ...) {
    config <- TrainConfig(options = list(learning_rate = 0.1), epochs = 99, ...)
    monitor <- make_monitor(Samples(NULL, NULL), config, MonitorConfig(), NATIVE)
    reasons <- rep(NA_character_, length(losses))
    for (row in seq_along(losses)) {
      network <- list(list(W = matrix(row - 1), b = NULL, activation = "identity"))
      state <- TrainingState(network, list(), NULL, row - 1, row - 1, numeric(0), NULL)
      stopped <- monitor$before_epoch(state, losses[row])
      if (!is.null(stopped)) reasons[row] <- stopped
    }
    list(reasons = reasons, best = monitor$monitored()$best)
  }
  found <- monitored_losses(c(5, 4, 4, 3, 3.5, 3), patience = 2)
  expect_identical(found$reasons, c(NA, NA, NA, NA, NA, "patience"))
  expect_identical(found$best[c("epoch", "value")], list(epoch = 3, value = 3))
  expect_identical(found$best$network[[1]]$W, matrix(3))
  found <- monitored_losses(c(5, 4, 3.75, 3.5, 3), patience = 2, min_delta = 0.5)
  expect_identical(found$reasons, c(NA, NA, NA, "patience", NA))
  expect_identical(found$best$epoch, 4)
})

test_that("rows are added where vectors end, and rows before them are not copied", {
  # 5% more room whenever it is used up: a number is copied 1 / 0.05 = 20 times at most. To copy all
  # rows for every new one would take n / 2 = 2000 times.
  n <- 4000
  config <- TrainConfig(options = list(learning_rate = 0.1), epochs = n, patience = n)
  wanted <- MonitorConfig(keep_weights = TRUE)
  monitor <- make_monitor(Samples(NULL, NULL), config, wanted, NATIVE)
  log <- tempfile()
  on.exit(unlink(log))
  Rprofmem(log, threshold = 8 * n / 4)
  for (row in seq_len(n)) {
    monitor$before_epoch(TrainingState(list(), list(), NULL, row - 1, row - 1, NULL, NULL), 1 / row)
  }
  Rprofmem(NULL)
  bytes <- as.numeric(sub(" .*", "", grep("^[0-9]", readLines(log), value = TRUE)))
  numbers <- 3 # loss, learning_rate and the place of a network
  expect_gt(sum(bytes), numbers * 8 * n / 2)
  expect_lt(sum(bytes), 20 * numbers * 8 * n)
  expect_identical(monitor$monitored()$columns$loss, 1 / seq_len(n))
})

test_that("the best parameters come back", {
  # The validation target 0.3 is nearest to w = 1/4: rows 1, 1/2, 1/4, 1/8, 1/16.
  model <- halving(patience = 2, validation = list(matrix(1), 0.3))
  expect_identical(model$stopped, "patience")
  expect_identical(weight(model), 0.25)
  expect_identical(model$final_loss, 1 / 32)
  expect_equal(model$history$validation_loss, (0.5^(0:4) - 0.3)^2 / 2)
  expect_identical(weight(halving(patience = 2, validation = list(matrix(1), 0.3), restore_best = FALSE)), 1 / 16)
})

test_that("validation rows are the first draw, and are not trained on", {
  order <- permutation(stream(3), 20)$values + 1
  seen <- numeric(0)
  remember <- function(step) {
    seen <<- c(seen, step$rows)
    FALSE
  }
  model <- mlp(X, Y, hidden = 2, epochs = 2, batch_size = 4, validation_fraction = 0.25, seed = 3, on_step = remember)
  expect_identical(sort(seen), rep(0:14, each = 2) + 0)
  given <- list(X[order[1:5], ], Y[order[1:5], , drop = FALSE])
  same <- mlp(X[order[6:20], ], Y[order[6:20], , drop = FALSE], hidden = 2, epochs = 2, batch_size = 4, seed = 3, validation = given)
  expect_identical(coef(model), coef(same))
  expect_identical(model$history, same$history)
  trace <- mlp_trace(model, X, Y, 0:3)
  expect_identical(unlist(lapply(trace$steps, `[[`, "rows")), order[6:20] - 1)
})

test_that("callbacks see and stop", {
  model <- halving(on_step = function(step) step$step == 2)
  expect_identical(c(model$stopped, weight(model)), c("on_step", 1 / 8))
  rows <- numeric(0)
  model <- halving(on_epoch = function(row) {
    rows <<- c(rows, row$epoch)
    row$loss < 0.01
  })
  expect_identical(list(model$stopped, weight(model), rows), list("on_epoch", 1 / 8, c(0, 1, 2, 3)))
})

test_that("history", {
  model <- halving(epochs = 3, keep_weights = TRUE, metrics = "mean_absolute_error")
  expect_identical(lapply(attr(model$history, "weights"), function(network) network[[1]]$W[1, 1]), list(1, 0.5, 0.25, 0.125))
  columns <- list(
    epoch = 0:3, loss = c(0.5, 0.125, 0.03125, 0.0078125), learning_rate = rep(0.5, 4),
    mean_absolute_error = c(1, 0.5, 0.25, 0.125)
  )
  expect_equal(unclass(model$history)[names(columns)], columns)
  expect_equal(unclass(halving(epochs = 3)$history)[1:3], columns[1:3])
  shown <- capture.output(print(halving(epochs = 30)$history))
  expect_length(shown, 12)
  expect_identical(shown[7], "  ...         ...            ...")
})

test_that("going on is one long run", {
  unwarned({
  arguments <- list(
    hidden = 3, activation = "tanh", optimizer = "sgd", learning_rate = 0.05, arithmetic = "reproducible", batch_size = 6,
    order = "shuffled", dropout = 0.3, validation_fraction = 0.2, patience = 99, keep_weights = TRUE
  )
  fit <- function(...) do.call(mlp, c(list(X, Y), arguments, list(...)))
  for (optimizer in names(OPTIMIZERS)) {
    arguments$optimizer <- optimizer
    if (!is.null(OPTIMIZERS[[optimizer]]$search)) { # which wants all samples at once, and no dropout
      arguments[c("batch_size", "order", "dropout")] <- list(NULL, "sequential", 0)
    }
    path <- tempfile(fileext = ".json")
    long <- fit(epochs = 9)
    parts <- partial_fit(partial_fit(fit(epochs = 4), X, Y, 2), X, Y, 3)
    fit(epochs = 5, checkpoint = path, checkpoint_every = 2)
    resumed <- mlp_resume(path, X, Y, epochs = 9)
    for (other in list(parts, resumed)) {
      expect_identical(coef(other), coef(long), info = optimizer)
      expect_identical(other$history, long$history, info = optimizer)
      expect_identical(other$losses, long$losses, info = optimizer)
    }
  }
  })
})

test_that("a finished run is resumed as it is", {
  path <- tempfile(fileext = ".json")
  done <- halving(threshold = 0.1, checkpoint = path)
  again <- mlp_resume(path, matrix(1), 0)
  expect_identical(coef(again), coef(done))
  expect_identical(again$losses, done$losses)
})

test_that("what cannot be resumed", {
  path <- tempfile(fileext = ".json")
  mlp(X, Y, hidden = 2, epochs = 1, checkpoint = path)
  expect_error(mlp_resume(path, X[1:5, ], Y[1:5, ]), "`X` must be a 20 x 3 matrix, got a 5 x 3 matrix.", fixed = TRUE, class = "twinmlp_shape_error")
  expect_error(mlp_resume(path, X, Y, seed = 1), "`changes` must be one of epochs, ", fixed = TRUE, class = "twinmlp_choice_error")
  expect_error(mlp_resume("nowhere.json", X, Y), "`checkpoint` must be a readable file", fixed = TRUE, class = "twinmlp_file_error")
})

test_that("metrics, residuals and names of weights", {
  model <- mlp(X, Y, hidden = 2, epochs = 2)
  A <- predict(model, X)
  expect_identical(fitted(model), A)
  expect_identical(residuals(model), Y - A)
  expect_identical(predict(model, X, "class"), as.vector(A > 0.5) + 0)
  expect_identical(predict(model, X, "probability"), cbind(1 - A, A))
  expect_equal(mlp_metrics(model, X, Y), list(
    accuracy = mean((A > 0.5) == Y), log_loss = -mean(log(ifelse(Y == 1, A, 1 - A))),
    r_squared = 1 - sum((Y - A)^2) / sum((Y - mean(Y))^2), mean_absolute_error = mean(abs(A - Y)), mean_squared_error = mean((A - Y)^2)
  ))
  expect_identical(confusion_matrix(A, Y), unclass(unname(table(factor(Y, 0:1), factor(A > 0.5, c(FALSE, TRUE))))) + 0)
  vector <- coef(model, "vector")
  expect_identical(names(vector)[1:4], c("x1 -> h1", "x1 -> h2", "x2 -> h1", "x2 -> h2"))
  expect_identical(vector[["b -> h2"]], model$network[[1]]$b[2])
  expect_identical(vector[["h2 -> y1"]], model$network[[2]]$W[2, 1])
  expect_identical(names(coef(model, "table")), c("layer", "source", "target", "value"))
})

test_that("a planted mistake is found and named, and kinks are skipped", {
  parts <- case_parts(read_document(fixture_path("cases/two_hidden_layers.json"), "case"))
  gradients <- derivatives(parts$network, parts$X, parts$y, parts$config, NATIVE)
  expect_true(check_gradients(parts$network, parts$X, parts$y, parts$config, NATIVE, gradients)$passed)
  gradients[[2]]$dW[3, 1] <- gradients[[2]]$dW[3, 1] * 1.001
  found <- check_gradients(parts$network, parts$X, parts$y, parts$config, NATIVE, gradients)
  expect_false(found$passed)
  expect_identical(c(found$worst$place, found$worst$name), c("layer 2, W[2][0]", "h1_3 -> h2_1"))
  parts <- case_parts(read_document(fixture_path("cases/relu_kinks.json"), "case"))
  found <- check_gradients(parts$network, parts$X, parts$y, parts$config, NATIVE)
  expect_identical(c(found$checked, found$skipped), c(10, 3))
})

test_that("patience counts anew when training goes on", {
  held_out <- list(matrix(1), 0.3)
  model <- halving(patience = 2, validation = held_out)
  expect_identical(list(model$stopped, length(model$losses)), list("patience", 4L))
  # w goes on from 1/16: row 5, 1/32, is the first and the best; 1/64 and 1/128 are farther from 0.3.
  model <- partial_fit(model, matrix(1), 0, epochs = 50, validation = held_out)
  expect_identical(list(model$stopped, length(model$losses)), list("patience", 7L))
  expect_identical(model$state$network[[1L]]$W, matrix(1 / 128))
  model <- partial_fit(model, matrix(1), 1, epochs = 3, validation = list(matrix(1), 1))
  expect_identical(list(model$stopped, length(model$losses)), list(NULL, 10L))
})
