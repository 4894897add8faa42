# Write a training run as a case: the inverse of `case_parts`.

# The settings of a run that stand in the part `training` of a case; and, of those that may be left
# out, by which setting they are.
TRAINING <- c("epochs", "batch_size", "order", "seed", "generator")
STOPPING <- c(
  validation_fraction = "validation_fraction", stratify = "validation_fraction",
  patience = "patience", min_delta = "patience", restore_best = "patience", threshold = "threshold"
)

#' Return the case of these parts; `case_parts` takes it apart, and refuses an invalid one.
#' @noRd
case_document <- function(parts) {
  config <- parts$config
  frozen <- if (!is.null(config$frozen)) parameters_record(config$frozen)
  document <- c(
    list(format = "twinmlp-case", version = 1, id = parts$id), optional("title", parts$title),
    lapply(Filter(Negate(is.null), parts$names), as_list_of_numbers),
    list(
      arithmetic = parts$arithmetic,
      network = list(layers = layer_shapes(parts)),
      loss = c(named_record(config$loss, "loss", LOSSES), list(reduction = config$reduction))
    ),
    optional("penalty", config$penalty), optional("clipping", config$clipping),
    optional("masks", frozen),
    list(
      optimizer = c(
        list(name = config$optimizer), config$options, optional("schedule", config$schedule)
      ),
      training = training_settings(config),
      data = list(X = parts$X, y = parts$y, sample_weight = as_list_of_numbers(parts$weight)),
      parameters = parameters_record(parts$network),
      record = list(steps = as_list_of_numbers(parts$record))
    )
  )
  case_parts(document)
  document
}

#' Return the settings of a run without network, loss, optimizer and unused stopping rules.
#' @noRd
training_settings <- function(config) {
  asked <- names(STOPPING)[!vapply(config[STOPPING], is.null, NA)]
  config[c(TRAINING, asked)]
}

#' Inputs, units, activation, bias and dropout of every layer.
#' @noRd
layer_shapes <- function(parts) {
  rates <- parts$config$dropout
  if (is.null(rates)) rates <- rep(0, length(parts$network))
  argument <- sprintf("network.layers[%d].activation", seq_along(parts$network) - 1L)
  Map(function(layer, rate, argument) {
    list(
      inputs = nrow(layer$W), units = ncol(layer$W),
      activation = entry_record(layer$activation, argument, ACTIVATIONS),
      bias = !is.null(layer$b), dropout = rate
    )
  }, unname(parts$network), rates, argument, USE.NAMES = FALSE)
}

#' An entry of a table as an object with its name and parameters.
#' @noRd
named_record <- function(chosen, argument, table) {
  record <- entry_record(chosen, argument, table)
  if (is.character(record)) list(name = record) else record
}

#' Return a part of a case; nothing where it is NULL.
#' @noRd
optional <- function(name, value) {
  if (is.null(value)) NULL else stats::setNames(list(value), name)
}
