# NA in training and in new data, and what follows training, as lm has it.

source("cars_and_lm.R", local = TRUE)

test_that("NA in new data is NA in its place", {
  holes <- cars
  holes$a[2] <- NA
  holes$kind[5] <- NA
  pair <- as_lm(y ~ kind + a)
  expected <- predict(pair$fit, holes)
  expect_identical(which(is.na(expected)), c(car2 = 2L, car5 = 5L))
  expect_equal(column(predict(pair$model, holes)), expected, tolerance = 1e-12)
  expect_true(is.na(predict(pair$model, holes[2, ])))
  expect_true(is.na(predict(pair$model, data.frame(kind = NA, a = NA))))
  expect_identical(dim(layer_outputs(pair$model, holes)[[1L]]$A), c(8L, 1L))
  classes <- mlp(kind ~ a + b, cars, output_activation = "softmax", loss = "cross_entropy", epochs = 5)
  found <- predict(classes, holes, type = "class")
  expect_identical(is.na(found), seq_len(8) == 2)
  expect_identical(found[-2], predict(classes, cars[-2, ], type = "class"))
})

test_that("NA in training is what na.action says", {
  holes <- cars
  holes$a[2] <- NA
  holes$y[7] <- NA
  rest <- coef(mlp(y ~ a + b, cars[-c(2, 7), ], epochs = 20))
  expect_identical(coef(mlp(y ~ a + b, holes, epochs = 20)), rest)
  for (action in list(na.omit, na.exclude)) {
    model <- mlp(y ~ a + b, holes, epochs = 20, na.action = action)
    fit <- lm(y ~ a + b, holes, na.action = action)
    expect_identical(coef(model), rest)
    expect_identical(model$na.action, fit$na.action)
    for (value in list(fitted(model), residuals(model), predict(model))) {
      expect_identical(is.na(column(value)), is.na(fitted(fit))) # places and names
    }
    expect_identical(column(residuals(model)), holes[names(column(fitted(model))), "y"] - column(fitted(model)))
    expect_identical(nobs(model), nobs(fit))
  }
  # What is left out goes with the data that training went on with.
  expect_identical(NROW(fitted(partial_fit(mlp(y ~ a, holes, na.action = na.exclude, epochs = 1), cars))), 8L)
  expect_identical(unname(which(is.na(column(fitted(partial_fit(mlp(y ~ a, cars, na.action = na.exclude, epochs = 1), holes)))))), c(2L, 7L))
  expect_error(mlp(y ~ a, holes, na.action = na.fail), "missing values")
  expect_refused(mlp(y ~ a, holes, na.action = na.pass), "E_NOT_FINITE", "`X[1][0]` must be a finite number, got NaN.")
  expect_refused(mlp(y ~ a, holes, na.action = NULL), "E_NOT_FINITE", "`X[1][0]` must be a finite number, got NaN.")
  kept <- options(na.action = "na.exclude")
  expect_identical(NROW(fitted(mlp(y ~ a, holes, epochs = 0))), 8L)
  options(kept)
})

test_that("predict without new data is that of the training data", {
  model <- mlp(y ~ kind + a, cars, epochs = 5)
  expect_identical(predict(model), predict(model, cars))
  expect_identical(predict(model), fitted(model))
  classes <- mlp(kind ~ a + b, cars, output_activation = "softmax", loss = "cross_entropy", epochs = 5)
  for (type in c("response", "probability", "class")) expect_identical(predict(classes, type = type), predict(classes, cars, type = type))
  matrix <- mlp(as.matrix(cars[c("a", "b")]), cars$y, epochs = 5)
  expect_identical(predict(matrix), predict(matrix, as.matrix(cars[c("a", "b")])))
})

test_that("what follows training goes through the terms: other order, other columns, functions", {
  half <- cars[1:4, ]
  rest <- cars[5:8, c("b", "flag", "kind", "a", "y")]
  for (formula in list(y ~ a + b, y ~ log(a) + kind, y ~ poly(a, 2) * b, sqrt(y) ~ I(a^2) + flag)) {
    terms <- terms(lm(formula, cars))
    X <- function(rows) model.matrix(lm(formula, cars))[rownames(rows), -1L, drop = FALSE]
    y <- function(rows) as.vector(model.response(model.frame(formula, rows)))
    model <- mlp(formula, cars, epochs = 5, learning_rate = 0.01)
    plain <- mlp(X(cars), y(cars), epochs = 5, learning_rate = 0.01)
    expect_identical(coef(model), coef(plain), info = deparse(formula))
    further <- partial_fit(plain, X(rest), y(rest), epochs = 3)
    expect_equal(coef(partial_fit(model, rest, epochs = 3)), coef(further), tolerance = 1e-12)
    expect_equal(coef(partial_fit(model, rest, y(rest), epochs = 3)), coef(further), tolerance = 1e-12)
    watched <- mlp(formula, cars, validation = rest, epochs = 5, learning_rate = 0.01)
    expected <- mlp(X(cars), y(cars), validation = list(X(rest), y(rest)), epochs = 5, learning_rate = 0.01)
    expect_equal(watched$history$validation_loss, expected$history$validation_loss, tolerance = 1e-12)
    expect_identical(mlp(formula, cars, validation = list(rest, y(rest)), epochs = 5, learning_rate = 0.01)$history, watched$history)
    expect_equal(mlp_metrics(model, rest, names = "r_squared"), mlp_metrics(plain, X(rest), y(rest), "r_squared"), tolerance = 1e-12)
    expect_equal(layer_outputs(model, rest)[[2L]]$A, layer_outputs(plain, X(rest))[[2L]]$A, tolerance = 1e-12)
    expect_equal(gradcheck(model, rest)[c("passed", "checked")], gradcheck(plain, X(rest), y(rest))[c("passed", "checked")])
    expect_equal(mlp_trace(model, rest), mlp_trace(plain, X(rest), y(rest)), tolerance = 1e-12)
  }
})

test_that("pictures go through the terms, too", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  model <- mlp(flag ~ log(a) + b, cars, epochs = 5)
  expect_identical(plot(model, "boundary", data = cars[rev(names(cars))]), model)
  expect_identical(plot_steps(model, cars[rev(names(cars))], numbers = 2), model)
})

test_that("rows with NA are left out of what follows training, with their weights", {
  model <- mlp(y ~ a + b, cars, epochs = 5, learning_rate = 0.01)
  holes <- transform(cars, a = replace(a, 3, NA), y = replace(y, 6, NA))
  rest <- cars[-c(3, 6), ]
  weight <- seq_len(8)
  expect_identical(coef(partial_fit(model, holes, sample_weight = weight)), coef(partial_fit(model, rest, sample_weight = weight[-c(3, 6)])))
  expect_identical(mlp_metrics(model, holes), mlp_metrics(model, rest))
  expect_identical(gradcheck(model, holes, sample_weight = weight), gradcheck(model, rest, sample_weight = weight[-c(3, 6)]))
  expect_identical(mlp_trace(model, holes, sample_weight = weight), mlp_trace(model, rest, sample_weight = weight[-c(3, 6)]))
})

test_that("without a formula targets are asked for", {
  model <- mlp(cbind(c(0, 1)), c(0, 1), epochs = 1)
  expect_refused(partial_fit(model, cbind(c(0, 1))), "E_TYPE", "`y` must be targets, where the model has no formula, got nothing.")
})
