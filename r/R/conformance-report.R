# R only: a report as text, in the words of Python's: the one sentence, the run with the place
# marked, and the table of quantities. Python's is conformance/report.py.

REPORT_WIDTH <- 100
REPORT_SHOWN <- 8 # more lines of one kind than this say nothing new
MARKS_OF_STATES <- c(right = "ok", off = "off", wrong = "WRONG", missing = "-")
WORDS_OF_STATES <- c(right = "ok", wrong = "wrong", off = "off", missing = "missing")
NOT_NAMED <- paste(
  "What mistake it is, and what is wrong by itself, the Python program says:",
  "it is not installed (python3 -m pip install twinmlp), or not found (TWINMLP_PYTHON)."
)

#' The whole report.
#' @noRd
format_check <- function(found) {
  parts <- list(
    wrapped(check_sentence(found), ""),
    run_tree(found),
    if (!is.null(found$first)) wrapped(NOT_NAMED, ""),
    check_notes(found)
  )
  if (length(found$comparison$worst)) {
    table <- paste0("  ", align(quantity_rows(found$comparison$worst)))
    head <- "Quantity by quantity, at its worst, against the true run:"
    parts <- c(parts, list(c(head, table)))
  }
  who <- program_text(found$implementation)
  parts <- c(parts, list(paste0(
    "True values: ", found$source, ".", if (nzchar(who)) sprintf(" Trace: %s.", who)
  )))
  lines <- unlist(lapply(Filter(length, parts), c, ""))
  lines[-length(lines)]
}

#' The one sentence that helps.
#' @noRd
check_sentence <- function(found) {
  double <- found$precision$kind == "double"
  inside <- if (double) "" else paste0(", in ", precision_text(found$precision))
  if (!is.null(found$first)) {
    place <- place_text(found$first$entry, found$first$index)
    what <- values_text(found$first, found$true[[found$place]])
    return(sprintf("First wrong value%s: %s: %s.", inside, place, what))
  }
  counts <- table(factor(found$states, names(MARKS_OF_STATES)))
  if (counts[["right"]] == 0L) {
    return("Nothing to check: the trace has no quantity of this case.")
  }
  missing <- counts[["missing"]]
  ending <- if (missing) sprintf("; %d are missing.", missing) else "."
  sprintf("Right%s: all %d quantities of the trace%s", inside, counts[["right"]], ending)
}

#' Where a value stands, such as step 0, backward, layer 1, db[2].
#' @noRd
place_text <- function(entry, index = integer(0)) {
  quantity <- paste0(c(entry$quantity, sprintf("[%.0f]", index)), collapse = "")
  paste(c(
    if (!is.null(entry$step)) sprintf("step %.0f", entry$step),
    if (!entry$phase %in% c("loss", "watch", "losses", "final")) entry$phase,
    if (!is.null(entry$layer)) sprintf("layer %.0f", entry$layer),
    quantity
  ), collapse = ", ")
}

#' Two numbers with as many digits as it takes to see that they differ.
#' @noRd
two_numbers <- function(value, reference) {
  if (!is.finite(value) || value == reference) {
    return(c(short_number(value), sprintf("%.6g", reference)))
  }
  distance <- if (reference != 0) abs(value / reference - 1) else 1
  some <- distance > 0 && distance < Inf
  digits <- if (some) min(17, max(5, 3 - floor(log10(distance)))) else 17
  sprintf("%.*g", as.integer(digits), c(value, reference))
}

#' Both values and how far apart they are.
#' @noRd
values_text <- function(found, expected) {
  if (length(found$index) == 0L) {
    shapes <- vapply(list(found$entry, expected), function(entry) {
      shape_text(shape_of(as_numbers(entry)))
    }, "")
    return(sprintf("yours is %s, true is %s", shapes[1L], shapes[2L]))
  }
  if (found$entry$quantity == "stopped") {
    reasons <- stop_reasons()[c(found$value, found$reference) + 1]
    reasons <- vapply(reasons, describe, "")
    return(sprintf("yours %s, true %s", reasons[1L], reasons[2L]))
  }
  numbers <- two_numbers(found$value, found$reference)
  exact <- found$entry$quantity %in% whole_numbers() || !is.finite(found$ulps)
  apart <- if (exact) "" else sprintf(", %s ULP apart", short_number(found$ulps))
  sprintf("yours %s, true %s%s", numbers[1L], numbers[2L], apart)
}

