# Two traces held against each other: the first wrong value, and the worst difference of every quantity.

#' One recorded quantity: its place, its values, and how far from the truth all or each may be (NULL: not stated).
#' @noRd
Entry <- function(step, phase, layer, quantity, values, allowed) {
  list(step = step, phase = phase, layer = layer, quantity = quantity, values = values, allowed = allowed)
}

#' One value that differs: the place (index counted from 0), value, reference, both distances and what is allowed.
#' @noRd
Difference <- function(entry, index, value, reference, difference, ulps, allowed) {
  list(entry = entry, index = index, value = value, reference = reference, difference = difference, ulps = ulps, allowed = allowed)
}

# The batch comes first; forward goes up the layers, backward down, update up again.
BATCH <- c("epoch", "rows")
FORWARD <- c("Z", "A", "mask", "D")
BACKWARD <- c("dA", "dZ", "dW", "db")
RATES <- c("gradient_norm", "learning_rate")
GIVEN <- c("gW", "gb")
UPDATE <- c("W", "b")
STOPPING <- c("stopped", "epochs", "steps", "best")
REASONS <- c("", "patience", "gradient", "on_step", "on_epoch", "line_search") # why a run ended, "" for null; compared by their place here
DIRECTION <- c("pW", "pb")
PAIRS <- c("s", "y") # parts of a state that are lists, with one array for each pair

#' The distance from |x| to the next double above: 2^(e - 52), where 2^e <= |x| < 2^(e + 1) and e >= -1022.
#' @noRd
ulp <- function(x) {
  2^(pmax(findInterval(abs(x), 2^(-1022:1023)) - 1023, -1022) - 52)
}

#' Every quantity of a trace in the order in which training computes them.
#' @noRd
entries <- function(trace) {
  found <- list()
  for (step in trace$steps) {
    layers <- seq_along(step$layers)
    found <- c(found, batch_entries(step), layer_entries(step, "forward", layers, FORWARD))
    if (!is.null(step$loss)) {
      found <- c(found, list(Entry(step$step, "loss", NULL, "loss", step$loss, allowed_in(step, "loss"))))
    }
    found <- c(
      found, layer_entries(step, "backward", rev(layers), BACKWARD), rate_entries(step),
      layer_entries(step, "update", layers, GIVEN), search_entries(step, layers),
      layer_entries(step, "update", layers, UPDATE), state_entries(step, layers)
    )
  }
  found <- c(
    found, row_entries(trace, "watch", "validation_losses"), stopping_entries(trace), row_entries(trace, "losses", "losses")
  )
  if (!is.null(trace$final)) found <- c(found, final_entries(trace$final))
  found
}

#' The epoch and the rows of a step's batch, which are whole numbers and exact.
#' @noRd
batch_entries <- function(step) {
  lapply(intersect(BATCH, names(step)), function(name) Entry(step$step, "batch", NULL, name, step[[name]], NULL))
}

#' The numbers of a step's update that are not a layer's.
#' @noRd
rate_entries <- function(step) {
  lapply(intersect(RATES, names(step)), function(name) Entry(step$step, "update", NULL, name, step[[name]], allowed_in(step, name)))
}

#' The direction of a search, its slope, every trial, and the t that was taken.
#' @noRd
search_entries <- function(step, layers) {
  found <- layer_entries(step, "direction", layers, DIRECTION)
  search <- step$search
  if (!is.null(search$slope)) {
    found <- c(found, list(Entry(step$step, "direction", NULL, "slope", search$slope, allowed_in(search, "slope"))))
  }
  for (k in seq_along(search$trials)) {
    found <- c(found, trial_entries(c(search$trials[[k]], list(step = step$step)), sprintf("trial %d", k - 1L)))
  }
  if (is.null(search$taken)) return(found)
  c(found, list(Entry(step$step, "update", NULL, "taken", search$taken, allowed_in(search, "taken"))))
}

#' One trial of a search: t, the parameters there, and what they give.
#' @noRd
trial_entries <- function(trial, phase) {
  layers <- seq_along(trial$layers)
  number <- function(name) {
    if (is.null(trial[[name]])) list() else list(Entry(trial$step, phase, NULL, name, trial[[name]], allowed_in(trial, name)))
  }
  c(
    number("t"), layer_entries(trial, phase, layers, UPDATE), layer_entries(trial, phase, layers, FORWARD), number("loss"),
    layer_entries(trial, phase, rev(layers), BACKWARD), layer_entries(trial, phase, layers, GIVEN), number("slope")
  )
}

