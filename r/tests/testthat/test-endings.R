# When a run ends, and why, by hand.

# permutation(2) of NumPy's stream of seed 1 is 0, 1: sample 0 is set aside, and sample 1 is trained on. w halves in every
# epoch; the loss is w^2 / 2, the validation loss (w - 1/4)^2 / 2.
halving <- function(..., y = list(list(0.25), list(0))) {
  training <- list(epochs = 9, order = "sequential", seed = 1, generator = "numpy", validation_fraction = 0.5)
  list(
    format = "twinmlp-case", version = 1, id = "halving",
    network = list(layers = list(list(inputs = 1, units = 1, activation = "identity", bias = FALSE))),
    loss = list(name = "half_squared_error"), optimizer = list(name = "sgd", learning_rate = 0.5),
    training = utils::modifyList(training, list(...)), data = list(X = list(list(1), list(1)), y = y),
    parameters = list(list(W = list(list(1)), b = NULL)), record = list(steps = list(0))
  )
}
VALIDATION <- c(9 / 32, 1 / 32, 0, 1 / 128, 9 / 512)

test_that("what is set aside is told row by row, and the end where it can come early", {
  trace <- run_case(halving(epochs = 2))
  expect_identical(as.vector(trace$validation_losses), VALIDATION[1:3])
  expect_null(trace$stopping)
  trace <- run_case(halving(patience = 2))
  expect_identical(trace$stopping, list(stopped = "patience", epochs = 4, steps = 4, best = 2))
  expect_identical(as.vector(trace$validation_losses), VALIDATION)
  expect_identical(c(trace$final$parameters[[1]]$W, trace$final$loss), c(1 / 4, 1 / 32))
  trace <- run_case(halving(patience = 2, min_delta = 0.04, restore_best = FALSE))
  expect_identical(trace$stopping, list(stopped = "patience", epochs = 3, steps = 3, best = 1))
  expect_identical(trace$final$loss, 1 / 128)
  trace <- run_case(halving(threshold = 0.2))
  expect_identical(trace$stopping, list(stopped = "gradient", epochs = 4, steps = 4))
  expect_identical(trace$final$loss, 1 / 128)
  expect_identical(as.vector(trace$validation_losses), VALIDATION[c(1:4, 4)])
})

test_that("an end that did not come early is null, in files too", {
  trace <- run_case(halving(epochs = 3, patience = 2))
  expect_identical(trace$stopping, list(stopped = NULL, epochs = 3, steps = 3, best = 2))
  path <- tempfile(fileext = ".json")
  write_json(path, trace)
  again <- read_document(path, "trace")
  expect_true("stopped" %in% names(again$stopping) && is.null(again$stopping$stopped))
  expect_null(compare_traces(again, trace)$first)
})

test_that("ends are compared by what they say", {
  ours <- run_case(halving(patience = 2))
  theirs <- ours
  theirs$stopping["stopped"] <- list(NULL)
  theirs$stopping$best <- 1
  found <- compare_traces(theirs, ours)
  expect_identical(c(found$wrong, found$first$value, found$first$reference), c(2, 0, 1))
  expect_match(format_difference(found$first), "^watch, stopped\\[0\\]: 0, reference 1")
  short <- ours
  short$validation_losses <- short$validation_losses[1:3]
  expect_identical(format_difference(compare_traces(short, ours)$first), "watch, validation_losses: the shape differs from the reference's")
})

test_that("the start of an optimizer's state is +0", {
  layer <- list(W = matrix(-1), b = NULL)
  for (name in setdiff(names(OPTIMIZERS), "sgd")) {
    state <- OPTIMIZERS[[name]]$start(layer$W, list(learning_rate = 1))
    zero <- Filter(function(part) all(part == 0), state)
    expect_true(all(1 / unlist(zero) == Inf))
  }
})
