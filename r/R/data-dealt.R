# Inputs whose rows are elsewhere, dealt out in shares by their remainder modulo a power of two.
#
# A share r of n rows has the rows r, r + shares, r + 2 shares, ... What is done with them is done
# where they are, and only what comes of it is brought here. Dealt rows look like a matrix, which is
# asked for its dimensions and for rows, which stay there.

# Rows at once, where each is by itself.
RUN <- 8192

#' Who has the rows: inputs of so many columns, dealt out in so many shares, a power of two.
#'
#' hand_out(task, rows, arguments, common, join, kept) gives join of all task(X[rows[r]], ...), with
#' arguments[r] and common; rows[r] are the places of share r among all rows, from 0; kept is a
#' place for what it wants to find again when it is asked of the same rows, or NULL. join takes the
#' results of all shares in their order, or those of every h-th from the first h on, h a power of
#' two, and then what came of these.
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

#' A task: what another gives for the k-th run of rows.
#' @noRd
run_of_rows <- function(X, k, task, ...) {
  list(list(k, task(X, ...)))
}

#' The runs of all parts.
#' @noRd
join_runs <- function(parts) {
  unlist(parts, recursive = FALSE)
}

#' Matrices of the rows of X, in their order, from a task that takes each row by itself: it is
#' handed out in runs of rows as they stand, as many at a time as there are shares, and what it
#' gives comes here.
#' @noRd
by_rows <- function(X, task, common) {
  rows <- unname(split(X$rows, (seq_len(nrow(X)) - 1) %/% RUN))
  numbers <- lapply(seq_along(rows), function(k) list(k, task))
  runs <- list()
  for (start in seq(1L, length(rows), by = X$deal$shares)) {
    now <- start:min(start + X$deal$shares - 1L, length(rows))
    found <- X$deal$hand_out(run_of_rows, rows[now], numbers[now], common, join_runs, NULL)
    runs <- c(runs, found)
  }
  runs <- lapply(runs[order(vapply(runs, `[[`, 0L, 1L))], `[[`, 2L)
  lapply(seq_along(runs[[1L]]), function(m) {
    matrices <- lapply(runs, `[[`, m)
    if (!is.null(matrices[[1L]])) do.call(rbind, matrices)
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
  by_rows(X, the_rows, list())[[1L]]
}