#' The optimizer's state of every layer, part by part, such as W.velocity, and of pairs one by one, such as W.s[0].
#' @noRd
state_entries <- function(step, layers) {
  found <- list()
  for (l in layers) {
    layer <- step$layers[[l]]
    for (name in UPDATE) {
      for (part in names(layer$state[[name]])) {
        allowed <- layer$tolerance$state[[name]][[part]]
        values <- layer$state[[name]][[part]]
        found <- c(found, if (part %in% PAIRS) {
          lapply(seq_along(values), function(k) {
            free <- if (is.null(allowed)) NULL else allowed[[k]]$free
            Entry(step$step, "update", l, sprintf("%s.%s[%d]", name, part, k - 1L), values[[k]], free)
          })
        } else {
          list(Entry(step$step, "update", l, paste0(name, ".", part), values, allowed$free))
        })
      }
    }
  }
  found
}

#' Losses, one a row.
#' @noRd
row_entries <- function(trace, phase, name) {
  if (length(trace[[name]]) == 0L) return(list())
  allowed <- trace[[paste0(name, "_tolerance")]]
  check_allowed(allowed, trace[[name]], paste0(name, "_tolerance"))
  list(Entry(NULL, phase, NULL, name, trace[[name]], unlist(allowed)))
}

#' When a run ended, and why: whole numbers, and exact.
#' @noRd
stopping_entries <- function(trace) {
  stopping <- trace$stopping
  lapply(intersect(STOPPING, names(stopping)), function(name) {
    value <- stopping[[name]]
    if (name == "stopped") value <- match(if (is.null(value)) "" else value, REASONS) - 1
    Entry(NULL, "watch", NULL, name, value, NULL)
  })
}

#' The loss and the parameters at the end of a trace.
#' @noRd
final_entries <- function(final) {
  allowed <- final$tolerance
  check_allowed(allowed$parameters, final$parameters, "final.tolerance.parameters")
  found <- if (is.null(final$loss)) list() else list(Entry(NULL, "final", NULL, "final loss", final$loss, allowed$loss))
  for (l in seq_along(final$parameters)) {
    parameters <- final$parameters[[l]]
    for (name in UPDATE) {
      if (!is.null(parameters[[name]])) {
        entry <- Entry(NULL, "final", l, paste("final", name), parameters[[name]], allowed$parameters[[l]][[name]])
        found <- c(found, list(entry))
      }
    }
  }
  found
}

#' Accept one tolerance for each value, or none.
#' @noRd
check_allowed <- function(allowed, values, argument) {
  if (!is.null(allowed) && length(allowed) != length(values)) {
    fail("E_SHAPE", argument, sprintf("a list of %d", length(values)), describe(as.list(allowed)))
  }
}

#' The quantities of one phase, layer by layer; what a layer does not hold is left out.
#' @noRd
layer_entries <- function(step, phase, layers, names) {
  found <- list()
  for (l in layers) {
    layer <- step$layers[[l]]
    for (name in names) {
      if (!is.null(layer[[name]])) {
        found[[length(found) + 1L]] <- Entry(step$step, phase, l, name, layer[[name]], allowed_in(layer, name))
      }
    }
  }
  found
}

#' The tolerance of a quantity that runs free from the start, if the record states one.
#' @noRd
allowed_in <- function(record, name) {
  record$tolerance[[name]]$free
}

#' The worst value of an entry: the one that uses up most of what is allowed, factor times what the reference states.
#' @noRd
difference_of <- function(entry, reference, factor = 1) {
  value <- as_numbers(entry)
  expected <- as_numbers(reference)
  stated <- factor * (if (is.null(reference$allowed)) 0 else reference$allowed)
  if (!identical(shape_of(value), shape_of(expected))) return(Difference(entry, integer(0), NaN, NaN, Inf, Inf, max(stated)))
  index_of <- function(at) if (is.matrix(value)) c((at - 1L) %/% ncol(value), (at - 1L) %% ncol(value)) else at - 1L
  value_by_row <- by_row(value)
  expected_by_row <- by_row(expected)
  allowed <- rep_len(stated, length(value_by_row))
  distance <- abs(value_by_row - expected_by_row)
  distance[is.na(distance)] <- Inf
  at <- which.max(excess(distance, allowed, expected_by_row))
  Difference(
    entry, index_of(at), value_by_row[at], expected_by_row[at], distance[at],
    distance[at] / ulp(expected_by_row[at]), allowed[at]
  )
}

