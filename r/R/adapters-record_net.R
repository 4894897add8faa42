# R only: networks that other packages of R train, recorded step by step.

#' Record the training of a network of another package
#'
#' Some steps that nnet, neuralnet or torch takes with its own code are recorded as the trace of a
#' case, which [check_trace()] takes; they begin with the weights of the network.
#'
#' nnet: the outputs, the loss, and the weights after each step. Its gradient is in the first step
#' of its optimizer alone, W - gradient: the samples and the decay are weighted with
#' `learning_rate`, which makes that a step of gradient descent. A step that nnet may have cut short
#' is refused.
#'
#' neuralnet: the outputs of every layer, the loss, the gradients, and the weights after each step
#' of its `algorithm`: "rprop+", whose memory begins anew, or "backprop" with `learning_rate`. The
#' gradients are those of one step of "backprop" with a learning rate of 2^60, beside which the
#' weights vanish; of a network with an activation of one's own they are left out.
#'
#' torch: Z and A of every layer, their derivatives, those of the parameters, the loss, and the
#' weights after each step of `optimizer`, which should not have taken one yet. The network is
#' trained by these steps.
#'
#' Errors: as for [as_mlp()]; E_CHOICE for what there is no counterpart of here; E_RANGE for a
#' `learning_rate` of which nnet may take less than a step, and for sums beyond -15 and 15, where
#' nnet cuts its sigmoid off.
#'
#' @param net What [nnet::nnet()] or `neuralnet::neuralnet()` gave, or an `nn_sequential` of torch.
#' @param x The inputs, n x n_0: a matrix; a tensor for torch.
#' @param y The targets, n x n_L, n values, or of nnet labels; a tensor for torch.
#' @param steps How many steps; default 3.
#' @param learning_rate The learning rate of gradient descent; default 0.01 / n.
#' @param algorithm Of neuralnet, "rprop+" or "backprop"; default "rprop+".
#' @param rep Of neuralnet, which of its repetitions; default 1.
#' @param optimizer,loss Of torch, such as `optim_adam()` and `nn_mse_loss()` made them.
#' @param ... For [as_mlp()], such as the `activation` of neuralnet with a function of one's own.
#' @return A recorder, as [recorder()] gives it; [check_trace()] checks it.
#' @examples
#' if (requireNamespace("nnet", quietly = TRUE)) {
#'   x <- as.matrix(iris[1:4]) / 10
#'   y <- iris$Sepal.Length / 10
#'   r <- record_net(nnet::nnet(x, y, size = 2, trace = FALSE, maxit = 3), x, y)
#'   names(recorded_trace(r)$steps[[1]]$layers[[1]])
#' }
#' @export
record_net <- function(net, x, y, ...) UseMethod("record_net")

#' @export
record_net.default <- function(net, x, y, ...) {
  fail("E_TYPE", "net", "a network of nnet, neuralnet or torch", describe_class(net))
}

#' @rdname record_net
#' @export
record_net.nnet <- function(net, x, y, steps = 3, learning_rate = 0.01 / nrow(x), ...) {
  extra("nnet")
  steps <- check_count(steps, "steps", 1)
  learning_rate <- check_positive(learning_rate, "learning_rate")
  model <- as_mlp(net, epochs = steps, learning_rate = learning_rate, optimizer = "sgd", ...)
  data <- mlp_data(model, x, y)
  x <- data$X
  y <- data$y
  check_nnet(net, model, x)
  r <- recorder(mlp_case(model, x, y, "nnet", seq_len(steps) - 1), "nnet")
  for (step in seq_len(steps) - 1) {
    now <- nnet_again(net, x, y, net$wts)
    net$wts <- nnet_step(net, x, y, learning_rate)
    record(r, "step", step)
    record(r, "A", length(model$network), unname(now$fitted.values))
    record(r, "loss", now$value)
    record_parameters(r, as_mlp(net)$network)
  }
  record_parameters(r, as_mlp(net)$network, "final ")
}

#' Accept a network of nnet that computes what the model of it does.
#' @noRd
check_nnet <- function(net, model, x) {
  if (inherits(net, "multinom")) {
    fail("E_CHOICE", "net", "a network that nnet() gave", "one of multinom()")
  }
  if (length(unique(net$decay)) > 1L) {
    fail("E_CHOICE", "net", "a network with one decay for all weights", "several")
  }
  sums <- Map(
    function(layer, values) if (identical(layer$activation, "sigmoid")) range(values$Z),
    model$network, layer_outputs(model, x)
  )
  largest <- max(abs(unlist(c(0, sums))))
  if (largest > 15) {
    requirement <- paste(
      "a network whose sums are from -15 to 15,", "where nnet does not cut its sigmoid off"
    )
    fail("E_RANGE", "net", requirement, describe(largest))
  }
}

#' A network of nnet with other weights, or as nnet trains it from these.
#'
#' share: the weight of each sample and of the decay.
#' @noRd
nnet_again <- function(net, x, y, weights, share = 1, maxit = 0) {
  extra("nnet")$nnet.default(
    x, as.matrix(y),
    size = net$n[2L], Wts = weights, weights = rep(share, NROW(x)), decay = net$decay * share,
    maxit = maxit, trace = FALSE, skip = net$n[2L] == 0L, entropy = net$entropy,
    linout = net$nsunits < net$nunits && !net$softmax, softmax = net$softmax, MaxNWts = Inf
  )
}

#' The weights after a step of gradient descent that nnet takes.
#'
#' It begins with a whole step and cuts it to a fifth until the loss is below loss - 1e-4 step
#' norm(gradient)^2. Where a step of five times the size passes that test, nothing was cut.
#' @noRd
nnet_step <- function(net, x, y, learning_rate) {
  after <- nnet_again(net, x, y, net$wts, learning_rate, maxit = 1)$wts
  loss <- function(weights) nnet_again(net, x, y, weights)$value
  move <- 5 * (after - net$wts)
  if (loss(net$wts + move) > loss(net$wts) - 1e-4 * sum(move^2) / learning_rate) {
    requirement <- "small enough for nnet to take the whole step"
    fail("E_RANGE", "learning_rate", requirement, describe(learning_rate))
  }
  after
}

#' Record the weights and biases of all layers.
#' @noRd
record_parameters <- function(r, network, prefix = "", names = c("W", "b")) {
  for (l in seq_along(network)) {
    for (name in c("W", "b")) {
      record(r, paste0(prefix, names[name == c("W", "b")]), l, network[[l]][[name]])
    }
  }
  invisible(r)
}
