# Inputs whose rows are held by workers, in shares by their remainder modulo a power of two.
#
# A share r of n rows has the rows r, r + shares, r + 2 shares, ... What is done with them is done
# where they are, and only what comes of it is brought here. Dealt rows look like a matrix, which is
# asked for its dimensions and for rows, which stay there.

# Rows at once, where each is by itself.
RUN <- 8192

#' How rows are dealt out: the number of columns, and the number of shares, a power of two.
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

#' Rows held by workers: a matrix with a shape, indexed by row, without its numbers.
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

#' @export
print.twinmlp_dealt <- function(x, ...) {
  cat(sprintf("%d x %d matrix in %d shares\n", nrow(x), ncol(x), x$deal$shares))
  invisible(x)
}

#' @export
as.matrix.twinmlp_dealt <- function(x, ...) {
  fail("E_TYPE", "X", "a matrix whose numbers are here", "rows that workers hold")
}

#' @export
as.data.frame.twinmlp_dealt <- as.matrix.twinmlp_dealt

#' @export
t.twinmlp_dealt <- as.matrix.twinmlp_dealt

#' @export
Ops.twinmlp_dealt <- function(e1, e2) as.matrix.twinmlp_dealt(e1)

#' @export
Summary.twinmlp_dealt <- function(..., na.rm = FALSE) as.matrix.twinmlp_dealt(..1)

#' Say whether the rows of X are held by workers.
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

#' Return the row numbers of every share of n rows, from 0; fewer rows are one share each.
#' @noRd
share_rows <- function(n, shares) {
  lapply(seq_len(min(shares, n)) - 1, function(r) seq(r, n - 1, by = shares))
}

#' Run a task on all shares of X and join the results; `arguments` has those of every share.
#' @noRd
hand_out <- function(X, task, arguments, common, join) {
  deal <- X$deal
  rows <- lapply(share_rows(nrow(X), deal$shares), function(at) X$rows[at + 1])
  deal$hand_out(task, rows, arguments, common, join, X$kept)
}

#' Return the results of a task on the k-th run of consecutive rows.
#' @noRd
run_of_rows <- function(X, k, task, ...) {
  list(list(k, task(X, ...)))
}

#' Return the runs of all parts in one list.
#' @noRd
join_runs <- function(parts) {
  unlist(parts, recursive = FALSE)
}

#' Compute matrices with a row for each row of X, by a task on consecutive rows; as many runs of
#' rows as there are shares are computed at a time.
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

#' Return the rows themselves.
#' @noRd
the_rows <- function(X) {
  list(X)
}

#' Collect the rows of X from the workers into a matrix.
#' @noRd
gathered <- function(X) {
  if (!is_dealt(X)) return(X)
  by_rows(X, the_rows, list())[[1L]]
}
