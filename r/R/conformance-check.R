# R only: a trace held against the true run: what is wrong, and where first. What it is, and what is
# wrong by itself, the Python program says. Python's is conformance/judge/check.py.

CLOSE_TO_RUN <- 1e-9 # of a quantity's largest number, where a run in R stands for the true values

#' Hold a trace against a case, and say what is wrong where: no name, and nothing by itself.
#' @noRd
judge_trace <- function(case, trace, reference = NULL, precision = NULL) {
  case_parts(case)
  recorded <- read_recorded(trace, case)
  true <- true_values(case, reference)
  golden <- true$trace
  read <- steps_from_zero(recorded, golden, precision, true$close)
  recorded <- read$trace
  if (is.null(precision)) {
    found <- judged_as(recorded, golden, Precision("double"), true$close)
    is_told <- !is.null(found$first) &&
      !(recognised_precision(golden)$kind %in% c("digits", "decimals"))
    shown <- if (is_told) recognised_precision(recorded) else Precision("double")
    if (shown$kind != "double") found <- judged_as(recorded, golden, shown, true$close)
    unsure <- !is.null(found$first) && found$precision$kind == "double"
    found$untold <- if (unsure) untold_precision(recorded)
  } else {
    found <- judged_as(recorded, golden, precision, true$close)
  }
  found$case <- case
  found$implementation <- recorded$implementation
  found$source <- true$source
  found$ignored <- c(read$said, recorded$unknown, extra_steps(recorded, golden))
  found$ignored <- c(found$ignored, extra_trials(recorded, golden))
  found$passed <- is.null(found$first) && any(found$states == "right")
  found
}

#' The true values of a case and where they are from: a file, the fixtures, or a run in R.
#' @noRd
true_values <- function(case, reference = NULL) {
  if (!is.null(reference)) return(list(trace = reference, source = "given"))
  named <- sprintf(c("cases/%s.json", "golden/%s.json"), case$id)
  files <- if (grepl("/", case$id, fixed = TRUE)) "" else vapply(named, fixture_path, "")
  known <- all(nzchar(files))
  if (known && identical(said_of_run(read_json(files[1L], "case")), said_of_run(case))) {
    golden <- read_json(files[2L], "golden")
    return(list(trace = golden, source = sprintf("golden/%s.json", case$id)))
  }
  text <- "a run in R, each within %g of the largest number of its quantity"
  list(trace = run_case(case), source = sprintf(text, CLOSE_TO_RUN), close = CLOSE_TO_RUN)
}

#' What of a case makes its run, in one order, with all numbers as doubles.
#' @noRd
said_of_run <- function(value, top = TRUE) {
  if (is.numeric(value)) return(as.double(value))
  if (!is.list(value)) return(value)
  if (is_object(value)) value <- value[sort(names(value), method = "radix")]
  if (top) value <- value[setdiff(names(value), c("title", "flags", "arithmetic"))]
  lapply(value, said_of_run, top = FALSE)
}

#' Every place judged, within the bounds of a precision.
#' @noRd
judged_as <- function(recorded, golden, precision, close) {
  true <- allowed_quantities(golden, precision, close)
  own <- quantities(recorded)
  names(own) <- vapply(own, place_name, "")
  names(true) <- vapply(true, place_name, "")
  differences <- lapply(true, function(expected) {
    entry <- own[[place_name(expected)]]
    if (!is.null(entry)) difference_of(entry, expected)
  })
  states <- vapply(differences, state_of, "")
  first <- first_wrong(states, true)
  list(
    true = true, states = states, place = first, precision = precision,
    first = if (!is.null(first)) {
      difference_of(differences[[first]]$entry, true[[first]], first = TRUE)
    },
    comparison = compare_quantities(own, true),
    losses_wrong_from = losses_wrong_from(differences[["losses, losses"]], true)
  )
}

#' The quantities of the true run, each with what is allowed within the bounds of a precision.
#' @noRd
allowed_quantities <- function(golden, precision, close) {
  lapply(quantities(golden), function(quantity) {
    if (!is.null(close) && is.null(quantity$allowed) && !quantity$quantity %in% whole_numbers()) {
      quantity$allowed <- close * max(0, abs(as_numbers(quantity)))
    }
    widened_quantity(quantity, precision)
  })
}

