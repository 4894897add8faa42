# Format the comparison of two traces as lines of text.

#' Describe one difference in a sentence; the tolerance it names is the smallest to pass.
#' @noRd
format_difference <- function(found) {
  place <- paste0(c(place_name(found$entry), sprintf("[%.0f]", found$index)), collapse = "")
  if (length(found$index) == 0L) return(paste0(place, ": the shape differs from the reference's"))
  sprintf(
    "%s: %.17g, reference %.17g, %s ULP apart; allowed %s, needed %s",
    place,
    found$value,
    found$reference,
    short_number(found$ulps),
    short_number(found$allowed),
    short_number(found$difference)
  )
}

#' Show a comparison
#'
#' Format the verdict, then the table of quantities with the worst difference of each.
#'
#' @param comparison What [compare_traces()] gave.
#' @return Lines of text.
#' @examples
#' case <- read_document(system.file("fixtures/cases/one_unit.json", package = "twinmlp"), "case")
#' trace <- run_case(case)
#' format_comparison(compare_traces(trace, trace))[1]
#' @export
format_comparison <- function(comparison) {
  parts <- c("first", "worst", "wrong", "missing")
  if (!is_object(comparison) || !identical(names(comparison), parts)) {
    fail("E_TYPE", "comparison", "what `compare_traces` gave", describe(comparison))
  }
  lines <- if (length(comparison$missing) == 0L) "No difference beyond what is allowed."
  if (!is.null(comparison$first)) {
    lines <- c(
      paste0("First wrong value: ", format_difference(comparison$first), "."),
      sprintf("%.0f quantities are off in all.", comparison$wrong)
    )
  }
  if (length(comparison$missing)) {
    lines <- c(
      lines,
      sprintf(
        "Missing: %d quantities, the first is %s.",
        length(comparison$missing),
        comparison$missing[1L]
      )
    )
  }
  c(lines, "", align(quantity_rows(comparison$worst)))
}

#' Return one row for each quantity: its worst difference and what is allowed there, in ULP and
#' absolute; needed is what would pass.
#' @noRd
quantity_rows <- function(worst) {
  rows <- list(c("quantity", "worst ULP", "allowed ULP", "needed", "allowed", "at step"))
  for (name in names(worst)) {
    found <- worst[[name]]
    step <- if (is.null(found$entry$step)) "-" else sprintf("%.0f", found$entry$step)
    cells <- c("shape", "", "", "")
    if (length(found$index)) {
      in_ulps <- found$allowed / ulp(found$reference)
      cells <- vapply(c(found$ulps, in_ulps, found$difference, found$allowed), short_number, "")
    }
    rows <- c(rows, list(c(name, cells, step)))
  }
  rows
}

#' Format one number with three digits.
#' @noRd
short_number <- function(value) {
  if (is.finite(value)) sprintf("%.3g", value) else describe_number(value)
}
