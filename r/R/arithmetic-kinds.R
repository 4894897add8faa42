# The operations that everything else is built from, in two kinds: native and reproducible.
#
# Native is whatever is fastest; reproducible has the same bits on any IEEE 754 machine. Network
# code takes an arithmetic as `ops` and does not know which it is.

#' Compute 1 / (1 + exp(-x)); where exp overflows the result is 0, as it should be.
#' @noRd
native_sigmoid <- function(x) {
  1 / (1 + exp(-x))
}

#' Compute log(1 + exp(x)) as max(x, 0) + log1p(exp(-|x|)).
#' @noRd
native_softplus <- function(x) {
  pmax(x, 0) + log1p(exp(-abs(x)))
}

# One kind of arithmetic: products, sums and elementary functions of double matrices.
#
# block: how many rows a step takes at once, or NULL for all of them, where the order of sums is not
# free. core: the compiled core, whose loop over whole epochs training may use, or NULL; threads: on
# how many threads.
NATIVE <- list(
  name = "native",
  block = 2048,
  product = `%*%`, # A B
  crossprod = crossprod, # A^T B
  tcrossprod = tcrossprod, # A B^T
  # several times faster than colSums
  column_sums = function(A) as.vector(rep.int(1, dim(A)[1L]) %*% A),
  row_sums = function(A) .rowSums(A, dim(A)[1L], dim(A)[2L]),
  total = sum,
  exp = exp,
  expm1 = expm1,
  log = log,
  log1p = log1p,
  tanh = tanh,
  sigmoid = native_sigmoid,
  softplus = native_softplus,
  core = NULL,
  threads = 1
)

REPRODUCIBLE <- list(
  name = "reproducible",
  block = NULL,
  product = function(A, B) tree_product(A, B),
  crossprod = function(A, B) tree_crossprod(A, B),
  tcrossprod = function(A, B) tree_tcrossprod(A, B),
  column_sums = function(A) tree_column_sums(A),
  row_sums = function(A) tree_row_sums(A),
  total = function(A) tree_total(A),
  exp = function(x) reproducible_exp(x),
  expm1 = function(x) reproducible_expm1(x),
  log = function(x) reproducible_log(x),
  log1p = function(x) reproducible_log1p(x),
  tanh = function(x) reproducible_tanh(x),
  sigmoid = function(x) reproducible_sigmoid(x),
  softplus = function(x) reproducible_softplus(x),
  core = NULL,
  threads = 1
)

ARITHMETICS <- list(native = NATIVE, reproducible = REPRODUCIBLE)

#' Accept an arithmetic made by `choose_arithmetic`.
#' @noRd
check_arithmetic <- function(value) {
  if (!is_object(value) || !identical(names(value), names(NATIVE))) {
    requirement <- "an arithmetic, as `choose_arithmetic` gives it"
    fail("E_TYPE", "ops", requirement, describe(value))
  }
  value
}

#' Choose an arithmetic
#'
#' Return the arithmetic of this name: "native" or "reproducible".
#'
#' Errors: E_CHOICE for another name; E_RANGE for no threads or too many; E_PLATFORM where a machine
#' cannot give the reproducible bits, or has no compiled core. Source: SPEC.md, The reproducible
#' arithmetic.
#'
#' @param name "native" or "reproducible".
#' @param engine Who computes: "compiled", "plain", or "auto": compiled where there is a compiled
#'   core.
#' @param threads On how many threads the compiled core computes a large step of a training, 1 to
#'   1024; no bit depends on it; default what TWINMLP_THREADS in the environment says, else 1.
#' @return The operations by name: product, total, exp, log and so on.
#' @examples
#' choose_arithmetic("reproducible")$total(c(0.1, 0.2, 0.3))
#' @export
choose_arithmetic <- function(name, engine = "auto", threads = NULL) {
  check_choice(name, "arithmetic", names(ARITHMETICS))
  if (name == "reproducible") check_platform()
  with_engine(ARITHMETICS[[name]], engine, threads)
}