#' The shape of an array in words.
#' @noRd
shape_text <- function(shape) {
  if (length(shape) == 1L) sprintf("a list of %d", shape) else paste(shape, collapse = " x ")
}

#' The run, step by step; the step with the first wrong value layer by layer.
#' @noRd
run_tree <- function(found) {
  legend <- " (off: not the true value; WRONG: not even what its own inputs give; -: missing)"
  wrong <- !is.null(found$place)
  title <- sprintf("Case %s, step by step%s", found$case$id, if (wrong) legend else "")
  lines <- wrapped(title, "")
  blocks <- vapply(found$true, function(entry) {
    if (is.null(entry$step)) entry$phase else sprintf("step %.0f", entry$step)
  }, "")
  folded <- 0
  for (name in unique(blocks)) {
    places <- which(blocks == name)
    if (wrong && found$place %in% places) {
      lines <- c(lines, paste0("  ", name), step_lines(found, places))
    } else if (length(lines) > 3 * REPORT_SHOWN && startsWith(name, "step ")) {
      folded <- folded + 1
    } else {
      from <- if (name == "losses") found$losses_wrong_from
      from <- if (is.null(from)) "" else sprintf(", from epoch %.0f on", from)
      lines <- c(lines, sprintf("  %-10s %s%s", name, states_text(found$states[places]), from))
    }
  }
  c(lines, if (folded) sprintf("  and %.0f more steps", folded))
}

#' How many of some places are in which state.
#' @noRd
states_text <- function(states) {
  counts <- table(factor(states, names(WORDS_OF_STATES)))
  paste(sprintf("%d %s", counts, WORDS_OF_STATES)[counts > 0L], collapse = ", ")
}

#' One line for every layer of every phase.
#' @noRd
step_lines <- function(found, places) {
  rows <- vapply(found$true[places], function(entry) paste(entry$phase, entry$layer), "")
  last <- ""
  vapply(unique(rows), function(row) {
    cells <- places[rows == row]
    entry <- found$true[[cells[1L]]]
    names <- sub("^final ", "", vapply(found$true[cells], `[[`, "", "quantity"))
    marks <- sprintf("%s %-5s", names, MARKS_OF_STATES[found$states[cells]])
    layer <- if (is.null(entry$layer)) "" else sprintf("layer %.0f", entry$layer)
    phase <- if (entry$phase == last) "" else entry$phase
    last <<- entry$phase
    text <- sprintf("    %-9s %-9s %s", phase, layer, paste(marks, collapse = "  "))
    paste0(sub(" +$", "", text), if (found$place %in% cells) "   <--- HERE")
  }, "", USE.NAMES = FALSE)
}

#' What was not looked at, and what cannot be told.
#' @noRd
check_notes <- function(found) {
  missing <- found$true[found$states == "missing"]
  lines <- NULL
  if (length(missing)) {
    kinds <- paste(unique(vapply(missing, `[[`, "", "quantity")), collapse = ", ")
    text <- "Missing, and not checked: %d quantities (%s); first %s."
    lines <- wrapped(sprintf(text, length(missing), kinds, place_text(missing[[1L]])), "")
  }
  if (length(found$ignored)) {
    more <- if (length(found$ignored) > REPORT_SHOWN) " ..." else ""
    names <- paste(utils::head(found$ignored, REPORT_SHOWN), collapse = ", ")
    text <- one_line(sprintf("Not understood, and left out: %s%s.", names, more))
    lines <- c(lines, wrapped(text, ""))
  }
  c(lines, if (!is.null(found$untold)) wrapped(found$untold, ""))
}

#' What a trace says of the program that it is from, as far as this is text.
#' @noRd
program_text <- function(implementation) {
  names <- intersect(c("name", "version", "language", "arithmetic"), names(implementation))
  said <- implementation[names]
  said <- Filter(function(text) is.character(text) && length(text) == 1L, said)
  one_line(paste(substr(unlist(said), 1L, 60L), collapse = " "))
}

#' Text in lines of at most 100, broken at blanks; all but the first are indented by two more.
#' @noRd
wrapped <- function(text, indent) {
  wrap_words(text, REPORT_WIDTH, indent, "  ")
}
