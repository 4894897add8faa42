# The compiled core against the plain twin: no bit differs.

plain <- choose_arithmetic("reproducible", "plain")
core <- choose_arithmetic("reproducible", "compiled")

# What `same` gives for both engines has the same attributes and bits, every NaN the same.
expect_same_bits <- function(same) {
  bits <- lapply(list(core, plain), function(engine) {
    lapply(same(engine), function(x) list(replace(x, is.na(x), NA), 1 / x[!is.na(x)])) # -0 is not 0
  })
  expect_length(which(!mapply(identical, bits[[1L]], bits[[2L]])), 0L)
}

test_that("functions have the same bits", {
  set.seed(5)
  special <- c(0, -0, Inf, -Inf, NaN, 5e-324, -5e-324, 2^-1022, -746, 710, -44, -708.5, -745.2, 709.8)
  x <- c(runif(20000, -800, 800), runif(20000, -2, 2), 2^runif(5000, -1074, 1023), special)
  for (lanes in c(8L, 4L, 2L)) {
    .Call(twinmlp:::C_core_about, lanes)
    expect_same_bits(function(engine) lapply(engine[twinmlp:::FUNCTIONS], function(f) f(x)))
  }
  .Call(twinmlp:::C_core_about, 8L)
  X <- matrix(x[1:12], 3)
  expect_same_bits(function(engine) lapply(engine[twinmlp:::FUNCTIONS], function(f) f(X)))
})

test_that("sums and products have the same bits", {
  set.seed(6)
  sizes <- c(1, 2, 3, 4, 5, 8, 9, 17, 33, 64, 65, 130)
  for (trial in 1:60) {
    M <- base::sample(sizes, 1)
    K <- base::sample(c(0, sizes), 1)
    N <- base::sample(sizes, 1)
    A <- matrix(rnorm(M * K), M, K)
    B <- matrix(rnorm(K * N), K, N)
    if (K > 0 && trial %% 3 == 0) A[1] <- c(Inf, NaN, -0)[trial %% 9 / 3 + 1]
    .Call(twinmlp:::C_core_about, c(8L, 4L, 2L)[trial %% 3 + 1])
    expect_same_bits(function(engine) {
      list(
        engine$product(A, B), engine$crossprod(t(A), B), engine$tcrossprod(A, t(B)),
        engine$column_sums(A), engine$row_sums(B), engine$total(A), engine$total(as.vector(B))
      )
    })
  }
  .Call(twinmlp:::C_core_about, 8L)
})

test_that("the engine is chosen by name", {
  expect_identical(plain, twinmlp:::REPRODUCIBLE)
  expect_true(core$core)
  expect_null(choose_arithmetic("native", "plain")$core)
  expect_error(
    choose_arithmetic("native", "quick"), "`engine` must be one of auto, compiled, plain, got \"quick\".",
    fixed = TRUE
  )
  before <- Sys.getenv("TWINMLP_ENGINE", NA)
  Sys.setenv(TWINMLP_ENGINE = "plain")
  expect_identical(choose_arithmetic("reproducible"), twinmlp:::REPRODUCIBLE)
  expect_identical(twinmlp:::describe_engine(), "engine: plain (TWINMLP_ENGINE says so)")
  if (is.na(before)) Sys.unsetenv("TWINMLP_ENGINE") else Sys.setenv(TWINMLP_ENGINE = before)
})
