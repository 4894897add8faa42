# Rows dealt out to real processes of future: the bits of a training without any.

data <- moons(257)
x <- data$X
y <- data$y
how <- list(hidden = c(5, 4), epochs = 3, arithmetic = "reproducible", reduction = "mean")
settings <- list(
  list(),
  list(batch_size = 100, loss = "binary_cross_entropy"),
  list(
    batch_size = 100, order = "shuffled", dropout = 0.3, optimizer = "adam",
    penalty = list(l1 = 0.001, l2 = 0.01), clipping = list(norm = 0.5), schedule = "cosine",
    metrics = "accuracy", validation_fraction = 0.2, patience = 2
  ),
  list(optimizer = "lbfgs", activation = list(name = "leaky_relu", alpha = 0.1))
)
fit <- function(x, more) {
  suppressWarnings(do.call(mlp, c(list(x, y), how, more)), classes = "twinmlp_warning")
}
same <- c("network", "losses", "final_loss", "history", "fitted.values")
workers <- function() {
  unlist(future.apply::future_lapply(1:2, function(i) Sys.getpid(), future.globals = FALSE))
}
old <- options(parallelly.maxWorkers.localhost = c(Inf, Inf))

test_that("any number of workers gives the bits of none", {
  for (count in c(1, 2, 3, 7)) {
    future::plan("multisession", workers = count)
    for (more in settings[if (count == 2) 1:4 else 3]) {
      expect_identical(fit(deal(x), more)[same], fit(x, more)[same])
    }
  }
})

future::plan("multisession", workers = 2)

test_that("rows are computed on the workers", {
  found <- twinmlp:::hand_out(
    deal(x, shares = 2), function(X) list(Sys.getpid()), list(list(), list()), list(), unlist
  )
  expect_length(setdiff(found, Sys.getpid()), 2L)
})

test_that("a file of NumPy's is dealt out, and what is none is refused", {
  path <- tempfile(fileext = ".npy")
  twinmlp:::write_npy(path, x)
  for (persist in c(TRUE, FALSE)) {
    expect_identical(fit(deal(path, 4, persist = persist), settings[[2L]])[same], fit(x, settings[[2L]])[same])
  }
  refusal <- function(call) tryCatch(call, twinmlp_error = function(e) c(e$code, conditionMessage(e)))
  expect_identical(refusal(deal("nowhere.npy"))[1L], "E_FILE")
  writeLines("1,2", path)
  expect_identical(
    refusal(deal(path)),
    c("E_FORMAT", "`X` must be a .npy file of a matrix of doubles, row by row, got another file.")
  )
  twinmlp:::write_npy(path, replace(x, 5, NaN))
  expect_identical(refusal(deal(path)), c("E_NOT_FINITE", "`X[4][0]` must be a finite number, got NaN."))
  expect_identical(refusal(deal(x, shares = 3))[1L], "E_RANGE")
  expect_identical(
    refusal(deal(x, folder = "/nowhere")),
    c("E_FILE", "`folder` must be a folder that can be written, got \"/nowhere\".")
  )
  twinmlp:::write_npy(path, x[0, ])
  expect_identical(refusal(deal(path)), c("E_SHAPE", "`X` must be a n x m matrix, got a 0 x 2 matrix."))
})

test_that("a file that was changed or removed after it was dealt out is refused", {
  path <- tempfile(fileext = ".npy")
  twinmlp:::write_npy(path, x)
  dealt <- deal(path, persist = FALSE)
  for (change in list(function() Sys.setFileTime(path, Sys.time() + 5), function() unlink(path))) {
    change()
    expect_error(fit(dealt, list()), "`X` must be the file that was dealt out, as it was then", class = "twinmlp_file_error")
  }
})

test_that("a worker that is killed in mid-training costs no bits", {
  lost <- workers()[1L]
  kill <- function(row) {
    if (row$epoch == 1) tools::pskill(lost, 9L)
    FALSE
  }
  expect_warning(
    dealt <- do.call(mlp, c(list(deal(x, 4), y, on_epoch = kill), how)),
    "has lost a worker", class = "twinmlp_warning"
  )
  here <- do.call(mlp, c(list(x, y, on_epoch = function(row) FALSE), how))
  expect_identical(dealt[same], here[same])
  expect_false(lost %in% workers())
})

test_that("restarts run on the workers of the plan", {
  expect_identical(
    fit(x, list(restarts = 4, jobs = 4))[c(same, "seed")], fit(x, list(restarts = 4))[c(same, "seed")]
  )
  rates <- c(0.1, 0.5, 1)
  losses <- function(apply) unlist(apply(rates, function(rate) fit(x, list(learning_rate = rate))$final_loss))
  expect_identical(losses(future.apply::future_lapply), losses(lapply))
})

future::plan("sequential")
options(old)
