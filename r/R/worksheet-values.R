# Compute each block of a step from the numbers of the blocks before it.

#' Compute a block from the numbers of the blocks before it, by their keys.
#' @noRd
block_value <- function(step, block, numbers) {
  found <- BLOCK_VALUES[[block$kind]](step, block$l, numbers)
  values <- block$values # of a slope that is the same everywhere there is one number
  values[] <- found
  values
}

#' Return A of the layer below l.
#' @noRd
numbers_below <- function(l, numbers) {
  if (l == 1) numbers$X else numbers[[sprintf("A%.0f", l - 1)]]
}

#' Return layer l with the sheet's weights and biases.
#' @noRd
numbered_layer <- function(step, l, numbers) {
  b <- numbers[[sprintf("b%.0f", l)]]
  list(
    W = numbers[[sprintf("W%.0f", l)]], b = if (!is.null(b)) as.vector(b),
    activation = step$network[[l]]$activation
  )
}

#' Compute Z of layer l.
#' @noRd
sums_value <- function(step, l, numbers) {
  layer_forward(numbered_layer(step, l, numbers), numbers_below(l, numbers), NATIVE)$Z
}

#' Compute A of layer l.
#' @noRd
activation_value <- function(step, l, numbers) {
  activation <- lookup(step$network[[l]]$activation, ACTIVATIONS)
  activation$value(numbers[[sprintf("Z%.0f", l)]], NATIVE)
}

#' Compute J with the penalty.
#' @noRd
loss_of_numbers <- function(step, l, numbers) {
  config <- step$parts$config
  values <- list(Z = numbers[[sprintf("Z%.0f", l)]], A = numbers[[sprintf("A%.0f", l)]])
  found <- loss_value(
    loss_input(values, config$loss), numbers$y, config$loss, config$reduction, NATIVE,
    weight_of(step)
  )
  network <- lapply(seq_len(l), function(k) numbered_layer(step, k, numbers))
  with_penalty(found, network, config, NATIVE)
}

#' Return the weights of the samples of the step.
#' @noRd
weight_of <- function(step) {
  if (!is.null(step$parts$weight)) step$parts$weight[step$rows + 1]
}

#' Compute dA of the output layer, or dZ of a fused loss.
#' @noRd
output_value <- function(step, l, numbers) {
  config <- step$parts$config
  A <- numbers[[sprintf("A%.0f", l)]]
  loss_gradient(A, numbers$y, config$loss, config$reduction, NATIVE, weight_of(step))
}

#' Compute dA of a hidden layer.
#' @noRd
back_value <- function(step, l, numbers) {
  NATIVE$tcrossprod(numbers[[sprintf("dZ%.0f", l + 1)]], numbers[[sprintf("W%.0f", l + 1)]])
}

#' Compute the slope of layer l.
#' @noRd
slope_value <- function(step, l, numbers) {
  activation <- lookup(step$network[[l]]$activation, ACTIVATIONS)
  Z <- numbers[[sprintf("Z%.0f", l)]]
  activation$derivative(Z, numbers[[sprintf("A%.0f", l)]], NATIVE)
}

#' Compute dZ of layer l, from the slope where there is one.
#' @noRd
delta_value <- function(step, l, numbers) {
  dA <- numbers[[sprintf("dA%.0f", l)]]
  slope <- numbers[[sprintf("slope%.0f", l)]]
  if (!is.null(slope)) return(dA * slope)
  values <- list(Z = numbers[[sprintf("Z%.0f", l)]], A = numbers[[sprintf("A%.0f", l)]])
  layer_delta(step$network[[l]], values, dA, NATIVE)
}

#' Compute dW of layer l.
#' @noRd
weights_gradient <- function(step, l, numbers) {
  NATIVE$crossprod(numbers_below(l, numbers), numbers[[sprintf("dZ%.0f", l)]])
}

#' Compute db of layer l.
#' @noRd
biases_gradient <- function(step, l, numbers) {
  NATIVE$column_sums(numbers[[sprintf("dZ%.0f", l)]])
}

#' Return the derivatives of layer l; dW and db from dZ where a page has none.
#' @noRd
numbered_gradient <- function(step, l, numbers) {
  dW <- numbers[[sprintf("dW%.0f", l)]]
  if (is.null(dW)) dW <- weights_gradient(step, l, numbers)
  db <- numbers[[sprintf("db%.0f", l)]]
  if (is.null(db)) db <- biases_gradient(step, l, numbers)
  biased <- !is.null(step$network[[l]]$b)
  list(
    dA = NULL, dZ = numbers[[sprintf("dZ%.0f", l)]], dW = dW, db = if (biased) as.vector(db)
  )
}

#' Compute layer l after the update.
#' @noRd
updated <- function(step, l, numbers) {
  layers <- seq_along(step$network)
  network <- lapply(layers, function(k) numbered_layer(step, k, numbers))
  gradients <- lapply(layers, function(k) numbered_gradient(step, k, numbers))
  config <- config_at(step$parts$config, step$epoch, step$step, NATIVE)
  update_network(network, gradients, step$states, config, NATIVE)$network[[l]]
}

BLOCK_VALUES <- list(
  Z = sums_value,
  Z_without = sums_value,
  A = activation_value,
  loss = loss_of_numbers,
  dA_output = output_value,
  dA = back_value,
  slope = slope_value,
  dZ = delta_value,
  dZ_fused = output_value,
  dZ_softmax = delta_value,
  dW = weights_gradient,
  db = biases_gradient,
  W = function(step, l, numbers) updated(step, l, numbers)$W,
  b = function(step, l, numbers) updated(step, l, numbers)$b
)
