# The Mersenne Twister MT19937, the generator behind NumPy's legacy stream and R's default stream.
#
# It draws words, whole numbers of 32 bits. A stream is a value: a draw returns the numbers and the
# stream after them. Source: Matsumoto and Nishimura, Mersenne Twister, ACM TOMACS 8(1), 1998.

# 1, 2, 4, ..., 2^52.
WHOLE_POWERS <- 2^(0:52)

#' Draw the next n words, whole numbers from 0 to 2^32 - 1.
#' @noRd
words <- function(stream, n) {
  check_place(stream)
  session <- globalenv()
  kept <- keep_session_stream(session)
  on.exit(restore_session_stream(kept, session))
  key <- ifelse(stream$key >= 2147483648, stream$key - 4294967296, stream$key)
  key[key == -2147483648] <- NA
  # Mersenne-Twister, Inversion, Rejection; R keeps the word 2^31 as NA.
  session[[".Random.seed"]] <- c(10403L, as.integer(stream$position), as.integer(key))
  values <- floor(stats::runif(n) * 4294967296)
  after <- session[[".Random.seed"]]
  key <- as.double(after[-(1:2)])
  key[is.na(key)] <- -2147483648
  stream$key <- ifelse(key < 0, key + 4294967296, key)
  stream$position <- as.double(after[2L])
  list(values = values, stream = stream)
}

#' Accept a stream made by `stream`.
#' @noRd
check_stream <- function(value) {
  is_stream <- is_object(value) && is.character(value[["generator"]]) &&
    isTRUE(value$generator %in% c("numpy", "r")) && is.numeric(value[["key"]]) &&
    is_number(value[["position"]]) && (is.null(value[["cached"]]) || is_number(value$cached))
  if (!is_stream) fail("E_TYPE", "stream", "a stream, as `stream` gives it", describe(value))
  value
}

#' Refuse a stream whose state is not 624 words with a place from 1 to 624.
#' @noRd
check_place <- function(stream) {
  if (length(stream$key) != 624L) fail("E_FORMAT", "stream.key", "624 words", describe(stream$key))
  if (!isTRUE(stream$position %in% 1:624)) {
    fail("E_FORMAT", "stream.position", "a whole number from 1 to 624", describe(stream$position))
  }
}

#' Arrange words in columns of `size`: the first row has the first word of every group.
#' @noRd
groups <- function(values, size) {
  matrix(values, nrow = size)
}

#' Draw groups of `size` words until `accept` took n of them, and no more words.
#'
#' Returns a `size` x n matrix. `accept` takes such a matrix, and says which columns it takes.
#' @noRd
accepted <- function(stream, n, size, accept) {
  tries <- 2 * n + 16
  repeat {
    tried <- groups(words(stream, tries * size)$values, size)
    places <- utils::head(which(accept(tried)), n)
    if (length(places) == n) {
      used <- if (n > 0) size * places[n] else 0
      return(list(values = tried[, places, drop = FALSE], stream = words(stream, used)$stream))
    }
    tries <- 2 * tries
  }
}

#' Count the bits of whole numbers: the smallest k with value < 2^k.
#' @noRd
bit_length <- function(values) {
  findInterval(values, WHOLE_POWERS)
}

#' Draw one index below each bound, in turn.
#'
#' `number` turns a group of words into a number of so many bits; a number that is too large is
#' drawn again.
#' @noRd
indices <- function(stream, bounds, sizes, number) {
  bits <- bit_length(bounds - 1)
  tape <- words(stream, 2 * sum(sizes) + 16)
  known <- tape$values
  at <- 0
  values <- numeric(length(bounds))
  for (place in seq_along(bounds)) {
    bound <- bounds[place]
    size <- sizes[place]
    value <- bound
    while (value >= bound) {
      if (at + size > length(known)) {
        tape <- words(tape$stream, length(known))
        known <- c(known, tape$values)
      }
      value <- number(known[at + seq_len(size)], bits[place])
      at <- at + size
    }
    values[place] <- value
  }
  list(values = values, stream = words(stream, at)$stream)
}

# R only ---------------------------------------------------------------------

#' Save R's session stream before it is used: its seed, or the kinds of generator if it has none.
#' @noRd
keep_session_stream <- function(session) {
  if (exists(".Random.seed", session, inherits = FALSE)) {
    return(list(seed = session[[".Random.seed"]], kinds = NULL))
  }
  list(seed = NULL, kinds = RNGkind())
}

#' Put R's session stream back as it was.
#' @noRd
restore_session_stream <- function(kept, session) {
  if (!is.null(kept$seed)) {
    session[[".Random.seed"]] <- kept$seed
  } else if (exists(".Random.seed", session, inherits = FALSE)) {
    suppressWarnings(RNGkind(kept$kinds[1L], kept$kinds[2L], kept$kinds[3L]))
    rm(list = ".Random.seed", envir = session)
  }
}
