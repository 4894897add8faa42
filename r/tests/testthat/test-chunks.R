# Steps in chunks of rows, and the loss of an epoch from its batches.

random <- stream(1)
drawn <- normal(random, 11 * 3 + 3 * 4 + 4 + 4 * 2)$values
X <- matrix(drawn[1:33], 11)
Y <- matrix(uniform(random, 22)$values, 11)
WEIGHT <- uniform(random, 33)$values[23:33]
NETWORK <- list(
  list(W = matrix(drawn[34:45], 3), b = drawn[46:49], activation = "silu"),
  list(W = matrix(drawn[50:57], 4), b = NULL, activation = "sigmoid")
)
DROPS <- list(list(mask = matrix(rep(c(1, 0, 1, 1), 11), 11), keep = 0.5), NULL)
# A double's rounding error, times the 11 rows and a few operations, times the size of what is added.
TOLERANCE <- 2^-53 * 100

# The evaluation of all rows, so many at a time.
evaluated <- function(size, keep = TRUE, ...) {
  ops <- NATIVE
  ops["block"] <- list(size)
  chunks <- cut_chunks(Samples(X, Y, WEIGHT), 0:10, TRUE, ops)
  c(list(sizes = vapply(chunks, chunk_size, 0L)), evaluate_chunks(NETWORK, chunks, TrainConfig(list(), 1, ...), ops, DROPS, keep))
}

test_that("chunks together are the whole", {
  for (loss in c("half_squared_error", "binary_cross_entropy")) {
    for (reduction in c("sum", "mean")) {
      whole <- evaluated(NULL, loss = loss, reduction = reduction)
      cut <- evaluated(4, loss = loss, reduction = reduction)
      expect_identical(cut$sizes, c(4L, 4L, 3L))
      expect_lte(abs(cut$loss - whole$loss), TOLERANCE * whole$loss)
      for (part in c("values", "gradients")) {
        for (l in 1:2) {
          for (name in names(whole[[part]][[l]])) {
            expected <- whole[[part]][[l]][[name]]
            got <- cut[[part]][[l]][[name]]
            if (is.null(expected)) expect_null(got) else expect_lte(max(abs(got - expected)), TOLERANCE * 11)
          }
        }
      }
    }
  }
})

test_that("what is not kept has the same gradients to the bit", {
  kept <- evaluated(4)
  bare <- evaluated(4, keep = FALSE)
  expect_identical(bare$values, list())
  expect_identical(bare$loss, kept$loss)
  for (l in 1:2) expect_identical(bare$gradients[[l]][c("dW", "db")], kept$gradients[[l]][c("dW", "db")])
})

test_that("rows in order are not copied and others are those asked for", {
  whole <- cut_chunks(Samples(X, Y), 0:10, TRUE, NATIVE)[[1L]]
  expect_identical(chunk_samples(whole), list(X = X, y = Y, weight = NULL))
  expect_identical(chunk_size(whole), 11L)
  chunk <- cut_chunks(Samples(X, Y, WEIGHT), c(3, 0, 7), FALSE, NATIVE)[[1L]]
  expect_identical(chunk_samples(chunk), list(X = X[c(4, 1, 8), ], y = Y[c(4, 1, 8), ], weight = WEIGHT[c(4, 1, 8)]))
})

test_that("the reproducible arithmetic takes all rows at once", {
  many <- matrix(0, 5000, 3)
  expect_length(cut_chunks(Samples(many, many), 0:4999, TRUE, REPRODUCIBLE), 1L)
  expect_length(cut_chunks(Samples(many, many), 0:4999, TRUE, NATIVE), 2L)
})

test_that("the loss of an epoch is made from its batches", {
  for (reduction in c("sum", "mean")) {
    for (penalty in list(NULL, list(l1 = 0.01, l2 = 0.1, biases = TRUE))) {
      steps <- list()
      model <- mlp(X, Y, 4, reduction = reduction, penalty = penalty, batch_size = 4, epochs = 2, learning_rate = 0.01,
        on_step = function(step) steps[[length(steps) + 1L]] <<- step)
      start <- mlp(X, Y, 4, epochs = 0)$network
      for (epoch in 1:2) {
        part <- vapply(steps[3 * (epoch - 1) + 1:3], `[[`, 0, "data_loss")
        # sum: all terms of all rows; mean: the sum of all rows' terms over the rows
        expected <- if (reduction == "sum") sum(part) else (4 * part[1] + 4 * part[2] + 3 * part[3]) / 11
        before <- if (epoch == 1) start else steps[[3]]$network
        if (!is.null(penalty)) {
          values <- unlist(lapply(before, `[`, c("W", "b")))
          expected <- expected + 0.01 * sum(abs(values)) + 0.1 / 2 * sum(values^2)
        }
        expect_lte(abs(model$losses[epoch] - expected), TOLERANCE * expected)
      }
    }
  }
})

test_that("a loss over all samples is asked for or needed", {
  unwarned({
  losses <- function(...) mlp(X, Y, 4, batch_size = 4, epochs = 3, ...)$losses
  full <- losses(full_loss = TRUE)
  expect_identical(losses(metrics = "r_squared"), full)
  expect_identical(losses(patience = 5), full)
  expect_identical(losses(keep_weights = TRUE), full)
  expect_identical(losses(on_epoch = function(row) NULL), full)
  expect_false(identical(losses(), full))
  # with all samples in one batch there is nothing to choose
  expect_identical(mlp(X, Y, 4, epochs = 3)$losses, mlp(X, Y, 4, epochs = 3, full_loss = TRUE)$losses)
  })
})

test_that("checkpoints leave the losses as they are", {
  path <- tempfile(fileext = ".json")
  on.exit(unlink(path))
  plain <- mlp(X, Y, 4, batch_size = 4, epochs = 3)
  saved <- mlp(X, Y, 4, batch_size = 4, epochs = 3, checkpoint = path)
  expect_identical(saved$losses, plain$losses)
  expect_identical(saved$history, plain$history)
  expect_identical(mlp_resume(path, X, Y, epochs = 5)$losses, mlp(X, Y, 4, batch_size = 4, epochs = 5)$losses)
})

test_that("what is left of chunks does not wait until the memory is full", {
  # 16 chunks of 2048 rows: one matrix of a layer's 400 numbers a row has 6.6 MB, and three of a
  # chunk, with its rows, 20 MB; all chunks 340 MB. 2e6 outputs are those of three chunks. Where there
  # is as much as this already, R lets 180 MB wait.
  there_already <- numeric(2.5e7)
  n <- 16 * 2048
  X <- matrix(0.5, n, 50)
  network <- list(
    list(W = matrix(0.01, 50, 400), b = rep(0, 400), activation = "tanh"),
    list(W = matrix(0.01, 400, 1), b = 0, activation = "identity")
  )
  numbers <- gc(reset = TRUE)["Vcells", 1L]
  outputs <- network_outputs(network, X, choose_arithmetic("native", "plain"))
  expect_lt((gc()["Vcells", 5L] - numbers) * 8 / 1e6, 4 * 20)
  expect_identical(dim(outputs), c(as.integer(n), 1L))
})
