# Build what --help prints, from the tables of commands and options, at most 80 columns wide.

WIDTH <- 80
INDENT <- "      "
# How the value of an option is written, by its kind.
VALUES <- list(
  text = "NAME", number = "NUMBER", words = "NAME,...", numbers = "NUMBER,...",
  named = "NAME[:OPTION=VALUE...]", names = "NAME[:OPTION=VALUE...],...",
  pairs = "NAME=VALUE,...", weights = "balanced|NUMBER,...", switch = "[true|false]"
)

#' An option with its value, such as --epochs NUMBER.
#' @noRd
written_option <- function(option) {
  value <- if (is.null(option$value)) VALUES[[option$command_line]] else option$value
  off <- if (option$command_line == "switch") sprintf(", --no-%s", option$name)
  paste0("--", option$name, " ", value, off)
}

#' A file by its name; with dots where there may be several.
#' @noRd
written_file <- function(file) {
  if (isTRUE(file$several)) paste(file$name, "...") else file$name
}

#' A command with its files, the options that it needs, and what follows --.
#' @noRd
written_command <- function(command) {
  needed <- Filter(function(option) isTRUE(option$required), command$options)
  files <- vapply(command$files, written_file, "")
  words <- c(command$name, files, vapply(needed, written_option, ""))
  paste(c(words, if (!is.null(command$rest)) sprintf("-- %s ...", command$rest)), collapse = " ")
}

#' A default as the command line says it; none where leaving the option out is its own value.
#' @noRd
written_default <- function(value) {
  if (length(value) == 0L) return(NULL)
  if (is.character(value)) value else describe(value)
}

#' The names that an option accepts; none where they are not in a list.
#' @noRd
option_choices <- function(option) {
  tables <- list(FORMATS = FORMATS, THEMES = names(THEMES))
  named <- option$choices
  if (is.character(named) && named %in% names(tables)) tables[[named]] else argument_choices(option)
}

#' An option with what it means, what it accepts, and its default.
#' @noRd
option_help <- function(option) {
  choices <- option_choices(option)
  default <- written_default(option$default)
  facts <- gsub("{none}", "left out", option$range, fixed = TRUE)
  facts <- gsub("{empty}", "none", facts, fixed = TRUE)
  facts <- c(facts, if (length(choices)) paste("one of", paste(choices, collapse = ", ")))
  ending <- paste(c(facts, if (!is.null(default)) paste("default", default)), collapse = "; ")
  if (nzchar(ending)) {
    ending <- paste0(" ", toupper(substr(ending, 1L, 1L)), substring(ending, 2L), ".")
  }
  c(paste0("  ", written_option(option)), wrap_words(paste0(option$says, ending), WIDTH, INDENT))
}

#' One command with its files and options.
#' @noRd
command_usage <- function(command) {
  lines <- c(paste("usage: twinmlp", written_command(command)), "", wrap_words(command$says, WIDTH))
  if (length(command$files)) {
    lines <- c(lines, "", "files:")
    for (file in command$files) {
      lines <- c(lines, paste0("  ", file$name), wrap_words(file$says, WIDTH, INDENT))
    }
  }
  for (title in c("needed:", "options:")) {
    required <- title == "needed:"
    options <- Filter(function(option) isTRUE(option$required) == required, command$options)
    if (length(options)) lines <- c(lines, "", title, unlist(lapply(options, option_help)))
  }
  paste(lines, collapse = "\n")
}

#' All commands, those of the Python program alone at the end.
#' @noRd
usage <- function() {
  lines <- c("usage: twinmlp COMMAND ...", "       twinmlp COMMAND --help", "")
  last <- NULL
  for (command in command_table()) {
    if (!identical(command$only, last)) {
      lines <- c(lines, "", sprintf("in the %s program only:", command$only), "")
    }
    last <- command$only
    says <- wrap_words(command$says, WIDTH, INDENT)
    lines <- c(lines, paste0("  ", written_command(command)), says)
  }
  ending <- "exit status: 0 done, 1 a difference, 2 bad input or usage, 130 interrupted"
  paste(c(lines, "", ending), collapse = "\n")
}
