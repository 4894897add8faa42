# The user's face.

X <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))
y <- c(0, 1, 1, 0)

hand_model <- function(epochs = 1, learning_rate = hand$learning_rate) {
  mlp(hand$X, hand$y, hidden = 2, activation = "relu", output_activation = "identity", learning_rate = learning_rate, epochs = epochs,
    parameters = lapply(hand$network, `[`, c("W", "b")))
}

test_that("fit and predict by hand", {
  unwarned({
  # One update, then the first sample: Z_1 = (1.5 + 4.5 + 1, -7 + 2 + 1.5) = (7, -3.5), A_1 = (7, 0), output 7 (2.5) + 0 = 17.5
  model <- hand_model()
  expect_identical(model$losses, hand$loss)
  expect_identical(coef(model), lapply(hand$layers, `[`, c("W", "b")))
  expect_identical(predict(model, rbind(c(1, 2))), rbind(17.5))
  })
})

test_that("trace is that of the fit", {
  unwarned({
  model <- hand_model(epochs = 3)
  trace <- mlp_trace(model, hand$X, hand$y, steps = c(0, 2))
  expect_identical(vapply(trace$steps, `[[`, 0, "step"), c(0, 2))
  expect_identical(trace$steps[[1L]]$layers[[2L]]$dZ, hand$layers[[2L]]$dZ)
  expect_identical(as.vector(trace$losses), model$losses)
  expect_identical(trace$final$loss, model$final_loss)
  })
})

test_that("the article's case through the face", {
  document <- read_fixture("cases", "article_a_uniform.json")
  model <- mlp(document$data$X, document$data$y, epochs = 5000, parameters = document$parameters)
  final <- list(loss = model$final_loss, parameters = coef(model))
  golden <- read_fixture("golden", "article_a_uniform.json")[c("losses", "losses_tolerance", "final")]
  found <- compare_traces(list(losses = model$losses, final = final), golden)
  expect_null(found$first)
  expect_identical(c(length(found$missing), length(found$worst)), c(0L, 6L))
})

test_that("matrices, lists of rows and data frames are the same", {
  expected <- coef(mlp(X, y, epochs = 5))
  expect_identical(coef(mlp(X, cbind(y), epochs = 5)), expected)
  expect_identical(coef(mlp(list(c(0, 0), c(0, 1), c(1, 0), c(1, 1)), list(0, 1, 1, 0), epochs = 5)), expected)
  expect_identical(coef(mlp(as.data.frame(X), data.frame(y), epochs = 5)), expected)
})

test_that("formulas", {
  frame <- data.frame(a = X[, 1L], b = X[, 2L], target = y, kind = factor(c("u", "v", "u", "v")))
  model <- mlp(target ~ a + b, frame, epochs = 5)
  expect_identical(coef(model), coef(mlp(X, y, epochs = 5)))
  expect_identical(as.vector(predict(model, frame[2:3, c("b", "a")])), as.vector(predict(model, frame))[2:3])
  expect_identical(nrow(coef(mlp(target ~ ., frame, epochs = 1))[[1L]]$W), 3L) # a, b and one column for two kinds
  two <- mlp(cbind(target, a) ~ b, frame, hidden = 2, epochs = 1)
  expect_identical(dim(predict(two, frame)), c(4L, 2L))
})

test_that("any depth, an activation and a bias for each layer", {
  for (hidden in list(NULL, 2, c(3, 2), c(2, 3, 4, 2))) {
    widths <- c(2, hidden, 1)
    sizes <- lapply(coef(mlp(X, y, hidden = hidden, epochs = 1)), function(layer) as.double(dim(layer$W)))
    expect_identical(sizes, Map(c, widths[-length(widths)], widths[-1L]))
  }
  model <- mlp(X, y, c(3, 2), c("tanh", "relu"), "identity", bias = c(TRUE, FALSE, TRUE), epochs = 1)
  expect_identical(vapply(model$network, `[[`, "", "activation"), c("tanh", "relu", "identity"))
  expect_identical(vapply(coef(model), function(layer) is.null(layer$b), NA), c(FALSE, TRUE, FALSE))
})

test_that("no epochs leave the starting weights", {
  model <- hand_model(epochs = 0)
  expect_identical(list(model$losses, model$final_loss), list(numeric(0), hand$loss))
  expect_identical(coef(model), lapply(hand$network, `[`, c("W", "b")))
})

