# R only: the training of networks of neuralnet, recorded step by step.

# The losses of neuralnet, and its algorithms: its rprop+ with the limits that it has by default.
LOSSES_OF_NEURALNET <- list(sse = "half_squared_error", ce = "binary_cross_entropy")
ALGORITHMS_OF_NEURALNET <- list(
  `rprop+` = function(learning_rate) {
    list(
      optimizer = list(name = "rprop", smallest_step = 1e-10, largest_step = 0.1),
      learning_rate = 0.1
    )
  },
  backprop = function(learning_rate) list(optimizer = "sgd", learning_rate = learning_rate)
)

#' @rdname record_net
#' @export
record_net.nn <- function(
  net, x, y, steps = 3, algorithm = "rprop+", learning_rate = 0.01 / nrow(x), rep = 1, ...
) {
  extra("neuralnet")
  if (!is.null(net$weights)) {
    net$weights <- net$weights[check_count(rep, "rep", 1, length(net$weights))]
  }
  data <- as_data(x, y)
  x <- data$X
  y <- data$y
  steps <- check_count(steps, "steps", 1)
  learning_rate <- check_positive(learning_rate, "learning_rate")
  algorithm <- check_choice(algorithm, "algorithm", names(ALGORITHMS_OF_NEURALNET))
  loss <- check_choice(attr(net$err.fct, "type"), "err.fct", names(LOSSES_OF_NEURALNET))
  meant <- ALGORITHMS_OF_NEURALNET[[algorithm]](learning_rate)
  arguments <- list(net, epochs = steps, loss = LOSSES_OF_NEURALNET[[loss]], ...)
  model <- do.call(as_mlp, c(arguments, meant))
  if (anyNA(unlist(net$weights[[1L]]))) {
    fail("E_CHOICE", "net", "a network without weights that are excluded", "`exclude`")
  }
  r <- recorder(mlp_case(model, x, y, "neuralnet", seq_len(steps) - 1), "neuralnet")
  for (step in seq_len(steps) - 1) {
    record(r, "step", step)
    record_neuralnet_pass(r, neuralnet_after(net, x, y, step, algorithm, learning_rate), x, y)
    after <- neuralnet_after(net, x, y, step + 1, algorithm, learning_rate)
    record_parameters(r, neuralnet_layers(after))
  }
  record_parameters(r, neuralnet_layers(after), "final ")
}

#' A threshold that neuralnet has reached after so many comparisons with a gradient.
#' @noRd
countdown <- function(comparisons) {
  state <- new.env(parent = emptyenv())
  state$left <- comparisons
  structure(Inf, class = "mlp_countdown", state = state)
}

#' @export
Ops.mlp_countdown <- function(e1, e2) {
  state <- attr(e2, "state")
  state$left <- state$left - 1
  state$left >= 0
}

#' A network of neuralnet after some steps of an algorithm of its own.
#' @noRd
neuralnet_after <- function(net, x, y, steps, algorithm, learning_rate) {
  train <- extra("neuralnet")$neuralnet
  arguments <- neuralnet_arguments(net, x, y, steps, algorithm, learning_rate)
  do.call(train, arguments[names(arguments) %in% names(formals(train))], quote = TRUE)
}

#' The arguments with which neuralnet takes some steps from the weights of a network.
#'
#' neuralnet gives weights only once its largest gradient is below a threshold, and compares them
#' before each step: the threshold counts. Until its version 1.44.4 the outputs have the activation
#' of the hidden layers.
#' @noRd
neuralnet_arguments <- function(net, x, y, steps, algorithm, learning_rate) {
  x <- as.matrix(x)
  y <- as.matrix(y)
  colnames(x) <- paste0("x", seq_len(ncol(x)))
  colnames(y) <- paste0("y", seq_len(ncol(y)))
  named <- function(fct) if (attr(fct, "type") == "function") fct else attr(fct, "type")
  output <- if (is.null(net$output.act.fct)) net$act.fct else net$output.act.fct
  widths <- vapply(net$weights[[1L]], ncol, 0L)
  sides <- c(paste(colnames(y), collapse = "+"), paste(colnames(x), collapse = "+"))
  list(
    formula = stats::as.formula(paste(sides, collapse = "~")), data = data.frame(x, y),
    hidden = if (length(widths) > 1L) widths[-length(widths)] else 0,
    threshold = countdown(steps), stepmax = steps + 2, startweights = unlist(net$weights[[1L]]),
    algorithm = algorithm, learningrate = if (algorithm == "backprop") learning_rate,
    err.fct = attr(net$err.fct, "type"), act.fct = named(net$act.fct),
    output.act.fct = named(output), linear.output = net$linear.output
  )
}

#' The layers of a network of neuralnet, without their activations.
#' @noRd
neuralnet_layers <- function(net) {
  lapply(net$weights[[1L]], layer_of_both, activation = NULL)
}

#' Record what neuralnet computes of a network: outputs, loss and gradients.
#' @noRd
record_neuralnet_pass <- function(r, net, x, y) {
  found <- extra("neuralnet")$compute(net, x)
  L <- length(net$weights[[1L]])
  for (l in seq_len(L - 1L)) record(r, "A", l, unname(found$neurons[[l + 1L]][, -1L, drop = FALSE]))
  record(r, "A", L, found$net.result)
  record(r, "loss", sum(net$err.fct(found$net.result, as.matrix(y))))
  if (attr(net$act.fct, "type") == "function") return(invisible(r))
  rate <- 2^60
  after <- neuralnet_after(net, x, y, 1, "backprop", rate)
  gradients <- Map(
    function(before, after) (before - after) / rate, net$weights[[1L]], after$weights[[1L]]
  )
  layers <- lapply(gradients, layer_of_both, activation = NULL)
  record_parameters(r, layers, names = c("dW", "db"))
}
