# Labels, weights of samples and classes, activations with parameters and of one's own, in the model and in its file.

X <- matrix(c(0, 1, 0.5, -0.3, 0.8, 0.1, -0.2, 0.9, 0.4, 0.6), 5)

test_that("labels become numbers", {
  labels <- encode_labels(c("b", "a", "c", "a"), "softmax")
  expect_identical(labels$classes, c("a", "b", "c"))
  expect_identical(labels$y, matrix(c(0, 1, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0), 4))
  expect_identical(encode_labels(c("no", "yes", "no"), "sigmoid")$y, matrix(c(0, 1, 0)))
  expect_identical(encode_labels(c(3, 1, 3), "softmax")$classes, c(1L, 3L))
  expect_identical(encode_labels(c(3, 1.5), "softmax")$classes, c(1.5, 3))
  expect_null(encode_labels(diag(2), "softmax")$classes)
  expect_identical(encode_labels(c(0, 1, 1), "sigmoid")$y, matrix(c(0, 1, 1)))
  expect_identical(encode_labels("c", "softmax", c("a", "b", "c"))$y, matrix(c(0, 0, 1), 1))
  expect_identical(encode_labels(factor(c("lo", "hi"), c("lo", "hi")), "softmax")$classes, c("lo", "hi"))
  expect_identical(name_classes(c(2, 0), c("a", "b", "c")), c("c", "a"))
})

test_that("labels are refused", {
  expect_error(encode_labels(c("a", "a"), "softmax"), "`y` must be labels of two classes or more, got 1 class.", fixed = TRUE)
  expect_error(encode_labels(c("a", "b", "c"), "sigmoid"), "`y` must be numbers, or labels of two classes; of more where output_activation is left out, got 3 classes.", fixed = TRUE)
  expect_error(encode_labels(c("a", "d"), "softmax", c("a", "b")), '`y[1]` must be one of a, b, got "d".', fixed = TRUE)
  expect_error(encode_labels(c(1, 2), "softmax", c(1, 3)), "`y[1]` must be one of 1, 3, got 2.", fixed = TRUE)
})

test_that("classes have weights", {
  y <- matrix(c(0, 1, 1, 1))
  expect_null(class_weights(y, NULL))
  expect_identical(class_weights(y, "balanced"), c(2, 2 / 3, 2 / 3, 2 / 3)) # 4 / (2 1), 4 / (2 3)
  expect_identical(class_weights(y, c(5, 0.5)), c(5, 0.5, 0.5, 0.5))
  expect_identical(class_weights(y, list(no = 3), c("no", "yes")), c(3, 1, 1, 1))
  expect_identical(class_weights(diag(3)[c(3, 1, 3), ], c(1, 2, 3)), c(3, 1, 3))
  expect_error(class_weights(matrix(0.5), "balanced"), "`class_weight` must be null where the targets are not classes", fixed = TRUE)
})

test_that("a weight of two is a row twice", {
  y <- c(1, 0, 1, 1, 0)
  weighted <- mlp(X, y, hidden = 2, loss = "binary_cross_entropy", epochs = 7, sample_weight = c(1, 2, 1, 0, 1))
  repeated <- mlp(X[c(1, 2, 2, 3, 5), ], c(1, 0, 0, 1, 0), hidden = 2, loss = "binary_cross_entropy", epochs = 7)
  expect_equal(coef(weighted), coef(repeated), tolerance = 1e-13)
})

test_that("labels and parameters go through the file", {
  unwarned({
  path <- tempfile(fileext = ".json")
  model <- mlp(X, c("x", "y", "z", "x", "y"),
    hidden = c(3, 2), activation = list(list(name = "elu", alpha = 0.5), "gelu"), output_activation = "softmax",
    loss = "cross_entropy", epochs = 30, class_weight = "balanced"
  )
  write_mlp(model, path)
  again <- read_mlp(path)
  expect_identical(again$classes, c("x", "y", "z"))
  expect_identical(predict(again, X), predict(model, X))
  expect_identical(predict(again, X, type = "class"), predict(model, X, type = "class"))
  expect_match(paste(summary(again)$lines, collapse = "\n"), "elu(alpha = 0.5)", fixed = TRUE)
  write_mlp(mlp(X, 1:5, loss = list(name = "huber", delta = 0.5), epochs = 1), path)
  expect_identical(read_mlp(path)$config$loss$parameters, list(delta = 0.5))
  })
})

