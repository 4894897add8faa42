# What the options of a command line mean: each takes an option's text, and gives its value.

FLAGS <- list(true = TRUE, false = FALSE)

#' An option's value as it stands.
#' @noRd
option_text <- function(value, option) {
  value
}

#' An option's value as a number; what is not one stays text and is refused where it is used.
#' @noRd
option_number <- function(value, option) {
  if (grepl(DECIMAL, value)) read_decimals(value) else value
}

#' An option's value as a list, a,b,c.
#' @noRd
option_words <- function(value, option) {
  trimws(strsplit(paste0(value, ","), ",", fixed = TRUE)[[1L]])
}

#' An option's value as a list of numbers; "none" is an empty list.
#' @noRd
option_numbers <- function(value, option) {
  if (value == "none") list() else lapply(option_words(value, option), option_number, option)
}

#' A name, or a name with parameters, such as leaky_relu:alpha=0.02 or adam:beta1=0.8:epsilon_mode=hat.
#' @noRd
option_named <- function(value, option) {
  words <- strsplit(paste0(value, ":"), ":", fixed = TRUE)[[1L]]
  pairs <- words[-1L]
  if (length(pairs) == 0L || !all(grepl("^[a-z0-9_]+=", pairs)) || !grepl("^[a-z_]+$", words[1L])) return(value)
  given <- sub("^[^=]*=", "", pairs)
  values <- lapply(given, function(text) if (text %in% names(FLAGS)) FLAGS[[text]] else option_number(text, option))
  c(list(name = words[1L]), stats::setNames(values, sub("=.*$", "", pairs)))
}

#' A list of such names, a,b,c.
#' @noRd
option_names <- function(value, option) {
  lapply(option_words(value, option), option_named, option)
}

#' Numbers by name, such as l1=0.01,l2=0.1.
#' @noRd
option_pairs <- function(value, option) {
  words <- unlist(option_words(value, option))
  names <- sub("=.*$", "", words)
  numbers <- ifelse(grepl("=", words, fixed = TRUE), sub("^[^=]*=", "", words), "")
  stats::setNames(lapply(numbers, option_number, option), names)
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

#' What a command needs: files by place, options by name (required where the second is true), and what it does.
#' @noRd
Command <- function(run, files, options, does) {
  list(run = run, files = files, options = options, does = does)
}

#' The files and options of a command line, by name.
#' @noRd
parse_line <- function(arguments, command) {
  given <- list()
  files <- command$files
  known <- paste0("--", names(command$options), collapse = ", ")
  while (length(arguments)) {
    word <- arguments[1L]
    arguments <- arguments[-1L]
    if (!startsWith(word, "--")) {
      if (length(files) == 0L) fail("E_USAGE", "argument", "left out", describe(word))
      given[[tolower(files[1L])]] <- word
      files <- files[-1L]
      next
    }
    name <- substring(word, 3L)
    if (!name %in% names(command$options)) fail("E_USAGE", word, paste("one of", known), "an unknown option")
    if (length(arguments) == 0L) fail("E_USAGE", word, "followed by a value", "nothing")
    given[[gsub("-", "_", name)]] <- command$options[[name]][[1L]](arguments[1L], word)
    arguments <- arguments[-1L]
  }
  required <- names(command$options)[vapply(command$options, `[[`, NA, 2L)]
  missing <- c(files, sprintf("--%s", setdiff(required, names(given))))
  if (length(missing)) fail("E_USAGE", missing[1L], "given", "nothing")
  given
}
