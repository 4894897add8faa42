# The traces of one case that the page shows side by side.
#
# They are this program's own, another program's if there is one, and the true one if it is known.

OTHER_LANGUAGE <- "Python"

#' The traces by the program that computed them; NULL where one is not available.
#' @noRd
Traces <- function(own, other, true) {
  list(own = own, other = other, true = true)
}

#' Return the case with each recorded step's predecessor recorded, too.
#'
#' The step before holds the weights from which a step starts.
#' @noRd
with_steps_before <- function(case, steps) {
  wanted <- sort(unique(c(steps, steps[steps > 0] - 1)))
  case$record <- list(steps = as_list_of_numbers(wanted))
  case
}

#' Return all available traces of a case; `trace` is a file of another program's.
#' @noRd
gather_traces <- function(case, steps, trace = NULL) {
  wanted <- with_steps_before(case, steps)
  parts <- case_parts(wanted)
  other <- if (is.null(trace)) run_other(wanted) else read_trace(trace, case$id)
  Traces(run_parts(parts, parts$arithmetic), other, golden_trace(case))
}

#' Read another program's trace from a file, and refuse a trace of another case.
#' @noRd
read_trace <- function(path, id) {
  trace <- read_document(path, "trace")
  if (trace$case != id) {
    requirement <- paste("a trace of the case", quote_json(id))
    fail("E_FORMAT", "--trace", requirement, quote_json(trace$case))
  }
  trace
}

#' Run the twin in the other language for its trace, if it is installed.
#' @noRd
run_other <- function(case) {
  program <- Sys.which("twinmlp")
  if (!nzchar(program)) return(NULL)
  folder <- tempfile("twinmlp-")
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE))
  files <- file.path(folder, c("case.json", "trace.json"))
  write_json(files[1L], case)
  words <- c("run-case", shQuote(files[1L]), "--out", shQuote(files[2L]))
  status <- system2(program, words, stdout = FALSE, stderr = FALSE)
  if (status == 0L && file.exists(files[2L])) read_json(files[2L], "trace")
}

#' Return the true values of a case of the fixtures; NULL for any other.
#' @noRd
golden_trace <- function(case) {
  stored <- fixture_path(sprintf("cases/%s.json", case$id))
  golden <- fixture_path(sprintf("golden/%s.json", case$id))
  known <- nzchar(stored) && nzchar(golden) && identical(read_json(stored, "case"), case)
  if (known) read_json(golden, "golden")
}

#' Name the traces: twins by their language, another program by its name.
#' @noRd
source_names <- function(traces) {
  names <- list(own = "R", other = OTHER_LANGUAGE, true = "true value")
  by <- traces$other$implementation$name
  if (!is.null(by) && by != "twinmlp") names$other <- by
  names
}
