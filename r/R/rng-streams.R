# Random streams: NumPy's legacy stream and R's default one, the same numbers in both languages.
#
# A stream is a value: a draw returns values and the stream after them, and changes nothing.

# The seeds a generator takes, how many words one uniform takes, and how it draws.
GENERATORS <- list(
  numpy = list(
    lowest = 0,
    highest = 4294967295,
    uniform_words = 2,
    start = numpy_start,
    uniform = numpy_uniform,
    normal = numpy_normal,
    integers = numpy_integers,
    permutation = numpy_permutation,
    sample = numpy_sample
  ),
  r = list(
    lowest = -2147483647,
    highest = 2147483647,
    uniform_words = 1,
    start = r_start,
    uniform = r_uniform,
    normal = r_normal,
    integers = r_integers,
    permutation = r_permutation,
    sample = r_sample
  )
)

#' Random streams
#'
#' Start a stream from a seed: that of numpy.random.RandomState(seed), or of R's set.seed(seed).
#'
#' Errors: E_TYPE for a seed that is no whole number, E_RANGE for one outside the range, E_CHOICE
#' for another generator. Source: Matsumoto and Nishimura (1998), Mersenne Twister.
#'
#' @param seed A whole number, 0 to 4294967295; for generator "r" -2147483647 to 2147483647.
#' @param generator "numpy" or "r"; default "numpy".
#' @return A stream: a value, from which every draw gives the next.
#' @examples
#' draw <- uniform(stream(42), 3)
#' draw$values
#' normal(draw$stream, 2)$values
#' @export
stream <- function(seed, generator = "numpy") {
  chosen <- GENERATORS[[check_choice(generator, "generator", names(GENERATORS))]]
  chosen$start(check_whole(seed, "seed", chosen$lowest, chosen$highest))
}

#' Draw from a stream
#'
#' Draw n numbers low + (high - low) u, with u uniform in [0, 1).
#'
#' Errors: E_TYPE, E_RANGE or E_NOT_FINITE for another n or limit.
#'
#' @param stream A stream, as [stream()] gives it.
#' @param n How many to draw: a count, 0 or more.
#' @param low The lower limit, a number; default 0.
#' @param high The upper limit, a number; default 1.
#' @return The drawn values, n numbers, and the stream that goes on after them.
#' @examples
#' draw <- uniform(stream(42), 2, low = -1, high = 1)
#' draw$values
#' uniform(draw$stream, 1)$values
#' @export
uniform <- function(stream, n, low = 0, high = 1) {
  generator <- GENERATORS[[check_stream(stream)$generator]]
  n <- check_draws(n)
  low <- check_number(low, "low")
  high <- check_number(high, "high")
  draw <- generator$uniform(stream, n)
  list(values = low + (high - low) * draw$values, stream = draw$stream)
}

#' Draw normal numbers from a stream
#'
#' Draw n numbers mean + sd z, with z standard normal.
#'
#' Errors: E_TYPE, E_RANGE or E_NOT_FINITE for another n, mean or sd. Source: Marsaglia and Bray
#' (1964), NumPy's polar method; Wichura (1988), R's inversion.
#'
#' @param stream A stream, as [stream()] gives it.
#' @param n How many to draw: a count, 0 or more.
#' @param mean The mean, a number; default 0.
#' @param sd The standard deviation, a number, 0 or more; default 1.
#' @param ops The arithmetic whose logarithm is used, as [choose_arithmetic()] gives it; default
#'   native.
#' @return The drawn values, n numbers, and the stream that goes on after them.
#' @examples
#' normal(stream(42), 3)$values
#' normal(stream(42, "r"), 3)$values # set.seed(42); rnorm(3)
#' @export
normal <- function(stream, n, mean = 0, sd = 1, ops = NATIVE) {
  generator <- GENERATORS[[check_stream(stream)$generator]]
  n <- check_draws(n)
  mean <- check_number(mean, "mean")
  sd <- check_not_negative(sd, "sd")
  ops <- check_arithmetic(ops)
  draw <- generator$normal(stream, n, ops)
  list(values = mean + sd * draw$values, stream = draw$stream)
}

#' Draw a permutation from a stream
#'
#' Draw a permutation of the indices 0, ..., n - 1.
#'
#' Errors: E_TYPE or E_RANGE for another n.
#'
#' @param stream A stream, as [stream()] gives it.
#' @param n How many indices: a count, 0 or more.
#' @return The indices in their drawn order, and the stream that goes on after them.
#' @examples
#' permutation(stream(42), 5)$values
#' @export
permutation <- function(stream, n) {
  GENERATORS[[check_stream(stream)$generator]]$permutation(stream, check_draws(n))
}

#' Draw a permutation and put the values, or the rows of a matrix, in its order.
#' @noRd
shuffle <- function(stream, values) {
  draw <- permutation(stream, NROW(values))
  order <- draw$values + 1
  list(
    values = if (is.matrix(values)) values[order, , drop = FALSE] else values[order],
    stream = draw$stream
  )
}

#' Draw whole numbers from a stream
#'
#' Draw n whole numbers from low to high - 1.
#'
#' Errors: E_TYPE or E_RANGE for another n or limit.
#'
#' @param stream A stream, as [stream()] gives it.
#' @param n How many to draw: a count, 0 or more.
#' @param low The smallest number, whole.
#' @param high One more than the largest number, whole; more than low, by 4500000000000000 at
#'   most.
#' @return The drawn values, n numbers, and the stream that goes on after them.
#' @examples
#' integers(stream(42), 4, 1, 7)$values
#' @export
integers <- function(stream, n, low, high) {
  generator <- GENERATORS[[check_stream(stream)$generator]]
  n <- check_draws(n)
  low <- check_whole(low, "low", -MOST_CHOICES, MOST_CHOICES)
  high <- check_whole(high, "high", -MOST_CHOICES, MOST_CHOICES)
  if (high <= low || high - low > MOST_CHOICES) {
    fail("E_RANGE", "high", sprintf("1 to %.0f above `low`", MOST_CHOICES), describe(high))
  }
  draw <- generator$integers(stream, n, high - low)
  list(values = low + draw$values, stream = draw$stream)
}

#' Draw `size` of the indices 0, ..., n - 1.
#' @noRd
sample <- function(stream, n, size, replace = FALSE) {
  n <- check_count(n, "n")
  size <- check_count(size, "size", 0)
  replace <- check_flag(replace, "replace")
  if (n > MOST_CHOICES) fail("E_RANGE", "n", sprintf("%.0f or less", MOST_CHOICES), describe(n))
  if (!replace && size > n) {
    fail("E_RANGE", "size", sprintf("%.0f or less without replacement", n), describe(size))
  }
  GENERATORS[[stream$generator]]$sample(stream, n, size, replace)
}

#' Return the stream after n uniform numbers.
#' @noRd
skip <- function(stream, n) {
  words(stream, GENERATORS[[stream$generator]]$uniform_words * check_draws(n))$stream
}
