# Scales and restarts: against R's own scale() and several trainings by hand, with every other option.

X <- matrix(normal(stream(3), 120)$values, 40) %*% diag(c(1, 50, 3000)) + rep(c(0, 7, -900), each = 40)
Y <- cbind(20000 + 9000 * tanh(X[, 1]) - 100 * X[, 2])
HOW <- list(hidden = 4, epochs = 30, reduction = "mean", learning_rate = 0.5)

fitted_with <- function(x, y, ..., more = list()) do.call(mlp, c(list(x, y), utils::modifyList(HOW, c(list(...), more))))

# Columns with mean 0 and standard deviation 1 (that of the n rows), or from 0 to 1.
by_hand <- function(A, kind) {
  if (kind == "min_max") return(apply(A, 2, function(x) (x - min(x)) / (max(x) - min(x))))
  apply(A, 2, function(x) (x - mean(x)) / (stats::sd(x) * sqrt((length(x) - 1) / length(x))))
}
back <- function(A, kind) {
  if (kind == "min_max") A * (max(Y) - min(Y)) + min(Y) else A * stats::sd(Y) * sqrt(39 / 40) + mean(Y)
}

test_that("training is that on columns scaled by hand", {
  for (kind in c("standard", "min_max")) for (output in c("identity", "sigmoid", "tanh")) {
    of_y <- if (output == "identity") kind else "min_max"
    hand <- fitted_with(by_hand(X, kind), by_hand(Y, of_y), output_activation = output)
    model <- fitted_with(X, Y, output_activation = output, scale = kind)
    expect_equal(model$losses, hand$losses, tolerance = 1e-9)
    expected <- back(predict(hand, by_hand(X, kind)), of_y)
    expect_equal(predict(model, X), expected, tolerance = 1e-9)
    expect_equal(fitted(model), expected, tolerance = 1e-9)
    expect_equal(residuals(model), Y - expected, tolerance = 1e-6)
    expect_equal(mlp_metrics(model, X, Y, "mean_squared_error")[[1]], mean((expected - Y)^2), tolerance = 1e-8)
    expect_true(gradcheck(model, X, Y)$passed)
  }
})

test_that("classes are not scaled, and scaled numbers have none", {
  for (y in list(rep(0:1, 20), rep(c("a", "b"), 20))) {
    model <- fitted_with(X, y, scale = "standard")
    hand <- fitted_with(by_hand(X, "standard"), y)
    expect_null(model$scale$targets)
    expect_equal(predict(model, X), predict(hand, by_hand(X, "standard")))
    expect_identical(predict(model, X, "class"), predict(hand, by_hand(X, "standard"), "class"))
  }
  model <- fitted_with(X, Y, scale = "standard")
  expect_refused(predict(model, X, "class"), "E_CHOICE", "`type` must be response where targets are scaled numbers, got \"class\".")
})

test_that("validation data are not looked at, metrics are in the data's numbers", {
  model <- fitted_with(X[1:30, ], Y[1:30, , drop = FALSE],
    output_activation = "identity", scale = "standard", metrics = "mean_absolute_error",
    validation = list(X[31:40, ], Y[31:40, , drop = FALSE])
  )
  alone <- fitted_with(X[1:30, ], Y[1:30, , drop = FALSE], output_activation = "identity", scale = "standard")
  expect_identical(model$scale, alone$scale)
  errors <- abs(predict(model, X[31:40, ]) - Y[31:40, ])
  expect_equal(model$history$validation_mean_absolute_error[31], mean(errors))
})

test_that("with every other option, the rest of a run is of the same numbers", {
  for (more in list(
    list(optimizer = "lbfgs"), list(optimizer = "adam", batch_size = 7, order = "shuffled", dropout = 0.2),
    list(penalty = list(l2 = 0.01), clipping = list(norm = 1)), list(hidden = list(), arithmetic = "reproducible"),
    list(validation_fraction = 0.25, metrics = "r_squared")
  )) {
    more <- c(more, list(output_activation = "identity", scale = "standard"))
    long <- fitted_with(X, Y, more = more)
    path <- new_path("run.json")
    half <- fitted_with(X, Y, more = c(more, list(checkpoint = path)), epochs = 12)
    expect_identical(mlp_resume(path, X, Y, epochs = 30)$losses, long$losses)
    expect_identical(partial_fit(half, X, Y, epochs = 18)$losses, long$losses)
    expect_identical(mlp_trace(long, X, Y)$final$loss, long$final_loss)
    file <- new_path("network.json")
    write_mlp(long, file)
    read <- read_mlp(file)
    expect_identical(predict(read, X), predict(long, X))
    expect_identical(partial_fit(read, X, Y)$scale, long$scale)
  }
})

