# A case as the pieces of a training run: network, data, config and the steps to record.

#' Take apart a case that fits its schema, and check that its shapes fit each other.
#' @noRd
case_parts <- function(case) {
  layers <- case$network$layers
  for (l in seq_along(layers)[-1L]) {
    if (layers[[l]]$inputs != layers[[l - 1L]]$units) {
      requirement <- sprintf("%.0f, the units of the layer before", layers[[l - 1L]]$units)
      fail(
        "E_SHAPE",
        sprintf("network.layers[%d].inputs", l - 1L),
        requirement,
        describe(layers[[l]]$inputs)
      )
    }
  }
  X <- check_matrix(case$data$X, "data.X", columns = layers[[1L]]$inputs)
  y <- check_matrix(case$data$y, "data.y", rows = nrow(X), columns = layers[[length(layers)]]$units)
  config <- case_config(case)
  network <- case_network(case)
  config["frozen"] <- list(check_frozen(case$masks, "masks", network))
  check_pair(
    config$loss,
    network[[length(layers)]]$activation,
    sprintf("network.layers[%d].activation", length(layers) - 1L)
  )
  check_targets(y, config$loss, "data.y")
  check_one_loss(config, nrow(X), "training.")
  check_stratify(config, "training.")
  weight <- check_weights(case$data$sample_weight, "data.sample_weight", nrow(X))
  list(
    id = case$id,
    network = network,
    X = X,
    y = y,
    config = config,
    record = case_record(case, config, nrow(X)),
    arithmetic = if (is.null(case$arithmetic)) "native" else case$arithmetic,
    weight = weight,
    title = case$title,
    names = names_of_case(case)
  )
}

#' Make the network of a case, with its own parameters or drawn ones.
#' @noRd
case_network <- function(case) {
  layers <- case_activations(case$network$layers)
  parameters <- case$parameters
  if (is_object(parameters)) {
    initializer <- parameters[intersect(c("seed", "generator", "skip"), names(parameters))]
    parameters <- do.call(initialize, c(list(layers, parameters$initializer), initializer))
  }
  check_items(parameters, "parameters", length(layers))
  Map(case_layer, layers, parameters, sprintf("parameters[%d]", seq_along(layers) - 1L))
}

#' Return the layers of a case with their activations chosen: softmax only for the last one.
#' @noRd
case_activations <- function(layers) {
  for (l in seq_along(layers)) {
    argument <- sprintf("network.layers[%d].activation", l - 1L)
    activation <- choose_activation(layers[[l]]$activation, argument)
    layers[[l]]$activation <- if (l == length(layers)) {
      activation
    } else {
      refuse_softmax(activation, argument)
    }
  }
  layers
}

#' Make one layer of a case: W of inputs x units, b of units values, or null without bias.
#' @noRd
case_layer <- function(layer, parameters, argument) {
  check_plain_object(parameters, argument, "an object with W and b", "W")
  W <- check_matrix(parameters$W, paste0(argument, ".W"), layer$inputs, layer$units)
  b <- parameters[["b"]]
  if (identical(layer$bias, FALSE)) {
    if (!is.null(b)) {
      fail("E_SHAPE", paste0(argument, ".b"), "null in a layer without bias", describe(b))
    }
    return(list(W = W, b = NULL, activation = layer$activation))
  }
  list(
    W = W, b = check_vector(b, paste0(argument, ".b"), layer$units), activation = layer$activation
  )
}

#' Return the training config of a case; what the case leaves out has TrainConfig's default.
#' @noRd
case_config <- function(case) {
  training <- Filter(Negate(is.null), case$training)
  optimizer <- case_optimizer(case)
  reduction <- if (is.null(case$loss$reduction)) "sum" else case$loss$reduction
  layers <- case$network$layers
  rates <- lapply(layers, function(layer) if (is.null(layer$dropout)) 0 else layer$dropout)
  dropout <- check_rates(rates, sprintf("network.layers[%d].dropout", seq_along(layers) - 1L))
  do.call(
    TrainConfig,
    c(
      list(
        dropout = dropout,
        options = optimizer$options,
        optimizer = optimizer$name,
        loss = case_loss(case),
        reduction = reduction,
        schedule = check_schedule(case$optimizer$schedule, "optimizer.schedule"),
        clipping = check_clipping(case$clipping, "clipping"),
        penalty = check_penalty(case$penalty, "penalty")
      ),
      training
    )
  )
}

#' Return the name of a case's optimizer and its options, with the learning rate.
#' @noRd
case_optimizer <- function(case) {
  named <- check_optimizer(case$optimizer, "optimizer", c("name", "learning_rate", "schedule"))
  named$options <- c(
    list(learning_rate = check_positive(case$optimizer$learning_rate, "optimizer.learning_rate")),
    named$options
  )
  named
}

#' Return the loss of a case, without its reduction: a name, or an entry with parameters.
#' @noRd
case_loss <- function(case) {
  choose_loss(case$loss[names(case$loss) != "reduction"], "loss")
}

#' Return the steps to record: those that the case names, else the first and the last.
#' @noRd
case_record <- function(case, config, n) {
  if (!is.null(config$validation_fraction)) {
    n <- n - count_tested(n, config$validation_fraction, "validation_fraction")
  }
  last <- config$epochs * steps_per_epoch(n, config$batch_size) - 1
  steps <- if (is.null(case$record)) unique(c(0, last)) else unlist(case$record$steps)
  over <- which(steps > last)
  if (length(over)) {
    argument <- sprintf("record.steps[%d]", over[1L] - 1L)
    requirement <- sprintf("a step of this run, %.0f or less", last)
    fail("E_RANGE", argument, requirement, describe(steps[over[1L]]))
  }
  steps
}
