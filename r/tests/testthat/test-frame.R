# R's model frame, held against lm, nnet and model.matrix of stats: every value here is theirs, or follows from them.

source("cars_and_lm.R", local = TRUE)

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
