# Save a stream as a plain object for JSON, and restore it in either language.

STREAM_FORMAT <- "twinmlp-stream"

#' Save a stream
#'
#' Return a stream as an object: its words as whole numbers, the cached normal as 16 hex digits.
#'
#' @param stream A stream, as [stream()] gives it.
#' @return An object, to be written by [write_json()].
#' @examples
#' stream_state(stream(42))$generator
#' @export
stream_state <- function(stream) {
  check_stream(stream)
  list(
    format = STREAM_FORMAT, version = 1, generator = stream$generator, position = stream$position,
    cached = if (is.null(stream$cached)) NULL else number_bits(stream$cached),
    key = stream$key
  )
}

#' Restore a stream
#'
#' Return the stream that stream_state saved.
#'
#' Errors: E_FORMAT, E_TYPE, E_SHAPE, E_RANGE or E_CHOICE for an object that is no stream.
#'
#' @param state An object that [stream_state()] gave, or that read from a file.
#' @return The stream.
#' @examples
#' state <- stream_state(uniform(stream(42), 1)$stream)
#' uniform(restore_stream(state), 1)$values
#' @export
restore_stream <- function(state) {
  if (!is_object(state) || is.object(state)) {
    fail("E_FORMAT", "stream", "an object", describe(state))
  }
  check_entry(state, "format", identical(state$format, STREAM_FORMAT), '"twinmlp-stream"')
  check_entry(state, "version", is_number(state$version) && isTRUE(state$version == 1), "1")
  check_entry(
    state,
    "generator",
    isTRUE(state$generator %in% names(GENERATORS)),
    paste("one of", paste(names(GENERATORS), collapse = ", "))
  )
  check_entry(
    state, "position", are_whole(list(state$position), 1, 624), "a whole number from 1 to 624"
  )
  check_entry(
    state,
    "cached",
    is.null(state$cached) || is_bits(state$cached),
    "null or the 16 hex digits of a finite number"
  )
  key <- state$key
  good <- length(key) == 624L && are_whole(key, 0, 4294967295) && any(unlist(key) > 0)
  check_entry(state, "key", good, "624 whole numbers from 0 to 4294967295, not all 0")
  cached <- if (is.null(state$cached)) NULL else bits_number(state$cached)
  list(
    generator = state$generator,
    key = as.double(unlist(key)),
    position = as.double(state$position),
    cached = cached
  )
}

#' Refuse an object whose member `name` is missing or wrong.
#' @noRd
check_entry <- function(state, name, good, requirement) {
  if (!name %in% names(state)) fail("E_FORMAT", paste0("stream.", name), "present", "nothing")
  if (!good) fail("E_FORMAT", paste0("stream.", name), requirement, describe(state[[name]]))
}

#' Say whether all values are whole numbers from lowest to highest.
#' @noRd
are_whole <- function(values, lowest, highest) {
  fits <- function(value) is_whole_number(value) && lowest <= value && value <= highest
  all(vapply(values, fits, NA))
}

#' Return the 16 hex digits of a double, such as "400921fb54442d18" of pi.
#' @noRd
number_bits <- function(value) {
  paste(format(writeBin(as.double(value), raw(), endian = "big")), collapse = "")
}

#' Return the double of 16 hex digits.
#' @noRd
bits_number <- function(bits) {
  places <- seq(1L, 15L, 2L)
  readBin(as.raw(strtoi(substring(bits, places, places + 1L), 16L)), "double", endian = "big")
}

#' Say whether `value` is the 16 hex digits of a finite double.
#' @noRd
is_bits <- function(value) {
  is.character(value) &&
    length(value) == 1L &&
    grepl("^[0-9a-f]{16}$", value) &&
    is.finite(bits_number(value))
}
