# Whole epochs in one call of the compiled core, where nobody looks at single steps. What the core
# covers it computes as the plain loop does, to the bit.

# By the numbers in a vector of the core: the native arithmetic's steps of so many products, or
# fewer, are faster there than with a BLAS, whose vectors may be wider; benchmarks/border.py
# measures it.
NATIVE_PRODUCTS <- c("8" = Inf, "4" = Inf, "2" = 200000)
# Networks of so few weights, or fewer, are faster in the order of the reproducible arithmetic.
FEW_WEIGHTS <- 1000
# Epochs in one call at most.
EPOCHS_AT_ONCE <- 65536

#' How many products of two numbers the forward pass of a step takes.
#' @noRd
step_products <- function(network, batch) {
  as.double(batch) * sum(vapply(network, function(layer) length(layer$W), 0L))
}

#' The arithmetic that a run computes in, with a core if that knows all that is asked for.
#'
#' The native one is the core's own, but where a BLAS is faster; so the numbers do not depend on
#' who looks at them.
#' @noRd
arithmetic_of_run <- function(network, samples, config, ops) {
  n <- nrow(samples$y)
  known <- !is.null(ops$core) && n > 0 && !is_dealt(samples$X) &&
    !anyNA(core_settings(network, n, config, "step", ops))
  if (known && ops$name != "native") return(ops)
  batch <- if (is.null(config$batch_size)) n else min(config$batch_size, n)
  if (!known || step_products(network, batch) > NATIVE_PRODUCTS[[as.character(lanes_of(TRUE))]]) {
    ops["core"] <- list(NULL)
    return(ops)
  }
  few <- step_products(network, 1) <= FEW_WEIGHTS
  chosen <- if (few) compiled_arithmetic(REPRODUCIBLE) else native_arithmetic(REPRODUCIBLE)
  replace(chosen, "threads", ops$threads)
}

#' Say whether the core runs whole epochs: it knows the run and what is looked at, and nobody looks
#' at steps.
#' @noRd
takes_epochs <- function(ops, record, monitor) {
  if (is.null(ops$core) || length(record) > 0L || !is.null(monitor$after_step)) return(FALSE)
  !anyNA(core_metrics(monitor$wanted, ops$core))
}

#' Train to epoch config.epochs; return the state, why training stopped, and the row at the end.
#'
#' The core does several epochs in one call, a piece; the monitor takes their rows after it. If one
#' of them ends the run, the core goes back to where the piece began, and on to that row.
#' @noRd
train_epochs <- function(state, samples, config, ops, monitor) {
  source <- loss_of_epoch(config, nrow(samples$y), FALSE)
  before <- state
  at <- flat_state(state)
  run <- start_run(state, at, samples, config, ops, source, monitor$wanted)
  on.exit(end_run(run))
  if (is.null(monitor$take_rows)) at <- NULL # nothing goes back to it
  stopped <- NULL
  interrupted <- function(signal) {
    if (is.null(monitor$wanted$every)) return()
    known <- epochs_again(run, before, at, max(monitor$last() - before$epoch, 0))
    monitor$act(whole_state(read_state(ops$core, run$place, known), known))
  }
  withCallingHandlers({
    while (state$epoch < config$epochs && is.null(stopped)) {
      left <- min(config$epochs - state$epoch, EPOCHS_AT_ONCE)
      if (!is.null(monitor$take_rows)) {
        before <- state
        at <- read_state(ops$core, run$place, state)
        left <- min(left, epochs_to_checkpoint(state$epoch, monitor$wanted$every))
      }
      piece <- go_on(run, state, left, monitor$keeps)
      if (!is.null(monitor$take_rows)) {
        taken <- monitor$take_rows(piece_rows(run, state, piece), whole_state(at, before))
        stopped <- taken$stopped
      }
      if (is.null(stopped)) {
        check_piece(piece, state)
        state <- after_piece(state, piece)
      } else {
        state <- epochs_again(run, state, at, taken$epochs)
      }
    }
    row <- look_now(run)
  }, interrupt = interrupted)
  state <- whole_state(read_state(ops$core, run$place, state), state)
  list(state = state, steps = list(), stopped = stopped, row = row)
}

#' How many epochs there are to the next checkpoint, at most as many as one call takes.
#' @noRd
epochs_to_checkpoint <- function(epoch, every) {
  if (is.null(every)) EPOCHS_AT_ONCE else every - epoch %% every
}

#' The state after a piece, but for network, states and stream, which the core has.
#'
#' Its losses wait to be joined, by `whole_state`: after every piece it would be quadratic.
#' @noRd
after_piece <- function(state, piece) {
  state$later <- c(state$later, list(piece$rows[1L, seq_len(piece$epochs)]))
  state$epoch <- state$epoch + piece$epochs
  state$step <- state$step + piece$steps
  state
}

#' The state after so many epochs from `at`, where `state` was.
#' @noRd
epochs_again <- function(run, state, at, epochs) {
  set_back(run, at)
  end <- state$epoch + epochs
  state$losses <- c(state$losses, unlist(state$later))[seq_len(state$epoch)]
  state$later <- NULL
  while (state$epoch < end) {
    state <- after_piece(state, go_on(run, state, end - state$epoch, FALSE))
  }
  state
}

#' The rows of a piece that began at `state`, as the monitor takes them.
#' @noRd
piece_rows <- function(run, state, piece) {
  columns <- lapply(seq_along(run$columns), function(k) piece$rows[k, ])
  names(columns) <- run$columns
  if (!is.null(run$config$options$learning_rate)) {
    columns <- c(columns["loss"], list(learning_rate = piece$rates), columns[-1L])
  }
  like <- state$network
  parameters <- piece$parameters
  networks <- function(k) .Call(C_core_layers, parameters, like, k)
  Rows(state$epoch, ncol(piece$rows), columns, networks)
}
