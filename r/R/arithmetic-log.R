# The logarithm and its relatives, with the same bits on any IEEE 754 machine.
#
# They use + - * / sqrt and exact powers of two. Method: x = 2^e (1 + f) with 1 + f between
# sqrt(1/2) and sqrt(2), then log(1 + f) from the series of log((1 + s) / (1 - s)) with s = f / (2 +
# f), as in FreeBSD's e_log.c.

# ln 2 in two parts, the first with few enough bits that its whole multiples are exact.
LN2_HIGH <- 0x1.62e42feep-1
LN2_LOW <- 0x1.a39ef35793c76p-33
SQRT2 <- sqrt(2)
# 2 / (2j + 1) for j = 10 .. 1.
LOG_SERIES <- 2 / (2 * (10:1) + 1)

#' Compute log(x) of finite x > 0.
#'
#' With x = 2^e (1 + f) and s = f / (2 + f): log(1 + f) = f - (f^2/2 - s (f^2/2 + R(s^2))).
#' @noRd
log_of_positive <- function(x) {
  place <- pmax(findInterval(x, POWERS_OF_TWO), 1L)
  m <- x / POWERS_OF_TWO[place]
  large <- m > SQRT2
  e <- as.vector(place - 1075 + large)
  f <- m * c(1, 0.5)[large + 1L] - 1
  s <- f / (f + 2)
  z <- s * s
  q <- z * LOG_SERIES[1L]
  for (coefficient in LOG_SERIES[-1L]) q <- (q + coefficient) * z
  half <- (0.5 * f) * f
  q <- s * (half + q) + e * LN2_LOW
  e * LN2_HIGH - ((half - q) - f)
}

#' Compute log(1 + u) of finite u > -1, as log(w) + (u - (w - 1)) / w with w = 1 + u.
#' @noRd
log1p_of_positive <- function(u) {
  w <- 1 + u
  log_of_positive(w) + (u - (w - 1)) / w
}

#' Return y, but -infinity where x = 0, x where it is infinity or NaN, and NaN where x < 0.
#' @noRd
with_log_limits <- function(y, x) {
  y[which(x < 0)] <- NaN
  y[which(x == 0)] <- -Inf
  y[which(x == Inf)] <- Inf
  y
}

#' Compute log(x): -infinity for 0, NaN for x < 0.
#' @noRd
reproducible_log <- function(x) {
  with_log_limits(log_of_positive(x), x)
}

#' Compute log(1 + x) without losing digits near 0; -0 stays -0.
#' @noRd
reproducible_log1p <- function(x) {
  keep_zero(with_log_limits(log1p_of_positive(x), 1 + x), x)
}

#' Compute log(1 + exp(x)) as max(x, 0) + log1p(exp(-|x|)).
#' @noRd
reproducible_softplus <- function(x) {
  pmax(x, 0) + log1p_of_positive(exp_of_negative(x))
}
