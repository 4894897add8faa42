# The exponential function and its relatives, with the same bits on any IEEE 754 machine.
#
# They use + - * / and one table. Method: x = m ln 2 / 32 + r for a whole m, then e^x = 2^(m/32) e^r
# with 2^(m/32) from the table and e^r from its series (Tang, Table-driven implementation of the
# exponential function, ACM TOMS 15(2), 1989).

# Adding and subtracting it rounds to the nearest whole number, halves to even.
SHIFT <- 1.5 * 4503599627370496
# 32 / ln 2, and ln 2 / 32 in two parts, the first with few enough bits that its whole multiples are
# exact.
EXP_RATE <- 0x1.71547652b82fep+5
EXP_STEP_HIGH <- 0x1.62e42feep-6
EXP_STEP_LOW <- 0x1.a39ef35793c76p-38
# 1/n! for n = 7, 6, 5, 4, 3, 2.
EXP_SERIES <- c(1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2)
# 2^64 and 2^-64, by which the ends of the table are held away from underflow and overflow.
UP <- 18446744073709551616
DOWN <- 1 / UP
# Where m = 0 is in the table.
EXP_ZERO <- 34561L
# Below it exp(x) - 1 rounds to -1.
EXPM1_SMALLEST <- -44

#' Compute max(x, smallest), and copy x only if something is smaller; NaN stays NaN.
#' @noRd
at_least <- function(x, smallest) {
  if (isTRUE(min(x, 0) >= smallest)) x else pmax(x, smallest)
}

#' Reduce x: return s, t and the place of m in the table, with e^x = (s + s t) 2^-64 for m <= 0,
#' 2^64 for m > 0.
#'
#' x = m ln 2 / 32 + r.
#' @noRd
exp_parts <- function(x) {
  m <- (x * EXP_RATE + SHIFT) - SHIFT
  place <- as.integer(m) + EXP_ZERO
  r <- (x - m * EXP_STEP_HIGH) - m * EXP_STEP_LOW
  # One expression, so that R computes in place.
  q <- ((((r * EXP_SERIES[1L] + EXP_SERIES[2L]) * r + EXP_SERIES[3L]) * r + EXP_SERIES[4L]) *
    r +
    EXP_SERIES[5L]) *
    r +
    EXP_SERIES[6L]
  list(s = EXP_SCALE[place], t = ((r * r) * q + EXP_TAIL[place]) + r, place = place)
}

#' Compute exp(-|x|).
#' @noRd
exp_of_negative <- function(x) {
  parts <- exp_parts(at_least(-abs(x), EXP_SMALLEST))
  (parts$s * parts$t + parts$s) * DOWN
}

#' Compute s + s t - one, and add what s - one loses by rounding to s t.
#' @noRd
less_one <- function(s, t, one) {
  difference <- s - one
  (s * t + (s - (difference + one))) + difference
}

#' Compute exp(x): 0 from -746 down, infinity from 710 up.
#' @noRd
reproducible_exp <- function(x) {
  parts <- exp_parts(pmin(pmax(x, EXP_SMALLEST), EXP_LARGEST))
  back <- c(DOWN, UP)[(parts$place > EXP_ZERO) + 1L]
  (parts$s * parts$t + parts$s) * back
}

#' Compute exp(x) - 1 without losing digits near 0; -0 stays -0.
#' @noRd
reproducible_expm1 <- function(x) {
  parts <- exp_parts(pmin(pmax(x, EXPM1_SMALLEST), EXP_LARGEST))
  above <- (parts$place > EXP_ZERO) + 1L
  keep_zero(less_one(parts$s, parts$t, c(UP, DOWN)[above]) * c(DOWN, UP)[above], x)
}

#' Compute tanh(x) from t = exp(-2|x|) - 1.
#'
#' tanh(x) = -t / (2 + t) for x >= 0 and t / (2 + t) for x < 0; -0 stays -0.
#' @noRd
reproducible_tanh <- function(x) {
  parts <- exp_parts(at_least(-2 * abs(x), EXPM1_SMALLEST))
  t <- less_one(parts$s, parts$t, UP) * DOWN
  keep_zero(c(1, -1)[(x > 0) + 1L] * (t / (t + 2)), x)
}

#' Compute 1 / (1 + exp(-x)) from e = exp(-|x|).
#'
#' It is 1 / (1 + e) for x >= 0 and e / (1 + e) for x < 0, so that nothing overflows.
#' @noRd
reproducible_sigmoid <- function(x) {
  e <- exp_of_negative(x)
  above <- e
  above[x >= 0] <- 1
  above / (e + 1)
}

#' Return y, but x where x is 0, so that -0 stays -0.
#' @noRd
keep_zero <- function(y, x) {
  zero <- x == 0
  if (isTRUE(any(zero))) y[which(zero)] <- x[which(zero)]
  y
}
