# The command line: the same words, outputs and exit statuses in both languages.

HELP <- c("--help", "-h", "help")
# What the shell says of a program that Ctrl-C, or a reader who went away, has ended.
INTERRUPTED <- 130
PIPE_CLOSED <- 141

#' The function of a command.
#' @noRd
command_function <- function(command) {
  get(paste0(gsub("-", "_", command$name), "_command"), mode = "function")
}

#' Say whether --help or -h is among the words of a command, before what follows --.
#' @noRd
asks_for_help <- function(arguments) {
  words <- if ("--" %in% arguments) arguments[seq_len(match("--", arguments) - 1L)] else arguments
  any(c("--help", "-h") %in% words)
}

#' Run a command and return its exit status; its own --help lists its files and options.
#' @noRd
run_line <- function(arguments) {
  if (identical(arguments[1L], "--version")) {
    cat(sprintf("twinmlp %s\n%s\n", utils::packageVersion("twinmlp"), describe_engine()))
    return(0)
  }
  if (length(arguments) && arguments[1L] %in% HELP) {
    if (length(arguments) == 1L) {
      cat(usage(), "\n", sep = "")
      return(0)
    }
    arguments <- c(arguments[-1L], "--help")
  }
  if (length(arguments) == 0L) {
    fail("E_USAGE", "COMMAND", "given; twinmlp --help shows them all", "nothing")
  }
  commands <- command_table()
  both <- names(commands)[vapply(commands, function(command) is.null(command$only), NA)]
  helped <- asks_for_help(arguments[-1L])
  if (!(helped && arguments[1L] %in% names(commands))) {
    check_choice(arguments[1L], "COMMAND", both)
  }
  command <- commands[[arguments[1L]]]
  if (helped) {
    cat(command_usage(command), "\n", sep = "")
    return(0)
  }
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

#' Run one command line and return its exit status; errors and warnings go to standard error.
#' @noRd
main <- function(arguments = commandArgs(trailingOnly = TRUE)) {
  tryCatch(
    warnings_as_lines(run_line(arguments)),
    twinmlp_error = function(error) {
      cat(conditionMessage(error), "\n", sep = "", file = stderr())
      2
    },
    interrupt = function(signal) {
      cat("interrupted\n", file = stderr())
      INTERRUPTED
    },
    error = function(error) {
      # Nobody reads on.
      if (grepl("SIGPIPE", conditionMessage(error), fixed = TRUE)) return(PIPE_CLOSED)
      stop(error)
    }
  )
}
