# R's model frame, held against lm, nnet and model.matrix of stats: every value here is theirs, or follows from them.

cars <- data.frame(
  y = c(0.42, 0.78, 0.24, 0.88, 0.56, 0.66, 0.14, 0.44), a = c(1, 2, 0.5, 3, 1.5, 2.5, 0.2, 1.1), b = c(3, 1, 4, 1, 5, 9, 2, 6),
  kind = factor(c("u", "v", "w", "u", "v", "w", "u", "v")), flag = c(TRUE, FALSE, TRUE, TRUE, FALSE, FALSE, TRUE, FALSE),
  row.names = paste0("car", 1:8)
)

# The values of one output, with the names of their rows.
column <- function(values) if (is.matrix(values)) values[, 1L] else values

# A network of one linear unit whose weights are those of lm: its predictions are lm's, to rounding, if its inputs are lm's.
as_lm <- function(formula, data = cars, fit = lm(formula, data), ...) {
  weights <- coef(fit)
  parameters <- list(list(W = cbind(unname(weights[names(weights) != "(Intercept)"])), b = unname(c(weights[names(weights) == "(Intercept)"], 0)[1L])))
  list(fit = fit, model = mlp(formula, data, hidden = list(), output_activation = "identity", epochs = 0, parameters = parameters, ...))
}

expect_as_lm <- function(formula, newdata, data = cars, ...) {
  pair <- as_lm(formula, data, ...)
  expected <- predict(pair$fit, newdata)
  found <- predict(pair$model, newdata)
  expect_equal(as.vector(found), unname(expected), tolerance = 1e-12, info = deparse(formula))
  expect_identical(names(column(found)), names(expected))
}

FORMULAS <- list(
  y ~ kind + a, y ~ kind * a, y ~ log(a) + I(a^2), y ~ poly(a, 2) + b, y ~ scale(a) + b, y ~ a:b, y ~ flag + a, y ~ kind - 1, y ~ a + 0,
  y ~ ., y ~ . - b, y ~ factor(b > 3) + a, sqrt(y) ~ sqrt(a)
)

test_that("predictions on new data are lm's, for terms of every kind", {
  for (formula in FORMULAS) {
    expect_as_lm(formula, cars)
    expect_as_lm(formula, cars[3:5, rev(names(cars))]) # fewer rows, columns in another order
    expect_as_lm(formula, cbind(extra = 0, cars)[c(8, 2), ]) # a column that is not asked for
  }
})

test_that("the inputs are the columns of model.matrix but the intercept", {
  for (formula in FORMULAS) {
    model <- mlp(formula, cars, epochs = 0)
    expected <- model.matrix(formula, cars)
    expect_identical(model.matrix(model), model.matrix(lm(formula, cars)))
    expect_identical(model$inputs, setdiff(colnames(expected), "(Intercept)"))
    expect_equal(model.matrix(model, cars[2:3, ])[, colnames(expected)], model.matrix(lm(formula, cars))[2:3, ], tolerance = 1e-14)
  }
})

test_that("new data have any levels, in any form", {
  whole <- predict(as_lm(y ~ kind + a)$fit, cars)
  model <- as_lm(y ~ kind + a)$model
  expect_rows <- function(newdata, rows) expect_equal(as.vector(predict(model, newdata)), unname(whole[rows]), tolerance = 1e-12)
  expect_rows(droplevels(cars[3, ]), 3) # one level
  expect_rows(droplevels(cars[2:3, ]), 2:3) # two levels
  expect_rows(transform(cars, kind = as.character(kind)), 1:8) # text
  expect_rows(transform(cars[5, ], kind = "v"), 5)
  expect_rows(transform(cars, kind = factor(kind, c("w", "v", "u"))), 1:8) # levels in another order
  expect_rows(transform(cars, kind = factor(kind, c("zz", "w", "v", "u", "a"))), 1:8) # levels that do not occur
  expect_rows(transform(cars, kind = ordered(kind)), 1:8)
})

