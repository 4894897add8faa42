# Every quantity of a trace with its place, in the order in which training computes them.

#' One recorded quantity: its place, its values, and how far each may be from the truth.
#'
#' `allowed` is one tolerance for all values or one for each, or NULL where none is stated.
#' @noRd
Quantity <- function(step, phase, layer, quantity, values, allowed) {
  as.list(environment())
}

#' Every quantity of a trace in the order in which training computes them.
#' @noRd
quantities <- function(trace) {
  step_groups <- grouped(entries_of_scope("step", "layer", "search"))
  found <- lapply(trace$steps, function(step) {
    unlist(lapply(step_groups, function(entries) step_quantities(step, entries)), FALSE)
  })
  found <- c(
    unlist(found, FALSE),
    unlist(
      lapply(entries_of_scope("run", "stopping"), function(entry) run_quantity(trace, entry)), FALSE
    )
  )
  if (!is.null(trace$final)) found <- c(found, final_quantities(trace$final))
  if (is.null(found)) list() else found
}

#' The entries of the table that are listed together, layer by layer.
#' @noRd
grouped <- function(entries) {
  group <- vapply(entries, function(entry) {
    paste(entry$phase, entry$scope, if (entry$shape %in% names(LISTINGS)) entry$shape else "")
  }, "")
  runs <- rle(group)$lengths
  unname(split(entries, rep(seq_along(runs), runs)))
}

#' The quantities of a step that are listed together.
#' @noRd
step_quantities <- function(step, entries) {
  first <- entries[[1L]]
  if (first$shape %in% names(LISTINGS)) return(LISTINGS[[first$shape]](step))
  if (first$scope == "layer") return(layer_quantities(step, step$step, first$phase, entries))
  record <- if (first$scope == "search") step$search else step
  number_quantities(record, step$step, first$phase, entries)
}

#' The quantities of a step or of a trial that are not a layer's; what is absent is left out.
#' @noRd
number_quantities <- function(record, step, phase, entries) {
  names <- vapply(entries, `[[`, "", "name")
  lapply(Filter(function(name) !is.null(record[[name]]), names), function(name) {
    Quantity(step, phase, NULL, name, record[[name]], allowed_in(record, name))
  })
}

#' The quantities of the layers, from the first to the last, or back, where they exist.
#' @noRd
layer_quantities <- function(record, step, phase, entries) {
  layers <- seq_along(record$layers)
  names <- vapply(entries, `[[`, "", "name")
  found <- lapply(if (entries[[1L]]$phase == "backward") rev(layers) else layers, function(l) {
    layer <- record$layers[[l]]
    lapply(Filter(function(name) !is.null(layer[[name]]), names), function(name) {
      Quantity(step, phase, l, name, layer[[name]], allowed_in(layer, name))
    })
  })
  unlist(found, FALSE)
}

#' List the quantities of every trial of a step's search, with t and the parameters.
#' @noRd
trial_quantities <- function(step) {
  found <- list()
  for (k in seq_along(step$search$trials)) {
    trial <- step$search$trials[[k]]
    for (entries in grouped(trial_entries())) {
      of <- if (entries[[1L]]$scope == "layer") layer_quantities else number_quantities
      found <- c(found, of(trial, step$step, sprintf("trial %d", k - 1L), entries))
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
run_quantity <- function(trace, entry) {
  name <- entry$name
  record <- if (entry$scope == "stopping") trace$stopping else trace
  values <- record[[name]]
  if (!name %in% names(record) || (is.null(values) && entry$shape != "word")) return(list())
  if (entry$shape == "epochs" && length(values) == 0L) return(list())
  if (entry$shape == "word") {
    values <- match(list(values), stop_reasons()) - 1
  }
  allowed <- trace[[paste0(name, "_tolerance")]]
  if (entry$shape == "epochs") check_allowed(allowed, values, paste0(name, "_tolerance"))
  list(Quantity(NULL, entry$phase, NULL, name, values, unlist(allowed)))
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
    for (entry in entries_of_scope(if (l == 0L) "final" else "final layer")) {
      name <- sub("^final ", "", entry$name)
      values <- records[[l + 1L]][[name]]
      if (!is.null(values)) {
        layer <- if (l > 0L) l
        found <- c(found, list(Quantity(NULL, "final", layer, entry$name, values, stated[[name]])))
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
