# Random streams: NumPy's legacy stream and R's default stream, with the same numbers in both
# languages.
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

# The most whole numbers `integers` and `sample` choose from: R's own limit.
MOST_CHOICES <- 4500000000000000

#' Random streams
#'
#' Start a stream from a seed.
#'
#' The generator "numpy" draws what numpy.random.RandomState(seed) does, seeds 0 to 2^32 - 1; "r"
#' what R does after set.seed(seed), seeds -(2^31 - 1) to 2^31 - 1.
#'
#' @param seed A whole number: 0 to 4294967295, or -2147483647 to 2147483647 for "r".
#' @param generator "numpy" or "r".
#' @return A stream: a value, from which every draw gives the next.
#' @examples
#' draw <- uniform(stream(42), 3)
#' draw$values
#' normal(draw$stream, 2)$values
#' @export
stream <- function(seed, generator = "numpy") {
  row <- GENERATORS[[check_choice(generator, "generator", names(GENERATORS))]]
  row$start(check_whole(seed, "seed", row$lowest, row$highest))
}

#' Accept a whole number from lowest to highest.
#' @noRd
check_whole <- function(value, argument, lowest, highest) {
  requirement <- sprintf("a whole number from %.0f to %.0f", lowest, highest)
  whole <- is_number(value) && is.finite(value) && value == floor(value)
  if (!whole) fail("E_TYPE", argument, requirement, describe(value))
  if (value < lowest || value > highest) fail("E_RANGE", argument, requirement, describe(value))
  as.double(value)
}

#' Accept a standard deviation: a finite number, 0 or more.
#' @noRd
check_spread <- function(value, argument) {
  if (check_number(value, argument) < 0) {
    fail("E_RANGE", argument, "a finite number, 0 or more", describe(value))
  }
  as.double(value)
}

#' Draw from a stream
#'
#' Draw n numbers low + (high - low) u, with u uniform in [0, 1).
#'
#' @param stream A stream.
#' @param n How many.
#' @param low,high The limits.
#' @return `values`, and the `stream` that goes on after them.
#' @export
uniform <- function(stream, n, low = 0, high = 1) {
  n <- check_count(n, "n", 0)
  low <- check_number(low, "low")
  high <- check_number(high, "high")
  draw <- GENERATORS[[stream$generator]]$uniform(stream, n)
  list(values = low + (high - low) * draw$values, stream = draw$stream)
}

#' Draw normal numbers from a stream
#'
#' Draw n numbers mean + sd z, with z standard normal.
#'
#' @param stream A stream.
#' @param n How many.
#' @param mean,sd Mean and standard deviation.
#' @param ops The arithmetic whose logarithm is used.
#' @return `values`, and the `stream` that goes on after them.
#' @export
normal <- function(stream, n, mean = 0, sd = 1, ops = NATIVE) {
  n <- check_count(n, "n", 0)
  mean <- check_number(mean, "mean")
  sd <- check_spread(sd, "sd")
  draw <- GENERATORS[[stream$generator]]$normal(stream, n, ops)
  list(values = mean + sd * draw$values, stream = draw$stream)
}

#' Draw an order from a stream
#'
#' Draw a permutation of the indices 0, ..., n - 1.
#'
#' @param stream A stream.
#' @param n How many.
#' @return `values`, and the `stream` that goes on after them.
#' @export
permutation <- function(stream, n) {
  GENERATORS[[stream$generator]]$permutation(stream, check_count(n, "n", 0))
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
#' @param stream A stream.
#' @param n How many.
#' @param low,high The limits; high is left out.
#' @return `values`, and the `stream` that goes on after them.
#' @export
integers <- function(stream, n, low, high) {
  n <- check_count(n, "n", 0)
  low <- check_whole(low, "low", -MOST_CHOICES, MOST_CHOICES)
  high <- check_whole(high, "high", -MOST_CHOICES, MOST_CHOICES)
  if (high <= low || high - low > MOST_CHOICES) {
    fail("E_RANGE", "high", sprintf("1 to %.0f above `low`", MOST_CHOICES), describe(high))
  }
  draw <- GENERATORS[[stream$generator]]$integers(stream, n, high - low)
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
  words(stream, GENERATORS[[stream$generator]]$uniform_words * check_count(n, "n", 0))$stream
}
