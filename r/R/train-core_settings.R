# The settings of a run as the compiled core takes them: numbers, in the order of
# r/src/train-settings.h.

# Where the core takes the loss of an epoch from.
EPOCH_LOSS <- c(step = 1, batches = 2, pass = 3)
CLIPPING <- c(value = 1, norm = 2)
# The most options that an optimizer has, but learning_rate and weight_decay.
MOST_OPTIONS <- 5

#' Where a name is in a table of the core, or no number.
#' @noRd
place_of <- function(library, table, name) {
  if (!is.character(name)) return(NaN)
  .Call(C_core_place, table, name)
}

#' The options of the optimizer as numbers, in the order of its table; a name is 1 for "hat".
#' @noRd
optimizer_numbers <- function(config) {
  names <- setdiff(names(OPTIMIZERS[[config$optimizer]]$options), "weight_decay")
  numbers <- vapply(config$options[names], function(value) {
    if (is.character(value)) as.double(value == "hat") else as.double(value)
  }, 0)
  c(unname(numbers), rep(0, MOST_OPTIONS))[seq_len(MOST_OPTIONS)]
}

#' All settings, as numbers; none for a name that the core does not know.
#' @noRd
core_settings <- function(network, n, config, source, ops) {
  library <- ops$core
  or_zero <- function(value) if (is.null(value)) 0 else as.double(value)
  kind <- names(config$clipping)
  of_the_run <- c(
    length(network),
    n,
    nrow(network[[1L]]$W),
    min(if (is.null(config$batch_size)) n else config$batch_size, n),
    config$order == "shuffled",
    place_of(library, "generators", config$generator),
    place_of(library, "losses", entry_name(config$loss)),
    or_zero(lookup(config$loss, LOSSES)$parameters$delta),
    config$reduction == "mean",
    place_of(library, "optimizers", config$optimizer),
    optimizer_numbers(config),
    or_zero(config$options$weight_decay),
    if (is.null(kind)) 0 else CLIPPING[[kind]],
    if (is.null(kind)) 0 else config$clipping[[kind]],
    or_zero(config$penalty$l1),
    or_zero(config$penalty$l2),
    or_zero(config$penalty$biases),
    EPOCH_LOSS[[source]],
    ops$threads,
    ops$name == "native"
  )
  rates <- if (is.null(config$dropout)) rep(0, length(network)) else config$dropout
  c(of_the_run, unlist(Map(layer_settings, unname(network), rates, list(library))))
}

#' The settings of one layer.
#' @noRd
layer_settings <- function(layer, rate, library) {
  place <- place_of(library, "activations", entry_name(layer$activation))
  alpha <- lookup(layer$activation, ACTIVATIONS)$parameters$alpha
  c(ncol(layer$W), !is.null(layer$b), place, if (is.null(alpha)) 0 else alpha, rate)
}
