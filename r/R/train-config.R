# How to train, and what comes of it: the values that the training loop takes and returns.
#
# A step is list(step, epoch, rows, values, loss, gradients, network, states, stream, drops,
# learning_rate, gradients_for_update, norm, data_loss, search): values and gradients at the network
# before it; the network and states after its update; stream is the training stream after the draws
# of the step; data_loss is J without the penalty. What is NULL in a step that nobody looks at was
# not stored. A training is list(network, losses, final_loss, steps, state, stopped): the network, J
# before each epoch, J at the end, the recorded steps, the state at the end, why it ended early.

#' The settings of a run: names in LOSSES, REDUCTIONS and OPTIMIZERS, and the way through the
#' samples.
#'
#' full_loss: the loss of an epoch is J over all samples before it; else it comes from the losses of
#' its batches.
#' @noRd
TrainConfig <- function(options, epochs, loss = "half_squared_error", reduction = "sum",
                        optimizer = "sgd", batch_size = NULL, order = "sequential", seed = 42,
                        generator = "numpy", dropout = NULL, validation_fraction = NULL,
                        stratify = FALSE, patience = NULL, min_delta = 0, restore_best = TRUE,
                        threshold = NULL, schedule = NULL, clipping = NULL, penalty = NULL,
                        frozen = NULL, full_loss = TRUE) {
  as.list(environment())
}

#' Inputs X of n x n_0, targets y of n x n_L, and n weights of the samples or NULL.
#' @noRd
Samples <- function(X, y, weight = NULL) {
  list(X = X, y = y, weight = weight)
}

#' Everything needed to resume training between two epochs.
#'
#' stream is the training stream, if anything is drawn; losses has J before each epoch so far;
#' monitored is what the monitor has recorded.
#' @noRd
TrainingState <- function(network, states, stream, epoch, step, losses, monitored) {
  list(
    network = network, states = states, stream = stream, epoch = epoch, step = step,
    losses = losses, monitored = monitored
  )
}
