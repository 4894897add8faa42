# J: the loss of the outputs, and the penalty; of all samples, and of an epoch from its batches.

#' J of the network's outputs for all samples, without dropout, with the penalty.
#' @noRd
network_loss <- function(network, samples, config, ops) {
  n <- nrow(samples$y)
  losses <- lapply(chunk_rows(seq_len(n) - 1, ops), function(rows) {
    chunk <- chunk_samples(cut_chunks(samples, rows, TRUE, ops)[[1L]])
    chunk_loss(network, chunk, n, config, ops)
  })
  with_penalty(add(losses), network, config, ops)
}

# So many outputs of layers are computed, about, before what is left of chunks is collected. R would
# wait until it is as much as all that it has.
OUTPUTS_TO_COLLECT <- 2e6

#' A_L for the inputs X, chunk by chunk.
#' @noRd
network_outputs <- function(network, X, ops) {
  units <- sum(vapply(network, function(layer) ncol(layer$W), 0L))
  computed <- 0
  stack(lapply(chunk_rows(seq_len(nrow(X)), ops), function(rows) {
    A <- last_values(network, X[rows, , drop = FALSE], ops)$A
    computed <<- computed + length(rows) * units
    if (computed > OUTPUTS_TO_COLLECT) {
      gc(full = FALSE)
      computed <<- 0
    }
    A
  }))
}

#' The loss, and the penalty on the network's parameters.
#' @noRd
with_penalty <- function(loss, network, config, ops) {
  if (is.null(config$penalty)) return(loss)
  penalized_loss(loss, network, config$penalty, ops)
}

#' Where the loss of an epoch over n samples comes from.
#'
#' "pass": from a pass over all samples before the epoch, which full_loss asks for, and dropout,
#' whose steps have thinned networks. "step": from the only step, where all samples are one batch in
#' their order and nobody asks before it. "batches": from the losses of the batches, each before its
#' own update.
#' @noRd
loss_of_epoch <- function(config, n, monitored) {
  one_batch <- config$order == "sequential" &&
    (is.null(config$batch_size) || config$batch_size >= n)
  if (!is.null(config$dropout) || (config$full_loss && (monitored || !one_batch))) return("pass")
  if (one_batch) "step" else "batches"
}

#' J of an epoch from J without the penalty and the number of rows of its steps; the penalty is that
#' on the network before the epoch.
#'
#' The sum of the J, or with the mean reduction (sum of rows * J) / (sum of rows).
#' @noRd
batches_loss <- function(losses, rows, network, config, ops) {
  mean <- config$reduction == "mean"
  total <- add(as.list(if (mean) rows * losses else losses))
  with_penalty(if (mean) total / sum(rows) else total, network, config, ops)
}

#' Refuse to go on from a loss that is not finite.
#' @noRd
check_loss <- function(loss, step) {
  if (!is.finite(loss)) {
    remedy <- "try a smaller learning_rate, or the reduction mean"
    requirement <- sprintf("finite, but training diverged at step %.0f (%s)", step, remedy)
    fail("E_DIVERGED", "loss", requirement, "NaN or Infinity")
  }
}
