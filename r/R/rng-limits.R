# Check the arguments of random draws: how many numbers, from which range.

# The most whole numbers `integers` and `sample` choose from: the limit in R.
MOST_CHOICES <- 4500000000000000

# The most numbers that one call draws.
MOST_DRAWS <- 1e8

# How many samples, features and centers a data set has at most; in all no more than MOST_DRAWS.
MOST_SAMPLES <- 1e7

#' Refuse samples of more numbers than MOST_DRAWS.
#' @noRd
check_room <- function(rows, columns) {
  if (rows * columns > MOST_DRAWS) {
    requirement <- sprintf("samples of at most %.0f numbers", MOST_DRAWS)
    fail("E_SHAPE", "n_samples", requirement, sprintf("%.0f x %.0f", rows, columns))
  }
}

#' Accept how many numbers are to be drawn.
#' @noRd
check_draws <- function(n) {
  check_count(n, "n", 0, MOST_DRAWS)
}

#' Accept a whole number from lowest to highest.
#' @noRd
check_whole <- function(value, argument, lowest, highest) {
  requirement <- sprintf("a whole number from %.0f to %.0f", lowest, highest)
  if (!is_whole_number(value)) fail("E_TYPE", argument, requirement, describe(value))
  if (value < lowest || value > highest) fail("E_RANGE", argument, requirement, describe(value))
  as.double(value)
}