#' The values of an entry as a matrix or a vector.
#' @noRd
as_numbers <- function(entry) {
  values <- as_array(entry$values)
  if (is.null(values)) fail("E_SHAPE", place_name(entry), "a matrix of finite numbers", "rows of different lengths")
  values
}

#' The values of a matrix row by row, as its rows stand in a file.
#' @noRd
by_row <- function(values) {
  as.vector(if (is.matrix(values)) t(values) else values)
}

#' How much of what is allowed a distance uses up; where nothing is allowed, the distance in ULP.
#' @noRd
excess <- function(distance, allowed, expected) {
  ifelse(distance == 0 | is.infinite(distance), distance, distance / ifelse(allowed > 0, allowed, ulp(expected)))
}

#' The rows and columns of a matrix, or the length of a vector.
#' @noRd
shape_of <- function(values) {
  if (is.matrix(values)) dim(values) else length(values)
}

#' Compare two traces
#'
#' Hold a trace against a reference; `factor` times the tolerance the reference states is allowed, else nothing.
#'
#' @param trace,reference Traces as [run_case()] gives them or [read_document()] reads them; the reference may be a golden file.
#' @param factor A number.
#' @return A list: `first` (the first difference that is not allowed, or `NULL`), `worst` (one for each quantity), `wrong` (how many are off) and `missing`.
#' @export
compare_traces <- function(trace, reference, factor = 1) {
  compare_entries(entries(trace), entries(reference), factor)
}

#' Hold entries against those of a reference at the same places.
#' @noRd
compare_entries <- function(given, references, factor = 1) {
  names(given) <- vapply(given, place_name, "")
  first <- NULL
  wrong <- 0
  missing <- character(0)
  worst <- list()
  for (expected in references) {
    entry <- given[[place_name(expected)]]
    if (is.null(entry)) {
      missing <- c(missing, place_name(expected))
      next
    }
    found <- difference_of(entry, expected, factor)
    if (found$difference > found$allowed) {
      wrong <- wrong + 1
      if (is.null(first)) first <- found
    }
    if ((expected$phase == "batch" || expected$quantity %in% STOPPING) && found$difference == 0) next
    name <- sub("[[].*", "", expected$quantity) # all pairs together
    key <- if (is.null(expected$layer)) name else sprintf("%s_%.0f", name, expected$layer)
    if (is.null(worst[[key]]) || used_up(found) > used_up(worst[[key]])) worst[[key]] <- found
  }
  list(first = first, worst = worst, wrong = wrong, missing = missing)
}

#' How much of what is allowed one difference uses up.
#' @noRd
used_up <- function(found) {
  excess(found$difference, found$allowed, found$reference)
}

#' Where an entry belongs, in words.
#' @noRd
place_name <- function(entry) {
  step <- if (is.null(entry$step)) NULL else sprintf("step %.0f", entry$step)
  layer <- if (is.null(entry$layer)) NULL else sprintf("layer %.0f", entry$layer)
  paste(c(step, entry$phase, layer, entry$quantity), collapse = ", ")
}

#' One difference in a sentence; the tolerance named is the smallest that would pass.
#' @noRd
format_difference <- function(found) {
  place <- paste0(c(place_name(found$entry), sprintf("[%.0f]", found$index)), collapse = "")
  if (length(found$index) == 0L) return(paste0(place, ": the shape differs from the reference's"))
  sprintf(
    "%s: %.17g, reference %.17g, %s ULP apart; allowed %s, needed %s",
    place, found$value, found$reference, short_number(found$ulps), short_number(found$allowed), short_number(found$difference)
  )
}

#' Show a comparison
#'
#' The verdict, then the table of quantities with the worst difference of each.
#'
#' @param comparison What [compare_traces()] gives.
#' @return Lines of text.
#' @export
format_comparison <- function(comparison) {
  lines <- if (length(comparison$missing) == 0L) "No difference beyond what is allowed."
  if (!is.null(comparison$first)) {
    lines <- c(
      paste0("First wrong value: ", format_difference(comparison$first), "."),
      sprintf("%.0f quantities are off in all.", comparison$wrong)
    )
  }
  if (length(comparison$missing)) {
    lines <- c(lines, sprintf("Missing: %d quantities, the first is %s.", length(comparison$missing), comparison$missing[1L]))
  }
  c(lines, "", align(quantity_rows(comparison$worst)))
}

#' One row a quantity: its worst difference and what is allowed there, in ULP and as they are; needed is what would pass.
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

#' One number with three digits.
#' @noRd
short_number <- function(value) {
  if (is.finite(value)) sprintf("%.3g", value) else describe_number(value)
}
