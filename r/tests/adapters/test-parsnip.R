# The engine of parsnip comes to what mlp gives by itself, and parsnip's own objects stay theirs.

specification <- function(mode, ..., penalty = NULL) {
  specified <- parsnip::mlp(mode = mode, hidden_units = 3, epochs = 30, learn_rate = 0.2, penalty = {{ penalty }})
  parsnip::set_engine(specified, "twinmlp", reduction = "mean", scale = "standard", ...)
}
mlp_with <- function(...) mlp(..., optimizer = "adam", epochs = 30, learning_rate = 0.2, reduction = "mean", scale = "standard")

test_that("every argument of parsnip has its name here", {
  asked <- parsnip::mlp(mode = "regression", hidden_units = 1, penalty = 2, dropout = 3, epochs = 4, activation = "tanh", learn_rate = 5)
  call <- as.list(parsnip::translate(parsnip::set_engine(asked, "twinmlp"))$method$fit$args)
  given <- lapply(call[c("hidden", "l2", "dropout", "epochs", "activation", "learning_rate")], rlang::eval_tidy)
  expect_identical(given, list(hidden = 1, l2 = 2, dropout = 3, epochs = 4, activation = "tanh", learning_rate = 5))
})

test_that("activations", {
  # Before, parsnip's own check of activations knows no other engine than its own.
  if (utils::packageVersion("parsnip") >= "1.2.0") {
    asked <- parsnip::mlp(mode = "regression", hidden_units = 2, epochs = 3, activation = "softsign")
    found <- parsnip::fit(parsnip::set_engine(asked, "twinmlp", reduction = "mean"), mpg ~ wt, mtcars)
    expect_identical(found$fit$network[[1L]]$activation, "softsign")
  } else {
    expect_error(parsnip::translate(parsnip::set_engine(parsnip::mlp(mode = "regression", activation = "tanh"), "other")))
  }
})

test_that("classes", {
  found <- parsnip::fit(specification("classification", penalty = 0.01), Species ~ ., iris)
  same <- mlp_with(iris[-5], iris$Species, penalty = list(l2 = 0.01))
  expect_identical(coef(found$fit), coef(same))
  expect_identical(predict(found, iris)$.pred_class, predict(same, iris[-5], type = "class"))
  probabilities <- predict(found, iris, type = "prob")
  expect_identical(names(probabilities), paste0(".pred_", levels(iris$Species)))
  expect_equal(as.matrix(probabilities), predict(same, iris[-5], type = "probability"), tolerance = 0, ignore_attr = TRUE)
})

test_that("numbers, and weights", {
  found <- parsnip::fit(specification("regression"), cyl ~ wt + qsec, mtcars, case_weights = hardhat::importance_weights(rep(1:2, 16)))
  same <- mlp_with(mtcars[c("wt", "qsec")], mtcars$cyl, output_activation = "identity", sample_weight = rep(1:2, 16))
  expect_equal(predict(found, mtcars)$.pred, unname(predict(same)), tolerance = 0)
})

test_that("specifications are printed and updated by parsnip, models by twinmlp", {
  said <- utils::capture.output(print(specification("regression")))
  expect_true(any(grepl("Computational engine: twinmlp", said)))
  model <- mlp(mpg ~ wt, mtcars, output_activation = "identity", scale = "standard", reduction = "mean", epochs = 5)
  expect_identical(length(update(model, epochs = 7)$losses), 7L)
})
