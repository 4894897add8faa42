# How to train, and what comes of it: the values that the training loop takes and gives.
#
# A step is list(step, epoch, rows, values, loss, gradients, network, states, drops, learning_rate,
# given, norm, data_loss, search): values and gradients at the old network, and the network and
# states after its update; data_loss is J without the penalty. What is NULL in a step that nobody
# looks at is not kept. A training is list(network, losses, final_loss, steps, point, stopped): the
# trained network, J before each epoch, J at the end, the recorded steps, the end point, and why it
# came early.

#' How to train: names in the tables LOSSES, REDUCTIONS and OPTIMIZERS, and the way through the
#' samples.
#'
#' full_loss: the loss of an epoch is J over all samples before it; else it is made from the losses
#' of its batches.
#' @noRd
Plan <- function(options, epochs, loss = "half_squared_error", reduction = "sum", optimizer = "sgd",
                 batch_size = NULL, order = "sequential", seed = 42, generator = "numpy",
                 dropout = NULL, validation_fraction = NULL, patience = NULL, min_delta = 0,
                 restore_best = TRUE, threshold = NULL, schedule = NULL, clipping = NULL,
                 penalty = NULL, masks = NULL, full_loss = TRUE) {
  list(
    options = options,
    epochs = epochs,
    loss = loss,
    reduction = reduction,
    optimizer = optimizer,
    batch_size = batch_size,
    order = order,
    seed = seed,
    generator = generator,
    dropout = dropout,
    validation_fraction = validation_fraction,
    patience = patience,
    min_delta = min_delta,
    restore_best = restore_best,
    threshold = threshold,
    schedule = schedule,
    clipping = clipping,
    penalty = penalty,
    masks = masks,
    full_loss = full_loss
  )
}

#' Where training stands between two epochs: all that the rest of the run needs, and J before each
#' epoch so far.
#' @noRd
Point <- function(network, states, stream, epoch, step, losses, watch) {
  list(
    network = network,
    states = states,
    stream = stream,
    epoch = epoch,
    step = step,
    losses = losses,
    watch = watch
  )
}
