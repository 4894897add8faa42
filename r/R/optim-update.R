# One update of a network: penalty, freezing and clipping of the gradients, then the optimizer.

#' Make the optimizer's state for W and b of every layer before the first step.
#' @noRd
start_states <- function(network, config) {
  start <- OPTIMIZERS[[config$optimizer]]$start
  options <- config$options
  lapply(network, function(layer) {
    b <- if (is.null(layer$b)) list() else start(layer$b, options)
    list(W = start(layer$W, options), b = b)
  })
}

#' Apply penalty, freezing and clipping to the gradients, in this order; return them, and their norm
#' before clipping if it is by norm.
#' @noRd
gradients_for_update <- function(network, gradients, config, ops) {
  changed <- Map(function(layer, gradient, mask) {
    gradient <- penalized_gradients(layer, gradient, config$penalty)
    db <- if (is.null(gradient$db)) NULL else unless_frozen(gradient$db, mask$b, 0)
    list(dW = unless_frozen(gradient$dW, mask$W, 0), db = db)
  }, unname(network), gradients, frozen_masks(config$frozen, network))
  if (is.null(config$clipping)) return(list(gradients = changed, norm = NULL))
  limit <- config$clipping$value
  if (!is.null(limit)) {
    changed <- lapply(changed, clipped, function(values) clip_value(values, limit))
    return(list(gradients = changed, norm = NULL))
  }
  limit <- config$clipping$norm
  norm <- gradient_norm(Filter(Negate(is.null), unlist(changed, recursive = FALSE)), ops)
  changed <- lapply(changed, clipped, function(values) clip_norm(values, norm, limit))
  list(gradients = changed, norm = norm)
}

#' Clip both gradients of a layer.
#' @noRd
clipped <- function(gradient, clip) {
  list(dW = clip(gradient$dW), db = if (is.null(gradient$db)) NULL else clip(gradient$db))
}

#' Decoupled decay: W * (1 - learning_rate * weight_decay) (Loshchilov and Hutter 2019).
#' @noRd
decay_weights <- function(W, options) {
  W * (1 - options$learning_rate * options$weight_decay)
}

#' Update a layer and its states: W is decayed, then the optimizer updates W and b.
#' @noRd
update_layer <- function(layer, gradient, state, config, ops) {
  update <- OPTIMIZERS[[config$optimizer]]$update
  options <- config$options
  W <- layer$W
  if (!is.null(options$weight_decay) && options$weight_decay != 0) W <- decay_weights(W, options)
  W <- update(W, gradient$dW, state$W, options, ops)
  b <- list(parameter = NULL, state = state$b)
  if (!is.null(layer$b)) b <- update(layer$b, gradient$db, state$b, options, ops)
  list(
    layer = list(W = W$parameter, b = b$parameter, activation = layer$activation),
    state = list(W = W$state, b = b$state)
  )
}

#' Update all layers from the derivatives of the loss.
#' @noRd
update_network <- function(network, gradients, states, config, ops) {
  changed <- NULL
  if (!is.null(config$penalty) || !is.null(config$clipping) || !is.null(config$frozen)) {
    changed <- gradients_for_update(network, gradients, config, ops)
    gradients <- changed$gradients
  }
  after <- network
  for (l in seq_along(network)) {
    updated <- update_layer(network[[l]], gradients[[l]], states[[l]], config, ops)
    after[[l]] <- updated$layer
    states[[l]] <- updated$state
  }
  if (!is.null(config$frozen)) after <- Map(keep_frozen, after, network, config$frozen)
  list(network = after, states = states, gradients = changed$gradients, norm = changed$norm)
}