test_that("new data are coded by the contrasts of training", {
  for (contrasts in list(c("contr.sum", "contr.poly"), c("contr.helmert", "contr.poly"))) {
    before <- predict(as_lm(y ~ kind + a)$model, cars)
    model <- as_lm(y ~ kind + a)$model
    kept <- options(contrasts = contrasts)
    expect_identical(predict(model, cars), before)
    other <- as_lm(y ~ kind + a)
    options(kept)
    expect_identical(unname(other$model$contrasts$kind), contrasts[1L])
    expect_equal(as.vector(predict(other$model, cars)), unname(fitted(other$fit)), tolerance = 1e-12)
  }
  sums <- as_lm(y ~ kind + a, fit = lm(y ~ kind + a, cars, contrasts = list(kind = "contr.sum")), contrasts = list(kind = "contr.sum"))
  expect_equal(as.vector(predict(sums$model, cars[4, ])), unname(predict(sums$fit, cars[4, ])), tolerance = 1e-12)
  own <- cars
  contrasts(own$kind) <- cbind(c(1, 2, 4), c(0, 1, -1))
  own <- as_lm(y ~ kind, own)
  expect_equal(as.vector(predict(own$model, cars)), unname(fitted(own$fit)), tolerance = 1e-12)
  ranks <- as_lm(y ~ kind, transform(cars, kind = ordered(kind)))
  expect_equal(as.vector(predict(ranks$model, transform(cars[2:3, ], kind = as.character(kind)))), unname(fitted(ranks$fit)[2:3]), tolerance = 1e-12)
})

test_that("what new data cannot be is refused by the names of variable and level", {
  model <- mlp(y ~ kind + a, cars, epochs = 0)
  one <- function(...) replace(cars[1, ], ..1, list(..2))
  text <- "`X.kind` must be one of u, v, w, got \"q\"."
  expect_refused(predict(model, one("kind", "q")), "E_CHOICE", text)
  expect_refused(predict(model, one("kind", factor("q"))), "E_CHOICE", text)
  expect_refused(layer_outputs(model, one("kind", "q")), "E_CHOICE", text)
  expect_refused(mlp_metrics(model, one("kind", "q")), "E_CHOICE", text)
  expect_refused(partial_fit(model, one("kind", "q")), "E_CHOICE", text)
  expect_refused(predict(model, one("kind", 1)), "E_TYPE", "`X.kind` must be text or a factor, as in training, got numbers.")
  expect_refused(predict(model, one("a", "big")), "E_TYPE", "`X.a` must be numbers, as in training, got text.")
  switch <- mlp(y ~ flag, cars, epochs = 0)
  expect_refused(predict(switch, data.frame(flag = 1)), "E_TYPE", "`X.flag` must be true or false, as in training, got numbers.")
  expect_refused(predict(switch, data.frame(flag = "TRUE")), "E_TYPE", "`X.flag` must be true or false, as in training, got text.")
  expect_identical(predict(switch, data.frame(flag = TRUE))[[1L]], predict(switch)[[1L]])
  expect_refused(predict(model, cars["a"]), "E_CHOICE", "`X` must be a table with the column kind, got the columns a.")
  expect_refused(predict(model, 3), "E_TYPE", "`X` must be a data frame with the columns of the formula, got 3.")
  expect_refused(mlp(y ~ kind, cars[cars$kind == "u", ]), "E_RANGE", "`X.kind` must be text or a factor of two levels or more, got 1 level.")
  # Not silently that of the session, as lm has it.
  a <- cars$a
  expect_refused(predict(model, cars["kind"]), "E_CHOICE", "`X` must be a table with the column a, got the columns kind.")
})

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

test_that("predict without new data is that of the training data", {
  model <- mlp(y ~ kind + a, cars, epochs = 5)
  expect_identical(predict(model), predict(model, cars))
  expect_identical(predict(model), fitted(model))
  classes <- mlp(kind ~ a + b, cars, output_activation = "softmax", loss = "cross_entropy", epochs = 5)
  for (type in c("response", "probability", "class")) expect_identical(predict(classes, type = type), predict(classes, cars, type = type))
  matrix <- mlp(as.matrix(cars[c("a", "b")]), cars$y, epochs = 5)
  expect_identical(predict(matrix), predict(matrix, as.matrix(cars[c("a", "b")])))
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
  expect_error(logLik(model))
})

