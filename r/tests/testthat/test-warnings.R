# What trains but cannot have been meant: the warnings of fixtures/warnings.json, where they are due and nowhere else.

table <- read_fixture("warnings.json")

# The texts of all warnings of a call.
said <- function(call) {
  texts <- character(0)
  withCallingHandlers(call, twinmlp_warning = function(warning) {
    texts <<- c(texts, conditionMessage(warning))
    invokeRestart("muffleWarning")
  })
  texts
}

as_rows <- function(X) do.call(rbind, lapply(X, unlist))

test_that("examples", {
  for (example in table$examples) {
    for (arithmetic in c("native", "reproducible")) {
      data <- list(as_rows(example$X), as_rows(example$y))
      validation <- example$validation
      if (!is.null(validation)) validation <- lapply(validation, as_rows)
      found <- said(do.call(mlp, c(
        data, example$arguments, list(validation = validation, arithmetic = arithmetic)
      )))
      expect_identical(found, as.character(unlist(example$texts)), info = example$id)
    }
  }
})

test_that("ordinary runs, and going on at an optimum, do not warn", {
  for (seed in 0:2) {
    X <- matrix(uniform(stream(seed), 100, -1, 1)$values, 50)
    y <- 0.3 * X[, 1] - 0.1 * X[, 2]^2
    for (optimizer in c("sgd", "momentum", "adam", "rprop", "lbfgs")) {
      expect_identical(said({
        model <- mlp(X, y, 4, output_activation = "identity", optimizer = optimizer, learning_rate = 0.01)
        for (k in 1:3) model <- partial_fit(model, X, y)
        partial_fit(model, X, y, epochs = 50)
      }), character(0))
    }
  }
})

test_that("going on does not say what was not reached", {
  X <- cbind(c(0, 0, 1, 1), c(0, 1, 0, 1))
  expect_length(said(model <- mlp(X, c(0, 1, 1, 0), 2, epochs = 3, threshold = 1e-9)), 1L)
  expect_identical(said(partial_fit(model, X, c(0, 1, 1, 0))), character(0))
})

test_that("a warning has a class of its own, and no call", {
  caught <- tryCatch(mlp(cbind(0:1), c(1.5, 2), epochs = 1), warning = identity)
  expect_identical(class(caught), c("twinmlp_warning", "warning", "condition"))
  expect_null(conditionCall(caught))
})
