# A run of whole epochs in the compiled core: begun, going on, and giving its state back.
#
# A run is list(place, config, ops, first_step, steps_an_epoch): its place in the core, which keeps
# what it reads.

# Learning rates in one call at most.
RATES_AT_ONCE <- 4096
# After so many seconds the core comes back, so that Ctrl-C is heard.
SECONDS <- 0.05
# What it reports then.
LOSS_NOT_FINITE <- 2L
NORM_NOT_FINITE <- 3L

#' Begin a run; the samples are not copied.
#' @noRd
start_run <- function(state, samples, config, ops, source) {
  n <- nrow(samples$y)
  settings <- as.double(core_settings(state$network, n, config, source, ops$core))
  kept <- list(as_doubles(samples$X), as_doubles(samples$y), as_doubles(samples$weight))
  parameters <- flat(lapply(state$network, `[`, c("W", "b")))
  lists <- c(list(parameters), list(flat_masks(state$network, config)), flat_states(state))
  position <- if (is.null(state$stream)) 1L else as.integer(state$stream$position)
  place <- .Call(C_core_run_new, settings, kept, lists, as_doubles(state$stream$key), position)
  size <- if (is.null(config$batch_size)) n else min(config$batch_size, n)
  list(
    place = place, config = config, ops = ops, first_step = state$step,
    steps_an_epoch = ceiling(n / size)
  )
}

#' The state after so many epochs, or fewer where learning rates change; `loss` is that of the one
#' epoch, where it is known.
#' @noRd
go_on <- function(run, state, epochs, loss) {
  rates <- as.double(run$config$options$learning_rate)
  if (!is.null(run$config$schedule)) {
    epochs <- min(epochs, max(1, RATES_AT_ONCE %/% run$steps_an_epoch))
    rates <- rates_of_steps(run, state, epochs)
  }
  found <- .Call(C_core_run, run$place, as.double(epochs), rates, SECONDS)
  names(found) <- c("status", "losses", "report")
  step <- run$first_step + found$report[2L]
  if (found$status == NORM_NOT_FINITE) check_norm(found$report[3L])
  if (found$status == LOSS_NOT_FINITE) check_loss(NaN, step)
  state <- read_state(run, state)
  state$losses <- c(state$losses, if (is.null(loss)) found$losses else loss)
  state$epoch <- state$epoch + epochs
  state$step <- step
  state
}

#' J of all samples at the network as the run has it, without dropout, with the penalty.
#' @noRd
loss_now <- function(run) {
  .Call(C_core_run_loss, run$place)
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

#' Give the core's memory back.
#' @noRd
end_run <- function(run) {
  invisible(.Call(C_core_run_free, run$place))
}

#' Numbers as doubles, or NULL.
#' @noRd
as_doubles <- function(values) {
  if (!is.null(values) && !is.double(values)) storage.mode(values) <- "double"
  values
}

#' The numbers of all parts, one behind the other, matrices as they are stored.
#' @noRd
flat <- function(parts) {
  as.double(unlist(parts, use.names = FALSE))
}

#' 1 where a parameter is trained, 0 where it is frozen; NULL where all are trained.
#' @noRd
flat_masks <- function(network, config) {
  if (is.null(config$frozen)) return(NULL)
  flat(Map(function(layer, mask) {
    trained <- function(values, given) if (is.null(given)) rep(1, length(values)) else given
    list(trained(layer$W, mask$W), if (!is.null(layer$b)) trained(layer$b, mask$b))
  }, unname(network), config$frozen))
}

#' Whether a part of a state is an array of the parameter's size, and not one of its numbers.
#' @noRd
array_parts <- function(state) {
  !grepl("_power$", names(state))
}

#' The arrays of all states, first those that come first in their state; and the numbers, two for
#' every W and b.
#' @noRd
flat_states <- function(state) {
  one <- function(k) {
    flat(Map(function(layer, states) {
      lapply(c("W", "b"), function(name) {
        arrays <- states[[name]][array_parts(states[[name]])]
        if (k <= length(arrays)) arrays[[k]] else rep(0, length(layer[[name]]))
      })
    }, unname(state$network), state$states))
  }
  numbers <- lapply(state$states, function(states) {
    lapply(c("W", "b"), function(name) {
      c(flat(states[[name]][!array_parts(states[[name]])]), 0, 0)[1:2]
    })
  })
  list(c(one(1L), one(2L)), flat(numbers))
}

#' The state with what the core has made of network, states and stream.
#' @noRd
read_state <- function(run, state) {
  size <- sum(lengths(lapply(state$network, `[[`, "W")), lengths(lapply(state$network, `[[`, "b")))
  found <- .Call(C_core_run_state, run$place, as.double(size), as.double(length(state$network)))
  at <- 0
  for (l in seq_along(state$network)) {
    for (name in c("W", "b")) {
      shape <- state$network[[l]][[name]]
      if (is.null(shape)) next
      here <- at + seq_along(shape)
      like <- function(values) if (is.matrix(shape)) matrix(values, nrow(shape)) else values
      state$network[[l]][[name]] <- like(found[[1L]][here])
      before <- state$states[[l]][[name]]
      columns <- list(found[[2L]][here], found[[2L]][size + here])
      numbers <- found[[3L]][4 * (l - 1) + 2 * (name == "b") + 1:2]
      arrays <- array_parts(before)
      before[arrays] <- lapply(columns[seq_len(sum(arrays))], like)
      before[!arrays] <- as.list(numbers[seq_len(sum(!arrays))])
      state$states[[l]][[name]] <- before
      at <- at + length(shape)
    }
  }
  if (!is.null(state$stream)) {
    state$stream$key <- found[[4L]]
    state$stream$position <- found[[5L]]
  }
  state
}
