# R's default stream: the numbers that are drawn after set.seed(seed).
#
# The kinds are "Mersenne-Twister", "Inversion" and "Rejection", the defaults since R 3.6.

# Above this many to choose from, at most half of them are chosen by drawing again what was drawn
# before.
R_HASH_LIMIT <- 10000000

#' Start from a seed: x <- 69069 x + 1 mod 2^32, 51 times, then once more for each word of the
#' state.
#' @noRd
r_start <- function(seed) {
  key <- numeric(624)
  x <- seed %% 4294967296
  for (i in -51:623) {
    x <- (69069 * x + 1) %% 4294967296
    if (i >= 0) key[i + 1L] <- x
  }
  list(generator = "r", key = key, position = 624, cached = NULL)
}

#' Turn every word w into u = w / 2^32, with a small number in the place of 0.
#' @noRd
r_doubles <- function(values) {
  replace(values / 4294967296, values == 0, 0x1.00000000fffffp-33)
}

#' Draw n doubles in (0, 1), one word each.
#' @noRd
r_uniform <- function(stream, n) {
  draw <- words(stream, n)
  list(values = r_doubles(draw$values), stream = draw$stream)
}

#' Draw n standard normals by inversion: z = quantile((floor(2^27 u1) + u2) / 2^27).
#' @noRd
r_normal <- function(stream, n, ops) {
  draw <- r_uniform(stream, 2 * n)
  u <- matrix(draw$values, nrow = 2)
  list(
    values = normal_quantile((floor(134217728 * u[1L, ]) + u[2L, ]) / 134217728, ops),
    stream = draw$stream
  )
}

#' Join the upper 16 bits of each word and keep the low `bits` of the result.
#' @noRd
r_bits <- function(group, bits) {
  if (is.null(dim(group))) dim(group) <- c(length(group), 1L)
  value <- group[1L, ] %/% 65536 %% 2^(bits %% 16)
  for (k in seq_len(nrow(group))[-1L]) value <- value * 65536 + group[k, ] %/% 65536
  value
}

#' Draw n whole numbers in [0, bound), from floor(bits / 16) + 1 words each.
#'
#' A number that is too large is drawn again.
#' @noRd
r_integers <- function(stream, n, bound) {
  bits <- bit_length(bound - 1)
  draw <- accepted(stream, n, bits %/% 16 + 1, function(group) r_bits(group, bits) < bound)
  list(values = r_bits(draw$values, bits), stream = draw$stream)
}

#' Draw a permutation of 0, ..., n - 1.
#' @noRd
r_permutation <- function(stream, n) {
  r_sample(stream, n, n, FALSE)
}

#' Draw `size` of 0, ..., n - 1, as R's sample does with 1, ..., n.
#'
#' Without replacement, each is drawn from what is left, and the last that is left takes its place.
#' @noRd
r_sample <- function(stream, n, size, replace) {
  if (replace || size < 2) return(r_integers(stream, size, n))
  if (n > R_HASH_LIMIT && size <= n / 2) return(r_distinct(stream, n, size))
  bounds <- n - seq_len(size) + 1
  draw <- indices(stream, bounds, bit_length(bounds - 1) %/% 16 + 1, r_bits)
  left <- seq_len(n) - 1
  values <- numeric(size)
  for (k in seq_len(size)) {
    j <- draw$values[k] + 1
    values[k] <- left[j]
    left[j] <- left[n - k + 1]
  }
  list(values = values, stream = draw$stream)
}

#' Draw whole numbers in [0, n) until `size` different ones have come.
#' @noRd
r_distinct <- function(stream, n, size) {
  drawn <- size
  repeat {
    values <- r_integers(stream, drawn, n)$values
    first <- utils::head(which(!duplicated(values)), size)
    if (length(first) == size) {
      return(list(values = values[first], stream = r_integers(stream, first[size], n)$stream))
    }
    drawn <- drawn + size
  }
}
