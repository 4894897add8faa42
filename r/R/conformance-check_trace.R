# R only: the checker as R's users meet it; in Python check and format_report.

#' Check a trace
#'
#' Hold anybody's trace against the true values of its case: where it goes wrong first, and why.
#'
#' The true values are those of the fixtures, of `reference`, or, for a case that is not in the
#' fixtures, of a run in R. Where the Python program is installed it is asked, and the mistake is
#' named: `twinmlp` or `python3` is looked for, or the Python that the environment variable
#' `TWINMLP_PYTHON` names; "none" asks nobody. Where it is not installed this is said, and the
#' report is without names.
#'
#' Errors: E_TYPE, E_SHAPE and others for what is no trace; E_CHOICE for one of another case.
#' Source: SPEC.md, Checking an implementation.
#'
#' @param case The case, an object, as [read_document()] gives it.
#' @param trace The trace, an object; any part of it may be missing.
#' @param reference True values, an object; default `NULL`, which finds them.
#' @param precision "double" or "single"; default `NULL`, which recognises it from the numbers.
#' @param digits The significant digits of the numbers; default `NULL`, which recognises them.
#' @return An object of class `mlp_check`: `passed`, whether nothing is wrong; `named`, whether the
#'   Python program was asked; `lines`, the report, which printing it shows.
#' @examples
#' case <- read_document(system.file("fixtures/cases/one_unit.json", package = "twinmlp"), "case")
#' trace <- run_case(case)
#' trace$steps[[1]]$loss <- 2 * trace$steps[[1]]$loss
#' check_trace(case, trace)$passed
#' @export
check_trace <- function(case, trace, reference = NULL, precision = NULL, digits = NULL) {
  stated <- stated_precision(precision, digits)
  check_document(case, "case")
  check_plain_object(trace, "trace")
  found <- judge_trace(case, trace, reference, stated)
  folder <- tempfile("twinmlp-")
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE))
  files <- file.path(folder, c("case.json", "trace.json", "reference.json"))
  write_json(files[1L], case)
  write_json(files[2L], with_words(trace))
  options <- list(precision = precision, digits = digits)
  if (!is.null(reference)) {
    write_json(files[3L], reference)
    options$reference <- files[3L]
  }
  checked_trace(ask_python("check", files[1:2], options), found)
}

#' What the Python program said, or, where it said nothing, what R found.
#' @noRd
checked_trace <- function(said, found) {
  if (is.null(said) || said$status == 2) {
    said <- list(status = if (found$passed) 0 else 1, lines = format_check(found))
    named <- FALSE
  } else {
    named <- TRUE
  }
  lines <- said$lines
  structure(list(passed = said$status == 0, named = named, lines = lines), class = "mlp_check")
}

#' A trace whose numbers that are none are words, which JSON can hold.
#' @noRd
with_words <- function(value) {
  if (is.list(value)) return(lapply(value, with_words))
  if (!is.numeric(value) || all(is.finite(value))) return(value)
  if (is.matrix(value)) return(lapply(seq_len(nrow(value)), function(i) with_words(value[i, ])))
  lapply(value, function(number) if (is.finite(number)) number else describe(number))
}

#' Show a check
#'
#' Print a report.
#'
#' @param x What [check_trace()] gave.
#' @param ... Not used.
#' @return `x`, invisibly.
#' @examples
#' case <- read_document(system.file("fixtures/cases/one_unit.json", package = "twinmlp"), "case")
#' check_trace(case, run_case(case))
#' @export
print.mlp_check <- function(x, ...) {
  cat(x$lines, sep = "\n")
  invisible(x)
}
