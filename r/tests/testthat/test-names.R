# Inputs and outputs are known by name, wherever data comes in: judged by one linear unit.
#
# The network is y = 1 a + 10 b: a column in the wrong place shows at once.

LAYERS <- list(list(W = rbind(1, 10), b = 0, activation = "identity"))
# At b, a = (2, 1) and (4, 3): 1 + 20 = 21 and 3 + 40 = 43.
OTHER_ORDER <- data.frame(b = c(2, 4), more = c("x", "y"), a = c(1, 3))
RIGHT <- c(21, 43)

linear <- function(...) mlp_from_layers(LAYERS, inputs = c("a", "b"), outputs = "cost", ...)

# A network that was trained on the columns a and b: its weights stay, as epochs is 0.
trained <- function(...) {
  parameters <- list(list(W = rbind(1, 10), b = 0))
  mlp(
    data.frame(a = c(0, 1), b = c(1, 0)), cbind(cost = c(10, 1)), list(),
    output_activation = "identity", parameters = parameters, epochs = 0, ...
  )
}

outputs <- function(model, x) as.vector(predict(model, x))

test_that("a frame, and a matrix with names, is matched by name", {
  for (X in list(OTHER_ORDER, cbind(b = c(2, 4), a = c(1, 3)))) {
    for (model in list(linear(), trained())) {
      expect_identical(outputs(model, X), RIGHT)
      expect_identical(as.vector(layer_outputs(model, X)[[1L]]$A), RIGHT)
      expect_identical(mlp_metrics(model, X, RIGHT, "mean_squared_error"), list(mean_squared_error = 0))
      expect_true(gradcheck(model, X, RIGHT + 0.5)$passed)
      model$config$epochs <- 1
      step <- mlp_trace(model, X, RIGHT)$steps[[1L]]
      expect_identical(list(as.vector(step$layers[[1L]]$A), step$loss), list(RIGHT, 0))
      # No error, no gradient: the weights stay.
      model <- partial_fit(model, X, RIGHT, validation = list(X, RIGHT))
      expect_identical(model$history$validation_loss, c(0, 0))
      expect_identical(outputs(model, X), RIGHT)
    }
  }
})

test_that("files keep the names", {
  path <- new_path("file.json")
  write_mlp(trained(), path)
  loaded <- read_mlp(path)
  expect_identical(printed(loaded), printed(trained()))
  model <- mlp(
    data.frame(a = c(1, 3), b = c(2, 4)), RIGHT, list(), output_activation = "identity",
    parameters = list(list(W = rbind(1, 10), b = 0)), epochs = 0, checkpoint = path
  )
  resumed <- mlp_resume(path, OTHER_ORDER, RIGHT, epochs = 1)
  expect_identical(resumed$losses, 0)
  for (again in list(loaded, resumed)) {
    expect_identical(again$inputs, c("a", "b"))
    expect_identical(outputs(again, OTHER_ORDER), RIGHT)
    text <- "`X` must be a table with the column b, got the columns a, c."
    expect_refused(predict(again, data.frame(a = 1, c = 2)), "E_CHOICE", text)
  }
})

test_that("without names places count", {
  expect_identical(outputs(linear(), rbind(c(1, 2), c(3, 4))), RIGHT)
  expect_identical(outputs(mlp_from_layers(LAYERS), data.frame(v = 1, w = 2)), 21)
  expect_refused(predict(linear(), rbind(1:3)), "E_SHAPE", "`X` must be a n x 2 matrix, got a 1 x 3 matrix.")
  expect_refused(
    predict(mlp_from_layers(LAYERS), replace(OTHER_ORDER, "more", 0)),
    "E_SHAPE", "`X` must be a n x 2 matrix, got a 2 x 3 matrix."
  )
})

test_that("frames that are refused", {
  refused <- function(frame, code, text) expect_refused(predict(linear(), frame), code, text)
  refused(data.frame(a = "x", b = 1), "E_TYPE", "`X` must be a table of numbers, or text in the columns of `categorical`, got other values in the column a.")
  refused(data.frame(a = factor("x"), b = 1), "E_TYPE", "`X` must be a table of numbers, or text in the columns of `categorical`, got other values in the column a.")
  refused(data.frame(a = 1, b = as.Date("2020-01-01")), "E_TYPE", "`X` must be a table of numbers, or text in the columns of `categorical`, got other values in the column b.")
  refused(data.frame(a = 1, b = NA_real_), "E_NOT_FINITE", "`X[0][1]` must be a finite number, got NaN.")
  many <- as.data.frame(matrix(0:11, 1L, dimnames = list(NULL, paste0("c", 0:11))))
  refused(many, "E_CHOICE", "`X` must be a table with the column a, got the columns c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, ... (12 in all).")
  twice <- cbind(a = 1, a = 2)
  expect_refused(mlp(twice, 1), "E_CHOICE", "`X` must be a table of different columns, got two columns a.")
})

