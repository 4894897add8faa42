# A whole fit: data set aside for validation, the training monitored, and the best parameters
# restored.

#' Train as `train` does, with what is wanted monitored. A split for validation is the first that
#' the training stream draws.
#' @noRd
fit_network <- function(network, samples, config, ops, record = numeric(0), state = NULL,
                        wanted = MonitorConfig()) {
  draws <- rows <- NULL
  if (!is.null(config$validation_fraction) && is.null(wanted$validation)) {
    split <- split_samples(samples, config)
    draws <- split$stream
    rows <- split$train
    wanted$validation <- chosen_samples(samples, split$test)
    samples <- chosen_samples(samples, rows)
  }
  check_one_loss(config, nrow(samples$y))
  if (is.null(state)) state <- initial_state(network, config, draws)
  config$full_loss <- config$full_loss || takes_rows(config, wanted)
  ops <- arithmetic_of_run(state$network, samples, config, ops)
  monitor <- make_monitor(samples, config, wanted, ops, state$monitored)
  training <- train(network, samples, config, ops, record, state, monitor)
  if (!is.null(rows)) {
    training$steps <- lapply(training$steps, function(step) {
      replace(step, "rows", list(rows[step$rows + 1]))
    })
  }
  restored(training, config)
}

#' The rows to train on, the rows set aside, and the training stream after the draw.
#' @noRd
split_samples <- function(samples, config) {
  draws <- stream(config$seed, config$generator)
  classes <- if (config$stratify) class_sizes(samples$y, "stratify", "true")$places
  fraction <- config$validation_fraction
  train_test_split(nrow(samples$y), draws, fraction, "validation_fraction", classes)
}

#' The samples that are trained on, where some may be set aside for validation.
#' @noRd
trained_samples <- function(samples, config, validation) {
  if (is.null(config$validation_fraction) || !is.null(validation)) return(samples)
  chosen_samples(samples, split_samples(samples, config)$train)
}

#' These rows of the samples.
#' @noRd
chosen_samples <- function(samples, rows) {
  rows <- rows + 1
  Samples(samples$X[rows, , drop = FALSE], samples$y[rows, , drop = FALSE], samples$weight[rows])
}

#' The training with the network of the best row, where there is one and it is wanted.
#' @noRd
restored <- function(training, config) {
  if (is.null(config$patience) || !config$restore_best || is.null(training$state$monitored)) {
    return(training)
  }
  best <- training$state$monitored$best
  training$network <- best$network
  training$final_loss <- best$loss
  training
}

#' The loss of the network that is kept: of the validation data where there is some, else of the
#' samples trained on.
#' @noRd
kept_loss <- function(training, config) {
  monitored <- training$state$monitored
  if (is.null(monitored$columns$validation_loss)) return(training$final_loss)
  if (!is.null(config$patience) && config$restore_best) return(monitored$best$value)
  monitored$columns$validation_loss[length(monitored$columns$validation_loss)]
}

#' Refuse to stratify where nothing is set aside.
#' @noRd
check_stratify <- function(config, place = "") {
  if (config$stratify && is.null(config$validation_fraction)) {
    fail("E_CHOICE", paste0(place, "stratify"), "false without a validation_fraction", "true")
  }
}

#' Refuse what a search cannot have: J must be one function of the parameters, that of all n
#' samples, and g its gradient.
#' @noRd
check_one_loss <- function(config, n = NULL, place = "") {
  if (is.null(OPTIMIZERS[[config$optimizer]]$search)) return(invisible())
  why <- sprintf(" with the optimizer \"%s\"", config$optimizer)
  if (!is.null(config$dropout)) {
    fail("E_RANGE", "dropout", paste0("0", why), describe(max(config$dropout)))
  }
  if (!is.null(config$clipping)) {
    fail("E_CHOICE", "clipping", paste0("null", why), describe(config$clipping))
  }
  if (config$order != "sequential") {
    fail("E_CHOICE", paste0(place, "order"), paste0('"sequential"', why), describe(config$order))
  }
  if (!is.null(n) && !is.null(config$batch_size) && config$batch_size < n) {
    requirement <- sprintf("null, or %.0f or more,%s", n, why)
    fail("E_RANGE", paste0(place, "batch_size"), requirement, describe(config$batch_size))
  }
}
