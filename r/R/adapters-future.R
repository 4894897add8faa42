# R only: training on the workers of a plan of future, with the bits of a training without any.
#
# Each step goes out as one task a share, with the parameters and the share's targets; what comes
# back are its sums. A worker that is lost costs time: what it had to do is done here.

# What a worker has read, by file and place, as long as it lives.
PARTS <- new.env(parent = emptyenv())

#' Deal rows out to workers: inputs for training, whose rows stay there
#'
#' Deal rows out to workers: inputs for training, whose rows stay there. The workers are those of
#' the plan of the package future, such as `plan(multisession)` or `plan(cluster, workers = ...)`;
#' each needs twinmlp. The model is that of [mlp()] on the same rows here, to the bit, for any
#' number of shares and of workers. It needs the reproducible arithmetic; targets and weights of
#' samples stay here.
#'
#' Errors: E_USAGE where future.apply is not installed; E_RANGE for another number of shares;
#' E_NOT_FINITE for a number that is not finite; E_FORMAT for a file that is no such matrix; E_FILE
#' for one that cannot be read, or was changed later.
#' Source: SPEC.md, Rows dealt out.
#'
#' @param x The inputs, n x n_0: a matrix or a data frame of numbers; or the path of a .npy file
#'   that all workers can read, as NumPy's `save` writes it, which may be larger than memory.
#' @param shares In how many shares rows are dealt out: a power of two, at least the number of
#'   workers; default 8.
#' @param folder Where a matrix is written for the workers, a folder that all of them can read;
#'   default that of the session.
#' @param persist Whether workers keep rows that they have read; default `TRUE`. If not, every step
#'   reads them again.
#' @return What [mlp()], `predict` and [mlp_metrics()] take in place of a matrix.
#' @examples
#' x <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))
#' y <- c(0, 1, 1, 0)
#' here <- mlp(x, y, optimizer = "adam", epochs = 50, arithmetic = "reproducible")
#' if (requireNamespace("future.apply", quietly = TRUE)) {
#'   dealt <- mlp(deal(x), y, optimizer = "adam", epochs = 50, arithmetic = "reproducible")
#'   stopifnot(identical(dealt$network, here$network))
#' }
#' @export
deal <- function(x, shares = 8, folder = tempdir(), persist = TRUE) {
  shares <- check_shares(shares)
  keep <- check_flag(persist, "persist")
  extra("future.apply")
  names <- NULL
  path <- x
  if (!is.character(x) || length(x) != 1L) {
    names <- column_names(x, "X")
    X <- check_matrix(x, "X")
    if (!dir.exists(check_path(folder, "folder"))) {
      fail("E_FILE", "folder", "a folder that can be written", describe(folder))
    }
    path <- tempfile("twinmlp-", folder, ".npy")
    write_npy(path, X)
  }
  path <- normalizePath(path, mustWork = FALSE)
  header <- read_npy_header(path, "X")
  if (is.character(x)) check_npy_rows(path, header)
  source <- list(path = path, header = header, changed = file.mtime(path))
  send <- function(task, rows, arguments, common, join, kept) {
    source$keep <- keep && !is.null(kept)
    join(on_workers(Map(list, rows, arguments), task, source, common))
  }
  Dealt(Deal(header$columns, shares, send, names), seq_len(header$rows) - 1)
}

#' Refuse a number of a file that is not finite, after looking at all of them.
#' @noRd
check_npy_rows <- function(path, header) {
  many <- max(1, floor(1e6 / header$columns))
  for (start in seq(0, header$rows - 1, by = many)) {
    X <- read_npy_rows(path, header, seq(start, min(start + many, header$rows) - 1))
    for (bad in utils::head(which(t(!is.finite(X))), 1L) - 1) {
      row <- bad %/% ncol(X)
      where <- sprintf("X[%.0f][%.0f]", start + row, bad %% ncol(X))
      fail("E_NOT_FINITE", where, "a finite number", describe(X[row + 1, bad %% ncol(X) + 1]))
    }
  }
}

#' What all shares give for a task.
#'
#' Where a worker is lost the plan's workers are started anew; what they still cannot do is done
#' here.
#' @noRd
on_workers <- function(shares, task, source, common) {
  lost <- function(error) NULL
  handed_out <- function() {
    future.apply::future_lapply(
      shares, run_task, task, source, common,
      future.globals = FALSE, future.packages = "twinmlp"
    )
  }
  found <- tryCatch(handed_out(), FutureError = lost)
  if (is.null(found)) {
    warn("plan", "has lost a worker: its workers are started anew")
    plan <- future::plan("list")
    future::plan("sequential")
    future::plan(plan)
    found <- tryCatch(handed_out(), FutureError = lost)
  }
  if (is.null(found)) lapply(shares, run_task, task, source, common) else found
}

#' A task on a worker, for a share's rows and its own arguments, and what is the same for all.
#' @noRd
run_task <- function(share, task, source, common) {
  do.call(task, c(list(part_of(source, share[[1L]])), share[[2L]], common))
}

#' These rows of a file, which a worker keeps where they are evenly spaced.
#'
#' A file that was changed is another matrix, which nobody has looked at; the times of some file
#' systems are rounded to 2 seconds.
#' @noRd
part_of <- function(source, rows) {
  apart <- abs(as.double(file.mtime(source$path)) - as.double(source$changed))
  if (is.na(apart) || apart > 2) {
    fail("E_FILE", "X", "the file that was dealt out, as it was then", describe(source$path))
  }
  even <- length(rows) < 3L || all(diff(rows, differences = 2L) == 0)
  place <- paste(source$path, as.double(source$changed), rows[1L], rows[length(rows)], length(rows))
  if (!source$keep || !even) return(read_npy_rows(source$path, source$header, rows))
  if (is.null(PARTS[[place]])) PARTS[[place]] <- read_npy_rows(source$path, source$header, rows)
  PARTS[[place]]
}
