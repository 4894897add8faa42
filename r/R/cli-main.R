# The command line: the same words, outputs and exit statuses in both languages.

HELP <- c("--help", "-h", "help")
# As a shell counts them: 128, and the number of the signal SIGINT or SIGPIPE.
INTERRUPTED <- 130
CLOSED_PIPE <- 141

#' The function of a command.
#' @noRd
command_function <- function(command) {
  get(paste0(gsub("-", "_", command$name), "_command"), mode = "function")
}

#' The help of the command that the words name first, or of all commands.
#' @noRd
help_text <- function(words) {
  if (words[1L] == "help") words <- words[-1L]
  named <- setdiff(words, HELP[1:2])
  if (length(named) == 0L) return(usage())
  commands <- command_table()
  command_usage(commands[[check_choice(named[1L], "COMMAND", names(commands))]])
}

#' Run a command and give its exit status; --help anywhere shows its files and options.
#' @noRd
run_line <- function(arguments) {
  if (length(arguments) == 0L) {
    fail("E_USAGE", "COMMAND", "given; twinmlp --help shows them all", "nothing")
  }
  words <- arguments
  if ("--" %in% words) words <- words[seq_len(match("--", words) - 1L)]
  if (identical(words[1L], "help") || any(HELP[1:2] %in% words)) {
    cat(help_text(words), "\n", sep = "")
    return(0)
  }
  if (identical(words[1L], "--version")) {
    cat(sprintf("twinmlp %s\n", utils::packageVersion("twinmlp")))
    return(0)
  }
  commands <- command_table()
  both <- names(commands)[vapply(commands, function(command) is.null(command$only), NA)]
  command <- commands[[check_choice(arguments[1L], "COMMAND", both)]]
  do.call(command_function(command), parse_line(arguments[-1L], command))
}

#' Write every warning once on standard error, as a line "warning: ...".
#' @noRd
warnings_as_lines <- function(call) {
  said <- character(0)
  withCallingHandlers(call, twinmlp_warning = function(warning) {
    text <- conditionMessage(warning)
    if (!text %in% said) cat("warning: ", text, "\n", sep = "", file = stderr())
    said <<- c(said, text)
    invokeRestart("muffleWarning")
  })
}

#' Run one command line and give its exit status; what is refused, and every warning, is said on
#' standard error. Ctrl-C ends it with status 130, a closed pipe with 141.
#' @noRd
main <- function(arguments = commandArgs(trailingOnly = TRUE)) {
  tryCatch(
    warnings_as_lines(run_line(arguments)),
    twinmlp_error = function(error) {
      cat(conditionMessage(error), "\n", sep = "", file = stderr())
      2
    },
    interrupt = function(condition) {
      cat("Interrupted.\n", file = stderr())
      INTERRUPTED
    },
    error = function(error) {
      closed <- gettext("ignoring SIGPIPE signal", domain = "R")
      if (conditionMessage(error) == closed) CLOSED_PIPE else stop(error)
    }
  )
}