test_that("write and read", {
  model <- mlp(X, y, c(3, 2), c("tanh", "relu"), bias = c(TRUE, FALSE, TRUE), reduction = "mean", epochs = 10)
  path <- new_path("network.json")
  expect_identical(write_mlp(model, path), model)
  again <- read_mlp(path)
  expect_identical(predict(again, X), predict(model, X))
  expect_identical(list(again$config$reduction, again$bias), list("mean", c(TRUE, FALSE, TRUE)))
  write_mlp(again, paste0(path, ".again"))
  expect_identical(readLines(paste0(path, ".again")), readLines(path))
})

test_that("a network that is refused", {
  unwarned({
  path <- new_path("network.json")
  write_mlp(hand_model(), path)
  document <- read_json(path, "network")
  refused <- function(document, code, text) {
    write_json(path, document)
    expect_refused(read_mlp(path), code, text)
  }
  bad <- document
  bad$layers[[2L]]$W <- list(list(1))
  refused(bad, "E_SHAPE", "`layers[1].W` must be a matrix of 2 rows, the units of the layer before, got a 1 x 1 matrix.")
  bad <- document
  bad$layers[[1L]]$b <- list(1)
  refused(bad, "E_SHAPE", "`layers[0].b` must be a list of 2 finite numbers, got a list of 1.")
  refused(replace(document, "version", 3), "E_CHOICE", "`version` must be one of 1, 2, got 3.")
  })
})

test_that("inputs of another width", {
  unwarned({
  expect_refused(predict(hand_model(), rbind(c(1, 2, 3))), "E_SHAPE", "`X` must be a n x 2 matrix, got a 1 x 3 matrix.")
  })
})

test_that("print and summary", {
  unwarned({
  # 9 = 4 + 2 + 2 + 1 parameters. After the update: outputs 17.5 (above), and for sample 2: Z_1 = (-1.5 + 2.25 + 1, 7 + 1 + 1.5) =
  # (1.75, 9.5), output 1.75 (2.5) - 9.5 (5.25) = -45.5, so J = ((17.5 - 1.5)^2 + (-45.5 + 7.5)^2) / 2 = 850
  model <- hand_model()
  expect_identical(printed(print(model)), "2-2-1 network, relu, identity, 9 parameters\ntrained for 1 epochs, loss 2.5 -> 850")
  expect_identical(strsplit(printed(print(summary(model))), "\n")[[1L]], c(
    "layer  inputs  units  activation  bias  parameters", "1           2      2        relu   yes           6",
    "2           2      1    identity   yes           3", "trained for 1 epochs, loss 2.5 -> 850"
  ))
  })
})

test_that("saturated units do not warn", {
  for (activation in c("sigmoid", "tanh")) {
    parameters <- list(list(W = matrix(1000), b = 0), list(W = matrix(1000), b = 0))
    expect_silent(model <- mlp(cbind(c(1, -1)), c(1, 0), 1, activation, parameters = parameters, epochs = 1))
    expect_silent(outputs <- predict(model, cbind(c(1, -1, 1000, -1000))))
    # tanh: 1000 (1) and 1000 (-1); sigmoid: 1000 (1) and 1000 (0), and sigmoid(0) = 1/2
    expect_equal(as.vector(outputs), if (activation == "tanh") c(1, 0, 1, 0) else c(1, 0.5, 1, 0.5), tolerance = 1e-2)
  }
})

test_that("divergence does not warn", {
  text <- paste(
    "`loss` must be finite, but training diverged at step 1",
    "(try a smaller learning_rate, or the reduction mean), got NaN or Infinity."
  )
  expect_silent(expect_refused(hand_model(10, 1e300), "E_DIVERGED", text))
})

test_that("the caller's random stream is left alone", {
  kept <- keep_session_stream(globalenv())
  for (generator in c("numpy", "r")) {
    set.seed(3)
    before <- .Random.seed
    mlp(X, y, epochs = 2, order = "shuffled", generator = generator, initializer = "he_normal")
    expect_identical(.Random.seed, before)
    rm(.Random.seed, envir = globalenv())
    mlp(X, y, epochs = 2, order = "shuffled", generator = generator)
    expect_false(exists(".Random.seed", globalenv()))
  }
  restore_session_stream(kept, globalenv())
})

test_that("run_case and the face agree", {
  document <- read_fixture("cases", "shuffled_minibatches.json")
  model <- mlp(document$data$X, document$data$y, 4, "relu", "sigmoid", learning_rate = 0.3, epochs = document$training$epochs, batch_size = 4,
    order = "shuffled", seed = 7, parameters = document$parameters, full_loss = TRUE)
  expect_identical(model$losses, as.vector(run_case(document)$losses))
})
