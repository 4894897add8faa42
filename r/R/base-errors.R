# The error classes, the one function that raises them, and the one that warns.
#
# Every refusal has a stable code and a text that is the same, byte by byte, in Python and in R; so
# has every warning its text.

ERRORS <- c(
  E_TYPE = "twinmlp_type_error", E_SHAPE = "twinmlp_shape_error",
  E_NOT_FINITE = "twinmlp_not_finite_error", E_RANGE = "twinmlp_range_error",
  E_CHOICE = "twinmlp_choice_error", E_FILE = "twinmlp_file_error",
  E_FORMAT = "twinmlp_format_error", E_USAGE = "twinmlp_usage_error",
  E_DIVERGED = "twinmlp_diverged_error", E_PLATFORM = "twinmlp_platform_error"
)

# Controls, ends of lines, and what turns the direction of writing.
UNSEEN <- c(1:31, 127:159, 0x200e, 0x200f, 0x2028:0x202e, 0x2066:0x2069)
# What stands for a byte b that is no UTF-8, until it is shown as \\udcb: the character of this + b.
BYTES <- 0x10fe00

#' Raise the error of `code`: "`{argument}` must be {requirement}, got {found}".
#'
#' The condition has the class of its code in `ERRORS`, then `twinmlp_error`, and carries `$code`.
#' @noRd
fail <- function(code, argument, requirement, found) {
  parts <- lapply(list(argument, requirement, found), mark_bytes)
  text <- one_line(do.call(sprintf, c("`%s` must be %s, got %s.", parts)))
  stop(errorCondition(text,
    class = c(ERRORS[[code]], "twinmlp_error"), code = code, call = NULL
  ))
}

#' Warn of an input that is probably a mistake: "`{argument}` {text}.".
#'
#' The condition has the class `twinmlp_warning`.
#' @noRd
warn <- function(argument, text) {
  text <- one_line(sprintf("`%s` %s.", argument, text))
  warning(warningCondition(text, class = "twinmlp_warning", call = NULL))
}

#' Escape characters that would move a terminal's cursor or change the reading order.
#' @noRd
one_line <- function(text) {
  codes <- utf8ToInt(mark_bytes(text))
  is_byte <- codes > BYTES & codes <= BYTES + 255
  unseen <- is_byte | codes %in% UNSEEN
  if (!any(unseen)) return(text)
  letters <- intToUtf8(codes, multiple = TRUE)
  shown <- sprintf("\\u%04x", as.integer(ifelse(is_byte, codes - BYTES + 0xdc00, codes)))
  paste(ifelse(unseen, shown, letters), collapse = "")
}

#' Return words as UTF-8, converted from the encoding they are marked with.
#' @noRd
as_utf8 <- function(words) {
  other <- Encoding(words) == "latin1" | l10n_info()[["Latin-1"]]
  words[other] <- enc2utf8(words[other])
  Encoding(words) <- "UTF-8"
  words
}

#' Return text as UTF-8, with every invalid byte marked as one.
#' @noRd
mark_bytes <- function(text) {
  text <- as_utf8(text)
  if (validUTF8(text)) return(text)
  bytes <- as.integer(charToRaw(text))
  codes <- integer(0)
  while (length(bytes)) {
    size <- 1L + sum(bytes[1L] >= c(0xc0, 0xe0, 0xf0))
    letter <- rawToChar(as.raw(bytes[seq_len(min(size, length(bytes)))]))
    Encoding(letter) <- "UTF-8"
    whole <- validUTF8(letter)
    codes <- c(codes, if (whole) utf8ToInt(letter) else BYTES + bytes[1L])
    bytes <- bytes[-seq_len(if (whole) size else 1L)]
  }
  intToUtf8(codes)
}

#' Describe a value in words that are the same in both languages, but for its class where the other
#' has none of that kind.
#' @noRd
describe <- function(value) {
  if (is.null(value)) return("null")
  if (isS4(value) || is.raw(value)) return(describe_class(value))
  if (is.data.frame(value) || is.matrix(value)) {
    return(sprintf("a %d x %d matrix", nrow(value), ncol(value)))
  }
  if (is.list(value) && is.object(value) && !inherits(value, "AsIs")) return(describe_class(value))
  if (is.list(value) && !is.null(names(value))) return("an object")
  if (is.list(value) || (is.atomic(value) && (length(value) != 1L || !is.null(dim(value))))) {
    return(sprintf("a list of %d", if (is.null(dim(value))) length(value) else dim(value)[1L]))
  }
  if (is.logical(value) && !is.na(value)) return(if (value) "true" else "false")
  if (is.character(value)) {
    if (is.na(value)) return("null")
    value <- mark_bytes(value)
    return(quote_json(if (nchar(value) <= 60L) value else paste0(substr(value, 1L, 57L), "...")))
  }
  if (is.numeric(value) || is.logical(value)) return(describe_number(as.double(value)))
  describe_class(value)
}

#' Describe a value by its class.
#' @noRd
describe_class <- function(value) {
  paste("a", class(value)[1L])
}

#' Write one number with up to 15 significant digits.
#' @noRd
describe_number <- function(value) {
  if (is.nan(value) || is.na(value)) return("NaN")
  if (is.infinite(value)) return(if (value > 0) "Infinity" else "-Infinity")
  sprintf("%.15g", value)
}

#' Write text between double quotes, as JSON does.
#' @noRd
quote_json <- function(text) {
  quoted <- as.character(jsonlite::toJSON(mark_bytes(as.vector(text)), auto_unbox = TRUE))
  gsub("<\\/", "</", quoted, fixed = TRUE)
}
