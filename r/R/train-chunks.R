# The samples of a step in chunks of rows, small enough to stay in a processor's cache between
# operations.
#
# A pass is list(loss, values, gradients), one pass forward and backward: J without the penalty, the
# values and the derivatives of every layer.

#' The rows of every chunk; the last one takes what is less than half a chunk more.
#' @noRd
chunk_rows <- function(rows, ops) {
  n <- length(rows)
  size <- if (is.null(ops$block)) n else ops$block
  starts <- seq.int(1, max(n - (size + 1) %/% 2 + 1, 1), by = size)
  stops <- c(starts[-1L] - 1, n)
  lapply(seq_along(starts), function(k) rows[starts[k]:stops[k]])
}

#' These rows of the samples in chunks; rows in their order are not copied.
#'
#' A chunk is list(samples, rows), which `chunk_samples` cuts; rows is NULL if it has all of them.
#' @noRd
cut_chunks <- function(samples, rows, in_order, ops) {
  parts <- chunk_rows(rows, ops)
  whole <- in_order && length(parts) == 1L && length(rows) == nrow(samples$X)
  if (whole) return(list(list(samples = samples, rows = NULL)))
  lapply(parts, function(part) list(samples = samples, rows = part + 1))
}

#' The samples of a chunk. R copies rows that are some of a matrix, so there is one chunk at a time.
#' @noRd
chunk_samples <- function(chunk) {
  if (is.null(chunk$rows)) return(chunk$samples)
  rows <- chunk$rows
  samples <- chunk$samples
  Samples(samples$X[rows, , drop = FALSE], samples$y[rows, , drop = FALSE], samples$weight[rows])
}

#' How many rows there are in a chunk.
#' @noRd
chunk_size <- function(chunk) {
  if (is.null(chunk$rows)) nrow(chunk$samples$y) else length(chunk$rows)
}

#' Forward, loss and backward on one chunk of the n rows of a step.
#' @noRd
evaluate_chunk <- function(network, chunk, n, config, ops, drops, keep) {
  y <- chunk$y
  if (is_dealt(chunk$X)) {
    sums <- dealt_sums(network, chunk, n, config, ops, drops)
    return(list(loss = sums$loss, values = list(), gradients = sums$gradients))
  }
  values <- forward(network, chunk$X, ops, drops, keep)
  last <- values[[length(values)]]
  outputs <- loss_input(last, config$loss)
  loss <- loss_value(outputs, y, config$loss, config$reduction, ops, chunk$weight, n)
  from <- output_gradients(last$A, y, config$loss, config$reduction, ops, chunk$weight, n)
  gradients <- backward(network, chunk$X, values, from$dA, ops, drops, from$dZ)
  list(loss = loss, values = values, gradients = gradients)
}

#' J of one chunk of n rows, without the penalty.
#' @noRd
chunk_loss <- function(network, chunk, n, config, ops) {
  outputs <- loss_input(last_values(network, chunk$X, ops), config$loss)
  loss_value(outputs, chunk$y, config$loss, config$reduction, ops, chunk$weight, n)
}

#' Z_L, where a loss may start from it, and A_L for the inputs X.
#' @noRd
last_values <- function(network, X, ops) {
  if (is_dealt(X)) return(dealt_outputs(network, X, ops))
  forward(network, X, ops, keep_Z = FALSE)[[length(network)]]
}

#' J and its derivatives on all rows of a step; of several chunks only dW and db are stored, unless
#' `keep` asks for all.
#' @noRd
evaluate_chunks <- function(network, chunks, config, ops, drops = NULL, keep = TRUE) {
  if (length(chunks) == 1L) {
    chunk <- chunk_samples(chunks[[1L]])
    return(evaluate_chunk(network, chunk, dim(chunk$y)[1L], config, ops, drops, keep))
  }
  sizes <- vapply(chunks, chunk_size, 0L)
  passes <- vector("list", length(chunks))
  start <- 0L
  for (k in seq_along(chunks)) {
    stop <- start + sizes[k]
    part <- if (is.null(drops)) NULL else lapply(drops, rows_of_drop, start, stop)
    chunk <- chunk_samples(chunks[[k]])
    one <- evaluate_chunk(network, chunk, sum(sizes), config, ops, part, keep)
    passes[[k]] <- if (keep) one else without_values(one)
    start <- stop
  }
  join_passes(passes)
}

#' The dropout of the rows from `start` to `stop`, the last one left out.
#' @noRd
rows_of_drop <- function(drop, start, stop) {
  if (is.null(drop)) return(NULL)
  list(mask = drop$mask[(start + 1L):stop, , drop = FALSE], keep = drop$keep)
}

#' The pass with dW and db alone, which are small.
#' @noRd
without_values <- function(one) {
  list(loss = one$loss, values = list(), gradients = lapply(one$gradients, `[`, c("dW", "db")))
}

#' Several chunks as one: losses, dW and db are added in their order, matrices with a row a sample
#' are stacked.
#' @noRd
join_passes <- function(passes) {
  every <- function(field, l, name) lapply(passes, function(one) one[[field]][[l]][[name]])
  gradients <- lapply(seq_along(passes[[1L]]$gradients), function(l) {
    list(
      dA = stack(every("gradients", l, "dA")), dZ = stack(every("gradients", l, "dZ")),
      dW = add(every("gradients", l, "dW")), db = add(every("gradients", l, "db"))
    )
  })
  values <- lapply(seq_along(passes[[1L]]$values), function(l) {
    list(Z = stack(every("values", l, "Z")), A = stack(every("values", l, "A")))
  })
  list(loss = add(lapply(passes, `[[`, "loss")), values = values, gradients = gradients)
}

#' The rows of all parts.
#' @noRd
stack <- function(parts) {
  if (is.null(parts[[1L]])) NULL else do.call(rbind, parts)
}

#' ((first + second) + third) + ...
#' @noRd
add <- function(parts) {
  if (is.null(parts[[1L]])) NULL else Reduce(`+`, parts)
}
