# Sums of products in one written order, with the same bits on any IEEE 754 machine.
#
# The order is a tree. The terms p_0 .. p_{n-1} are halved until one is left: h = the largest power
# of two below n; p_i <- p_i + p_{i+h} for i < n - h; n = h. The sum is p_0 + 0.0, so that it is
# never -0; the sum of nothing is 0. Terms at even places make such a tree by themselves, and so do
# terms at odd places: the tree can be computed level by level or branch by branch, with the same
# bits.

#' Sum over the first index of P, level by level.
#' @noRd
tree <- function(P) {
  n <- nrow(P)
  if (n == 0L) return(rep(0, ncol(P)))
  if (ncol(P) == 1L) return(tree_of_one(as.vector(P)))
  h <- largest_power_below(n)
  while (n > 1L) {
    sums <- P[seq_len(n - h), , drop = FALSE] + P[seq.int(h + 1L, n), , drop = FALSE]
    P <- if (n - h < h) rbind(sums, P[seq.int(n - h + 1L, h), , drop = FALSE]) else sums
    n <- h
    h <- as.integer(h / 2)
  }
  as.vector(P) + 0
}

#' Sum a vector level by level, which is faster than `tree` for one column.
#' @noRd
tree_of_one <- function(p) {
  n <- length(p)
  h <- largest_power_below(n)
  while (n > 1L) {
    sums <- p[seq_len(n - h)] + p[seq.int(h + 1L, n)]
    p <- if (n - h < h) c(sums, p[seq.int(n - h + 1L, h)]) else sums
    n <- h
    h <- as.integer(h / 2)
  }
  p + 0
}

#' Find the largest power of two below n, or 1.
#' @noRd
largest_power_below <- function(n) {
  h <- 1L
  while (2L * h < n) h <- 2L * h
  h
}

#' Say whether M x N sums of K terms are faster level by level.
#' @noRd
is_long <- function(K, M, N) {
  K * min(M, N, 8) > 4 * M * N
}

#' Compute A^T B for A of K x M and B of K x N, level by level.
#'
#' The products with one column of the narrower matrix are computed at once.
#' @noRd
level_by_level <- function(A, B) {
  if (ncol(B) < ncol(A)) return(t(level_by_level(B, A)))
  sums <- matrix(0, ncol(A), ncol(B))
  for (i in seq_len(ncol(A))) sums[i, ] <- tree(A[, i] * B)
  sums
}

#' Sum the products of column k of A with column k of B, for k = place, place + step, ...: even
#' places, plus odd places.
#' @noRd
branch <- function(A, B, place, step, each) {
  other <- place + step
  third <- other + step
  fourth <- third + step
  if (other > ncol(A)) return(A[, place] * rep.int(B[, place], each))
  if (third > ncol(A)) {
    return(A[, place] * rep.int(B[, place], each) + A[, other] * rep.int(B[, other], each))
  }
  if (fourth <= ncol(A) && fourth + step > ncol(A)) {
    # Four are left: one expression, so that R adds in place.
    return((A[, place] * rep.int(B[, place], each) + A[, third] * rep.int(B[, third], each)) +
      (A[, other] * rep.int(B[, other], each) + A[, fourth] * rep.int(B[, fourth], each)))
  }
  branch(A, B, place, 2L * step, each) + branch(A, B, other, 2L * step, each)
}

#' Compute A B^T for A of M x K and B of N x K, branch by branch.
#' @noRd
branch_by_branch <- function(A, B) {
  if (ncol(A) == 0L) return(matrix(0, nrow(A), nrow(B)))
  # A single number need not be repeated.
  each <- if (nrow(B) == 1L) 1L else rep.int(nrow(A), nrow(B))
  sums <- branch(A, B, 1L, 1L, each) + 0
  dim(sums) <- c(nrow(A), nrow(B))
  sums
}

#' Compute A B, of M x N: each element is the tree over k of A[i, k] B[k, j].
#' @noRd
tree_product <- function(A, B) {
  if (is_long(ncol(A), nrow(A), ncol(B))) return(level_by_level(t(A), B))
  branch_by_branch(A, t(B))
}

#' Compute A^T B, of M x N: each element is the tree over k of A[k, i] B[k, j].
#' @noRd
tree_crossprod <- function(A, B) {
  if (is_long(nrow(A), ncol(A), ncol(B))) return(level_by_level(A, B))
  branch_by_branch(t(A), t(B))
}

#' Compute A B^T, of M x N: each element is the tree over k of A[i, k] B[j, k].
#' @noRd
tree_tcrossprod <- function(A, B) {
  if (is_long(ncol(A), nrow(A), nrow(B))) return(level_by_level(t(A), t(B)))
  branch_by_branch(A, B)
}

#' Sum every column: the tree over the rows.
#' @noRd
tree_column_sums <- function(A) {
  tree(A)
}

#' Sum every row: the tree over the columns.
#' @noRd
tree_row_sums <- function(A) {
  tree(t(A))
}

#' Sum all elements: the tree over the rows of every column, then the tree over these sums.
#'
#' Of a vector, it is the tree over its elements.
#' @noRd
tree_total <- function(A) {
  tree(as.matrix(if (is.matrix(A)) tree(A) else as.vector(A)))
}
