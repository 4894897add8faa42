# Formulas are called, kept and refused as lm's are.

source("cars_and_lm.R", local = TRUE)

test_that("mlp is called in every way that lm is", {
  expected <- coef(mlp(y ~ a + kind, cars, epochs = 3))
  formula <- y ~ a + kind
  expect_identical(coef(mlp(formula, cars, epochs = 3)), expected)
  expect_identical(coef(mlp(data = cars, formula = y ~ a + kind, epochs = 3)), expected)
  expect_identical(coef(mlp(x = y ~ a + kind, data = cars, epochs = 3)), expected)
  expect_identical(coef(with(cars, mlp(y ~ a + kind, epochs = 3))), expected)
  expect_identical(coef(do.call(mlp, list(y ~ a + kind, data = cars, epochs = 3))), expected)
  expect_identical(coef(do.call("mlp", list(y ~ a + kind, data = cars, epochs = 3))), expected)
  expect_identical(coef(lapply(c(y ~ a, y ~ a + kind), mlp, data = cars, epochs = 3)[[2L]]), expected)
  inside <- function() {
    d <- cars
    update(mlp(y ~ a, d, epochs = 3), . ~ . + kind)
  }
  expect_identical(coef(inside()), expected)
  expect_refused(mlp(y ~ a, cars, y = 3), "E_USAGE", "`y` must be left out, got an unknown argument.")
  expect_refused(mlp(y ~ a, cars, hiden = 3), "E_USAGE", "`hiden` must be left out, got an unknown argument.")
})

test_that("variables of other kinds: matrices, dates, names that are no words, splines", {
  more <- cars
  more$M <- cbind(p = 1:8, q = 8:1) / 10
  more$when <- as.Date("2020-01-01") + 1:8
  names(more)[names(more) == "b"] <- "my var"
  for (formula in list(y ~ M, y ~ I(as.numeric(when) / 1e4), y ~ `my var` + kind, y ~ splines::ns(a, 3))) {
    model <- mlp(formula, more, epochs = 1)
    expect_identical(model$inputs, colnames(model.matrix(formula, more))[-1L])
    expect_equal(column(predict(model, more[3:2, ])), column(predict(model))[3:2], tolerance = 1e-12)
  }
})

test_that("formulas meet scale, restarts and class_weight as matrices do", {
  matrix <- as.matrix(cars[c("a", "b")])
  for (scale in c("standard", "min_max")) {
    model <- mlp(y ~ a + b, cars, scale = scale, output_activation = "identity", learning_rate = 0.01, epochs = 5)
    plain <- mlp(matrix, cars$y, scale = scale, output_activation = "identity", learning_rate = 0.01, epochs = 5)
    expect_identical(as.vector(predict(model, cars[5:1, c("b", "a")])), as.vector(predict(plain, matrix[5:1, ])))
    expect_identical(as.vector(residuals(model)), as.vector(residuals(plain)))
    expect_identical(is.na(column(predict(model, transform(cars, a = replace(a, 2, NA))))), setNames(1:8 == 2, row.names(cars)))
    expect_identical(mlp_metrics(model, cars), mlp_metrics(plain, matrix, cars$y))
  }
  expect_identical(coef(mlp(y ~ a + b, cars, restarts = 3, epochs = 3)), coef(mlp(matrix, cars$y, restarts = 3, epochs = 3)))
  fit <- function(...) coef(mlp(..., output_activation = "softmax", loss = "cross_entropy", class_weight = list(u = 2), epochs = 3))
  expect_identical(fit(kind ~ a + b, cars), fit(matrix, cars$kind))
})

test_that("offset, and a formula without response, are refused", {
  text <- "`formula` must be a formula without offset, which a network does not have, got y ~ a + offset(b)."
  expect_refused(mlp(y ~ a + offset(b), cars), "E_CHOICE", text)
  expect_refused(mlp(~ a + b, cars), "E_CHOICE", "`formula` must be a formula with a response, as y ~ a, got ~a + b.")
  expect_refused(mlp(y ~ 1, cars), "E_CHOICE", "`formula` must be a formula with an input, as y ~ a, got y ~ 1.")
  expect_refused(mlp(y ~ a, cars, offset = b), "E_USAGE", "`offset` must be left out, got an unknown argument.")
  # A column of that name is none.
  expect_identical(mlp(y ~ offset, data.frame(y = c(0, 1), offset = c(1, 0)), epochs = 0)$inputs, "offset")
})