#' Right, off, missing; or wrong, which only a batch can be without its inputs.
#' @noRd
state_of <- function(difference) {
  if (is.null(difference)) return("missing")
  if (difference$difference <= difference$allowed) return("right")
  if (difference$entry$phase == "batch") "wrong" else "off"
}

#' The number of the first place that is wrong: of an update all places come at once, state before
#' parameter; NULL where nothing is wrong.
#' @noRd
first_wrong <- function(states, true) {
  wrong <- which(states %in% c("off", "wrong"))
  if (length(wrong) == 0L) return(NULL)
  same <- if (states[wrong[1L]] == "wrong") {
    wrong[states[wrong] == "wrong"]
  } else {
    wrong[states[wrong] == "wrong" | at_same_time(true[wrong], true[[wrong[1L]]])]
  }
  parameters <- vapply(true[same], function(entry) {
    entry$quantity <- sub("[.].*", "", entry$quantity)
    match(place_name(entry), names(true))
  }, 0L)
  is_parameter <- !grepl(".", vapply(true[same], `[[`, "", "quantity"), fixed = TRUE)
  same[order(parameters, is_parameter, same)[1L]]
}

#' Whether places are the first one, or others of the same update, whose parameters are independent.
#' @noRd
at_same_time <- function(places, first) {
  is_loss <- function(place) identical(place$quantity, "final loss")
  vapply(places, function(place) {
    together <- identical(place$step, first$step) && place$phase == first$phase &&
      first$phase %in% c("update", "final") && !is_loss(place) && !is_loss(first)
    together || identical(place_name(place), place_name(first))
  }, NA)
}

#' The first epoch whose loss is wrong, counted from 0.
#' @noRd
losses_wrong_from <- function(worst, true) {
  if (is.null(worst) || worst$difference <= worst$allowed || length(worst$index) == 0L) return(NULL)
  difference_of(worst$entry, true[["losses, losses"]], first = TRUE)$index
}

#' The trace with its steps counted from 0, if they are counted from 1, and that this is so: their
#' numbers show it, or every step is right as the one before it alone.
#' @noRd
steps_from_zero <- function(trace, golden, precision, close) {
  own <- step_numbers(trace)
  true <- step_numbers(golden)
  if (length(own) == 0L || min(own) < 1) return(list(trace = trace, said = NULL))
  before <- trace
  before$steps <- lapply(trace$steps, function(step) replace(step, "step", step$step - 1))
  if (all(own %in% true)) {
    if (is.null(precision)) precision <- recognised_precision(trace)
    allowed <- allowed_quantities(golden, precision, close)
    is_so <- are_right(before, allowed) && !are_right(trace, allowed)
  } else {
    is_so <- all((own - 1) %in% true)
  }
  if (!is_so) return(list(trace = trace, said = NULL))
  list(trace = before, said = "that steps are counted from 1 (read as counted from 0)")
}

#' Whether the steps of a trace that the case records are there, and right.
#' @noRd
are_right <- function(trace, allowed) {
  of_steps <- Filter(function(quantity) !is.null(quantity$step), allowed)
  found <- compare_quantities(quantities(trace), of_steps)
  length(found$worst) > 0L && found$wrong == 0
}

#' The numbers of the steps of a trace.
#' @noRd
step_numbers <- function(trace) {
  vapply(trace$steps, function(step) as.double(step$step), 0)
}

#' The steps that the case does not record.
#' @noRd
extra_steps <- function(trace, golden) {
  extra <- setdiff(step_numbers(trace), step_numbers(golden))
  if (length(extra)) sprintf("step %.0f, which the case does not record", extra)
}

#' The trials that the true run does not make.
#' @noRd
extra_trials <- function(trace, golden) {
  counts <- lapply(golden$steps, function(step) length(step$search$trials))
  names(counts) <- sprintf("%.0f", step_numbers(golden))
  unlist(lapply(trace$steps, function(step) {
    count <- counts[[sprintf("%.0f", step$step)]]
    extra <- if (!is.null(count)) seq_along(step$search$trials)[-seq_len(count)]
    if (!is.null(count) && count == 0L) extra <- seq_along(step$search$trials)
    text <- "step %.0f, trial %d, which the true run does not make"
    if (length(extra)) sprintf(text, step$step, extra - 1L)
  }))
}
