# NumPy's legacy stream: the numbers that numpy.random.RandomState(seed) draws.

#' Start from a seed: x_0 = seed, x_i = 1812433253 (x_{i-1} xor floor(x_{i-1} / 2^30)) + i mod 2^32.
#' @noRd
numpy_start <- function(seed) {
  key <- numeric(624)
  x <- seed
  for (i in 0:623) {
    key[i + 1L] <- x
    low <- bitwXor(x %% 65536, x %/% 1073741824)
    high <- x %/% 65536
    # 1812433253 x in two parts, because a double holds whole numbers to 2^53 only.
    x <- ((1812433253 * high) %% 65536 * 65536 + 1812433253 * low + i + 1) %% 4294967296
  }
  list(generator = "numpy", key = key, position = 624, cached = NULL)
}

#' Turn every pair of words into u = (floor(w1 / 2^5) 2^26 + floor(w2 / 2^6)) / 2^53.
#' @noRd
numpy_doubles <- function(pairs) {
  (floor(pairs[1L, ] / 32) * 67108864 + floor(pairs[2L, ] / 64)) / 9007199254740992
}

#' Draw n doubles in [0, 1), two words each.
#' @noRd
numpy_uniform <- function(stream, n) {
  draw <- words(stream, 2 * n)
  list(values = numpy_doubles(groups(draw$values, 2)), stream = draw$stream)
}

#' Turn every four words into a point of the square [-1, 1)^2: x = 2 u - 1.
#' @noRd
numpy_point <- function(fours) {
  list(
    2 * numpy_doubles(fours[1:2, , drop = FALSE]) - 1,
    2 * numpy_doubles(fours[3:4, , drop = FALSE]) - 1
  )
}

#' Say which points have 0 < x1^2 + x2^2 < 1.
#' @noRd
numpy_in_disc <- function(fours) {
  point <- numpy_point(fours)
  r2 <- point[[1L]] * point[[1L]] + point[[2L]] * point[[2L]]
  r2 < 1 & r2 != 0
}

#' Draw n standard normals by the polar method.
#'
#' Normals come in pairs; a second one that is not needed yet is kept in the stream as `cached`.
#' @noRd
numpy_normal <- function(stream, n, ops) {
  owed <- stream$cached
  draw <- accepted(stream, max(n - length(owed) + 1, 0) %/% 2, 4, numpy_in_disc)
  point <- numpy_point(draw$values)
  values <- c(owed, do.call(rbind, polar_pair(point[[1L]], point[[2L]], ops)))
  draw$stream["cached"] <- list(if (length(values) > n) values[n + 1])
  list(values = values[seq_len(n)], stream = draw$stream)
}

#' Draw n whole numbers in [0, bound), by masked rejection.
#'
#' Each is the low bits of a word, or of two words if bound > 2^32; a number that is too large is
#' drawn again.
#' @noRd
numpy_integers <- function(stream, n, bound) {
  if (bound == 1) return(list(values = numeric(n), stream = stream))
  bits <- bit_length(bound - 1)
  size <- if (bits <= 32) 1 else 2
  draw <- accepted(stream, n, size, function(group) numpy_low_bits(group, bits) < bound)
  list(values = numpy_low_bits(draw$values, bits), stream = draw$stream)
}

#' Return the low bits of one word, or of two with the high word first.
#' @noRd
numpy_low_bits <- function(group, bits) {
  if (bits <= 32) return(group[1L, ] %% 2^bits)
  group[1L, ] %% 2^(bits - 32) * 4294967296 + group[2L, ]
}

#' Draw a permutation of 0, ..., n - 1.
#'
#' For i = n - 1, ..., 1 place i is swapped with a place drawn from 0, ..., i. Source: Fisher and
#' Yates 1938; Durstenfeld, Algorithm 235, CACM 7(7), 1964.
#' @noRd
numpy_permutation <- function(stream, n) {
  bounds <- if (n > 1) n:2 else numeric(0)
  draw <- indices(stream, bounds, rep(1, length(bounds)), function(group, bits) group[1L] %% 2^bits)
  order <- seq_len(n) - 1
  for (k in seq_along(bounds)) {
    i <- bounds[k]
    j <- draw$values[k] + 1
    kept <- order[i]
    order[i] <- order[j]
    order[j] <- kept
  }
  list(values = order, stream = draw$stream)
}

#' Draw `size` of 0, ..., n - 1.
#'
#' With replacement they are integers, without the start of a permutation.
#' @noRd
numpy_sample <- function(stream, n, size, replace) {
  if (replace) return(numpy_integers(stream, size, n))
  draw <- numpy_permutation(stream, n)
  list(values = draw$values[seq_len(size)], stream = draw$stream)
}
