# R only: the training of networks of torch, recorded step by step; in Python record_torch.

# What a module of torch is here, by its class; "linear" begins a layer.
MODULES_OF_TORCH <- list(
  nn_linear = function(module) "linear",
  nn_identity = function(module) "identity",
  nn_sigmoid = function(module) "sigmoid",
  nn_tanh = function(module) "tanh",
  nn_relu = function(module) "relu",
  nn_leaky_relu = function(module) list(name = "leaky_relu", alpha = module$negative_slope),
  nn_elu = function(module) list(name = "elu", alpha = module$alpha),
  nn_selu = function(module) "selu",
  nn_softsign = function(module) "softsign",
  nn_silu = function(module) "silu",
  nn_hardsigmoid = function(module) "hard_sigmoid",
  nn_softmax = function(module) "softmax"
)

# What a loss is here, and the activation that it has in it.
LOSSES_OF_TORCH <- list(
  nn_mse_loss = c("squared_error", NA),
  nn_l1_loss = c("absolute_error", NA),
  nn_bce_loss = c("binary_cross_entropy", NA),
  nn_bce_with_logits_loss = c("binary_cross_entropy", "sigmoid"),
  nn_cross_entropy_loss = c("cross_entropy", "softmax")
)

# What an optimizer is here, of its options.
OPTIMIZERS_OF_TORCH <- list(
  optim_sgd = function(o) {
    if (o$momentum == 0) return(list(name = "sgd"))
    list(name = if (o$nesterov) "nesterov" else "momentum", momentum = o$momentum)
  },
  optim_adam = function(o) {
    list(name = "adam", beta1 = o$betas[[1L]], beta2 = o$betas[[2L]], epsilon = o$eps)
  },
  optim_rmsprop = function(o) list(name = "rmsprop", rho = o$alpha, epsilon = o$eps),
  optim_adagrad = function(o) list(name = "adagrad", epsilon = o$eps),
  optim_adadelta = function(o) list(name = "adadelta", rho = o$rho, epsilon = o$eps)
)

# Settings of optimizers that there is no counterpart for, where they are not off.
WITHOUT_COUNTERPART <- c(
  "amsgrad", "maximize", "centered", "lr_decay", "initial_accumulator_value"
)

#' @rdname record_net
#' @export
record_net.nn_module <- function(net, x, y, optimizer, loss, steps = 3, ...) {
  steps <- check_count(steps, "steps", 1)
  modules <- net$children
  chosen <- lapply(modules, function(m) entry_of_torch(MODULES_OF_TORCH, m, "net")(m))
  starts <- vapply(chosen, identical, NA, "linear")
  if (!inherits(net, "nn_sequential") || !starts[1L] || any(diff(which(c(starts, TRUE))) > 2L)) {
    requirement <- "an nn_sequential of nn_linear, an activation or none after each"
    fail("E_CHOICE", "net", requirement, describe_class(net))
  }
  linears <- unname(modules[starts])
  case <- torch_case(linears, chosen, x, y, optimizer, loss, steps, ...)
  of_logits <- !is.na(entry_of_torch(LOSSES_OF_TORCH, loss, "loss")[2L])
  r <- recorder(case, "torch")
  for (step in seq_len(steps) - 1) {
    record(r, "step", step)
    optimizer$zero_grad()
    outputs <- Reduce(function(A, module) keep_slope(module(A)), modules, x, accumulate = TRUE)[-1L]
    value <- loss(outputs[[length(outputs)]], y)
    value$backward()
    if (is.null(case$penalty)) record(r, "loss", numbers_of_torch(value))
    record_torch_pass(r, outputs, linears, starts, of_logits)
    optimizer$step()
    record_parameters(r, lapply(linears, torch_layer))
  }
  record_parameters(r, lapply(linears, torch_layer), "final ")
}

#' The entry of a table for an object of torch, by one of its classes.
#' @noRd
entry_of_torch <- function(table, object, argument) {
  found <- intersect(class(object), names(table))
  if (length(found) == 0L) {
    known <- paste(names(table), collapse = ", ")
    fail("E_CHOICE", argument, paste("made of", known), describe_class(object))
  }
  table[[found[1L]]]
}

#' Numbers of torch as an array of doubles.
#' @noRd
numbers_of_torch <- function(tensor) {
  found <- as.array(tensor$detach()$cpu())
  storage.mode(found) <- "double"
  found
}

