# The samples of a step in blocks of rows, small enough to stay in a processor's cache from one
# operation to the next.
#
# A pass is list(loss, values, gradients), what a step computes on the way to its gradients: J
# without the penalty, the values and the derivatives of every layer.

#' Some rows of the inputs, of the targets and of the samples' weights, if there are any.
#' @noRd
Block <- function(X, y, weight) {
  list(X = X, y = y, weight = weight)
}

#' The rows of every block.
#' @noRd
block_rows <- function(rows, ops) {
  n <- length(rows)
  if (is.null(ops$block) || n <= ops$block) return(list(rows))
  lapply(seq.int(1, n, by = ops$block), function(start) rows[start:min(start + ops$block - 1, n)])
}

#' These rows in blocks; rows in their order are not copied.
#' @noRd
cut_blocks <- function(rows, in_order, X, y, weight, ops) {
  parts <- block_rows(rows, ops)
  # R copies rows that are some of a matrix
  if (in_order && length(parts) == 1L && length(rows) == nrow(X)) return(list(Block(X, y, weight)))
  for (k in seq_along(parts)) {
    part <- parts[[k]] + 1
    parts[[k]] <- Block(X[part, , drop = FALSE], y[part, , drop = FALSE], weight[part])
  }
  parts
}

#' Forward, loss and backward on one block of the n rows of a step.
#' @noRd
evaluate_block <- function(network, block, n, plan, ops, drops, keep) {
  values <- forward(network, block$X, ops, drops, keep)
  outputs <- values[[length(values)]]
  loss <- loss_value(
    loss_input(outputs, plan$loss), block$y, plan$loss, plan$reduction, ops, block$weight, n
  )
  from <- output_gradients(outputs$A, block$y, plan$loss, plan$reduction, ops, block$weight, n)
  list(
    loss = loss,
    values = values,
    gradients = backward(network, block$X, values, from$dA, ops, drops, from$dZ)
  )
}

#' J and its derivatives on all rows of a step; if nothing is to be kept, dW and db are all there is
#' of several blocks.
#' @noRd
evaluate_blocks <- function(network, blocks, plan, ops, drops = NULL, keep = TRUE) {
  if (length(blocks) == 1L) {
    return(evaluate_block(network, blocks[[1L]], dim(blocks[[1L]]$y)[1L], plan, ops, drops, keep))
  }
  sizes <- vapply(blocks, function(block) nrow(block$y), 0L)
  found <- vector("list", length(blocks))
  start <- 0L
  for (k in seq_along(blocks)) {
    rows <- start + seq_len(sizes[k])
    part <- if (is.null(drops)) NULL else lapply(drops, function(drop) {
      if (is.null(drop)) NULL else list(mask = drop$mask[rows, , drop = FALSE], keep = drop$keep)
    })
    one <- evaluate_block(network, blocks[[k]], sum(sizes), plan, ops, part, keep)
    if (!keep) {
      one <- list(
        loss = one$loss, values = list(), gradients = lapply(one$gradients, `[`, c("dW", "db"))
      )
    }
    found[[k]] <- one
    start <- start + sizes[k]
  }
  joined(found)
}

#' Several blocks as one: losses, dW and db are added in their order, what has a row for every
#' sample is put together.
#' @noRd
joined <- function(found) {
  every <- function(field, l, name) lapply(found, function(one) one[[field]][[l]][[name]])
  gradients <- lapply(seq_along(found[[1L]]$gradients), function(l) {
    list(
      dA = stacked(every("gradients", l, "dA")), dZ = stacked(every("gradients", l, "dZ")),
      dW = added(every("gradients", l, "dW")), db = added(every("gradients", l, "db"))
    )
  })
  values <- lapply(seq_along(found[[1L]]$values), function(l) {
    list(Z = stacked(every("values", l, "Z")), A = stacked(every("values", l, "A")))
  })
  list(loss = added(lapply(found, `[[`, "loss")), values = values, gradients = gradients)
}

#' The rows of all parts.
#' @noRd
stacked <- function(parts) {
  if (is.null(parts[[1L]])) NULL else do.call(rbind, parts)
}

#' ((first + second) + third) + ...
#' @noRd
added <- function(parts) {
  if (is.null(parts[[1L]])) NULL else Reduce(`+`, parts)
}
