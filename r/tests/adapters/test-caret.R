# caret trains, tunes and asks the model, and comes to what mlp gives by itself.

suppressPackageStartupMessages(library(caret))
settings <- list(reduction = "mean", scale = "standard", optimizer = "adam", learning_rate = 0.1, epochs = 30)
train_with <- function(...) do.call(caret::train, c(list(..., method = caret_twinmlp()), settings))
mlp_with <- function(...) do.call(mlp, c(list(...), settings))
folds <- function(...) caret::trainControl("cv", number = 2, ...)

test_that("classes: the best model is mlp's, with its probabilities", {
  set.seed(1)
  found <- train_with(Species ~ ., iris, tuneLength = 2, trControl = folds(classProbs = TRUE))
  expect_identical(nrow(found$results), 4L)
  expect_gt(max(found$results$Accuracy), 0.9)
  best <- found$bestTune
  penalty <- if (best$l2 > 0) list(l2 = best$l2)
  same <- mlp_with(iris[-5], iris$Species, hidden = best$hidden, penalty = penalty)
  expect_identical(coef(found$finalModel), coef(same))
  expect_identical(predict(found, iris), predict(same, iris[-5], type = "class"))
  expect_equal(as.matrix(predict(found, iris, type = "prob")), predict(same, iris[-5], type = "probability"), tolerance = 0, ignore_attr = TRUE)
  expect_identical(colnames(predict(found, iris, type = "prob")), levels(iris$Species))
})

test_that("two classes, weights, and a search at random", {
  set.seed(2)
  cars <- transform(mtcars, am = factor(am, labels = c("automatic", "manual")))
  control <- folds(classProbs = TRUE, search = "random", summaryFunction = caret::twoClassSummary)
  found <- train_with(cars[c("wt", "qsec")], cars$am, weights = rep(1:2, 16), metric = "ROC", tuneLength = 2, trControl = control)
  expect_gt(max(found$results$ROC), 0.75)
  expect_identical(found$finalModel$weights, as.numeric(rep(1:2, 16)))
})

test_that("numbers, whole ones too, and a recipe", {
  recipe <- recipes::step_normalize(recipes::recipe(cyl ~ wt + qsec, mtcars), recipes::all_numeric_predictors())
  found <- train_with(recipe, mtcars, tuneGrid = data.frame(hidden = 3, l2 = 0), trControl = caret::trainControl("none"))
  same <- mlp_with(scale(mtcars[c("wt", "qsec")]), mtcars$cyl, output_activation = "identity")
  expect_equal(as.vector(predict(found, mtcars)), predict(same), tolerance = 1e-12, ignore_attr = TRUE)
  expect_null(found$finalModel$classes)
})

test_that("without settings numbers are learned, too", {
  set.seed(4)
  found <- caret::train(Petal.Width ~ ., iris[1:4], method = caret_twinmlp(), preProcess = "range", tuneLength = 2, trControl = folds())
  expect_gt(max(found$results$Rsquared), 0.5)
})

test_that("its importance of variables finds what matters", {
  set.seed(3)
  found <- train_with(mtcars[c("wt", "qsec")], mtcars$mpg, tuneGrid = data.frame(hidden = 3, l2 = 0), trControl = folds())
  expect_identical(caret::predictors(found), c("wt", "qsec"))
  expect_identical(rownames(caret::varImp(found)$importance)[1L], "wt")
})
