# Rows dealt out: each share's sums, joined, have the bits of all rows in one place.

from_bits <- function(rows) {
  number <- function(text) {
    bytes <- as.raw(strtoi(substring(text, seq(1, 15, 2), seq(2, 16, 2)), 16L))
    readBin(bytes, "double", endian = "big")
  }
  t(vapply(rows, function(row) vapply(row, number, 0), numeric(length(rows[[1L]]))))
}

# Rows that are dealt out to this process; so many shares are joined at once.
dealt_here <- function(X, shares, together = 2, names = NULL) {
  hand_out <- function(task, rows, arguments, common, join, kept) {
    parts <- Map(function(places, own) {
      do.call(task, c(list(X[places + 1, , drop = FALSE]), own, common))
    }, rows, arguments)
    width <- 2^ceiling(log2(length(parts)))
    while (width > 1) {
      width <- max(1, width / together)
      parts <- lapply(seq_len(min(width, length(parts))), function(r) {
        join(parts[seq(r, length(parts), by = width)])
      })
    }
    if (length(rows) > 1L) parts[[1L]] else join(parts)
  }
  Dealt(Deal(ncol(X), shares, hand_out, names), seq_len(nrow(X)) - 1)
}

data <- moons(57)
X <- data$X
y <- data$y

test_that("dealt rows say what they are, and are no matrix here", {
  dealt <- dealt_here(rbind(1:2, 3:4, 5:6), 2)
  expect_identical(utils::capture.output(print(dealt)), "3 x 2 matrix in 2 shares")
  said <- "`X` must be a matrix whose numbers are here, got rows that workers hold."
  for (ask in list(as.matrix, as.data.frame, t, sum, function(x) x + 1, function(x) 1 - x, function(x) -x)) {
    refused <- expect_error(ask(dealt), class = "twinmlp_type_error")
    expect_identical(conditionMessage(refused), said)
  }
})

test_that("sums of shares are those of the scalar loops, and join to the sums of all", {
  for (engine in c("plain", "auto")) {
    ops <- choose_arithmetic("reproducible", engine)
    for (entry in read_fixture("golden", "bits", "shares.json")$dealt) {
      A <- from_bits(entry$A)
      parts <- lapply(share_rows(nrow(A), entry$shares), function(rows) {
        list(ops$column_sums(A[rows + 1, , drop = FALSE]))
      })
      branches <- do.call(rbind, lapply(parts, `[[`, 1L))
      expect_identical(branches, from_bits(entry$branches))
      expect_identical(join_sums(parts)[[1L]], as.vector(from_bits(list(entry$sums))))
    }
  }
})

test_that("a joined zero is plus zero", {
  joined <- join_sums(list(list(-0, NULL), list(-0, NULL)))
  expect_identical(1 / joined[[1L]], Inf)
  expect_null(joined[[2L]])
})

test_that("every case trains to the same bits", {
  ops <- choose_arithmetic("reproducible")
  for (path in Sys.glob(file.path(dirname(fixture("cases", "one_unit.json")), "*.json"))) {
    parts <- case_parts(read_document(path, "case"))
    config <- replace(parts$config, "epochs", min(parts$config$epochs, 10))
    outcomes <- lapply(list(parts$X, dealt_here(parts$X, 4)), function(inputs) {
      samples <- Samples(inputs, parts$y, parts$weight)
      training <- fit_network(parts$network, samples, config, ops)
      training[c("network", "losses", "final_loss", "stopped")]
    })
    expect_identical(outcomes[[2L]], outcomes[[1L]], info = path)
  }
})

test_that("a share of many rows is summed by branches", {
  many <- moons(2500)
  trained <- lapply(list(many$X, dealt_here(many$X, 2)), function(inputs) {
    model <- suppressWarnings(mlp(
      inputs, many$y, hidden = 4, epochs = 2, dropout = 0.3, arithmetic = "reproducible",
      sample_weight = seq(0.5, 2, length.out = 2500)
    ))
    model[c("final_loss", "network")]
  })
  expect_identical(trained[[2L]], trained[[1L]]) # shares of 1250 rows, 1024 at once
})

