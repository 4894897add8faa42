# From the derivatives of a step to the network after it: penalty, masks and clipping, then the
# optimizer.
#
# The gradients that the optimizer is given, in place of the derivatives of the loss, are list(dW,
# db) of every layer.

NO_MASK <- list(W = NULL, b = NULL)

#' The optimizer's state for W and b of every layer before the first step.
#' @noRd
start_states <- function(network, plan) {
  start <- OPTIMIZERS[[plan$optimizer]]$start
  options <- plan$options
  lapply(network, function(layer) {
    list(W = start(layer$W, options), b = if (is.null(layer$b)) list() else start(layer$b, options))
  })
}

#' The derivatives with the penalty's added, 0 where a mask is, then clipped; and the norm if
#' clipped by it.
#' @noRd
given_gradients <- function(network, gradients, plan, ops) {
  masks <- if (is.null(plan$masks)) rep(list(NO_MASK), length(network)) else plan$masks
  given <- Map(function(layer, gradient, mask) {
    dW <- if (is.null(plan$penalty)) {
      gradient$dW
    } else {
      penalized_gradient(layer$W, gradient$dW, plan$penalty)
    }
    list(
      dW = trained(dW, mask$W, 0),
      db = if (is.null(layer$b)) NULL else trained(gradient$db, mask$b, 0)
    )
  }, unname(network), gradients, masks)
  if (is.null(plan$clipping)) return(list(given = given, norm = NULL))
  clip <- function(values) clip_value(values, plan$clipping$value)
  norm <- NULL
  if (is.null(plan$clipping$value)) {
    norm <- gradient_norm(Filter(Negate(is.null), unlist(given, recursive = FALSE)), ops)
    clip <- function(values) clip_norm(values, norm, plan$clipping$norm)
  }
  list(
    given = lapply(given, function(g) {
      list(dW = clip(g$dW), db = if (is.null(g$db)) NULL else clip(g$db))
    }),
    norm = norm
  )
}

#' W * (1 - learning_rate * weight_decay).
#' @noRd
decayed <- function(W, options) {
  W * (1 - options$learning_rate * options$weight_decay)
}

#' Give the layer and its states after one update from the gradients of its W and b: W is decayed,
#' then moved.
#' @noRd
update_layer <- function(layer, gradient, state, plan, ops) {
  update <- OPTIMIZERS[[plan$optimizer]]$update
  options <- plan$options
  start <- if (is.null(options$weight_decay) || options$weight_decay == 0) {
    layer$W
  } else {
    decayed(layer$W, options)
  }
  W <- update(start, gradient$dW, state$W, options, ops)
  b <- list(parameter = NULL, state = state$b)
  if (!is.null(layer$b)) b <- update(layer$b, gradient$db, state$b, options, ops)
  list(
    layer = list(W = W$parameter, b = b$parameter, activation = layer$activation),
    state = list(W = W$state, b = b$state)
  )
}

#' The layer after an update, with what is frozen as before.
#' @noRd
masked_layer <- function(after, before, mask) {
  after$W <- trained(after$W, mask$W, before$W)
  if (!is.null(after$b)) after$b <- trained(after$b, mask$b, before$b)
  after
}

#' One update of all layers from the derivatives of the loss.
#' @noRd
update_network <- function(network, gradients, states, plan, ops) {
  given <- NULL
  if (!is.null(plan$penalty) || !is.null(plan$clipping) || !is.null(plan$masks)) {
    given <- given_gradients(network, gradients, plan, ops)
  }
  used <- if (is.null(given$given)) gradients else given$given
  after <- network
  for (l in seq_along(network)) {
    updated <- update_layer(network[[l]], used[[l]], states[[l]], plan, ops)
    after[[l]] <- updated$layer
    states[[l]] <- updated$state
  }
  if (!is.null(plan$masks)) after <- Map(masked_layer, after, network, plan$masks)
  list(network = after, states = states, given = given$given, norm = given$norm)
}
