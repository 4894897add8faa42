# The reproducible arithmetic against its golden bits, and changes of it that the golden bits must notice.

golden <- function(name) {
  jsonlite::fromJSON(fixture("golden", "bits", paste0(name, ".json")), simplifyVector = FALSE)
}

FUNCTIONS <- c("exp", "expm1", "log", "log1p", "tanh", "sigmoid", "softplus")

# Numbers of bit patterns.
values <- function(patterns) {
  text <- unlist(patterns)
  if (length(text) == 0L) return(numeric(0))
  bytes <- strtoi(substring(rep(text, each = 8L), seq.int(1L, 15L, 2L), seq.int(2L, 16L, 2L)), 16L)
  readBin(as.raw(bytes), "double", length(text), endian = "big")
}

# Bit patterns, row by row; every NaN the same.
patterns <- function(A) {
  flat <- as.vector(if (is.matrix(A)) t(A) else A)
  digits <- matrix(as.character(writeBin(flat, raw(), endian = "big")), 8L)
  text <- do.call(paste0, lapply(1:8, function(i) digits[i, ]))
  replace(text, is.nan(flat) | is.na(flat), "7ff8000000000000")
}

checksum <- function(A) {
  path <- tempfile()
  on.exit(unlink(path))
  connection <- file(path, "wb")
  writeLines(patterns(A), connection, sep = "\n")
  close(connection)
  unname(tools::md5sum(path))
}

recipe <- function(rows, columns, seed) {
  i <- seq_len(rows * columns) - 1
  matrix(((7919 * i + 104729 * seed) %% 2003 - 1001) / 997, rows, columns, byrow = TRUE)
}

large_agrees <- function(row, product = REPRODUCIBLE$product) {
  A <- recipe(row$M, row$K, 1)
  B <- recipe(row$K, row$N, 2)
  checksum(product(A, B)) == row$product
}

test_that("every function gives the golden bits", {
  file <- golden("functions")
  x <- values(file$x)
  for (name in FUNCTIONS) expect_identical(patterns(REPRODUCIBLE[[name]](x)), unlist(file[[name]]), info = name)
})

test_that("every function gives the golden bits at many points", {
  file <- golden("functions")$many
  for (name in FUNCTIONS) expect_identical(checksum(REPRODUCIBLE[[name]](c(-25000:25000 / 4999, -25000:25000 / 2499999))), file[[name]], info = name)
})

test_that("functions keep the shape of what they are given", {
  x <- matrix(seq(0.1, 3, length.out = 30), 6)
  for (name in FUNCTIONS) {
    expect_identical(dim(REPRODUCIBLE[[name]](x)), dim(x))
    expect_identical(dim(REPRODUCIBLE[[name]](x[0, , drop = FALSE])), c(0L, 5L))
    expect_identical(as.vector(REPRODUCIBLE[[name]](x)), REPRODUCIBLE[[name]](as.vector(x)))
    expect_null(dim(REPRODUCIBLE[[name]](0.5)))
    expect_length(REPRODUCIBLE[[name]](numeric(0)), 0L)
  }
})

test_that("small products and sums give the golden bits", {
  for (row in golden("products")$small) {
    A <- matrix(values(row$A), row$M, row$K, byrow = TRUE)
    B <- matrix(values(row$B), row$K, row$N, byrow = TRUE)
    size <- paste(row$M, row$K, row$N)
    expect_identical(patterns(REPRODUCIBLE$product(A, B)), unlist(row$product), info = size)
    expect_identical(patterns(REPRODUCIBLE$crossprod(t(A), B)), unlist(row$product), info = size)
    expect_identical(patterns(REPRODUCIBLE$tcrossprod(A, t(B))), unlist(row$product), info = size)
    expect_identical(patterns(REPRODUCIBLE$row_sums(A)), unlist(row$row_sums), info = size)
    expect_identical(patterns(REPRODUCIBLE$total(A)), row$total, info = size)
    if (row$K > 0L) expect_identical(patterns(REPRODUCIBLE$column_sums(A)), unlist(row$column_sums), info = size)
  }
})