test_that("a model is the same", {
  settings <- list(
    list(batch_size = 10, validation = list(moons(9, seed = 3)$X, moons(9, seed = 3)$y)),
    list(loss = "binary_cross_entropy", threshold = 1e-3, restarts = 2, engine = "plain"),
    list(
      batch_size = 10, order = "shuffled", dropout = 0.3, optimizer = "adam", schedule = "cosine",
      penalty = list(l1 = 0.001, l2 = 0.01, biases = TRUE), clipping = list(norm = 0.5),
      metrics = "accuracy", validation_fraction = 0.2, patience = 3, reduction = "mean",
      class_weight = "balanced"
    )
  )
  for (setting in settings) {
    how <- c(list(hidden = c(5, 4), epochs = 8, arithmetic = "reproducible"), setting)
    how$sample_weight <- seq(0, 2, length.out = 57)
    here <- unwarned(do.call(mlp, c(list(X, y), how)))
    for (shares in c(1, 4, 64)) {
      rows <- dealt_here(X, shares, 8)
      if (!is.null(how[["validation"]])) how[["validation"]][[1L]] <- dealt_here(moons(9, seed = 3)$X, shares)
      dealt <- unwarned(do.call(mlp, c(list(rows, y), how)))
      same <- c("network", "history", "final_loss", "seed", "fitted.values")
      expect_identical(dealt[same], here[same])
      expect_identical(predict(here, rows), predict(here, X))
      expect_identical(mlp_metrics(here, rows, y), mlp_metrics(here, X, y))
      expect_identical(layer_outputs(here, rows), layer_outputs(here, X))
    }
  }
})

test_that("rows come in runs", {
  many <- matrix(as.double(1:20000), 10000)
  expect_identical(gathered(dealt_here(many, 4)), many)
})

test_that("rows are found again", {
  dealt <- dealt_here(X, 4)
  expect_identical(gathered(dealt), X)
  expect_identical(gathered(X), X)
  expect_identical(dim(dealt), c(57L, 2L))
  expect_identical(dealt[1:57, , drop = FALSE], dealt)
  expect_identical(gathered(dealt[c(5, 3, 50), , drop = FALSE]), X[c(5, 3, 50), ])
})

test_that("what cannot be dealt out is refused", {
  refuses <- function(code, text, ...) {
    expect_refused(do.call(mlp, utils::modifyList(
      list(x = dealt_here(X, 2), y = y, arithmetic = "reproducible"), list(...)
    )), code, paste0(text, "."))
  }
  where <- "where rows are dealt out, got"
  refuses("E_CHOICE", sprintf('`arithmetic` must be "reproducible" %s "native"', where), arithmetic = "native")
  refuses("E_CHOICE", sprintf('`scale` must be "none" %s "standard"', where), scale = "standard")
  refuses("E_CHOICE", sprintf("`categorical` must be empty %s a list of 1", where), categorical = "x1")
  refuses("E_CHOICE", sprintf("`on_step` must be null %s a function", where), on_step = print)
})

test_that("other columns are refused", {
  model <- mlp(X, y, epochs = 1, arithmetic = "reproducible")
  expect_refused(
    predict(model, dealt_here(matrix(1, 57, 3), 2)), "E_SHAPE",
    "`X` must be a n x 2 matrix, got a 57 x 3 matrix."
  )
  model$inputs <- c("a", "b")
  expect_refused(
    predict(model, dealt_here(X, 2, names = c("b", "a"))), "E_CHOICE",
    "`X` must be dealt out with the columns a, b, got the columns b, a."
  )
})

test_that("shares are a power of two", {
  found <- list("3" = 3, "0" = 0, "true" = TRUE, "\"8\"" = "8")
  for (text in names(found)) {
    expect_refused(
      check_shares(found[[text]]), "E_RANGE",
      sprintf("`shares` must be a power of two: 1, 2, 4, 8, ..., got %s.", text)
    )
  }
  expect_identical(vapply(2^(0:4), check_shares, 0L), c(1L, 2L, 4L, 8L, 16L))
})

test_that("a run is resumed with its rows dealt out", {
  path <- new_path("run.json")
  mlp(dealt_here(X, 4), y, epochs = 4, arithmetic = "reproducible", checkpoint = path)
  here <- mlp(X, y, epochs = 6, arithmetic = "reproducible")
  expect_identical(mlp_resume(path, dealt_here(X, 8), y, epochs = 6)$losses, here$losses)
  expect_refused(
    mlp_resume(path, dealt_here(X[1:9, ], 2), y[1:9, , drop = FALSE], epochs = 6), "E_SHAPE",
    "`X` must be a 57 x 2 matrix, got a 9 x 2 matrix."
  )
})