test_that("labels come back as they came: a factor as a factor, text as text", {
  fit <- function(...) mlp(..., output_activation = "softmax", loss = "cross_entropy", epochs = 200, optimizer = "adam", learning_rate = 0.05)
  some <- iris[seq(1, 150, 5), ]
  from_factor <- fit(Species ~ ., some)
  found <- predict(from_factor, iris, type = "class")
  expect_identical(levels(found), levels(iris$Species))
  expect_gt(mean(found == iris$Species), 0.9)
  expect_identical(colnames(predict(from_factor, iris[1:2, ])), levels(iris$Species))
  expect_identical(dimnames(predict(from_factor, iris[51:52, ], type = "probability")), list(c("51", "52"), levels(iris$Species)))
  # The levels of training, in their order, also where only one is found.
  turned <- fit(Species ~ ., transform(some, Species = factor(Species, rev(levels(Species)))))
  expect_identical(levels(predict(turned, iris[1, ], type = "class")), rev(levels(iris$Species)))
  text <- fit(Species ~ ., transform(some, Species = as.character(Species)))
  expect_identical(predict(text, iris, type = "class"), as.character(found))
  expect_identical(levels(predict(fit(as.matrix(iris[-5]), iris$Species), as.matrix(iris[1, -5]), type = "class")), levels(iris$Species))
})

test_that("a factor of two levels is 0 and 1, as nnet has it", {
  pair <- droplevels(iris[51:150, ])
  model <- mlp(Species ~ Petal.Width, pair, hidden = list(), loss = "binary_cross_entropy", learning_rate = 0.01, epochs = 0,
    parameters = list(list(W = matrix(2), b = -3)))
  expect_equal(as.vector(predict(model)), 1 / (1 + exp(3 - 2 * pair$Petal.Width)), tolerance = 1e-14)
  expect_identical(predict(model, type = "class"), factor(ifelse(pair$Petal.Width > 1.5, "virginica", "versicolor"), levels(pair$Species)))
  # Two of three levels occur: the third is no class, as nnet has it.
  expect_identical(mlp(Species ~ Petal.Width, iris[51:150, ], epochs = 0)$classes, levels(pair$Species))
})

test_that("several responses have their names", {
  model <- mlp(cbind(u = y, v = b) ~ a, cars, hidden = 2, output_activation = "identity", epochs = 1, learning_rate = 1e-3)
  expect_identical(dimnames(predict(model, cars[1:2, ])), list(c("car1", "car2"), c("u", "v")))
  expect_identical(dimnames(fitted(model)), list(row.names(cars), c("u", "v")))
  expect_identical(dimnames(residuals(model)), list(row.names(cars), c("u", "v")))
  expect_identical(coef(partial_fit(model, cars)), coef(partial_fit(model, cars, cbind(v = cars$b, u = cars$y))))
})

test_that("inputs and classes of nnet are those of mlp", {
  for (formula in list(y ~ kind + a, y ~ kind * a, y ~ poly(a, 2) - 1, y ~ . - b)) {
    theirs <- nnet::nnet(formula, cars, size = 2, linout = TRUE, maxit = 3, trace = FALSE)
    # wts: for each hidden unit its bias, then its inputs; then the output.
    w <- theirs$wts
    n <- theirs$n[1L]
    hidden <- matrix(w[seq_len(2 * (n + 1))], n + 1)
    parameters <- list(list(W = hidden[-1, , drop = FALSE], b = hidden[1, ]), list(W = cbind(w[2 * (n + 1) + 2:3]), b = w[2 * (n + 1) + 1]))
    ours <- mlp(formula, cars, hidden = 2, output_activation = "identity", epochs = 0, parameters = parameters)
    expect_identical(ours$inputs, theirs$coefnames)
    for (rows in list(1:8, 3, c(6, 2))) {
      expect_equal(as.vector(predict(ours, cars[rows, ])), as.vector(predict(theirs, cars[rows, ])), tolerance = 1e-12)
    }
  }
})
