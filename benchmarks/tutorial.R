# The loops as tutorials have them, in functions: every quantity a new matrix, %*% and t(), a matrix of repeated biases.
#
# All give the parameters and J of every epoch, as twinmlp does: the mean of J over the rows, each batch before its own update.
# The article's own listing has its loop at top level; its biases, one for each sample, are here one for each unit.

sigmoid <- function(x) {
  1 / (1 + exp(-x))
}

derivatives_sigmoid <- function(x) {
  x * (1 - x)
}

relu <- function(x) {
  ifelse(x > 0, x, 0)
}

derivatives_relu <- function(x) {
  ifelse(x > 0, 1, 0)
}

softmax <- function(x) {
  e <- exp(x - apply(x, 1, max))
  e / rowSums(e)
}

cross_entropy <- function(y, output) {
  -sum(y * log(output)) / nrow(y)
}

bias_matrix <- function(bias, n) {
  matrix(rep(bias, n), nrow = n, byrow = TRUE)
}

tutorial_sigmoid <- function(task, epochs) {
  X <- task$X
  Y <- task$y
  lr <- task$rate
  wh <- task$parameters[[1]]
  bias_in <- task$parameters[[2]]
  wout <- task$parameters[[3]]
  bias_out <- task$parameters[[4]]
  errors <- c()
  for (i in seq_len(epochs)) {
    hidden_layer_input1 <- X %*% wh
    hidden_layer_input <- hidden_layer_input1 + bias_matrix(bias_in, nrow(X))
    hidden_layer_activations <- sigmoid(hidden_layer_input)
    output_layer_input1 <- hidden_layer_activations %*% wout
    output_layer_input <- output_layer_input1 + bias_matrix(bias_out, nrow(X))
    output <- sigmoid(output_layer_input)
    E <- Y - output
    errors[i] <- sum(E^2) / 2
    slope_output_layer <- derivatives_sigmoid(output)
    slope_hidden_layer <- derivatives_sigmoid(hidden_layer_activations)
    d_output <- E * slope_output_layer
    Error_at_hidden_layer <- d_output %*% t(wout)
    d_hiddenlayer <- Error_at_hidden_layer * slope_hidden_layer
    wout <- wout + (t(hidden_layer_activations) %*% d_output) * lr
    bias_out <- bias_out + colSums(d_output) * lr
    wh <- wh + (t(X) %*% d_hiddenlayer) * lr
    bias_in <- bias_in + colSums(d_hiddenlayer) * lr
  }
  list(parameters = list(wh, bias_in, wout, bias_out), losses = errors)
}

tutorial_one_hidden <- function(task, epochs) {
  X <- task$X
  Y <- task$y
  lr <- task$rate
  n <- nrow(X)
  batch <- task$batch
  wh <- task$parameters[[1]]
  bias_in <- task$parameters[[2]]
  wout <- task$parameters[[3]]
  bias_out <- task$parameters[[4]]
  errors <- c()
  for (i in seq_len(epochs)) {
    error <- 0
    for (start in seq(1, n, by = batch)) {
      rows <- start:min(start + batch - 1, n)
      X_batch <- X[rows, , drop = FALSE]
      Y_batch <- Y[rows, , drop = FALSE]
      hidden_layer_input <- X_batch %*% wh + bias_matrix(bias_in, length(rows))
      hidden_layer_activations <- relu(hidden_layer_input)
      output <- softmax(hidden_layer_activations %*% wout + bias_matrix(bias_out, length(rows)))
      error <- error + cross_entropy(Y_batch, output) * length(rows)
      d_output <- (Y_batch - output) / length(rows)
      Error_at_hidden_layer <- d_output %*% t(wout)
      d_hiddenlayer <- Error_at_hidden_layer * derivatives_relu(hidden_layer_input)
      wout <- wout + (t(hidden_layer_activations) %*% d_output) * lr
      bias_out <- bias_out + colSums(d_output) * lr
      wh <- wh + (t(X_batch) %*% d_hiddenlayer) * lr
      bias_in <- bias_in + colSums(d_hiddenlayer) * lr
    }
    errors[i] <- error / n
  }
  list(parameters = list(wh, bias_in, wout, bias_out), losses = errors)
}

tutorial_two_hidden <- function(task, epochs) {
  X <- task$X
  Y <- task$y
  lr <- task$rate
  n <- nrow(X)
  batch <- task$batch
  wh1 <- task$parameters[[1]]
  bias1 <- task$parameters[[2]]
  wh2 <- task$parameters[[3]]
  bias2 <- task$parameters[[4]]
  wout <- task$parameters[[5]]
  bias_out <- task$parameters[[6]]
  errors <- c()
  for (i in seq_len(epochs)) {
    error <- 0
    for (start in seq(1, n, by = batch)) {
      rows <- start:min(start + batch - 1, n)
      X_batch <- X[rows, , drop = FALSE]
      Y_batch <- Y[rows, , drop = FALSE]
      hidden_layer_input1 <- X_batch %*% wh1 + bias_matrix(bias1, length(rows))
      hidden_layer_activations1 <- relu(hidden_layer_input1)
      hidden_layer_input2 <- hidden_layer_activations1 %*% wh2 + bias_matrix(bias2, length(rows))
      hidden_layer_activations2 <- relu(hidden_layer_input2)
      output <- softmax(hidden_layer_activations2 %*% wout + bias_matrix(bias_out, length(rows)))
      error <- error + cross_entropy(Y_batch, output) * length(rows)
      d_output <- (Y_batch - output) / length(rows)
      d_hiddenlayer2 <- (d_output %*% t(wout)) * derivatives_relu(hidden_layer_input2)
      d_hiddenlayer1 <- (d_hiddenlayer2 %*% t(wh2)) * derivatives_relu(hidden_layer_input1)
      wout <- wout + (t(hidden_layer_activations2) %*% d_output) * lr
      bias_out <- bias_out + colSums(d_output) * lr
      wh2 <- wh2 + (t(hidden_layer_activations1) %*% d_hiddenlayer2) * lr
      bias2 <- bias2 + colSums(d_hiddenlayer2) * lr
      wh1 <- wh1 + (t(X_batch) %*% d_hiddenlayer1) * lr
      bias1 <- bias1 + colSums(d_hiddenlayer1) * lr
    }
    errors[i] <- error / n
  }
  list(parameters = list(wh1, bias1, wh2, bias2, wout, bias_out), losses = errors)
}

tutorial <- function(task, epochs) {
  if (task$kind == "sigmoid") return(tutorial_sigmoid(task, epochs))
  if (length(task$units) == 3) tutorial_one_hidden(task, epochs) else tutorial_two_hidden(task, epochs)
}
