# What is summed over rows that are dealt out: each share's own sums, joined to the bits of all.
#
# In the reproducible arithmetic the terms at the places r, r + 2^k, r + 2 2^k, ... of a sum are a
# branch of its tree, and the tree of all 2^k branches is the sum (SPEC.md, Rows dealt out).

# Rows of a share that are computed at once, at most.
ROWS_AT_ONCE <- 1024

#' The engine that workers are to have: plain if it is so here, else what they can.
#' @noRd
engine_of <- function(ops) {
  if (identical(ops$product, REPRODUCIBLE$product)) "plain" else "auto"
}

#' The dropout of these rows, its mask as truth values, which are shorter.
#' @noRd
of_share <- function(drop, rows) {
  if (is.null(drop)) return(NULL)
  list(mask = drop$mask[rows + 1, , drop = FALSE] != 0, keep = drop$keep)
}

#' For every share its rows of the targets, of the weights and of the dropout.
#' @noRd
arguments_of_shares <- function(samples, drops = NULL) {
  lapply(share_rows(nrow(samples$y), samples$X$deal$shares), function(rows) {
    list(
      samples$y[rows + 1, , drop = FALSE], samples$weight[rows + 1],
      if (!is.null(drops)) lapply(drops, of_share, rows)
    )
  })
}

#' A task: the column sums of a share's terms of the loss, and its part of dW and db of every layer,
#' of the n rows of a step; from branches of a few rows, whose values take little memory.
#' @noRd
share_sums <- function(X, y, weight, drops, network, n, config, engine) {
  width <- 1
  while (nrow(y) > width * ROWS_AT_ONCE) width <- width * 2
  join_sums(lapply(share_rows(nrow(y), width), function(places) {
    here <- places + 1
    own <- if (!is.null(drops)) lapply(drops, of_share, places)
    branch_sums(
      X[here, , drop = FALSE], y[here, , drop = FALSE], weight[here], own, network, n, config,
      engine
    )
  }))
}

#' The same of these rows, all at once.
#' @noRd
branch_sums <- function(X, y, weight, drops, network, n, config, engine) {
  ops <- choose_arithmetic("reproducible", engine)
  values <- forward(network, X, ops, drops, keep_Z = FALSE)
  last <- values[[length(values)]]
  outputs <- loss_input(last, config$loss)
  terms <- ops$column_sums(loss_terms(outputs, y, config$loss, ops, weight))
  from <- output_gradients(last$A, y, config$loss, config$reduction, ops, weight, n)
  gradients <- backward(network, X, values, from$dA, ops, drops, from$dZ)
  c(list(terms), unlist(lapply(gradients, function(g) list(g$dW, g$db)), recursive = FALSE))
}

#' A task: Z_L, where it is stored, and A_L of some rows.
#' @noRd
row_outputs <- function(X, network, engine) {
  ops <- choose_arithmetic("reproducible", engine)
  last <- forward(network, X, ops, keep_Z = FALSE)[[length(network)]]
  list(last$Z, last$A)
}

#' Lists of sums of every share as the sums of all: the tree over the shares.
#' @noRd
join_sums <- function(parts) {
  lapply(seq_along(parts[[1L]]), function(k) {
    first <- parts[[1L]][[k]]
    if (is.null(first)) return(NULL)
    sums <- tree(do.call(rbind, lapply(parts, function(part) as.vector(part[[k]]))))
    dim(sums) <- dim(first)
    sums
  })
}

#' J of rows that are dealt out, without the penalty, and dW and db of every layer.
#' @noRd
dealt_sums <- function(network, samples, n, config, ops, drops) {
  common <- list(network, n, replace(config, "frozen", list(NULL)), engine_of(ops))
  arguments <- arguments_of_shares(samples, drops)
  sums <- hand_out(samples$X, share_sums, arguments, common, join_sums)
  gradients <- lapply(seq_along(network), function(l) {
    list(dA = NULL, dZ = NULL, dW = sums[[2L * l]], db = sums[[2L * l + 1L]])
  })
  loss <- loss_of_total(ops$total(sums[[1L]]), config$loss, config$reduction, n)
  list(loss = loss, gradients = gradients)
}

#' Z_L, where it is stored, and A_L of rows that are dealt out.
#' @noRd
dealt_outputs <- function(network, X, ops) {
  found <- by_rows(X, row_outputs, list(network, engine_of(ops)))
  list(Z = found[[1L]], A = found[[2L]])
}
