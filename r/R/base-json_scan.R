# Find what is wrong with a JSON text in places where JSON parsers differ or do not look.

# How deep lists and objects may be nested, and how many of these and of their items there may be.
DEEPEST <- 64L
MOST_VALUES <- 10000000L

#' Return what is wrong with a UTF-8 text, or NULL; the grammar is checked by the parser.
#'
#' Wrong are blanks that are none of JSON, comments, escapes for no character (U+0000, or one half
#' of a pair without the other), lists and objects that are nested too deep, and more values than
#' there is room for: brackets and commas are counted, which is quick.
#' @noRd
json_flaw <- function(content) {
  invalid <- "which is not valid JSON"
  if (any(lengths(lapply(c("\v", "\f"), places_of, content)))) return(invalid)
  if (sum(lengths(lapply(c("[", "{", ","), places_of, content))) > MOST_VALUES) {
    return(sprintf("which has more than %d brackets and commas", MOST_VALUES))
  }
  slashes <- places_of("\\", content)
  escapes <- slashes[place_in_run(slashes) %% 2L == 0L]
  quotes <- quotes_of(content, escapes)
  if (length(quotes) %% 2L || any(is_outside(places_of("/", content), quotes))) return(invalid)
  if (has_bad_escape(content, escapes)) return(invalid)
  if (depth(content, quotes) > DEEPEST) {
    return(sprintf("which is nested more than %d deep", DEEPEST))
  }
  NULL
}

#' Find the quotes that begin and end a string.
#' @noRd
quotes_of <- function(content, escapes) {
  quotes <- places_of("\"", content)
  if (length(escapes)) quotes[!is_in(quotes - 1L, escapes)] else quotes
}

#' Put NaN, Infinity and -Infinity in quotes where they stand for a value.
#' @noRd
quoted_words <- function(text, content) {
  pattern <- "-?(NaN|Infinity)"
  found <- grepRaw(pattern, content, all = TRUE)
  if (length(found) == 0L) return(text)
  slashes <- places_of("\\", content)
  quotes <- quotes_of(content, slashes[place_in_run(slashes) %% 2L == 0L])
  ends <- found + lengths(grepRaw(pattern, content, all = TRUE, value = TRUE))
  names <- grepRaw(paste0(pattern, "[ \t\r\n]*:"), content, all = TRUE) # have to be strings
  none <- grepRaw("-NaN", content, fixed = TRUE, all = TRUE)
  chosen <- is_outside(found, quotes) & !found %in% c(names, none)
  marks <- c(found[chosen], ends[chosen])
  bytes <- c(content, rep(charToRaw("\""), length(marks)))
  quoted <- rawToChar(bytes[order(c(seq_along(content), marks - 0.5))])
  Encoding(quoted) <- "UTF-8"
  quoted
}

#' Find the places of a one-byte character, from 1.
#' @noRd
places_of <- function(character, content) {
  grepRaw(character, content, fixed = TRUE, all = TRUE)
}

#' Say which places are among others, both in order.
#' @noRd
is_in <- function(places, others) {
  last <- findInterval(places, others)
  c(0L, others)[last + 1L] == places
}

#' Count from 0 in each run of places that follow one another.
#' @noRd
place_in_run <- function(places) {
  begins <- which(diff(c(-2L, places)) != 1L)
  sequence(diff(c(begins, length(places) + 1L))) - 1L
}

#' Whether places are outside of strings.
#' @noRd
is_outside <- function(places, quotes) {
  findInterval(places, quotes) %% 2L == 0L
}

#' Say whether an escape is not a character.
#'
#' Nor may a % be escaped, for which `read_json` puts an escape.
#' @noRd
has_bad_escape <- function(content, escapes) {
  if (any(content[escapes + 1L] == charToRaw("%"), na.rm = TRUE)) return(TRUE)
  escapes <- escapes[escapes + 5L <= length(content)]
  escapes <- escapes[content[escapes + 1L] == charToRaw("u")]
  if (length(escapes) == 0L) return(FALSE)
  digits <- integer(256L)
  digits[utf8ToInt("0123456789abcdef") + 1L] <- digits[utf8ToInt("0123456789ABCDEF") + 1L] <- 0:15
  codes <- 0L
  for (k in 2:5) codes <- codes * 16L + digits[as.integer(content[escapes + k]) + 1L]
  first <- codes %/% 1024L == 0xD800L %/% 1024L
  second <- codes %/% 1024L == 0xDC00L %/% 1024L
  paired <- diff(escapes) == 6L
  whole <- sum(first[-length(first)] & second[-1L] & paired)
  any(codes == 0L) || sum(first) > whole || sum(second) > whole
}

#' Return how deep lists and objects are nested.
#' @noRd
depth <- function(content, quotes) {
  outside <- function(mark) {
    places <- places_of(mark, content)
    if (length(quotes)) places[is_outside(places, quotes)] else places
  }
  opened <- c(outside("["), outside("{"))
  closed <- c(outside("]"), outside("}"))
  places <- c(opened, closed)
  steps <- rep(c(1L, -1L), c(length(opened), length(closed)))
  if (is.unsorted(places)) steps <- steps[order(places)]
  max(0L, cumsum(steps))
}
