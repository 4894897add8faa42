# Sums of products in one written order, a tree: the same bits on any IEEE 754 machine.
#
# The terms p_0 .. p_{n-1} are halved until one is left: h = the largest power of two below n; p_i <- p_i + p_{i+h} for
# i < n - h; n = h. The sum is p_0 + 0.0, so that it is never -0; the sum of nothing is 0. Terms at even places
# make the same tree by themselves, and so do those at odd places: it can be walked level by level or branch by branch.

#' The sum over the first index of P, level by level.
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

#' The sum of a vector, level by level: what `tree` gives for one column, sooner.
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

#' The largest power of two below n, or 1.
#' @noRd
largest_power_below <- function(n) {
  h <- 1L
  while (2L * h < n) h <- 2L * h
  h
}

#' Whether sums of K terms are better taken level by level, for M x N of them.
#' @noRd
is_long <- function(K, M, N) {
  K * min(M, N, 8) > 4 * M * N
}

#' A^T B for A of K x M and B of K x N, all products at once.
#'
#' At once here is: with one column of the narrower one.
#' @noRd
level_by_level <- function(A, B) {
  if (ncol(B) < ncol(A)) return(t(level_by_level(B, A)))
  sums <- matrix(0, ncol(A), ncol(B))
  for (i in seq_len(ncol(A))) sums[i, ] <- tree(A[, i] * B)
  sums
}

#' The sum of the products of column k of A with column k of B, for k = place, place + step, ...: even places, plus odd places.
#' @noRd
branch <- function(A, B, place, step, each) {
  other <- place + step
  third <- other + step
  fourth <- third + step
  if (other > ncol(A)) return(A[, place] * rep.int(B[, place], each))
  if (third > ncol(A)) return(A[, place] * rep.int(B[, place], each) + A[, other] * rep.int(B[, other], each))
  if (fourth <= ncol(A) && fourth + step > ncol(A)) {
    # Four are left: one expression, so that R adds in place.
    return((A[, place] * rep.int(B[, place], each) + A[, third] * rep.int(B[, third], each)) +
      (A[, other] * rep.int(B[, other], each) + A[, fourth] * rep.int(B[, fourth], each)))
  }
  branch(A, B, place, 2L * step, each) + branch(A, B, other, 2L * step, each)
}

#' A B^T for A of M x K and B of N x K.
#' @noRd
branch_by_branch <- function(A, B) {
  if (ncol(A) == 0L) return(matrix(0, nrow(A), nrow(B)))
  # A single number need not be repeated.
  each <- if (nrow(B) == 1L) 1L else rep.int(nrow(A), nrow(B))
  sums <- branch(A, B, 1L, 1L, each) + 0
  dim(sums) <- c(nrow(A), nrow(B))
  sums
}

#' A B, of M x N, each element the tree over k of A[i, k] B[k, j].
#' @noRd
tree_product <- function(A, B) {
  if (is_long(ncol(A), nrow(A), ncol(B))) return(level_by_level(t(A), B))
  branch_by_branch(A, t(B))
}

#' A^T B, of M x N, each element the tree over k of A[k, i] B[k, j].
#' @noRd
tree_crossprod <- function(A, B) {
  if (is_long(nrow(A), ncol(A), ncol(B))) return(level_by_level(A, B))
  branch_by_branch(t(A), t(B))
}

#' A B^T, of M x N, each element the tree over k of A[i, k] B[j, k].
#' @noRd
tree_tcrossprod <- function(A, B) {
  if (is_long(ncol(A), nrow(A), nrow(B))) return(level_by_level(t(A), t(B)))
  branch_by_branch(A, B)
}

#' The tree over the rows, for every column.
#' @noRd
tree_column_sums <- function(A) {
  tree(A)
}

#' The tree over the columns, for every row.
#' @noRd
tree_row_sums <- function(A) {
  tree(t(A))
}

#' The tree over the rows for every column, then the tree over these sums; of a vector, the tree over it.
#' @noRd
tree_total <- function(A) {
  tree(as.matrix(if (is.matrix(A)) tree(A) else as.vector(A)))
}