test_that("formulas take factors", {
  data <- data.frame(a = X[, 1], b = X[, 2], kind = factor(c("lo", "hi", "lo", "lo", "hi"), c("lo", "hi")))
  model <- mlp(kind ~ a + b, data, output_activation = "softmax", loss = "cross_entropy", epochs = 400, learning_rate = 0.5)
  expect_identical(model$classes, c("lo", "hi"))
  expect_identical(predict(model, data, type = "class"), data$kind)
})

test_that("an activation may be one's own", {
  cube <- list(name = "cube", value = function(Z, ops) Z * Z * Z, derivative = function(Z, A, ops) 3 * Z * Z)
  model <- mlp(X, c(1, 0, 1, 1, 0), activation = cube, epochs = 5)
  expect_true(gradcheck(model, X, c(1, 0, 1, 1, 0))$passed)
  expect_error(write_mlp(model, tempfile()), "to be written to a file, got a function of your own", fixed = TRUE)
  expect_error(
    mlp(X, c(1, 0, 1, 1, 0), activation = replace(cube, "name", "tanh")),
    "`activation.name` must be a name that is not in the table of activations, got \"tanh\".", fixed = TRUE
  )
})

test_that("values, derivatives at kinks and losses are those worked out by hand", {
  at <- function(name, z) ACTIVATIONS[[name]]$derivative(matrix(z, 1), ACTIVATIONS[[name]]$value(matrix(z, 1), NATIVE), NATIVE)[1, ]
  expect_identical(at("leaky_relu", 0), 0.01)
  expect_identical(at("elu", 0), 1)
  expect_equal(at("selu", 0), 1.7580993408473768, tolerance = 1e-15)
  expect_identical(at("hard_sigmoid", c(-3, 3)), c(0, 0))
  z <- log(3) # sigmoid(z) = 3/4, exp(-z) = 1/3
  value <- function(name) ACTIVATIONS[[name]]$value(matrix(c(z, -z), 1), NATIVE)[1, ]
  expect_equal(value("leaky_relu"), c(z, -0.01 * z), tolerance = 1e-15)
  expect_equal(value("elu"), c(z, 1 / 3 - 1), tolerance = 1e-15)
  expect_equal(value("softplus"), log(c(4, 4 / 3)), tolerance = 1e-15)
  expect_equal(value("silu"), c(0.75 * z, -0.25 * z), tolerance = 1e-15)
  expect_equal(value("softmax"), c(0.9, 0.1), tolerance = 1e-15)
  expect_equal(value("gelu"), c(z, -z) / 2 * (1 + tanh(sqrt(2 / pi) * (c(z, -z) + 0.044715 * c(z, -z)^3))), tolerance = 1e-15)
  A <- matrix(c(1, -2), 1)
  y <- matrix(c(0.5, 1), 1) # a - y is 0.5 and -3
  expect_identical(loss_value(A, y, "squared_error", "sum", NATIVE), 9.25)
  expect_identical(loss_value(A, y, "absolute_error", "sum", NATIVE), 3.5)
  expect_identical(loss_value(A, y, "huber", "sum", NATIVE), 0.125 + 2.5)
  expect_identical(loss_gradient(A, y, "huber", "sum", NATIVE), matrix(c(0.5, -1), 1))
  expect_equal(loss_value(matrix(z), matrix(1), "binary_cross_entropy", "sum", NATIVE), log(4 / 3))
  expect_equal(loss_value(matrix(c(z, 0), 1), matrix(c(0, 1), 1), "cross_entropy", "sum", NATIVE), log(4))
})
