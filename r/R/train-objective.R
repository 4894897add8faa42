# J: the loss of the outputs, and the penalty on the weights; of all samples, and of an epoch from its batches.

#' J of the network's outputs for the inputs X against the targets y, with the samples' weights.
#' @noRd
network_loss <- function(network, X, y, plan, ops, weight = NULL) {
  losses <- lapply(block_rows(seq_len(nrow(X)) - 1, ops), function(rows) {
    block <- cut_blocks(rows, TRUE, X, y, weight, ops)[[1L]]
    outputs <- loss_input(forward(network, block$X, ops, keep_Z = FALSE)[[length(network)]], plan$loss)
    loss_value(outputs, block$y, plan$loss, plan$reduction, ops, block$weight, nrow(X))
  })
  with_penalty(added(losses), network, plan, ops)
}

#' A_L for the inputs X, block by block.
#' @noRd
network_outputs <- function(network, X, ops) {
  stacked(lapply(block_rows(seq_len(nrow(X)), ops), function(rows) {
    forward(network, X[rows, , drop = FALSE], ops, keep_Z = FALSE)[[length(network)]]$A
  }))
}

#' The loss, and the penalty on the network's weights.
#' @noRd
with_penalty <- function(loss, network, plan, ops) {
  if (is.null(plan$penalty)) loss else penalized_loss(loss, lapply(network, `[[`, "W"), plan$penalty, ops)
}

#' J of an epoch from the losses of its batches: their sum, or with the mean reduction (sum of size * loss) / (sum of
#' size); and the penalty on the network before the epoch.
#' @noRd
batches_loss <- function(losses, sizes, network, plan, ops) {
  mean <- plan$reduction == "mean"
  total <- added(as.list(if (mean) sizes * losses else losses))
  with_penalty(if (mean) total / sum(sizes) else total, network, plan, ops)
}

#' Refuse to go on from a loss that is not finite.
#' @noRd
check_loss <- function(loss, step) {
  if (!is.finite(loss)) {
    fail("E_DIVERGED", "loss", sprintf("finite, but training diverged at step %d", as.integer(step)), "NaN or Infinity")
  }
}