#' A tensor whose derivative is kept by the backward pass.
#' @noRd
keep_slope <- function(tensor) {
  tensor$retain_grad()
  tensor
}

#' W and b of a layer of torch, whose matrix is units x inputs.
#' @noRd
torch_layer <- function(linear) {
  list(
    W = t(numbers_of_torch(linear$weight)),
    b = if (!is.null(linear$bias)) as.vector(numbers_of_torch(linear$bias))
  )
}

#' The case of a training of torch.
#' @noRd
torch_case <- function(linears, chosen, x, y, optimizer, loss, steps, ...) {
  starts <- vapply(chosen, identical, NA, "linear")
  meant <- entry_of_torch(LOSSES_OF_TORCH, loss, "loss")
  after <- c(unname(chosen)[-1L], list("linear"))[starts]
  activations <- lapply(after, function(one) if (identical(one, "linear")) "identity" else one)
  if (!is.na(meant[2L])) activations[[length(activations)]] <- meant[2L]
  with_activation <- function(linear, f) c(torch_layer(linear), list(activation = f))
  layers <- Map(with_activation, linears, activations)
  options <- optimizer$param_groups[[1L]]
  check_torch(optimizer, options, loss)
  decay <- if (isTRUE(options$weight_decay > 0)) options$weight_decay
  model <- mlp_from_layers(
    layers,
    loss = meant[1L], reduction = loss$reduction, epochs = steps, learning_rate = options$lr,
    optimizer = entry_of_torch(OPTIMIZERS_OF_TORCH, optimizer, "optimizer")(options),
    penalty = if (!is.null(decay)) list(l2 = decay, biases = TRUE), ...
  )
  y <- numbers_of_torch(y)
  outputs <- ncol(layers[[length(layers)]]$W)
  if (meant[1L] == "cross_entropy" && !is.matrix(y)) y <- diag(outputs)[y, , drop = FALSE]
  # The mean of torch is over the columns, too, but for classes.
  columns <- if (loss$reduction == "mean" && meant[1L] != "cross_entropy") NCOL(y) else 1
  weight <- if (columns > 1) rep(1 / columns, NROW(y))
  mlp_case(model, numbers_of_torch(x), y, "torch", seq_len(steps) - 1, weight)
}

#' Accept an optimizer and a loss that a case can say.
#' @noRd
check_torch <- function(optimizer, options, loss) {
  is_on <- function(name) length(options[[name]]) == 1L && options[[name]] != 0
  of_momentum <- if (is_on("momentum")) "dampening"
  of_kind <- if (inherits(optimizer, "optim_rmsprop")) "momentum"
  settings <- Filter(is_on, c(WITHOUT_COUNTERPART, of_momentum, of_kind))
  if (length(optimizer$param_groups) > 1L) settings <- "several groups of parameters"
  if (length(settings)) {
    requirement <- paste("one without", paste(WITHOUT_COUNTERPART, collapse = ", "))
    fail("E_CHOICE", "optimizer", requirement, settings[1L])
  }
  if (!is.null(loss$weight) || !is.null(loss$pos_weight)) {
    fail("E_CHOICE", "loss", "one without weights", "one with weights")
  }
  if (!loss$reduction %in% c("mean", "sum")) {
    fail("E_CHOICE", "loss", "one that is reduced to a mean or a sum", loss$reduction)
  }
}

#' Record what torch computes in a step: sums, outputs, and the derivatives of both.
#' @noRd
record_torch_pass <- function(r, outputs, linears, starts, of_logits) {
  places <- which(starts)
  ends <- c(places[-1L] - 1L, length(starts))
  for (l in seq_along(places)) {
    Z <- outputs[[places[l]]]
    A <- outputs[[ends[l]]]
    record(r, "Z", l, numbers_of_torch(Z))
    record(r, "dZ", l, numbers_of_torch(Z$grad))
    if (l < length(places) || !of_logits) {
      record(r, "A", l, numbers_of_torch(A))
      record(r, "dA", l, numbers_of_torch(A$grad))
    }
    record(r, "dW", l, t(numbers_of_torch(linears[[l]]$weight$grad)))
    if (!is.null(linears[[l]]$bias)) record(r, "db", l, numbers_of_torch(linears[[l]]$bias$grad))
  }
}
