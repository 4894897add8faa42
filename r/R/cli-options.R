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

#' The commands of commands.json by name; `settings` adds the options of options.json: all of them,
#' or those of a "run".
#' @noRd
command_table <- function() {
  settings <- Filter(function(option) !is.null(option$command_line), argument_table())
  settings <- lapply(settings, function(option) {
    replace(option, "name", gsub("_", "-", option$name))
  })
  of_run <- Filter(function(option) is.null(option$run_only), settings)
  commands <- read_json(fixture_path("commands.json"), "commands")$commands
  commands <- lapply(commands, function(command) {
    added <- if (isTRUE(command$settings)) settings else if (!is.null(command$settings)) of_run
    replace(command, "options", list(c(command$options, added)))
  })
  stats::setNames(commands, vapply(commands, `[[`, "", "name"))
}

#' The name of an option, such as bias for --bias, and whether it is written --no-bias.
#' @noRd
find_option <- function(option, options) {
  name <- if (startsWith(option, "--")) substring(option, 3L) else ""
  if (name %in% names(options)) return(list(name = name, off = FALSE))
  off <- sub("^no-", "", name)
  if (off != name && identical(options[[off]]$command_line, "switch")) {
    return(list(name = off, off = TRUE))
  }
  known <- paste("one of", paste0("--", names(options), collapse = ", "))
  fail("E_USAGE", option, if (length(options)) known else "left out", "an unknown option")
}

#' Some of the bytes of a word, which need not be UTF-8.
#' @noRd
bytes_of <- function(word, places) {
  part <- rawToChar(charToRaw(word)[places])
  Encoding(part) <- Encoding(word)
  part
}

#' The name and the value of an option: what follows =, or the next word, which is taken away.
#'
#' A switch alone is true, and --no-NAME is false; `full` says that no word can be a file any more.
#' @noRd
read_option <- function(word, words, options, full) {
  place <- regexpr("=", word, fixed = TRUE, useBytes = TRUE)
  equals <- place > 0L
  option <- if (equals) bytes_of(word, seq_len(place - 1L)) else word
  value <- if (equals) bytes_of(word, -seq_len(place)) else word
  found <- find_option(option, options)
  kind <- options[[found$name]]$command_line
  following <- if (length(words)) words[1L] else ""
  if (found$off) {
    if (equals) fail("E_USAGE", option, "without a value", describe(value))
    return(list(name = found$name, value = FALSE, words = words))
  }
  if (!equals) {
    if (kind == "switch" && !following %in% names(FLAGS) &&
          (!full || length(words) == 0L || startsWith(following, "-"))) {
      return(list(name = found$name, value = TRUE, words = words))
    }
    if (length(words) == 0L || startsWith(following, "--")) {
      instead <- if (length(words)) describe(following) else "nothing"
      fail("E_USAGE", option, "followed by a value", instead)
    }
    value <- following
    words <- words[-1L]
  }
  list(name = found$name, value = OPTION_KINDS[[kind]](value, option), words = words)
}

#' The files and options of a command line, by name; `rest` is what follows --, where it may.
#' @noRd
parse_line <- function(arguments, command) {
  values <- list()
  files <- vapply(command$files, `[[`, "", "name")
  several <- tolower(files[vapply(command$files, function(file) isTRUE(file$several), NA)])
  words <- arguments
  options <- stats::setNames(command$options, vapply(command$options, `[[`, "", "name"))
  if ("--" %in% words && !is.null(command$rest)) {
    place <- match("--", words)
    values$rest <- words[-seq_len(place)]
    words <- words[seq_len(place - 1L)]
  }
  while (length(words)) {
    word <- words[1L]
    words <- words[-1L]
    if (!startsWith(word, "-") || word == "-") {
      if (length(files) + length(several) == 0L) {
        fail("E_USAGE", "argument", "left out", describe(word))
      }
      name <- if (length(files)) tolower(files[1L]) else several
      values[[name]] <- c(if (name %in% several) values[[name]], word)
      files <- files[-1L]
      next
    }
    if (word == "--") fail("E_USAGE", word, "left out", describe(word))
    read <- read_option(word, words, options, length(files) == 0L)
    words <- read$words
    name <- gsub("-", "_", read$name)
    if (name %in% names(values)) {
      fail("E_USAGE", paste0("--", read$name), "said once", "a second one")
    }
    values[[name]] <- read$value
  }
  required <- names(options)[vapply(options, function(option) isTRUE(option$required), NA)]
  missing <- c(files, sprintf("--%s", setdiff(required, gsub("_", "-", names(values)))))
  if (length(missing)) fail("E_USAGE", missing[1L], "given", "nothing")
  values
}
