# A model as tables, and trained as other packages ask for it; what needs those packages is in ../adapters.

flowers <- local({
  arguments <- list(Species ~ ., iris, reduction = "mean", scale = "standard", epochs = 30, validation_fraction = 0.2)
  do.call(mlp, arguments)
})
cars <- mlp(cbind(mpg, hp) ~ wt + qsec, mtcars, output_activation = "identity", scale = "standard", reduction = "mean", epochs = 20)

test_that("tidy has a row for every weight", {
  table <- as.data.frame(tidy.twinmlp(flowers))
  expect_identical(names(table), c("term", "layer", "source", "target", "estimate"))
  expect_identical(nrow(table), 4L * 3L + 3L + 3L * 3L + 3L)
  W <- coef(flowers)[[2L]]$W
  expect_identical(table$estimate[table$term == "h2 -> virginica"], W[2L, 3L])
  expect_identical(table$estimate[table$term == "b -> h1"], coef(flowers)[[1L]]$b[1L])
})

test_that("glance says in one row what the model is and how good", {
  row <- as.data.frame(glance.twinmlp(flowers))
  expect_identical(row[c("layers", "parameters", "nobs", "epochs")], data.frame(layers = 2L, parameters = 27L, nobs = 150L, epochs = 30))
  expect_identical(row$loss, flowers$history$loss[31L])
  expect_identical(row$validation.loss, flowers$history$validation_loss[31L])
  expect_identical(row$accuracy, mean(as.character(predict(flowers, type = "class")) == iris$Species))
  expect_identical(list(row$r.squared, row$stopped), list(NA_real_, NA_character_))
  # 1 - the sum of squares left / the sum of squares around the mean, averaged over the outputs.
  y <- as.matrix(mtcars[c("mpg", "hp")])
  expected <- mean(1 - colSums((y - fitted(cars))^2) / colSums(scale(y, scale = FALSE)^2))
  row <- as.data.frame(glance.twinmlp(cars))
  expect_equal(row$r.squared, expected, tolerance = 1e-14)
  expect_identical(c(row$accuracy, row$validation.loss), c(NA_real_, NA_real_))
})

test_that("glance of a model from a file has NA for what the file does not know", {
  path <- new_path("net.json")
  write_mlp(cars, path)
  row <- as.data.frame(glance.twinmlp(read_mlp(path)))
  expect_identical(row$nobs, NA_integer_)
  expect_identical(row$parameters, 2L * 3L + 3L + 3L * 2L + 2L)
})

test_that("augment puts predictions beside the data", {
  table <- as.data.frame(augment.twinmlp(flowers, newdata = iris[c(1, 60, 150), ]))
  expect_identical(table$.fitted, predict(flowers, iris[c(1, 60, 150), ], type = "class"))
  probability <- predict(flowers, iris[c(1, 60, 150), ], type = "probability")
  expect_identical(table$.probability_virginica, unname(probability[, "virginica"]))
  table <- as.data.frame(augment.twinmlp(cars))
  expect_identical(table$.fitted_mpg, unname(fitted(cars)[, "mpg"]))
  expect_equal(table$.resid_hp, mtcars$hp - table$.fitted_hp, tolerance = 1e-15)
  without <- augment.twinmlp(cars, mtcars[c("wt", "qsec")])
  expect_identical(setdiff(names(without), ".rownames"), c("wt", "qsec", ".fitted_mpg", ".fitted_hp"))
  plain <- mlp(as.matrix(mtcars["wt"]), mtcars$vs, epochs = 1)
  expect_refused(augment.twinmlp(plain), "E_TYPE", "`data` must be a data frame or a matrix where the model has no formula, got null.")
  expect_identical(as.data.frame(augment.twinmlp(plain, mtcars["wt"]))$.fitted, unname(predict(plain, mtcars["wt"])))
})

test_that("fit_mlp takes numbers as numbers, and factors as classes", {
  x <- mtcars[c("wt", "qsec")]
  model <- fit_mlp(x, mtcars$cyl, scale = "standard", reduction = "mean", epochs = 20)
  # The defaults of Python's estimators.
  same_as <- function(...) {
    defaults <- list(hidden = 10, optimizer = "adam", learning_rate = 0.01)
    do.call(mlp, c(list(x, ..., scale = "standard", reduction = "mean", epochs = 20), defaults))
  }
  same <- same_as(mtcars$cyl, output_activation = "identity")
  expect_identical(formals(fit_mlp)$epochs, 500)
  expect_identical(coef(model), coef(same))
  expect_null(model$classes)
  expect_lt(object.size(model$call), 10000)
  weights <- rep(1:2, 16)
  model <- fit_mlp(x, factor(mtcars$cyl), l2 = 0.1, weights = weights, penalty = list(l1 = 0.2), scale = "standard", reduction = "mean", epochs = 20)
  same <- same_as(factor(mtcars$cyl), penalty = list(l1 = 0.2, l2 = 0.1), sample_weight = weights)
  expect_identical(coef(model), coef(same))
  expect_identical(model$classes, c("4", "6", "8"))
  expect_refused(fit_mlp(x, mtcars$cyl, l2 = -1), "E_RANGE", "`l2` must be 0 or more, got -1.")
})

test_that("the description of the model for caret has what caret asks for", {
  about <- caret_twinmlp()
  expect_identical(caret_grid(NULL, NULL, 2L), expand.grid(hidden = c(1, 3), l2 = c(0, 0.01)))
  drawn <- caret_grid(NULL, NULL, 5L, "random")
  expect_identical(dim(drawn), c(5L, 2L))
  expect_true(all(drawn$hidden >= 1 & drawn$l2 > 0))
  expect_identical(about$sort(data.frame(hidden = c(3, 1, 1), l2 = c(0, 0, 0.1)))$l2, c(0.1, 0, 0))
})

test_that("what is no trained model is refused by the name of its class", {
  for (write in list(to_onnx, to_c, to_safetensors)) {
    expect_error(write(lm(mpg ~ wt, mtcars), "x"), "`model` must be a trained model, got a lm.", fixed = TRUE)
    expect_error(write(length, "x"), "`model` must be a trained model, got a function.", fixed = TRUE)
  }
})
