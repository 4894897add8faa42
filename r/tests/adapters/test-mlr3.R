# The learners of mlr3 pass its own tests of learners, and come to what mlp gives by itself.

lgr::get_logger("mlr3")$set_threshold("warn")
settings <- list(hidden = 3, reduction = "mean", scale = "standard", optimizer = "adam", learning_rate = 0.05, epochs = 200)
learner <- function(name, ...) do.call(mlr3::lrn, c(list(name), settings, list(...)))

test_that("the learners pass mlr3's own test", {
  for (needed in c("checkmate", "data.table", "mlr3", "mlr3misc", "withr")) suppressPackageStartupMessages(library(needed, character.only = TRUE))
  for (file in c("helper_misc.R", "helper_expectations.R", "helper_autotest.R")) {
    path <- system.file("testthat", file, package = "mlr3")
    if (nzchar(path)) sys.source(path, globalenv())
  }
  for (name in c("classif.twinmlp", "regr.twinmlp")) {
    result <- get("run_autotest", globalenv())(learner(name))
    expect_true(isTRUE(as.logical(result)), info = paste(name, attr(result, "error"), result$error))
  }
})

test_that("predictions are those of mlp", {
  task <- mlr3::tsk("iris")
  found <- learner("classif.twinmlp", predict_type = "prob")
  predicted <- found$train(task)$predict(task)
  x <- as.data.frame(task$data(cols = task$feature_names))
  same <- do.call(mlp, c(list(x, iris$Species), settings))
  expect_identical(predicted$response, predict(same, type = "class"))
  expect_equal(predicted$prob, predict(same, type = "probability"), tolerance = 0, ignore_attr = TRUE)
})

test_that("parameters have ranges", {
  expect_error(mlr3::lrn("regr.twinmlp", learning_rate = -1), "learning_rate")
  expect_error(mlr3::lrn("regr.twinmlp", epochs = -1), "epochs")
  expect_error(mlr3::lrn("regr.twinmlp", scale = "sideways"), "min_max")
  expect_error(mlr3::lrn("regr.twinmlp", learning_rat = 1), "learning_rat")
  tuned <- mlr3::lrn("regr.twinmlp", epochs = paradox::to_tune(10, 20), scale = paradox::to_tune())$param_set$search_space()
  expect_identical(unlist(tuned$upper["epochs"]), c(epochs = 20))
  expect_identical(tuned$levels$scale, c("none", "standard", "min_max"))
  expect_setequal(mlr3::lrn("regr.twinmlp")$param_set$ids(), argument_names("name"))
})
