# Labels that are whole numbers or truth values, classes by list, text inputs, stratified splits.

X <- cbind(c(0, 1, 2, 0.1, 1.1, 2.1))
THREE <- c(0L, 1L, 2L, 0L, 1L, 2L)
adam <- function(y, ...) mlp(X, y, epochs = 400, optimizer = "adam", learning_rate = 0.05, ...)

test_that("whole numbers are classes and come back as integers", {
  for (start in 0:1) {
    y <- THREE + start
    model <- adam(y)
    expect_identical(model$classes, start + 0:2)
    expect_identical(model$activations[[2L]], "softmax")
    expect_identical(model$config$loss, "cross_entropy")
    expect_identical(predict(model, X, type = "class"), y)
    text <- sprintf("classes %d, %d, %d; loss cross_entropy", start, start + 1L, start + 2L)
    expect_identical(utils::tail(capture.output(print(model)), 1L), text)
    words <- adam(as.character(y))
    expect_identical(unname(predict(words, X)), unname(predict(model, X)))
    path <- tempfile(fileext = ".json")
    write_mlp(model, path)
    again <- read_mlp(path)
    expect_identical(predict(again, X, type = "class"), y)
    expect_identical(mlp_metrics(again, X, y, "accuracy")$accuracy, 1)
  }
})

test_that("two labels are one sigmoid", {
  two <- list(
    c(0L, 1L, 1L, 0L, 1L, 1L), c(1L, 2L, 2L, 1L, 2L, 2L), c(-1L, 1L, 1L, -1L, 1L, 1L), X[, 1L] > 0.5
  )
  for (y in two) {
    model <- adam(y)
    expect_identical(model$activations[[2L]], "sigmoid")
    expect_identical(model$config$loss, "half_squared_error")
    expect_identical(predict(model, X, type = "class"), y)
  }
})

test_that("what counts classes", {
  labels <- list(
    0:2, cbind(0:1), data.frame(y = 1:2), list(0L, 1L), 0:9, rep(0:10, 2), c(TRUE, FALSE), c(-1L, 1L)
  )
  numbers <- list(
    0:10, c(0L, 2L), 2:3, c(1L, 1L), c(0, 1), rbind(0:1, 1:0), c(20000L, 35000L, 60000L),
    integer(0), list(1L, 2:3), "a"
  )
  expect_true(all(vapply(labels, twinmlp:::counts_classes, NA)))
  expect_false(any(vapply(numbers, twinmlp:::counts_classes, NA)))
})

test_that("numbers stay numbers where another output is asked for", {
  expect_null(mlp(X, THREE, output_activation = "identity", epochs = 2)$classes)
  expect_null(mlp(X, rep(0:1, 3), loss = "half_squared_error", epochs = 2)$classes)
})

test_that("classes that a first batch lacks", {
  model <- mlp(X[1:2, , drop = FALSE], 0:1, epochs = 1, classes = 0:2)
  expect_identical(model$classes, 0:2)
  expect_identical(dim(predict(model, X)), c(6L, 3L))
  model <- partial_fit(model, X, THREE, epochs = 3, classes = 2:0)
  expect_identical(model$classes, 0:2)
  words <- mlp(X[1:2, , drop = FALSE], c("b", "c"), epochs = 1, classes = c("c", "b", "a"))
  expect_identical(words$classes, c("c", "b", "a"))
})

test_that("class weights by the names of whole numbers", {
  y <- c(0L, 1L, 1L, 0L, 1L, 1L)
  by_name <- mlp(X, y, epochs = 5, class_weight = list(`0` = 2, `1` = 1))
  expect_identical(predict(by_name, X), predict(mlp(X, y, epochs = 5, class_weight = c(2, 1)), X))
})

FRAME <- data.frame(size = c("big", "small", "mid", "big"), age = c(1, 2, 3, 4), who = letters[1:4])