test_that("large products and sums give the golden bits", {
  for (row in golden("products")$large) {
    A <- recipe(row$M, row$K, 1)
    size <- paste(row$M, row$K, row$N)
    expect_true(large_agrees(row), info = size)
    expect_true(large_agrees(row, function(A, B) REPRODUCIBLE$crossprod(t(A), B)), info = size)
    expect_true(large_agrees(row, function(A, B) REPRODUCIBLE$tcrossprod(A, t(B))), info = size)
    expect_true(large_agrees(row, function(A, B) level_by_level(t(A), B)), info = size)
    expect_true(large_agrees(row, function(A, B) branch_by_branch(A, t(B))), info = size)
    expect_identical(checksum(REPRODUCIBLE$row_sums(A)), row$row_sums, info = size)
    expect_identical(checksum(REPRODUCIBLE$column_sums(A)), row$column_sums, info = size)
    expect_identical(patterns(REPRODUCIBLE$total(A)), row$total, info = size)
  }
})

# Loss, W and b of every recorded step and of the end, row by row.
numbers_of <- function(run, by_rows = identity) {
  ends <- c(lapply(run$steps, `[`, c("loss", "layers")), list(run$final[c("loss", "parameters")]))
  unlist(lapply(ends, function(end) {
    list(end[[1L]], lapply(end[[2L]], function(layer) list(by_rows(layer$W), layer[["b"]])))
  }))
}

test_that("training steps give the golden bits", {
  runs <- golden("training")$runs
  for (name in names(runs)) {
    case <- jsonlite::fromJSON(fixture("cases", paste0(name, ".json")), simplifyDataFrame = FALSE, simplifyVector = FALSE)
    trace <- run_case(case, "reproducible", "plain")
    expect_identical(patterns(numbers_of(trace, t)), numbers_of(runs[[name]]), info = name)
  }
})

test_that("sums in R's own ways are noticed", {
  large <- golden("products")$large
  file <- golden("functions")
  x <- values(file$x)
  expect_false(all(vapply(large, large_agrees, NA, product = function(A, B) A %*% B)))
  expect_false(all(vapply(large, function(row) checksum(colSums(recipe(row$M, row$K, 1))) == row$column_sums, NA)))
  expect_false(identical(patterns(base::exp(x)), unlist(file$exp)))
})

test_that("a machine that computes otherwise is refused", {
  flushed <- function(x) replace(x, abs(x) < 2.2250738585072014e-308, 0)
  faults <- list(
    "fused multiply-add" = function(a, b, c, d, e) if (a[1] == PROBES[[1]]$a) a - a - 5.551115123125783e-17 else evaluate(a, b, c, d, e),
    "flush to zero" = function(a, b, c, d, e) flushed(evaluate(flushed(a), flushed(b), flushed(c), d, e)),
    "another rounding mode" = function(a, b, c, d, e) evaluate(a, b, c + (abs(c) < 1e-9) * abs(c) / 2, d, e),
    "extended range" = function(a, b, c, d, e) if (d[1] != 1) a else evaluate(a, b, c, d, e),
    "inexact division" = function(a, b, c, d, e) evaluate(a, b, c, d, e) * (1 + (e > 1) * 2^-52)
  )
  for (seen in names(faults)) {
    condition <- tryCatch(check_platform(faults[[seen]]), error = identity)
    expect_s3_class(condition, "twinmlp_platform_error")
    expect_identical(conditionMessage(condition), sprintf("`arithmetic` must be native on this machine (%s was seen), got \"reproducible\".", seen))
  }
})

test_that("the arithmetic is chosen by name", {
  expect_identical(choose_arithmetic("reproducible")$name, "reproducible")
  expect_error(choose_arithmetic("exact"), "`arithmetic` must be one of native, reproducible, got \"exact\".", fixed = TRUE)
})
