# The table of schedules: name -> options, and the factor of the learning rate at time t.
#
# An entry is a `Schedule`. To add one, write one entry in SCHEDULES here and in Python. t counts
# from 0, epochs or steps, as the option `by` says.

#' An entry of the table of schedules.
#'
#' options: name -> default and check of each option; `by` and `warmup`, which all have, are in
#'   COMMON.
#' factor(t, options, ops): what the learning rate is multiplied by at time t, a number.
#'   scheduled_rate calls it in every step.
#' @noRd
Schedule <- function(options, factor) {
  list(options = options, factor = factor)
}

# pi, rounded once
PI <- 0x1.921fb54442d18p+1

#' Compute x^k by repeated squaring, for a whole k from 0.
#'
#' From the lowest binary digit of k up, the result is multiplied by x where the digit is 1, and x
#' is squared. The order is fixed, so both languages get the same bits.
#' @noRd
whole_power <- function(x, k) {
  result <- 1
  while (k > 0) {
    if (k %% 2 == 1) result <- result * x
    x <- x * x
    k <- k %/% 2
  }
  result
}

#' Compute (1 + cos(pi t / period)) / 2 for t from 0 to period, as the square of cos(pi t / (2
#' period)).
#'
#' The cosine of a is 1 - a^2/(1 2) (1 - a^2/(3 4) (1 - ...)), of an angle above pi/4 the sine of
#' the rest, a (1 - a^2/(2 3) (1 - a^2/(4 5) (1 - ...))), each with nine brackets, the innermost
#' first.
#' @noRd
half_wave <- function(t, period) {
  is_late <- 2 * t > period
  a <- PI * (if (is_late) period - t else t) / (2 * period)
  square <- a * a
  wave <- 1
  for (j in seq(18, 2, -2)) wave <- 1 - square * wave / (j * (if (is_late) j + 1 else j - 1))
  if (is_late) wave <- a * wave
  wave * wave
}

#' Inverse scaling: (t + 1)^(-power), as exp(-(power * log(t + 1))).
#' @noRd
inverse_scaling <- function(t, options, ops) {
  ops$exp(-(options$power * ops$log(t + 1)))
}

#' Cosine annealing without restarts (Loshchilov and Hutter 2017).
#'
#' (1 - smallest) * half_wave(min(t, period)) + smallest: from 1 at t = 0 to smallest at t = period,
#' and on.
#' @noRd
cosine <- function(t, options, ops) {
  (1 - options$smallest) * half_wave(min(t, options$period), options$period) + options$smallest
}

SCHEDULES <- list(
  constant = Schedule(list(), function(t, options, ops) 1),
  # drop^floor(t / every)
  step = Schedule(
    list(drop = Option(0.5, SHRINKING_OR_ONE), every = Option(10, check_count)),
    function(t, options, ops) whole_power(options$drop, t %/% options$every)
  ),
  # decay^t
  exponential = Schedule(list(decay = Option(0.99, SHRINKING_OR_ONE)), function(t, options, ops) {
    whole_power(options$decay, t)
  }),
  inverse_scaling = Schedule(list(power = Option(0.5, NOT_NEGATIVE)), inverse_scaling),
  cosine = Schedule(
    list(period = Option(100, check_count), smallest = Option(0, UP_TO_ONE)), cosine
  )
)

TIMES <- list(epoch = function(epoch, step) epoch, step = function(epoch, step) step)
COMMON <- list(
  by = Option("epoch", one_of(names(TIMES))),
  warmup = Option(0, function(value, argument) check_count(value, argument, 0))
)

#' Accept a name in SCHEDULES, or an object of a name and options; return the name with all options,
#' or NULL.
#'
#' Errors: E_CHOICE for another name, E_FORMAT for an option that the schedule does not have, and
#' those of the options' checks.
#' @noRd
check_schedule <- function(value, argument) {
  if (is.null(value)) return(NULL)
  named <- check_named(value, argument, SCHEDULES)
  c(
    list(name = named$name),
    check_options(named, argument, c(SCHEDULES[[named$name]]$options, COMMON))
  )
}

#' Compute the learning rate of a step: learning_rate * factor(t), and during warm-up that times (t
#' + 1) / warmup.
#'
#' Warm-up rises in a straight line over the first `warmup` epochs or steps (Goyal et al. 2017).
#' @noRd
scheduled_rate <- function(learning_rate, schedule, epoch, step, ops) {
  t <- TIMES[[schedule$by]](epoch, step)
  rate <- learning_rate * SCHEDULES[[schedule$name]]$factor(t, schedule, ops)
  if (t + 1 < schedule$warmup) rate * ((t + 1) / schedule$warmup) else rate
}