test_that("text inputs are a column for each level", {
  y <- c(0.1, 0.2, 0.3, 0.4)
  hot <- rbind(c(1, 0, 0, 1), c(0, 0, 1, 2), c(0, 1, 0, 3), c(1, 0, 0, 4))
  names <- c("size=big", "size=mid", "size=small", "age")
  model <- mlp(FRAME[1:2], y, epochs = 5, categorical = "size", scale = "min_max")
  plain <- mlp(hot, y, epochs = 5, scale = "min_max")
  expect_identical(model$inputs, names)
  expect_identical(model$levels, list(size = c("big", "mid", "small")))
  expect_identical(predict(model, FRAME), predict(plain, hot))
  path <- tempfile(fileext = ".json")
  write_mlp(model, path)
  again <- read_mlp(path)
  expect_identical(unname(predict(again, FRAME[4:1, ])), predict(plain, hot[4:1, ]))
  expect_identical(predict(again, `colnames<-`(hot, names)), predict(plain, hot))
  ordered <- replace(FRAME, "size", list(factor(FRAME$size, c("small", "mid", "big"))))
  reversed <- mlp(ordered[1:2], y, epochs = 5, categorical = "size")
  expect_identical(reversed$inputs[1:3], c("size=small", "size=mid", "size=big"))
})

test_that("levels of a factor that occur are classes, in their order", {
  y <- factor(rep(c("u", "v", "w"), 2), c("w", "none", "v", "u"))
  for (targets in list(y, data.frame(y))) {
    model <- mlp(X, targets, epochs = 1)
    expect_identical(model$classes, c("w", "v", "u"))
    expect_identical(dim(predict(model, X)), c(6L, 3L))
  }
  two <- factor(rep(c("u", "v"), 3), c("w", "v", "u"))
  model <- mlp(X, two, epochs = 1)
  expect_identical(model$classes, c("v", "u"))
  expect_null(dim(predict(model, X)))
  formula <- mlp(two ~ x, data.frame(x = X[, 1L], two), epochs = 1)
  expect_identical(formula$classes, model$classes)
  expect_identical(ncol(predict(mlp(X, two, epochs = 1, classes = c("u", "v", "w")), X)), 3L)
  # What tries many resamples wants a column for each level.
  expect_identical(fit_mlp(X, two, epochs = 1)$classes, levels(two))
  model <- mlp(data.frame(kind = y, n = 0:5), rep(0.5, 6), epochs = 1, categorical = "kind")
  expect_identical(model$inputs, c("kind=w", "kind=v", "kind=u", "n"))
})

test_that("a split takes its share of each class", {
  # 7, 3 and 3 samples, 4 of 13 set aside: 28 = 2*13 + 2, 12 = 0*13 + 12, 12 = 0*13 + 12
  expect_identical(twinmlp:::share_of_classes(c(7, 3, 3), 4), c(2, 1, 1))
  expect_identical(twinmlp:::share_of_classes(c(2, 2, 2), 2), c(1, 1, 0)) # equal remainders
})

test_that("refusals", {
  refused <- function(run, text) expect_error(run, text, fixed = TRUE, class = "twinmlp_error")
  refused(mlp(X, THREE, stratify = TRUE), "`stratify` must be false without a validation_fraction, got true.")
  refused(mlp(X, THREE, classes = 0L), "`classes` must be a list of two different labels or more")
  refused(mlp(X, THREE, classes = 0:1), "`y[2]` must be one of 0, 1, got 2.")
  refused(
    mlp(FRAME[1:2], c(0, 1, 0, 1), epochs = 1),
    "`X` must be a table of numbers, or text in the columns of `categorical`, got other values in the column size."
  )
  refused(
    mlp(who ~ size, FRAME, epochs = 1, categorical = "size"),
    '`categorical` must be left out with a formula, got "size".'
  )
  model <- mlp(FRAME[1:2], c(0, 1, 0, 1), epochs = 1, categorical = "size")
  refused(
    predict(model, data.frame(age = 1, size = "huge")),
    '`X.size[0]` must be one of big, mid, small, got "huge".'
  )
})

test_that("a missing label is refused", {
  words <- c("a", NA, "b", "a")
  for (y in list(words, factor(words), list("a", NULL, "b", "a"))) for (output in list(NULL, "softmax")) {
    text <- "`y[1]` must be a label, got nothing."
    expect_error(mlp(X[1:4, , drop = FALSE], y, output_activation = output), text, fixed = TRUE)
  }
})
