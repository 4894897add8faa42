# R only: the forward pass of networks that other packages of R have trained, recorded.

#' Record the forward pass of a network of another package
#'
#' What a network of nnet or neuralnet computes for data, recorded as the trace of a case, which the
#' checker takes: the outputs of the layers that the package shows, and the loss. The case is that
#' of the model which [as_mlp()] makes of the network. Neither package shows its gradients.
#'
#' Errors: as for [as_mlp()].
#'
#' @param net What [nnet::nnet()] or `neuralnet::neuralnet()` gave.
#' @param x The inputs, n x n_0: a matrix.
#' @param y The targets, n x n_L, or n values.
#' @return A recorder, as [recorder()] gives it.
#' @examples
#' if (requireNamespace("nnet", quietly = TRUE)) {
#'   x <- as.matrix(iris[1:4]) / 10
#'   net <- nnet::nnet(x, iris$Sepal.Length / 10, size = 2, trace = FALSE)
#'   names(recorded_trace(record_net(net, x, iris$Sepal.Length / 10))$steps[[1]])
#' }
#' @export
record_net <- function(net, x, y) UseMethod("record_net")

#' @export
record_net.default <- function(net, x, y) {
  fail("E_TYPE", "net", "a network of nnet or neuralnet", paste("a", class(net)[1L]))
}

#' @export
record_net.nnet <- function(net, x, y) {
  model <- as_mlp(net, epochs = 1)
  r <- recorder(mlp_case(model, x, y, "nnet"), "nnet")
  record(r, "A", length(model$network), stats::predict(net, x, type = "raw"))
  again <- extra("nnet")$nnet.default(
    x, as.matrix(y),
    size = net$n[2L], Wts = net$wts, maxit = 0, trace = FALSE, skip = net$n[2L] == 0L,
    linout = net$nsunits < net$nunits && !net$softmax, entropy = net$entropy,
    softmax = net$softmax, decay = net$decay
  )
  record(r, "loss", again$value)
}

#' @export
record_net.nn <- function(net, x, y) {
  losses <- c(sse = "half_squared_error", ce = "binary_cross_entropy")
  loss <- losses[[attr(net$err.fct, "type")]]
  model <- as_mlp(net, epochs = 1, loss = loss)
  r <- recorder(mlp_case(model, x, y, "neuralnet"), "neuralnet")
  found <- extra("neuralnet")$compute(net, x)
  L <- length(model$network)
  for (l in seq_len(L - 1L)) record(r, "A", l, found$neurons[[l + 1L]][, -1L, drop = FALSE])
  record(r, "A", L, found$net.result)
  record(r, "loss", sum(net$err.fct(found$net.result, as.matrix(y))))
}
