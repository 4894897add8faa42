# Whole epochs in one call of the compiled core, where nobody looks at single steps. What the core
# covers it computes as the plain loop does, to the bit.

# By the numbers in a vector of the core: the native arithmetic's steps of so many products, or
# fewer, are faster there than with a BLAS. benchmarks/border.py measures it: at these borders the
# core takes 0.8 to 1.2 of the plain twin's time in Python, and 0.4 to 0.6 in R.
NATIVE_PRODUCTS <- c("8" = 4000000, "4" = 1000000, "2" = 200000)
# Epochs in one call at most.
EPOCHS_AT_ONCE <- 65536

#' How many products of two numbers the forward pass of a step takes.
#' @noRd
step_products <- function(network, batch) {
  as.double(batch) * sum(vapply(network, function(layer) length(layer$W), 0L))
}

#' The arithmetic that a run computes in, with a core if that knows all that is asked for.
#'
#' Where the steps of the native one are small it is the core's own, so that the numbers do not
#' depend on who looks at them.
#' @noRd
arithmetic_of_run <- function(network, n, config, ops) {
  known <- !is.null(ops$core) && n > 0 &&
    !anyNA(core_settings(network, n, config, "step", ops$core))
  if (!known) {
    ops["core"] <- list(NULL)
    return(ops)
  }
  batch <- if (is.null(config$batch_size)) n else min(config$batch_size, n)
  most <- NATIVE_PRODUCTS[[as.character(lanes_of(ops$core))]]
  small <- step_products(network, batch) <= most
  if (ops$name == "native" && small) compiled_arithmetic(REPRODUCIBLE) else ops
}

#' Say whether the core runs whole epochs: it knows the run, and nobody looks at steps.
#' @noRd
takes_epochs <- function(ops, record, monitor) {
  watched <- length(record) > 0L || !is.null(monitor$after_step)
  !is.null(ops$core) && ops$name == "reproducible" && !watched
}

#' Train to epoch config.epochs; return the state, why training stopped, and J at the end. The
#' monitor is asked before every epoch.
#' @noRd
train_epochs <- function(state, samples, config, ops, monitor, source) {
  alone <- !is.null(monitor$before_epoch)
  known <- source == "pass" && alone
  run <- start_run(state, samples, config, ops, if (known) "known" else source)
  on.exit(end_run(run))
  stopped <- NULL
  while (state$epoch < config$epochs) {
    loss <- if (known) loss_now(run)
    if (!is.null(monitor$before_epoch)) {
      stopped <- monitor$before_epoch(state, loss)
      if (!is.null(stopped)) break
    }
    epochs <- if (alone) 1 else min(config$epochs - state$epoch, EPOCHS_AT_ONCE)
    state <- go_on(run, state, epochs, loss)
  }
  list(state = state, steps = list(), stopped = stopped, final_loss = loss_now(run))
}
