# What targets are: labels, several labels at once, plain lists; and what comes back of them.

A <- rbind(c(0.9, 0.9), c(0.4, 0.9), c(0.9, 0.4), c(0.9, 0.8))
Y <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))
LINE <- cbind(seq(0, 1, length.out = 8))

test_that("several labels at once are right together", {
  expect_identical(metric("accuracy", A, Y), 0.75)
  wrong <- c(0.1, 0.1, 0.6, 0.9, 0.9, 0.6, 0.9, 0.8) # the probability of what is true, each
  expect_equal(metric("log_loss", A, Y), -sum(log(wrong)) / 4, tolerance = 1e-14)
  expect_identical(round(metric("log_loss", A, Y), 3), 1.542)
})

test_that("rows that add up to one are one class each", {
  one_hot <- diag(2)[c(1, 2, 2, 1), ]
  expect_identical(metric("accuracy", A, one_hot), 0.75) # classes 0 (a tie), 1, 0, 0
  expect_equal(metric("log_loss", A, one_hot), -mean(log(c(0.9, 0.9, 0.4, 0.9))), tolerance = 1e-14)
})

test_that("a model knows that its labels are independent", {
  model <- mlp(Y, Y, hidden = 4, optimizer = "adam", learning_rate = 0.05, loss = "binary_cross_entropy")
  expect_identical(predict(model, Y, type = "class"), Y)
  some <- Y[2:3, ] # by themselves these rows look like one class each
  P <- predict(model, some)
  by_hand <- -sum(some * log(P) + (1 - some) * log(1 - P)) / 2
  expect_equal(mlp_metrics(model, some, some, "log_loss")$log_loss, by_hand, tolerance = 1e-12)
  path <- tempfile(fileext = ".json")
  write_mlp(model, path)
  expect_identical(predict(read_mlp(path), Y, type = "class"), Y)
})

test_that("the history has the metrics of independent labels", {
  model <- mlp(Y, Y, hidden = 2, epochs = 3, metrics = c("accuracy", "log_loss"), validation = list(Y[2:3, ], Y[2:3, ]))
  P <- predict(model, Y[2:3, ])
  by_hand <- -sum(Y[2:3, ] * log(P) + (1 - Y[2:3, ]) * log(1 - P)) / 2
  expect_equal(model$history$validation_log_loss[4], by_hand, tolerance = 1e-12)
  expect_identical(model$history$accuracy[4], mean(rowSums((predict(model, Y) > 0.5) == Y) == 2))
})

test_that("softmax outputs are of one class", {
  model <- mlp(Y, Y, output_activation = "softmax", epochs = 3)
  expect_length(predict(model, Y, type = "class"), 4)
})

test_that("independent labels have no confusion matrix", {
  text <- "`y[0]` must be a row that adds up to 1: one class for each sample, got 0."
  expect_error(confusion_matrix(A, Y), text, fixed = TRUE)
})

test_that("a plain list comes back as one", {
  y <- 3 * LINE[, 1] - 1
  model <- mlp(LINE, y, hidden = list(), output_activation = "identity", epochs = 3000)
  expect_null(dim(predict(model, LINE)))
  expect_equal(predict(model, LINE), unname(fitted(lm(y ~ LINE))), tolerance = 1e-6)
  expect_identical(fitted(model), predict(model, LINE))
  expect_identical(residuals(model), y - fitted(model))
  expect_identical(mlp_metrics(model, LINE, cbind(y)), mlp_metrics(model, LINE, y))
  path <- tempfile(fileext = ".json")
  write_mlp(model, path)
  expect_identical(predict(read_mlp(path), LINE), predict(model, LINE))
})

test_that("a matrix of one column comes back as one", {
  model <- mlp(LINE, LINE, epochs = 3)
  expect_identical(dim(predict(model, LINE)), c(8L, 1L))
  expect_identical(dim(predict(model, LINE, type = "probability")), c(8L, 2L))
})

test_that("metrics take plain lists", {
  y <- c(0, 1, 1, 0)
  p <- c(0.2, 0.9, 0.4, 0.1)
  for (name in names(METRICS)) expect_identical(metric(name, p, y), metric(name, cbind(p), cbind(y)))
  expect_identical(confusion_matrix(p, y), confusion_matrix(cbind(p), cbind(y)))
})

test_that("words choose softmax and cross-entropy", {
  path <- tempfile(fileext = ".json")
  y <- c("b", "c", "a")
  model <- mlp(diag(3), y, hidden = 4, epochs = 3, checkpoint = path)
  said <- mlp(diag(3), y, hidden = 4, epochs = 3, output_activation = "softmax", loss = "cross_entropy")
  expect_identical(model$losses, said$losses)
  again <- mlp_resume(path, diag(3), y, epochs = 5)
  expect_identical(again$losses, partial_fit(said, diag(3), y, epochs = 2)$losses)
  flowers <- mlp(Species ~ ., iris, epochs = 2, reduction = "mean")
  expect_identical(flowers$config$loss, "cross_entropy")
  expect_identical(flowers$arguments$output_activation, "softmax")
})

test_that("what is left out is what the targets ask for", {
  chosen <- function(y, ...) {
    model <- suppressWarnings(mlp(diag(3), y, epochs = 1, ...))
    c(model$activations[[2]], model$config$loss)
  }
  expect_identical(chosen(c("no", "yes", "no")), c("sigmoid", "half_squared_error"))
  expect_identical(chosen(c(0, 1, 2)), c("sigmoid", "half_squared_error"))
  expect_identical(chosen(c("no", "yes", "no"), loss = "cross_entropy"), c("softmax", "cross_entropy"))
  expect_identical(chosen(c("a", "b", "c"), loss = "squared_error"), c("softmax", "squared_error"))
  expect_identical(chosen(c("a", "b", "c"), output_activation = "softmax"), c("softmax", "cross_entropy"))
  expect_identical(chosen(diag(3), output_activation = "softmax"), c("softmax", "half_squared_error"))
  text <- "`y` must be numbers, or labels of two classes; of more where output_activation is left out, got 3 classes."
  expect_error(mlp(diag(3), c("a", "b", "c"), output_activation = "sigmoid"), text, fixed = TRUE)
})