test_that("restarts are trainings by hand", {
  for (more in list(
    list(), list(output_activation = "identity"), list(validation_fraction = 0.25),
    list(validation_fraction = 0.25, patience = 2, order = "shuffled", batch_size = 8)
  )) unwarned({
    more <- c(more, list(scale = "min_max"))
    each <- lapply(7:11, function(seed) fitted_with(X, Y, more = more, seed = seed))
    ends <- vapply(each, function(model) {
      validation <- model$history$validation_loss
      if (is.null(validation)) model$final_loss else if (is.null(more$patience)) validation[31] else min(validation)
    }, 0)
    winner <- each[[which.min(ends)]]
    best <- fitted_with(X, Y, more = more, seed = 7, restarts = 5)
    expect_identical(best$seed, (7:11)[which.min(ends)] + 0)
    expect_identical(best$losses, winner$losses)
    expect_identical(partial_fit(best, X, Y)$losses, partial_fit(winner, X, Y)$losses)
  })
})

test_that("restarts leave out what diverges, and take no checkpoint", {
  how <- list(cbind(1), 2, hidden = list(), output_activation = "identity", learning_rate = 1e200, epochs = 9, restarts = 3)
  text <- paste(
    "`loss` must be finite, but training diverged at step 1",
    "(try a smaller learning_rate, or the reduction mean), got NaN or Infinity."
  )
  expect_refused(do.call(mlp, how), "E_DIVERGED", text)
  begun <- 0
  second_only <- function(row) {
    if (row$epoch == 0) begun <<- begun + 1
    begun == 2
  }
  expect_identical(do.call(mlp, c(how, list(on_epoch = second_only)))$seed, 43)
  expect_refused(mlp(X, Y, restarts = 2, checkpoint = "run.json"), "E_CHOICE", "`checkpoint` must be null where `restarts` is above 1, got \"run.json\".")
})

test_that("what a model says of its scale and seed", {
  model <- fitted_with(X, Y, output_activation = "identity", scale = "standard", seed = 7, restarts = 4)
  line <- sprintf("trained for 30 epochs, loss %.6g -> %.6g, scale standard", model$losses[1], model$final_loss)
  expect_identical(strsplit(printed(print(model)), "\n")[[1]][2], sprintf("%s, the best of 4 seeds: %.0f", line, model$seed))
  file <- new_path("network.json")
  write_mlp(model, file)
  read <- read_mlp(file)
  expect_equal(read$arguments[c("seed", "restarts")], list(seed = model$seed, restarts = 1))
  expect_identical(strsplit(printed(print(read)), "\n")[[1]][2], line)
  document <- jsonlite::read_json(file)
  document$scale$inputs$divisor[[2]] <- 0
  write_json(file, document)
  expect_refused(read_mlp(file), "E_RANGE", "`scale.inputs.divisor[1]` must be a number above 0, got 0.")
})

test_that("with a formula", {
  cars <- datasets::cars
  model <- mlp(dist ~ speed, cars, hidden = list(), output_activation = "identity", scale = "standard", reduction = "mean")
  expected <- unname(stats::predict(stats::lm(dist ~ speed, cars), data.frame(speed = c(5, 10))))
  expect_equal(as.vector(predict(model, data.frame(speed = c(5, 10)))), expected, tolerance = 1e-6)
})

test_that("layers that were made without a scale are not trained with one", {
  layers <- list(list(W = matrix(1:3 + 0, 3), b = 0.5, activation = "identity"))
  model <- mlp_from_layers(layers, scale = "standard")
  expect_equal(as.vector(predict(model, rbind(c(1, 0, 0)))), 1.5)
  expect_refused(partial_fit(model, X, Y), "E_CHOICE", "`scale` must be none where layers were made without it, got \"standard\".")
})

test_that("the mean of a constant column is rounded, and not divided by", {
  for (value in c(0.1, -1e9 / 3, 1e-300)) {
    model <- fitted_with(cbind(X[, 1], value), Y, output_activation = "identity", scale = "standard")
    expect_identical(model$scale$inputs$divisor[2], 1)
  }
})

test_that("a constant column becomes 0", {
  model <- fitted_with(cbind(X[, 1], 7), Y, output_activation = "identity", scale = "standard")
  expect_identical(model$scale$inputs$divisor[2], 1)
  expect_true(all(is.finite(predict(model, cbind(X[, 1], 7)))))
})

test_that("the boundary of a scaled network is drawn in the data's numbers", {
  scale <- find_scale("standard", X, Y, "identity", NATIVE)
  network <- list(list(W = matrix(c(0.3, -1, 0.5, 0.2, 0.1, 1), 3), b = NULL, activation = "tanh"), list(W = matrix(c(1, -2), 2), b = 0.5, activation = "identity"))
  expect_equal(network_outputs(fold_inputs(network, scale), X, NATIVE), network_outputs(network, scale_inputs(X, scale), NATIVE))
})
