# Prepare a training: matrices, weights of samples, the network before its first step.

#' Accept a model.
#' @noRd
check_model <- function(object) {
  if (!inherits(object, "twinmlp")) {
    fail("E_TYPE", "object", "a model made by `mlp` or `read_mlp`", describe(object))
  }
  object
}

#' Refuse a checkpoint with restarts: it holds the state of one training.
#' @noRd
check_restarts <- function(restarts, checkpoint) {
  if (restarts > 1 && !is.null(checkpoint)) {
    fail("E_CHOICE", "checkpoint", "null where `restarts` is above 1", describe(checkpoint))
  }
}

#' Return the inputs as a matrix; where data and network have names, matched by name.
#' @noRd
mlp_inputs <- function(model, x, argument = "X") {
  columns <- if (is.null(model$network)) NULL else nrow(model$network[[1L]]$W)
  if (is_dealt(x)) return(check_dealt_columns(x, model$inputs, argument, columns))
  x <- encode_levels(frame_inputs(model, x), model$levels, model$inputs, argument)
  x <- match_columns(x, model$inputs, argument)
  unname(check_matrix(x, argument, columns = columns))
}

#' Find the names of a new model's columns, and the levels of its text columns.
#' @noRd
find_names <- function(model, x, framed) {
  categorical <- as.character(unlist(model$arguments$categorical))
  if (is_frame(x) && length(categorical)) {
    fail("E_USAGE", "categorical", "left out with a formula", describe(categorical))
  }
  model["levels"] <- list(find_levels(framed$x, categorical, "X"))
  names <- column_names(framed$x, "X")
  model["inputs"] <- list(if (!is.null(names)) level_columns(names, model$levels))
  model["outputs"] <- list(response_names(x, framed$y))
  model
}

#' Return X and y as matrices of as many rows, labels as numbers, and their classes.
#' @noRd
mlp_data <- function(model, x, y, sample_weight = NULL) {
  framed <- frame_data(model, x, y, sample_weight)
  x <- mlp_inputs(model, framed$x)
  y <- framed$y
  if (length(model$outputs) > 1L) y <- match_columns(y, model$outputs, "y", NUMBERS)
  counted <- is.null(model$network) && may_count_classes(model$asked$activation, model$asked$loss)
  output <- model$activations[[length(model$activations)]]
  labels <- encode_labels(y, output, model$classes, counted)
  data <- as_data(x, labels$y)
  if (!is.null(model$network)) {
    check_size(data$y, "y", NULL, ncol(model$network[[length(model$network)]]$W))
  }
  check_targets(data$y, model$config$loss, "y")
  c(data, list(classes = labels$classes, weight = framed$weight))
}

#' Return pairs of inputs and targets: a list of X and y, or with a formula one data frame.
#' @noRd
validation_data <- function(model, pair) {
  if (is.data.frame(pair) && !is.null(model$terms)) return(mlp_data(model, pair))
  pair <- check_two(pair, "validation", "null or a pair of X and y")
  mlp_data(model, pair[[1L]], pair[[2L]])
}

#' Return the weights of the samples, by sample and by class.
#' @noRd
mlp_weights <- function(model, y, sample_weight) {
  by_class <- class_weights(y, model$class_weight, model$classes)
  combine_weights(check_weights(sample_weight, "sample_weight", nrow(y)), by_class)
}

#' Return the network before training, for a number of inputs and outputs.
#' @noRd
mlp_start <- function(model, inputs, outputs) {
  widths <- c(inputs, model$hidden, outputs)
  shape <- function(a, b, name, flag) list(inputs = a, units = b, activation = name, bias = flag)
  layers <- Map(shape, widths[-length(widths)], widths[-1L], model$activations, model$bias)
  parameters <- model$parameters
  if (is.null(parameters)) {
    ops <- choose_arithmetic(model$arithmetic, model$engine)
    config <- model$config
    parameters <- initialize(
      layers, model$initializer, config$seed, config$generator, model$skip, ops
    )
  }
  check_items(parameters, "parameters", length(layers))
  names <- sprintf("parameters[%d]", seq_along(layers) - 1L)
  Map(case_layer, unname(layers), parameters, names, USE.NAMES = FALSE)
}

#' Make a model that is not trained yet from some arguments; the others have their defaults.
#' @noRd
new_mlp <- function(arguments = list()) {
  defaults <- lapply(argument_table(), function(entry) {
    if (is.integer(entry$default)) as.double(entry$default) else entry$default
  })
  names(defaults) <- argument_names("name")
  arguments <- replace(defaults, names(arguments), arguments)
  if (!is.null(names(arguments$class_weight))) {
    arguments$class_weight <- as.list(arguments$class_weight)
  }
  values <- check_arguments(arguments)
  model <- values[c(
    "hidden", "bias", "initializer", "skip", "parameters", "class_weight", "masks", "arithmetic",
    "checkpoint", "checkpoint_every", "verbose", "restarts", "jobs", "seed", "engine", "threads"
  )]
  model$hidden <- unlist(model$hidden)
  model$bias <- unlist(model$bias)
  model$asked <- list(activation = values$output_activation, loss = values$loss)
  chosen <- choose_output(values$output_activation, values$loss)
  model$activations <- c(values$activation, list(chosen$activation))
  model$config <- run_settings(replace(values, "loss", list(chosen$loss)))
  check_pair(chosen$loss, chosen$activation, "output_activation")
  check_one_loss(model$config)
  check_stratify(model$config)
  check_restarts(model$restarts, model$checkpoint)
  check_jobs(model$jobs, values$on_step, values$on_epoch)
  metrics <- choose_metrics(as.character(unlist(values$metrics)))
  model$wanted <- MonitorConfig(NULL, metrics, values$keep_weights, values$on_step, values$on_epoch)
  model$arguments <- kept_arguments(arguments, values)
  structure(keep_choice(model), class = "twinmlp")
}

#' Choose the output activation and the loss for these targets, where they are NULL.
#' @noRd
mlp_choose_output <- function(model, y) {
  asked <- model$asked
  counted <- may_count_classes(asked$activation, asked$loss)
  classes <- if (is.null(model$classes)) count_labels(y, counted) else length(model$classes)
  chosen <- choose_output(asked$activation, asked$loss, classes)
  model$activations[[length(model$activations)]] <- chosen$activation
  model$config$loss <- chosen$loss
  keep_choice(model)
}

#' Store the chosen output activation and loss in the arguments, for checkpoints.
#' @noRd
keep_choice <- function(model) {
  last <- model$activations[[length(model$activations)]]
  if (is.null(model$asked$activation)) model$arguments$output_activation <- last
  if (is.null(model$asked$loss)) model$arguments$loss <- model$config$loss
  model
}