test_that("subset and weights are those of lm, found in the data first", {
  b_min <- 1.5
  model <- mlp(y ~ a, cars, subset = b > b_min, weights = b, epochs = 30, learning_rate = 0.001)
  fit <- lm(y ~ a, cars, subset = b > b_min, weights = b)
  rows <- cars[cars$b > b_min, ]
  expect_identical(coef(model), coef(mlp(cbind(rows$a), rows$y, sample_weight = rows$b, epochs = 30, learning_rate = 0.001)))
  expect_identical(weights(model), as.vector(weights(fit)))
  expect_identical(names(column(fitted(model))), names(fitted(fit)))
  expect_identical(coef(mlp(y ~ a, cars, subset = b > b_min, sample_weight = cars$b, epochs = 30, learning_rate = 0.001)), coef(model))
  # A row with NA takes its weight along.
  holes <- transform(cars, a = replace(a, 3, NA))
  expect_identical(coef(mlp(y ~ a, holes, weights = b, epochs = 9)), coef(mlp(y ~ a, cars[-3, ], weights = b, epochs = 9)))
  expect_identical(nobs(mlp(y ~ a, cars, weights = c(0, 1, 1, 1, 0, 1, 1, 1), epochs = 0)), 6L)
  expect_refused(
    mlp(y ~ a, cars, weights = b, sample_weight = cars$b), "E_USAGE", "`weights` must be left out where sample_weight is there, got both."
  )
  expect_refused(mlp(y ~ a, cars, weights = -b), "E_RANGE", "`sample_weight[0]` must be a number, 0 or more, got -3.")
  # A level that the subset does not have is none of the model.
  expect_identical(mlp(y ~ kind, cars, subset = kind != "w", epochs = 0)$xlevels, list(kind = c("u", "v")))
})

test_that("a formula without data takes its variables from where it is written", {
  make <- function() {
    height <- cars$a
    degree <- 2
    weight <- cars$y
    mlp(weight ~ poly(height, degree), epochs = 5)
  }
  model <- make()
  expect_identical(coef(model), coef(mlp(y ~ poly(a, 2), cars, epochs = 5)))
  expect_identical(as.vector(predict(model, data.frame(height = cars$a[2:3]))), as.vector(predict(model))[2:3])
  expect_refused(predict(model, data.frame(size = 1)), "E_CHOICE", "`X` must be a table with the column height, got the columns size.")
})

test_that("update, formula, terms, model.frame, nobs and case.names are lm's", {
  model <- mlp(y ~ a + kind, data = cars, epochs = 5)
  fit <- lm(y ~ a + kind, data = cars)
  expect_identical(model$call, quote(mlp(formula = y ~ a + kind, data = cars, epochs = 5)))
  expect_identical(attributes(terms(model))$term.labels, attributes(terms(fit))$term.labels)
  expect_equal(formula(model), formula(fit))
  expect_equal(formula(mlp(y ~ ., cars, epochs = 0)), formula(lm(y ~ ., cars)))
  expect_equal(model.frame(model), model.frame(fit), ignore_attr = c("na_rule", "variables", "contrasts"))
  expect_identical(model$xlevels, fit$xlevels)
  expect_identical(model$contrasts, fit$contrasts)
  expect_identical(case.names(model), case.names(fit))
  expect_identical(nobs(model), 8L)
  expect_identical(coef(update(model, . ~ . - kind)), coef(mlp(y ~ a, cars, epochs = 5)))
  expect_identical(coef(update(model, epochs = 7)), coef(mlp(y ~ a + kind, cars, epochs = 7)))
  expect_identical(coef(update(model, sqrt(.) ~ ., subset = b > 1)), coef(mlp(sqrt(y) ~ a + kind, cars, subset = b > 1, epochs = 5)))
  x <- cbind(c(0, 1))
  expect_identical(coef(update(mlp(x, c(0, 1), epochs = 1), epochs = 4)), coef(mlp(x, c(0, 1), epochs = 4)))
  expect_identical(update(twinmlp::mlp(y ~ a, cars, epochs = 1), epochs = 2)$call[[1L]], quote(twinmlp::mlp))
  expect_refused(formula(mlp(x, c(0, 1), epochs = 1)), "E_USAGE", "`object` must be a model by a formula, got a model of a matrix or a table.")
  file <- tempfile(fileext = ".json")
  write_mlp(model, file)
  said <- "`object` must be a model that mlp() trained here (partial_fit() trains others further), got one that has no call."
  expect_refused(update(read_mlp(file), epochs = 7), "E_USAGE", said)
  expect_error(logLik(model))
})
