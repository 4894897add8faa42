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

#' Raise the error of `code`: "`{argument}` must be {requirement}, got {found}".
#'
#' The condition has the class of its code in `ERRORS`, then `twinmlp_error`, and carries `$code`.
#' @noRd
fail <- function(code, argument, requirement, found) {
  text <- one_line(sprintf("`%s` must be %s, got %s.", argument, requirement, found))
  stop(errorCondition(text,
    class = c(ERRORS[[code]], "twinmlp_error"), code = code, call = NULL
  ))
}

#' Warn of what is accepted but cannot have been meant: "`{argument}` {text}.".
#'
#' The condition has the class `twinmlp_warning`.
#' @noRd
warn <- function(argument, text) {
  text <- one_line(sprintf("`%s` %s.", argument, text))
  warning(warningCondition(text, class = "twinmlp_warning", call = NULL))
}

#' Show what would move a terminal's cursor, or the order of what is read, as an escape.
#' @noRd
one_line <- function(text) {
  codes <- utf8ToInt(enc2utf8(text))
  unseen <- codes %in% UNSEEN
  if (!any(unseen)) return(text)
  letters <- intToUtf8(codes, multiple = TRUE)
  paste(ifelse(unseen, sprintf("\\u%04x", codes), letters), collapse = "")
}

#' Describe a value in words that are the same in both languages.
#' @noRd
describe <- function(value) {
  if (is.null(value)) return("null")
  if (is.matrix(value)) return(sprintf("a %d x %d matrix", nrow(value), ncol(value)))
  if (is.list(value) && !is.null(names(value))) return("an object")
  if (is.list(value) || (is.atomic(value) && (length(value) != 1L || !is.null(dim(value))))) {
    return(sprintf("a list of %d", if (is.null(dim(value))) length(value) else dim(value)[1L]))
  }
  if (is.logical(value) && !is.na(value)) return(if (value) "true" else "false")
  if (is.character(value)) {
    return(quote_json(if (nchar(value) <= 60L) value else paste0(substr(value, 1L, 57L), "...")))
  }
  if (is.numeric(value) || is.logical(value)) return(describe_number(as.double(value)))
  "something else"
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
  gsub("<\\/", "</", as.character(jsonlite::toJSON(text, auto_unbox = TRUE)), fixed = TRUE)
}
