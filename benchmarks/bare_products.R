# Nothing but the matrix products and the exponentials, as in bare_products.py; the batches are cut before.
product_chain <- function(x, W, exponential) {
  A <- list(x)
  for (l in seq_along(W)) {
    Z <- A[[l]] %*% W[[l]]
    A[[l + 1L]] <- if (exponential[l]) exp(Z) else Z
  }
  A
}

bare_products <- function(task, epochs) {
  n <- nrow(task$X)
  W <- task$parameters[c(TRUE, FALSE)]
  L <- length(W)
  exponential <- c(rep(task$kind == "sigmoid", L - 1L), TRUE)
  cut <- function(size) {
    if (size >= n) return(list(task$X))
    lapply(seq.int(1L, n, by = size), function(start) task$X[start:min(start + size - 1L, n), , drop = FALSE])
  }
  parts <- if (epochs > 0) cut(task$batch)
  for (i in seq_len(epochs)) {
    for (x in parts) {
      A <- product_chain(x, W, exponential)
      delta <- A[[L + 1L]]
      for (l in L:1) {
        crossprod(A[[l]], delta)
        if (l > 1L) delta <- tcrossprod(delta, W[[l]])
      }
    }
  }
  list(parameters = list(), losses = numeric(0))
}
