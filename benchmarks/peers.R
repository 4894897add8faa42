# R's packages, each on what it can do.
#
# neuralnet, algorithm "backprop" with all rows at once: on W1 and W2 the same training as ours. It has neither relu nor softmax
# nor batches: on the others it trains sigmoids by half the squared error, one update an epoch. It computes no J but at the end.
# nnet trains by BFGS: an epoch is one iteration; on W3 it has sigmoids before its softmax, and all rows at once.
# RSNNS, BackpropBatch with all rows at once: sigmoids, squared error, single precision, starting weights of its own.

neuralnet_frame <- function(task) {
  X <- task$X
  y <- task$y
  colnames(X) <- paste0("x", seq_len(ncol(X)))
  colnames(y) <- paste0("y", seq_len(ncol(y)))
  formula <- stats::as.formula(paste(paste(colnames(y), collapse = " + "), "~", paste(colnames(X), collapse = " + ")))
  list(formula = formula, data = as.data.frame(cbind(X, y)))
}

weights_with_bias <- function(task) {
  W <- task$parameters[c(TRUE, FALSE)]
  b <- task$parameters[c(FALSE, TRUE)]
  Map(function(W, b) unname(rbind(b, W)), W, b)
}

# neuralnet() keeps the weights to itself where it has not converged; this is where they are computed.
neuralnet_weights <- function(task, epochs) {
  activation <- neuralnet:::convert.activation.function("logistic")
  error <- neuralnet:::convert.error.function("sse")
  neuralnet:::rprop(
    weights = weights_with_bias(task), response = task$y, covariate = cbind(1, task$X), threshold = 0, learningrate.limit = NULL,
    learningrate.factor = NULL, stepmax = epochs + 1, lifesign = "none", lifesign.step = 1000, act.fct = activation$fct,
    act.deriv.fct = activation$deriv.fct, err.fct = error$fct, err.deriv.fct = error$deriv.fct, algorithm = "backprop",
    linear.output = FALSE, exclude = NULL, learningrate.bp = task$rate
  )$weights
}

neuralnet <- function(task, epochs) {
  frame <- neuralnet_frame(task)
  units <- task$units
  suppressWarnings(neuralnet::neuralnet(
    frame$formula, frame$data, hidden = units[-c(1L, length(units))], threshold = 0, stepmax = epochs + 1,
    startweights = unlist(weights_with_bias(task)), algorithm = "backprop", linear.output = FALSE,
    # Summed over so many rows, the usual rate would saturate all units, and numbers too small for normal doubles are slow.
    learningrate = if (task$kind == "sigmoid") task$rate else task$rate / task$rows
  ))
  list(parameters = list(), losses = numeric(0))
}

neuralnet_checked <- function(task, epochs) {
  if (task$kind != "sigmoid") return(list(parameters = list(), losses = numeric(0)))
  parameters <- unlist(lapply(neuralnet_weights(task, epochs), function(W) list(W[-1L, ], W[1L, ])), recursive = FALSE)
  list(parameters = parameters, losses = numeric(0))
}

# As nnet::nnet calls its compiled part, whose parts are set up once for all calls. A small network has converged after some
# dozen iterations, so it is trained from the start again and again.
nnet <- function(task, epochs) {
  W <- unlist(weights_with_bias(task))
  fit <- nnet::nnet(
    task$X, task$y, size = task$units[2L], Wts = W, maxit = 0, trace = FALSE, softmax = task$kind == "softmax", MaxNWts = length(W)
  )
  arguments <- list(
    nrow(task$X), as.double(cbind(task$X, task$y)), rep(1, nrow(task$X)), length(W), wts = as.double(W), val = 0
  )
  .C(
    nnet:::VR_set_net, as.integer(fit$n), as.integer(fit$nconn), as.integer(fit$conn), double(length(W)), as.integer(fit$nsunits),
    0L, as.integer(task$kind == "softmax"), 0L
  )
  on.exit(.C(nnet:::VR_unset_net))
  while (epochs > 0) {
    iterations <- as.integer(min(epochs, 20))
    fit <- do.call(.C, c(list(nnet:::VR_dovm), arguments, list(iterations, FALSE, rep(1L, length(W)), -1, 0, ifail = 0L)))
    if (fit$ifail != 1L) stop("nnet stopped before its last iteration")
    epochs <- epochs - iterations
  }
  list(parameters = list(), losses = numeric(0))
}

nnet_checked <- function(task, epochs) {
  list(parameters = list(), losses = numeric(0))
}

rsnns <- function(task, epochs) {
  suppressMessages(RSNNS::mlp(
    task$X, task$y, size = task$units[2L], maxit = epochs, learnFunc = "BackpropBatch", learnFuncParams = c(task$rate, 0),
    shufflePatterns = FALSE, linOut = FALSE, pruneFunc = NULL
  ))
  list(parameters = list(), losses = numeric(0))
}
