# How the text of each option of a command line becomes its value, by the kind in its table.

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

#' A name, or a name with parameters, such as adam:beta1=0.8:epsilon_mode=hat.
#' @noRd
option_named <- function(value, option) {
  words <- strsplit(paste0(value, ":"), ":", fixed = TRUE)[[1L]]
  pairs <- words[-1L]
  well_made <- c(grepl("^[a-z_]+$", words[1L]), grepl("^[a-z0-9_]+=", pairs))
  if (length(pairs) == 0L || !all(well_made)) return(value)
  values <- lapply(sub("^[^=]*=", "", pairs), function(text) {
    if (text %in% names(FLAGS)) FLAGS[[text]] else option_number(text, option)
  })
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

# The kinds that `command_line` names in options.json and commands.json.
OPTION_KINDS <- list(
  text = option_text, number = option_number, words = option_words, numbers = option_numbers,
  named = option_named, names = option_names, pairs = option_pairs, weights = option_weights,
  switch = option_switch
)

#' The commands of commands.json by name; `settings` adds the options of options.json.
#' @noRd
command_table <- function() {
  settings <- Filter(function(option) !is.null(option$command_line), argument_table())
  settings <- lapply(settings, function(option) {
    replace(option, "name", gsub("_", "-", option$name))
  })
  commands <- read_json(fixture_path("commands.json"), "commands")$commands
  commands <- lapply(commands, function(command) {
    replace(command, "options", list(c(command$options, if (isTRUE(command$settings)) settings)))
  })
  stats::setNames(commands, vapply(commands, `[[`, "", "name"))
}

#' Find the value of an option in the words that follow it; a switch alone is true.
#'
#' files: whether the next word may be a file.
#' @noRd
option_value <- function(words, option, kind, files) {
  alone <- length(words) == 0L || startsWith(words[1L], "--") ||
    files && !words[1L] %in% names(FLAGS)
  if (kind == "switch" && alone) return("true")
  if (length(words) == 0L || startsWith(words[1L], "--")) {
    found <- if (length(words)) describe(words[1L]) else "nothing"
    fail("E_USAGE", option, "followed by a value", found)
  }
  words[1L]
}

#' The files and options of a command line, by name; `rest` is what follows --, where it may.
#' @noRd
parse_line <- function(arguments, command) {
  values <- list()
  files <- vapply(command$files, `[[`, "", "name")
  words <- arguments
  names <- vapply(command$options, `[[`, "", "name")
  options <- stats::setNames(command$options, names)
  if ("--" %in% words && !is.null(command$rest)) {
    place <- match("--", words)
    values$rest <- words[-seq_len(place)]
    words <- words[seq_len(place - 1L)]
  }
  while (length(words)) {
    word <- words[1L]
    words <- words[-1L]
    if (!startsWith(word, "--")) {
      if (length(files) == 0L) fail("E_USAGE", "argument", "left out", describe(word))
      values[[tolower(files[1L])]] <- word
      files <- files[-1L]
      next
    }
    if (word == "--") fail("E_USAGE", word, "left out", describe(word))
    value <- if (grepl("=", word, fixed = TRUE)) sub("^[^=]*=", "", word)
    word <- sub("=.*$", "", word)
    if (!substring(word, 3L) %in% names) {
      known <- paste0("--", names, collapse = ", ")
      fail("E_USAGE", word, paste("one of", known), "an unknown option")
    }
    name <- gsub("-", "_", substring(word, 3L))
    kind <- options[[substring(word, 3L)]]$command_line
    if (name %in% names(values)) fail("E_USAGE", word, "said once", "a second one")
    if (is.null(value)) {
      value <- option_value(words, word, kind, length(files) > 0L)
      if (length(words) && identical(value, words[1L])) words <- words[-1L]
    }
    values[[name]] <- OPTION_KINDS[[kind]](value, word)
  }
  required <- names[vapply(options, function(option) isTRUE(option$required), NA)]
  missing <- c(files, sprintf("--%s", setdiff(required, names(values))))
  if (length(missing)) fail("E_USAGE", missing[1L], "given", "nothing")
  values
}
