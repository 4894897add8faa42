# Inputs whose rows are elsewhere, dealt out in shares by their remainder modulo a power of two.
#
# A share r of n rows has the rows r, r + shares, r + 2 shares, ... What is done with them is done
# where they are, and only what comes of it is brought here. Dealt rows look like a matrix, which is
# asked for its dimensions and for rows, which stay there.

#' Who has the rows: inputs of so many columns, dealt out in so many shares, a power of two.
#'
#' hand_out(task, rows, arguments, common, join, kept) gives join of all task(X[rows[r]], ...), with
#' arguments[r] and common; rows[r] are the places of share r among all rows, from 0; kept is a
#' place for what it wants to find again when it is asked of the same rows. join takes the results
#' of all shares in their order, or those of every h-th from the first h on, h a power of two, and
#' then what came of these.
#' @noRd
Deal <- function(columns, shares, hand_out, names = NULL) {
  list(columns = columns, shares = shares, hand_out = hand_out, names = names)
}

#' Some rows of a deal, by their places from 0.
#' @noRd
Dealt <- function(deal, rows) {
  kept <- new.env(parent = emptyenv())
  structure(list(deal = deal, rows = rows, kept = kept), class = "twinmlp_dealt")
}

#' @export
dim.twinmlp_dealt <- function(x) {
  c(length(x$rows), as.integer(x$deal$columns))
}

#' @export
dimnames.twinmlp_dealt <- function(x) {
  list(NULL, x$deal$names)
}

#' @export
`[.twinmlp_dealt` <- function(x, i, j, drop = FALSE) {
  rows <- x$rows[i]
  if (identical(as.double(rows), as.double(x$rows))) x else Dealt(x$deal, rows)
}

#' Say whether the rows of X are elsewhere.
#' @noRd
is_dealt <- function(X) {
  inherits(X, "twinmlp_dealt")
}

#' Accept a number of shares: a power of two.
#' @noRd
check_shares <- function(shares) {
  whole <- is.numeric(shares) && length(shares) == 1L && !is.na(shares) && shares >= 1
  if (!whole || log2(shares) != floor(log2(shares))) {
    fail("E_RANGE", "shares", "a power of two: 1, 2, 4, 8, ...", describe(shares))
  }
  as.integer(shares)
}

#' The places of every share among n rows, from 0: of fewer rows than shares each is one.
#' @noRd
share_rows <- function(n, shares) {
  lapply(seq_len(min(shares, n)) - 1, function(r) seq(r, n - 1, by = shares))
}

#' What comes of a task that all shares of X are handed to, joined; arguments has those of every
#' share.
#' @noRd
hand_out <- function(X, task, arguments, common, join) {
  deal <- X$deal
  rows <- lapply(share_rows(nrow(X), deal$shares), function(at) X$rows[at + 1])
  deal$hand_out(task, rows, arguments, common, join, X$kept)
}

#' Lists of matrices of the rows of every share as matrices of all rows, in their order.
#' @noRd
join_in_order <- function(parts) {
  lapply(seq_along(parts[[1L]]), function(k) {
    matrices <- lapply(parts, `[[`, k)
    if (is.null(matrices[[1L]])) return(NULL)
    whole <- matrix(0, sum(vapply(matrices, nrow, 0L)), ncol(matrices[[1L]]))
    for (r in seq_along(matrices)) {
      whole[seq(r, nrow(whole), by = length(matrices)), ] <- matrices[[r]]
    }
    whole
  })
}

#' A task: the rows themselves.
#' @noRd
the_rows <- function(X) {
  list(X)
}

#' The rows of X here, as a matrix.
#' @noRd
gathered <- function(X) {
  if (!is_dealt(X)) return(X)
  shares <- min(X$deal$shares, nrow(X))
  hand_out(X, the_rows, rep(list(list()), shares), list(), join_in_order)[[1L]]
}
