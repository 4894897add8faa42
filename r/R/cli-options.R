# The files and options of a command line, as the table of commands has them.

# The options that name a file to write.
OUTPUTS <- c("out", "history", "checkpoint")

#' The commands of commands.json by name; `settings` adds the options of options.json: all of them,
#' or those of a "run".
#' @noRd
command_table <- function() {
  settings <- Filter(function(option) !is.null(option$command_line), argument_table())
  settings <- lapply(settings, function(option) {
    replace(option, "name", gsub("_", "-", option$name))
  })
  of_run <- Filter(function(option) is.null(option$run_only), settings)
  commands <- fixture_table("commands")$commands
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

#' Return some of the bytes of a word, which need not be UTF-8.
#' @noRd
bytes_of <- function(word, places) {
  part <- rawToChar(charToRaw(word)[places])
  Encoding(part) <- Encoding(word)
  part
}

#' Return an option's name and value: what follows =, or the next word, which is removed.
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

#' Refuse an output file that is also read, or written twice, or "-".
#' @noRd
check_outputs <- function(values, files) {
  taken <- unlist(values[intersect(c(files, "data"), names(values))], use.names = FALSE)
  real <- function(paths) normalizePath(as.character(paths), mustWork = FALSE)
  for (name in intersect(OUTPUTS, names(values))) {
    path <- values[[name]]
    option <- paste0("--", name)
    if (path == "-") fail("E_USAGE", option, "the name of a file", describe(path))
    if (real(path) %in% real(taken)) {
      fail("E_USAGE", option, "another file than the others", describe(path))
    }
    taken <- c(taken, path)
  }
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
  check_outputs(values, tolower(vapply(command$files, `[[`, "", "name")))
  values
}
