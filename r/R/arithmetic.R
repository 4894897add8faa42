# The few operations everything else is built from, in two kinds: native and reproducible.

#' 1 / (1 + exp(-x)); where exp overflows to infinity the quotient is 0, as it should be.
#' @noRd
native_sigmoid <- function(x) {
  1 / (1 + exp(-x))
}

#' log(1 + exp(x)), as max(x, 0) + log1p(exp(-|x|)).
#' @noRd
native_softplus <- function(x) {
  pmax(x, 0) + log1p(exp(-abs(x)))
}

# One kind of arithmetic: products, sums and elementary functions of double matrices.
NATIVE <- list(
  name = "native",
  product = function(A, B) A %*% B, # A B
  crossprod = function(A, B) crossprod(A, B), # A^T B
  tcrossprod = function(A, B) tcrossprod(A, B), # A B^T
  column_sums = function(A) colSums(A),
  row_sums = function(A) rowSums(A),
  total = function(A) sum(A),
  exp = function(x) exp(x),
  expm1 = function(x) expm1(x),
  log = function(x) log(x),
  log1p = function(x) log1p(x),
  tanh = function(x) tanh(x),
  sigmoid = native_sigmoid,
  softplus = native_softplus
)

ARITHMETICS <- list(native = NATIVE)
