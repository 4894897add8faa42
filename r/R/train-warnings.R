# What trains but cannot have been meant: a warning each, worded in fixtures/warnings.json.

LOOKED_AT <- 1000 # rows at most that a unit's slope is taken at
LOOKED_AT_ONCE <- 100
FLAT <- 1e-6 # a slope below this is that of a dead or saturated unit
ENOUGH_STEPS <- 20 # after so many steps a loss should have moved

#' Warn in the words of an entry of fixtures/warnings.json, with its braces filled in.
#' @noRd
warn_of <- function(name, ...) {
  values <- list(...)
  for (entry in read_json(fixture_path("warnings.json"), "warnings")$warnings) {
    if (entry$name == name) {
      text <- entry$text
      for (word in names(values)) {
        text <- sub(paste0("{", word, "}"), values[[word]], text, fixed = TRUE)
      }
      warn(entry$argument, paste0(text, ": ", entry$remedy))
    }
  }
}

#' Say whether there are targets that no output of this activation can come near.
#' @noRd
is_out_of_range <- function(y, activation) {
  range <- lookup(activation, ACTIVATIONS)$range
  min(y) < range[1L] || max(y) > range[2L]
}

#' Warn before training: of a validation_fraction that is ignored, as there is validation data; of
#' targets that no output can come near.
#' @noRd
warn_before <- function(y, activation, config, validated) {
  if (validated && !is.null(config$validation_fraction)) {
    warn_of("validation_fraction_ignored", fraction = describe_number(config$validation_fraction))
  }
  range <- lookup(activation, ACTIVATIONS)$range
  low <- describe_number(range[1L])
  if (is_out_of_range(y, activation)) {
    warn_of(
      "targets_out_of_range",
      lowest = describe_number(min(y)),
      highest = describe_number(max(y)),
      activation = entry_label(activation),
      range = if (is.infinite(range[2L])) {
        sprintf("are %s or more", low)
      } else {
        sprintf("lie from %s to %s", low, describe_number(range[2L]))
      }
    )
  }
}

#' Warn of a training whose loss grew, or stands where it began, or whose units are dead or
#' saturated: the first of these that fits. `done` epochs were done before it.
#' @noRd
warn_after <- function(training, samples, config, ops, done) {
  epochs <- length(training$losses) - done
  if (epochs <= 0) return(invisible())
  first <- training$losses[done + 1]
  last <- training$final_loss
  constant <- constant_loss(samples, config, ops)
  if (last > 1.1 * max(first, constant)) {
    warn_of("loss_grew", first = sprintf("%.6g", first), last = sprintf("%.6g", last))
    return(invisible())
  }
  if (last <= 0.5 * constant || warn_of_slopes(training$network, samples$X, ops)) {
    return(invisible())
  }
  steps <- epochs * steps_per_epoch(nrow(samples$y), config$batch_size)
  enough <- steps >= ENOUGH_STEPS || identical(training$stopped, "line_search")
  if (enough && last >= 0.999 * max(first, constant)) {
    warn_of("loss_stands", first = sprintf("%.6g", first), last = sprintf("%.6g", last))
  }
}

#' Warn of the first layer that has a slope of 0 for every sample in more than half of its units,
#' and say whether there is one.
#' @noRd
warn_of_slopes <- function(network, X, ops) {
  flat <- flat_units(network, X, ops)
  for (l in seq_along(network)) {
    units <- ncol(network[[l]]$W)
    label <- entry_label(network[[l]]$activation)
    if (2 * flat[l] > units) {
      warn_of("no_slope", activation = label, flat = flat[l], units = units, layer = l)
      return(TRUE)
    }
  }
  FALSE
}

#' How many units of every layer have a slope of 0 for every sample; of softmax none.
#' @noRd
flat_units <- function(network, X, ops) {
  rows <- seq(1, nrow(X), by = ceiling(nrow(X) / LOOKED_AT))
  steepest <- as.list(rep(0, length(network)))
  for (start in seq(1, length(rows), by = LOOKED_AT_ONCE)) {
    part <- rows[start:min(start + LOOKED_AT_ONCE - 1, length(rows))]
    values <- forward(network, gathered(X[part, , drop = FALSE]), ops, keep_Z = FALSE)
    for (l in seq_along(network)) {
      derivative <- lookup(network[[l]]$activation, ACTIVATIONS)$derivative
      slopes <- if (is.null(derivative)) 1 else abs(derivative(values[[l]]$Z, values[[l]]$A, ops))
      steepest[[l]] <- pmax(steepest[[l]], apply(as.matrix(slopes), 2L, max))
    }
  }
  vapply(steepest, function(slopes) sum(slopes < FLAT), 0L)
}

#' J, without a penalty, of the network whose outputs are always the mean of the targets.
#' @noRd
constant_loss <- function(samples, config, ops) {
  y <- samples$y
  weight <- samples$weight
  mean <- if (is.null(weight)) {
    ops$column_sums(y) / nrow(y)
  } else {
    ops$column_sums(y * weight) / ops$total(weight)
  }
  fused_with <- lookup(config$loss, LOSSES)$fused_with
  if (!is.null(fused_with)) {
    p <- pmin(pmax(mean, CLIP), 1 - CLIP)
    mean <- ops$log(p) - if (fused_with == "sigmoid") ops$log(1 - p) else 0
  }
  outputs <- matrix(mean, nrow(y), ncol(y), byrow = TRUE)
  loss_value(outputs, y, config$loss, config$reduction, ops, weight)
}

#' Warn of a threshold or a patience that a training of all its epochs has not reached.
#' @noRd
warn_of_limits <- function(training, config) {
  if (!is.null(training$stopped) || config$epochs == 0) return(invisible())
  epochs <- sprintf("%.0f", config$epochs)
  if (!is.null(config$threshold)) {
    threshold <- describe_number(config$threshold)
    warn_of("threshold_not_reached", threshold = threshold, epochs = epochs)
  }
  if (!is.null(config$patience)) {
    patience <- sprintf("%.0f", config$patience)
    warn_of("patience_not_reached", patience = patience, epochs = epochs)
  }
}
