# A stand-in for torch, which few machines have: what record_net() calls of it, under the names that
# torch has, for a network of two layers with tanh and sigmoid and the mean squared error. The
# derivatives are written out by hand.

stand_in <- local({
  # A tensor: a value, and after a backward pass its grad.
  tensor <- function(value) {
    self <- new.env()
    self$value <- value
    self$detach <- self$cpu <- function() tensor(self$value)
    self$retain_grad <- function() invisible(NULL)
    structure(self, class = "torch_tensor")
  }

  # A module: a function with a class and fields.
  module <- function(class, call, fields = list()) {
    do.call(structure, c(list(call, class = c(class, "nn_module")), list(fields = fields)))
  }

  # The network; the state of a pass is kept for the backward pass.
  network <- function(x, y) {
    set.seed(5)
    pass <- new.env()
    linear <- function(name, inputs, units) {
      parameters <- list(
        weight = tensor(matrix(stats::rnorm(inputs * units), units)), bias = tensor(stats::rnorm(units))
      )
      forward <- function(A) {
        pass[[paste0(name, "_in")]] <- A
        pass[[name]] <- tensor(sweep(A$value %*% t(parameters$weight$value), 2, parameters$bias$value, "+"))
      }
      module("nn_linear", forward, parameters)
    }
    squashed <- function(name, class, f) module(class, function(Z) pass[[name]] <- tensor(f(Z$value)))
    children <- list(
      `0` = linear("first", ncol(x), 3), `1` = squashed("hidden", "nn_tanh", tanh),
      `2` = linear("second", 3, NCOL(y)),
      `3` = squashed("output", "nn_sigmoid", function(z) 1 / (1 + exp(-z)))
    )
    structure(list(children = children, pass = pass), class = c("nn_sequential", "stand_in", "nn_module"))
  }

  slopes <- function(net, y) {
    pass <- net$pass
    output <- pass$output$value
    pass$output$grad <- tensor(2 * (output - y) / length(output))
    pass$second$grad <- tensor(pass$output$grad$value * output * (1 - output))
    second <- net$children[["2"]]
    pass$hidden$grad <- tensor(pass$second$grad$value %*% second$weight$value)
    pass$first$grad <- tensor(pass$hidden$grad$value * (1 - pass$hidden$value^2))
    for (name in c("first", "second")) {
      dZ <- pass[[name]]$grad$value
      linear <- net$children[[if (name == "first") "0" else "2"]]
      weight <- linear$weight
      bias <- linear$bias
      weight$grad <- tensor(t(dZ) %*% pass[[paste0(name, "_in")]]$value)
      bias$grad <- tensor(colSums(dZ))
    }
  }

  mse <- function(net, ...) {
    call <- function(A, y) {
      value <- tensor(mean((A$value - y$value)^2))
      value$backward <- function() slopes(net, y$value)
      value
    }
    module("nn_mse_loss", call, list(reduction = "mean", ...))
  }

  optimizer <- function(class, net, decay, options, move) {
    parameters <- unlist(lapply(net$children[c("0", "2")], function(m) list(m$weight, m$bias)))
    step <- function() {
      for (p in parameters) p$value <- move(p, p$grad$value + decay * p$value)
    }
    group <- c(list(params = parameters, weight_decay = decay), options)
    list_of <- list(param_groups = list(group), zero_grad = function() NULL, step = step)
    structure(list_of, class = c(class, "torch_optimizer"))
  }

  optim_sgd <- function(net, decay) {
    options <- list(lr = 0.1, momentum = 0, dampening = 0, nesterov = FALSE)
    optimizer("optim_sgd", net, decay, options, function(p, g) p$value - 0.1 * g)
  }

  optim_adam <- function(net, decay) {
    options <- list(lr = 0.01, betas = c(0.9, 0.99), eps = 1e-8, amsgrad = FALSE)
    move <- function(p, g) {
      if (is.null(p$t)) p$t <- p$m <- p$v <- 0
      p$t <- p$t + 1
      p$m <- 0.9 * p$m + 0.1 * g
      p$v <- 0.99 * p$v + (1 - 0.99) * g^2
      p$value - 0.01 / (1 - 0.9^p$t) * p$m / (sqrt(p$v) / sqrt(1 - 0.99^p$t) + 1e-8)
    }
    optimizer("optim_adam", net, decay, options, move)
  }

  # The methods of torch's classes.
  registerS3method("as.array", "torch_tensor", function(x, ...) x$value, asNamespace("base"))
  registerS3method("$", "nn_module", function(x, name) attr(x, "fields")[[name]], asNamespace("base"))
  registerS3method("$", "stand_in", function(x, name) unclass(x)[[name]], asNamespace("base"))
  registerS3method("$", "torch_optimizer", function(x, name) unclass(x)[[name]], asNamespace("base"))
  list(
    tensor = tensor, network = network, mse = mse, optim_sgd = optim_sgd, optim_adam = optim_adam
  )
})
