# Compare two traces: the first wrong value, and the worst difference of every quantity.

#' One value that differs: the place (index counted from 0), value, reference, both distances and
#' what is allowed.
#' @noRd
Difference <- function(entry, index, value, reference, difference, ulps, allowed) {
  as.list(environment())
}

#' The distance from |x| to the next double above: 2^(e - 52), where 2^e <= |x| < 2^(e + 1) and e >=
#' -1022.
#' @noRd
ulp <- function(x) {
  2^(pmax(findInterval(abs(x), 2^(-1022:1023)) - 1023, -1022) - 52)
}

#' Find the worst value of a quantity, compared with `factor` times the reference's tolerance; with
#' `first` the first wrong one, of quantities of no layer, such as losses.
#' @noRd
difference_of <- function(entry, reference, factor = 1, first = FALSE) {
  value <- as_numbers(entry)
  expected <- as_numbers(reference)
  stated <- factor * (if (is.null(reference$allowed)) 0 else reference$allowed)
  if (!identical(shape_of(value), shape_of(expected))) {
    return(Difference(entry, integer(0), NaN, NaN, Inf, Inf, max(stated)))
  }
  value_by_row <- by_row(value)
  expected_by_row <- by_row(expected)
  allowed <- rep_len(stated, length(value_by_row))
  distance <- abs(value_by_row - expected_by_row)
  distance[is.na(distance)] <- Inf
  in_time <- first && is.null(reference$layer)
  at <- which.max(if (in_time) distance > allowed else excess(distance, allowed, expected_by_row))
  Difference(
    entry, index_by_row(value, at), value_by_row[at], expected_by_row[at], distance[at],
    distance[at] / ulp(expected_by_row[at]), allowed[at]
  )
}

#' The values of a quantity as a matrix or a vector.
#' @noRd
as_numbers <- function(entry) {
  values <- as_array(entry$values)
  if (is.null(values)) {
    fail("E_SHAPE", place_name(entry), "a matrix of finite numbers", "rows of different lengths")
  }
  values
}

#' Divide a distance by what is allowed; if that is nothing, return the distance in ULP.
#' @noRd
excess <- function(distance, allowed, expected) {
  ifelse(
    distance == 0 | is.infinite(distance),
    distance,
    distance / ifelse(allowed > 0, allowed, ulp(expected))
  )
}

#' The rows and columns of a matrix, or the length of a vector.
#' @noRd
shape_of <- function(values) {
  if (is.matrix(values)) dim(values) else length(values)
}

#' Compare two traces
#'
#' Compare a trace with a reference; `factor` times the reference's tolerance is allowed, else
#' nothing.
#'
#' Errors: E_FORMAT where the two are not of the same case. Source: SPEC.md, Comparing two traces.
#'
#' @param trace The trace, an object.
#' @param reference A golden file or another trace, an object.
#' @param factor How many times the stated tolerance is allowed: a number, more than 0; default 1.
#' @return The first difference that is not allowed or `NULL`, the worst of every quantity, how
#'   many are wrong, and what is missing.
#' @examples
#' folder <- system.file("fixtures", package = "twinmlp")
#' trace <- run_case(read_document(file.path(folder, "cases/one_unit.json"), "case"))
#' golden <- read_document(file.path(folder, "golden/one_unit.json"), "golden")
#' is.null(compare_traces(trace, golden)$first)
#' @export
compare_traces <- function(trace, reference, factor = 1) {
  trace <- check_document(trace, "trace", parts = TRUE)
  reference <- check_document(reference, "reference", parts = TRUE)
  factor <- check_positive(factor, "factor")
  compare_quantities(quantities(trace), quantities(reference), factor)
}

#' Compare quantities with those of a reference at the same places.
#' @noRd
compare_quantities <- function(computed, references, factor = 1) {
  names(computed) <- vapply(computed, place_name, "")
  first <- NULL
  wrong <- 0
  whole <- whole_numbers()
  missing <- character(0)
  worst <- list()
  for (expected in references) {
    entry <- computed[[place_name(expected)]]
    if (is.null(entry)) {
      missing <- c(missing, place_name(expected))
      next
    }
    found <- difference_of(entry, expected, factor)
    if (found$difference > found$allowed) {
      wrong <- wrong + 1
      if (is.null(first)) first <- difference_of(entry, expected, factor, first = TRUE)
    }
    if (expected$quantity %in% whole && found$difference == 0) next
    name <- sub("[[].*", "", expected$quantity) # all pairs together
    key <- if (is.null(expected$layer)) name else sprintf("%s_%.0f", name, expected$layer)
    if (is.null(worst[[key]]) || used_up(found) > used_up(worst[[key]])) worst[[key]] <- found
  }
  list(first = first, worst = worst, wrong = wrong, missing = missing)
}

#' Return the share of what is allowed that a difference uses up.
#' @noRd
used_up <- function(found) {
  excess(found$difference, found$allowed, found$reference)
}
