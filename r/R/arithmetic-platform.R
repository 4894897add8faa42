# Find out whether this machine computes as IEEE 754 says.
#
# That is: in double precision, rounding after every operation to the nearest double, halves to
# even.

#' A computation ((a b + c) d) / e, and what this machine does wrong if the result is not
#' `expected`.
#' @noRd
Probe <- function(seen, a, b, c, d, e, expected) {
  list(seen = seen, a = a, b = b, c = c, d = d, e = e, expected = expected)
}

#' Compute 2^k exactly.
#' @noRd
two <- function(k) {
  value <- 1
  for (i in seq_len(abs(k))) value <- value * if (k > 0) 2 else 0.5
  value
}

PROBES <- list(
  Probe("fused multiply-add", 1 + two(-27), 1 - two(-27), -1, 1, 1, 0),
  Probe("flush to zero", two(-1022), 0.5, 0, 1, 1, two(-1023)),
  Probe("flush to zero", two(-1074), two(60), 0, 1, 1, two(-1014)),
  Probe("another rounding mode", 1, 1, two(-53), 1, 1, 1),
  Probe("another rounding mode", 1, 1, 1.5 * two(-52), 1, 1, 1 + two(-51)),
  Probe("another rounding mode", 1, 1, -two(-54), 1, 1, 1),
  Probe("another rounding mode", -1, 1, -two(-53), 1, 1, -1),
  Probe("extended precision", 1, 1, two(-53) + two(-78), 1, 1, 1 + two(-52)),
  Probe("extended range", two(1000), two(1000), 0, two(-1000), 1, Inf),
  Probe("inexact division", 1, 1, 0, 1, 49, 0x1.4e5e0a72f0539p-6)
)

# The square root of 2, rounded once.
ROOT_OF_TWO <- 0x1.6a09e667f3bcdp+0

#' Compute ((a b + c) d) / e on this machine.
#' @noRd
evaluate <- function(a, b, c, d, e) {
  ((a * b + c) * d) / e
}

#' Refuse a machine on which the reproducible arithmetic would not be reproducible.
#'
#' The probes are vectors, so that vector units are tried too. Errors: E_PLATFORM.
#' @noRd
check_platform <- function(compute = evaluate) {
  for (probe in PROBES) {
    values <- do.call(compute, lapply(unname(probe[2:6]), rep, times = 9L))
    if (!isTRUE(all(values == probe$expected))) refuse(probe$seen)
  }
  if (!all(sqrt(rep(2, 9L)) == ROOT_OF_TWO)) refuse("inexact square root")
}

#' Raise E_PLATFORM and say what was seen.
#' @noRd
refuse <- function(seen) {
  fail(
    "E_PLATFORM",
    "arithmetic",
    sprintf("native on this machine (%s was seen)", seen),
    "\"reproducible\""
  )
}
