# Standard output, where a failed write is an error.

#' Raise the error that standard output cannot be written.
#' @noRd
refuse_output <- function() {
  fail("E_FILE", "standard output", "a place that can be written to", "one that cannot")
}

#' Run a command line as a program and give its exit status: what it prints has been written then,
#' or is refused.
#'
#' R does not say whether standard output takes what it is given; a program says so.
#' @noRd
program <- function(arguments) {
  shown <- rawConnection(raw(0), "wb")
  sink(shown)
  status <- tryCatch(main(arguments), finally = sink())
  content <- rawConnectionValue(shown)
  close(shown)
  if (length(content) == 0L) return(status)
  if (.Platform$OS.type != "unix") {
    cat(rawToChar(content))
    return(status)
  }
  stream <- pipe("cat 2>/dev/null", "wb")
  tryCatch(writeBin(content, stream), error = function(error) NULL)
  taken <- close(stream)
  if (identical(as.integer(taken), 0L)) return(status)
  if (as.integer(taken) %/% 256L == PIPE_CLOSED) return(PIPE_CLOSED)
  main_refusal(refuse_output())
}

#' Write an error to standard error and return its exit status.
#' @noRd
main_refusal <- function(call) {
  tryCatch(call, twinmlp_error = function(error) {
    cat(conditionMessage(error), "\n", sep = "", file = stderr())
    2
  })
}
