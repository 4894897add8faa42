# Turn the text of a command-line option into its value, by its kind in the table.

FLAGS <- list(true = TRUE, false = FALSE)

#' Return an option's value unchanged.
#' @noRd
option_text <- function(value, option) {
  value
}

#' An option's value as a number; what is not one stays text and is refused where it is used.
#' @noRd
option_number <- function(value, option) {
  if (grepl(DECIMAL, value, perl = TRUE, useBytes = TRUE)) read_decimals(value) else value
}

#' An option's value as true or false, or as a number.
#' @noRd
option_value <- function(value, option) {
  if (value %in% names(FLAGS)) FLAGS[[value]] else option_number(value, option)
}

#' Split a word at a mark, also one whose bytes are no UTF-8: these are shown as escapes then, as
#' they are where a text says what was given.
#' @noRd
split_bytes <- function(value, mark) {
  strsplit(paste0(mark_bytes(value), mark), mark, fixed = TRUE)[[1L]]
}

#' An option's value as a list, a,b,c.
#' @noRd
option_words <- function(value, option) {
  trimws(split_bytes(value, ","))
}

#' An option's value as a list of numbers; "none" is an empty list.
#' @noRd
option_numbers <- function(value, option) {
  if (value == "none") list() else lapply(option_words(value, option), option_number, option)
}

#' A name, or a name with parameters, such as adam:beta1=0.8:epsilon_mode=hat.
#' @noRd
option_named <- function(value, option) {
  words <- split_bytes(value, ":")
  pairs <- words[-1L]
  well_made <- c(grepl("^[a-z_]+$", words[1L]), grepl("^[a-z0-9_]+=", pairs))
  if (length(pairs) == 0L || !all(well_made)) return(value)
  values <- lapply(sub("^[^=]*=", "", pairs), option_value, option)
  c(list(name = words[1L]), stats::setNames(values, sub("=.*$", "", pairs)))
}

#' A list of such names, a,b,c.
#' @noRd
option_names <- function(value, option) {
  lapply(option_words(value, option), option_named, option)
}

#' Numbers and flags by name, such as l2=0.01,biases=true.
#' @noRd
option_pairs <- function(value, option) {
  words <- unlist(option_words(value, option))
  names <- sub("=.*$", "", words)
  texts <- ifelse(grepl("=", words, fixed = TRUE), sub("^[^=]*=", "", words), "")
  stats::setNames(lapply(texts, option_value, option), names)
}

#' The word balanced, or a list of numbers.
#' @noRd
option_weights <- function(value, option) {
  if (value == "balanced") value else option_numbers(value, option)
}

#' An option's value as true or false.
#' @noRd
option_switch <- function(value, option) {
  check_choice(value, option, c("true", "false")) == "true"
}

# The kinds that `command_line` names in options.json and commands.json.
OPTION_KINDS <- list(
  text = option_text, number = option_number, words = option_words, numbers = option_numbers,
  named = option_named, names = option_names, pairs = option_pairs, weights = option_weights,
  switch = option_switch
)