test_that("several outputs are matched by name", {
  layers <- list(list(W = rbind(c(1, 10)), b = NULL, activation = "identity"))
  model <- mlp_from_layers(layers, outputs = c("u", "v"))
  expect_identical(mlp_metrics(model, cbind(2), cbind(v = 20, u = 2), "mean_squared_error"), list(mean_squared_error = 0))
  expect_refused(
    partial_fit(model, cbind(2), data.frame(w = 20, u = 2)),
    "E_CHOICE", "`y` must be a table with the column v, got the columns w, u."
  )
  expect_refused(partial_fit(model, cbind(2), 1), "E_SHAPE", "`y` must be a n x 2 matrix, got a 1 x 1 matrix.")
})

test_that("weights carry the names", {
  expect_identical(names(coef(linear(), "vector")), c("a -> cost", "b -> cost", "b -> cost"))
  expect_identical(names(coef(mlp_from_layers(LAYERS), "vector"))[1:2], c("x1 -> y1", "x2 -> y1"))
})

test_that("numbers of all kinds are accepted", {
  for (X in list(
    data.frame(a = c(0, 1), b = c(TRUE, FALSE)), data.frame(a = 0:1, b = c(1, 0)),
    list(list(0, 1), list(1, 0)), list(list(0, TRUE), list(1L, FALSE))
  )) expect_identical(outputs(linear(), X), c(10, 1))
})

test_that("a model of layers", {
  model <- linear(optimizer = "adam", learning_rate = 0.5)
  expect_identical(printed(model), "2-1 network, identity, 3 parameters\nits training is not known")
  # Adam's first step is learning_rate * sign(gradient): the errors of (1, 0) and (0, 1) are 1 - 2
  # and 10 - 20, so each parameter grows by 0.5.
  model <- partial_fit(model, rbind(c(1, 0), c(0, 1)), c(2, 20))
  expect_equal(coef(model)[[1L]]$W, rbind(1.5, 10.5), tolerance = 1e-7, ignore_attr = TRUE)
  expect_identical(coef(mlp_from_layers(model$network)), coef(model))
  refused <- function(call, code, text) expect_refused(call, code, text)
  refused(mlp_from_layers(list()), "E_TYPE", "`layers` must be a list of 1 layer or more, got a list of 0.")
  refused(mlp_from_layers(list(1)), "E_TYPE", "`layers[0]` must be an object with W and b, got 1.")
  refused(mlp_from_layers(rep(LAYERS, 2L)), "E_SHAPE", "`layers[1].W` must be a matrix of 1 rows, the units of the layer before, got a 2 x 1 matrix.")
  refused(mlp_from_layers(LAYERS, hidden = 3), "E_USAGE", "`hidden` must be left out, got an argument that the layers say.")
  refused(mlp_from_layers(LAYERS, inputs = "a"), "E_SHAPE", "`inputs` must be a list of 2 different names, got a list of 1.")
  refused(mlp_from_layers(LAYERS, outputs = 1), "E_TYPE", "`outputs[0]` must be a name, got 1.")
})

test_that("a loaded model keeps its settings", {
  X <- matrix(seq(-1, 1, length.out = 40), 20L, byrow = TRUE)
  y <- seq(0, 1, length.out = 20)
  settings <- list(optimizer = "adam", learning_rate = 0.01, batch_size = 16, penalty = list(l2 = 0.1, biases = TRUE))
  model <- do.call(mlp, c(list(X, y, hidden = 2, epochs = 7), settings))
  path <- new_path("network.json")
  write_mlp(model, path)
  again <- read_mlp(path)
  expect_identical(again$arguments[names(settings)], settings)
  expect_identical(again$config, model$config)
  expect_identical(printed(again), printed(model))
  # As if trained from these weights with these settings.
  same <- do.call(mlp_from_layers, c(list(model$network, epochs = 7), settings))
  again <- partial_fit(again, X, y, epochs = 3)
  expect_identical(predict(again, X), predict(partial_fit(same, X, y, epochs = 3), X))
  expect_match(printed(again), "trained for 10 epochs, loss ")
})

test_that("a first version is read, and a file names no other file", {
  path <- new_path("network.json")
  write_mlp(linear(), path)
  document <- read_json(path, "network")
  old <- document[setdiff(names(document), c("inputs", "outputs", "arguments"))]
  write_json(path, replace(old, "version", 1))
  model <- read_mlp(path)
  expect_identical(list(model$inputs, outputs(model, rbind(c(1, 2)))), list(NULL, 21))
  document$arguments$checkpoint <- "mine.txt"
  write_json(path, document)
  error <- tryCatch(read_mlp(path), error = identity)
  expect_match(conditionMessage(error), "^`arguments` must be one of hidden, .*got \"checkpoint\"\\.$")
})
