# Every quantity of a trace with its place, in the order in which training computes them.

#' One recorded quantity: its place, its values, and how far each may be from the truth.
#'
#' `allowed` is one tolerance for all values or one for each, or NULL where none is stated.
#' @noRd
Quantity <- function(step, phase, layer, quantity, values, allowed) {
  list(
    step = step, phase = phase, layer = layer, quantity = quantity, values = values,
    allowed = allowed
  )
}

#' Every quantity of a trace in the order in which training computes them.
#' @noRd
quantities <- function(trace) {
  step_groups <- grouped(rows_of_scope("step", "layer", "search"))
  found <- lapply(trace$steps, function(step) {
    unlist(lapply(step_groups, function(rows) step_quantities(step, rows)), FALSE)
  })
  found <- c(
    unlist(found, FALSE),
    unlist(lapply(rows_of_scope("run", "stopping"), function(row) run_quantity(trace, row)), FALSE)
  )
  if (!is.null(trace$final)) found <- c(found, final_quantities(trace$final))
  if (is.null(found)) list() else found
}

#' The rows of the table that are listed together, layer by layer.
#' @noRd
grouped <- function(rows) {
  group <- vapply(rows, function(row) {
    paste(row$phase, row$scope, if (row$shape %in% names(LISTINGS)) row$shape else "")
  }, "")
  runs <- rle(group)$lengths
  unname(split(rows, rep(seq_along(runs), runs)))
}

#' The quantities of a step that are listed together.
#' @noRd
step_quantities <- function(step, rows) {
  first <- rows[[1L]]
  if (first$shape %in% names(LISTINGS)) return(LISTINGS[[first$shape]](step))
  if (first$scope == "layer") return(layer_quantities(step, step$step, first$phase, rows))
  record <- if (first$scope == "search") step$search else step
  number_quantities(record, step$step, first$phase, rows)
}

#' The quantities of a step or of a trial that are not a layer's; what is absent is left out.
#' @noRd
number_quantities <- function(record, step, phase, rows) {
  names <- vapply(rows, `[[`, "", "name")
  lapply(Filter(function(name) !is.null(record[[name]]), names), function(name) {
    Quantity(step, phase, NULL, name, record[[name]], allowed_in(record, name))
  })
}

#' The quantities of the layers, from the first to the last, or back, where they exist.
#' @noRd
layer_quantities <- function(record, step, phase, rows) {
  layers <- seq_along(record$layers)
  names <- vapply(rows, `[[`, "", "name")
  found <- lapply(if (rows[[1L]]$phase == "backward") rev(layers) else layers, function(l) {
    layer <- record$layers[[l]]
    lapply(Filter(function(name) !is.null(layer[[name]]), names), function(name) {
      Quantity(step, phase, l, name, layer[[name]], allowed_in(layer, name))
    })
  })
  unlist(found, FALSE)
}

#' Every trial of a step's search: t, the parameters there, and what is computed from them.
#' @noRd
trial_quantities <- function(step) {
  found <- list()
  for (k in seq_along(step$search$trials)) {
    trial <- step$search$trials[[k]]
    for (rows in grouped(trial_rows())) {
      of <- if (rows[[1L]]$scope == "layer") layer_quantities else number_quantities
      found <- c(found, of(trial, step$step, sprintf("trial %d", k - 1L), rows))
    }
  }
  found
}

#' The optimizer's state of every layer, part by part: W.velocity, or of lists W.s[0].
#' @noRd
state_quantities <- function(step) {
  found <- list()
  for (l in seq_along(step$layers)) {
    layer <- step$layers[[l]]
    for (name in c("W", "b")) {
      for (part in names(layer$state[[name]])) {
        stated <- layer$tolerance$state[[name]][[part]]
        places <- state_places(paste0(name, ".", part), layer$state[[name]][[part]], stated)
        found <- c(found, lapply(places, function(at) {
          Quantity(step$step, "update", l, at$place, at$values, at$tolerance$free)
        }))
      }
    }
  }
  found
}

#' The place, the values and the tolerance of a part of a state, or of each array of a list.
#' @noRd
state_places <- function(place, values, stated) {
  if (!sub(".*[.]", "", place) %in% state_parts("lists")) {
    return(list(list(place = place, values = values, tolerance = stated)))
  }
  lapply(seq_along(values), function(k) {
    list(
      place = sprintf("%s[%d]", place, k - 1L), values = values[[k]],
      tolerance = if (!is.null(stated)) stated[[k]]
    )
  })
}

# Shapes that are listed one by one, not as an array.
LISTINGS <- list(trials = trial_quantities, parts = state_quantities)

#' A list of losses, or one number that says when the run ended.
#' @noRd
run_quantity <- function(trace, row) {
  name <- row$name
  record <- if (row$scope == "stopping") trace$stopping else trace
  values <- record[[name]]
  if (!name %in% names(record) || (is.null(values) && row$shape != "word")) return(list())
  if (row$shape == "epochs" && length(values) == 0L) return(list())
  if (row$shape == "word") {
    values <- match(list(values), stop_reasons()) - 1
  }
  allowed <- trace[[paste0(name, "_tolerance")]]
  if (row$shape == "epochs") check_allowed(allowed, values, paste0(name, "_tolerance"))
  list(Quantity(NULL, row$phase, NULL, name, values, unlist(allowed)))
}

#' The loss and the parameters at the end of a trace.
#' @noRd
final_quantities <- function(final) {
  layers <- final$parameters
  allowed <- final$tolerance
  check_allowed(allowed$parameters, layers, "final.tolerance.parameters")
  records <- c(list(final), layers)
  tolerances <- c(list(allowed), allowed$parameters)
  found <- list()
  for (l in seq_along(records) - 1L) {
    stated <- if (is.null(allowed)) NULL else tolerances[[l + 1L]]
    for (row in rows_of_scope(if (l == 0L) "final" else "final layer")) {
      name <- sub("^final ", "", row$name)
      values <- records[[l + 1L]][[name]]
      if (!is.null(values)) {
        layer <- if (l > 0L) l
        found <- c(found, list(Quantity(NULL, "final", layer, row$name, values, stated[[name]])))
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

#' The tolerance of a quantity in a run from the start, if the record states one.
#' @noRd
allowed_in <- function(record, name) {
  record$tolerance[[name]]$free
}

#' The place of a quantity, in words.
#' @noRd
place_name <- function(quantity) {
  step <- if (is.null(quantity$step)) NULL else sprintf("step %.0f", quantity$step)
  layer <- if (is.null(quantity$layer)) NULL else sprintf("layer %.0f", quantity$layer)
  paste(c(step, quantity$phase, layer, quantity$quantity), collapse = ", ")
}
