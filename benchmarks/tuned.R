# The same arithmetic as fast as base R lets one write it for one network: crossprod and tcrossprod for transposes, biases
# recycled, no matrix that is not needed. Everything is byte-compiled. J as in tutorial.R.

# The biases of the first layer are the last row of its weights, and X has a last column of ones.
tuned_sigmoid <- function(task, epochs) {
  X <- cbind(task$X, 1)
  y <- task$y
  lr <- task$rate
  W1 <- rbind(task$parameters[[1]], task$parameters[[2]])
  W2 <- task$parameters[[3]]
  b2 <- task$parameters[[4]]
  losses <- numeric(epochs)
  for (i in seq_len(epochs)) {
    A1 <- 1 / (1 + exp(X %*% -W1))
    A2 <- 1 / (1 + exp(-(A1 %*% W2 + b2)))
    d <- A2 - y
    losses[i] <- sum(d * d) * 0.5
    D2 <- (d * A2 * (1 - A2)) * lr
    D1 <- tcrossprod(D2, W2) * (A1 * (1 - A1))
    W2 <- W2 - crossprod(A1, D2)
    b2 <- b2 - sum(D2)
    W1 <- W1 - crossprod(X, D1)
  }
  inputs <- nrow(W1) - 1L
  list(parameters = list(W1[seq_len(inputs), ], W1[inputs + 1L, ], W2, b2), losses = losses)
}

# The largest of every row: pmax over the few columns.
row_largest <- function(Z) {
  largest <- Z[, 1L]
  for (k in 2:ncol(Z)) largest <- pmax.int(largest, Z[, k])
  largest
}

# In batches, which are cut once; the biases of the first layer as above. With full_loss the J of an epoch is that of all
# rows before it, by a pass over them at once.
tuned_batches <- function(task, epochs, full_loss = FALSE) {
  X <- cbind(task$X, 1)
  y <- task$y
  lr <- task$rate
  n <- nrow(X)
  batch <- task$batch
  W1 <- rbind(task$parameters[[1]], task$parameters[[2]])
  W2 <- task$parameters[[3]]
  b2 <- task$parameters[[4]]
  outputs <- length(b2)
  parts <- lapply(seq.int(1L, n, by = batch), function(start) {
    rows <- start:min(start + batch - 1L, n)
    list(X[rows, , drop = FALSE], y[rows, , drop = FALSE], length(rows))
  })
  losses <- numeric(epochs)
  for (i in seq_len(epochs)) {
    if (full_loss) {
      A1 <- X %*% W1
      A2 <- (A1 * (A1 > 0)) %*% W2 + rep(b2, each = n)
      A2 <- A2 - row_largest(A2)
      before <- (sum(log(.rowSums(exp(A2), n, outputs))) - sum(A2 * y)) / n
    }
    loss <- 0
    for (part in parts) {
      x <- part[[1L]]
      m <- part[[3L]]
      A1 <- x %*% W1
      on <- A1 > 0
      A1 <- A1 * on
      D2 <- A1 %*% W2 + rep(b2, each = m)
      D2 <- D2 - row_largest(D2)
      loss <- loss - sum(D2 * part[[2L]])
      D2 <- exp(D2)
      sums <- .rowSums(D2, m, outputs)
      loss <- loss + sum(log(sums))
      D2 <- (D2 / sums - part[[2L]]) * (lr / m)
      D1 <- tcrossprod(D2, W2) * on
      W2 <- W2 - crossprod(A1, D2)
      b2 <- b2 - .colSums(D2, m, outputs)
      W1 <- W1 - crossprod(x, D1)
    }
    losses[i] <- if (full_loss) before else loss / n
  }
  inputs <- nrow(W1) - 1L
  list(parameters = list(W1[seq_len(inputs), ], W1[inputs + 1L, ], W2, b2), losses = losses)
}

tuned_whole <- function(task, epochs) {
  X <- task$X
  y <- task$y
  n <- nrow(X)
  rate <- task$rate / n
  W1 <- task$parameters[[1]]
  b1 <- task$parameters[[2]]
  W2 <- task$parameters[[3]]
  b2 <- task$parameters[[4]]
  hidden <- length(b1)
  outputs <- length(b2)
  losses <- numeric(epochs)
  for (i in seq_len(epochs)) {
    A1 <- X %*% W1 + rep(b1, each = n)
    A1[A1 < 0] <- 0
    D2 <- A1 %*% W2 + rep(b2, each = n)
    D2 <- D2 - row_largest(D2)
    loss <- -sum(D2 * y)
    D2 <- exp(D2)
    sums <- .rowSums(D2, n, outputs)
    losses[i] <- (loss + sum(log(sums))) / n
    D2 <- (D2 / sums - y) * rate
    D1 <- tcrossprod(D2, W2) * (A1 > 0)
    W2 <- W2 - crossprod(A1, D2)
    b2 <- b2 - .colSums(D2, n, outputs)
    W1 <- W1 - crossprod(X, D1)
    b1 <- b1 - .colSums(D1, n, hidden)
  }
  list(parameters = list(W1, b1, W2, b2), losses = losses)
}

tuned_two_hidden <- function(task, epochs) {
  X <- task$X
  y <- task$y
  lr <- task$rate
  n <- nrow(X)
  batch <- task$batch
  W1 <- task$parameters[[1]]
  b1 <- task$parameters[[2]]
  W2 <- task$parameters[[3]]
  b2 <- task$parameters[[4]]
  W3 <- task$parameters[[5]]
  b3 <- task$parameters[[6]]
  units <- task$units
  starts <- seq.int(1L, n, by = batch)
  losses <- numeric(epochs)
  for (i in seq_len(epochs)) {
    loss <- 0
    for (start in starts) {
      rows <- start:min(start + batch - 1L, n)
      m <- length(rows)
      x <- X[rows, , drop = FALSE]
      A1 <- x %*% W1 + rep(b1, each = m)
      on1 <- A1 > 0
      A1 <- A1 * on1
      A2 <- A1 %*% W2 + rep(b2, each = m)
      on2 <- A2 > 0
      A2 <- A2 * on2
      D3 <- A2 %*% W3 + rep(b3, each = m)
      D3 <- D3 - row_largest(D3)
      t <- y[rows, , drop = FALSE]
      loss <- loss - sum(D3 * t)
      D3 <- exp(D3)
      sums <- .rowSums(D3, m, units[4L])
      loss <- loss + sum(log(sums))
      D3 <- (D3 / sums - t) * (lr / m)
      D2 <- tcrossprod(D3, W3) * on2
      D1 <- tcrossprod(D2, W2) * on1
      W3 <- W3 - crossprod(A2, D3)
      b3 <- b3 - .colSums(D3, m, units[4L])
      W2 <- W2 - crossprod(A1, D2)
      b2 <- b2 - .colSums(D2, m, units[3L])
      W1 <- W1 - crossprod(x, D1)
      b1 <- b1 - .colSums(D1, m, units[2L])
    }
    losses[i] <- loss / n
  }
  list(parameters = list(W1, b1, W2, b2, W3, b3), losses = losses)
}

tuned <- function(task, epochs) {
  if (task$kind == "sigmoid") return(tuned_sigmoid(task, epochs))
  if (length(task$units) == 4L) return(tuned_two_hidden(task, epochs))
  if (task$batch < nrow(task$X)) tuned_batches(task, epochs) else tuned_whole(task, epochs)
}

tuned_full_loss <- function(task, epochs) tuned_batches(task, epochs, full_loss = TRUE)
