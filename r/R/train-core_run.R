# A run of whole epochs in the compiled core: begun, looked at, going on, and set back.
#
# A run is list(place, config, ops, columns, size, steps_an_epoch, kept): its place in the core, the
# columns of its rows, and what the core reads while it goes on. A piece is list(epochs, steps,
# rows, parameters, rates, failed): epochs and steps done in one call, the row before each epoch, a
# column each, its parameters if they are kept, and its learning rate; a run that cannot go on has
# one row more, and says why in `failed`.

# Learning rates in one call at most.
RATES_AT_ONCE <- 1024
# Numbers of rows, or of the parameters of their networks, in one call at most.
NUMBERS_AT_ONCE <- 262144
# After so many seconds the core comes back, so that Ctrl-C is heard.
SECONDS <- 0.03
# What it reports then.
NORM_NOT_FINITE <- 3L

#' The places of the metrics that are wanted; no number for one that the core does not know.
#' @noRd
core_metrics <- function(wanted, library) {
  as.double(vapply(names(wanted$metrics), function(name) {
    metric <- wanted$metrics[[name]]
    known <- if (identical(metric, METRICS[[name]])) {
      name
    } else if (identical(metric, LABEL_METRICS[[name]])) {
      paste0("label_", name)
    }
    as.double(place_of(library, "metrics", known))
  }, 0))
}

#' Begin a run at a state; `at` is the same as the core takes it. Samples are not copied.
#' @noRd
start_run <- function(state, at, samples, config, ops, source, wanted) {
  n <- nrow(samples$y)
  settings <- as.double(core_settings(state$network, n, config, source, ops))
  kept <- doubles(samples)
  masks <- flat_masks(state$network, config)
  run <- list(
    place = .Call(C_core_run_new, settings, kept, masks, at), config = config,
    ops = ops, columns = "loss", size = count_numbers(state$network),
    steps_an_epoch = steps_per_epoch(n, config$batch_size), kept = list(kept)
  )
  watch(run, wanted)
}

#' The samples as the core reads them.
#' @noRd
doubles <- function(samples) {
  list(as_doubles(samples$X), as_doubles(samples$y), as_doubles(samples$weight))
}

#' Numbers as doubles, or NULL.
#' @noRd
as_doubles <- function(values) {
  if (!is.null(values) && !is.double(values)) storage.mode(values) <- "double"
  values
}

#' The run with rows that have the metrics, and those and the loss of validation data.
#' @noRd
watch <- function(run, wanted) {
  names <- names(wanted$metrics)
  if (length(names) == 0L && is.null(wanted$validation)) return(run)
  data <- if (!is.null(wanted$validation)) doubles(wanted$validation)
  targets <- lapply(wanted$targets[c("shift", "divisor")], as_doubles)
  metrics <- core_metrics(wanted, run$ops$core)
  .Call(C_core_run_watch, run$place, metrics, targets$shift, targets$divisor, data)
  held <- if (!is.null(data)) paste0("validation_", c("loss", names))
  run$columns <- c("loss", names, held)
  run$kept <- c(run$kept, list(data))
  run
}

#' So many epochs, or fewer: where learning rates change, numbers are many, or time is up.
#' @noRd
go_on <- function(run, state, epochs, keep) {
  width <- length(run$columns)
  size <- if (keep) run$size else 0
  epochs <- min(epochs, max(1, NUMBERS_AT_ONCE %/% max(width, size)))
  rates <- as.double(run$config$options$learning_rate)
  changes <- !is.null(run$config$schedule)
  if (changes) {
    epochs <- min(epochs, max(1, RATES_AT_ONCE %/% run$steps_an_epoch))
    rates <- rates_of_steps(run, state, epochs)
  }
  found <- .Call(C_core_run, run$place, epochs, rates, width, size, SECONDS)
  finished <- found[[2L]][1L]
  failed <- if (found[[1L]] != 0L) list(status = found[[1L]], norm = found[[2L]][3L])
  end <- seq_len(finished + !is.null(failed))
  list(
    epochs = finished, steps = found[[2L]][2L], rows = found[[3L]][, end, drop = FALSE],
    parameters = found[[4L]],
    rates = if (changes) rates[(end - 1) * run$steps_an_epoch + 1] else rep(rates, length(end)),
    failed = failed
  )
}

#' Refuse to go on from where the core could not; the piece began at `state`.
#' @noRd
check_piece <- function(piece, state) {
  if (is.null(piece$failed)) return(invisible())
  if (piece$failed$status == NORM_NOT_FINITE) check_norm(piece$failed$norm)
  check_loss(NaN, state$step + piece$steps)
}

#' The row of the network as the run has it.
#' @noRd
look_now <- function(run) {
  row <- .Call(C_core_run_look, run$place, length(run$columns), SECONDS)
  names(row) <- run$columns
  as.list(row)
}

#' The learning rate of every step of the next epochs.
#' @noRd
rates_of_steps <- function(run, state, epochs) {
  steps <- seq_len(epochs * run$steps_an_epoch) - 1
  vapply(steps, function(step) {
    epoch <- state$epoch + step %/% run$steps_an_epoch
    config_at(run$config, epoch, state$step + step, run$ops)$options$learning_rate
  }, 0)
}

#' Go back to a state that the run had.
#' @noRd
set_back <- function(run, found) {
  invisible(.Call(C_core_run_set, run$place, found))
}

#' Give the core's memory back.
#' @noRd
end_run <- function(run) {
  invisible(.Call(C_core_run_free, run$place))
}
