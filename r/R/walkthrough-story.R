# Data for the page: a case and its traces; the page computes all else itself.

PARAMETERS <- c("W", "b")
RECORDED <- c("Z", "A", "mask", "dA", "dZ", "W", "b")

#' Return the case, who computed its traces, what they recorded, and the curve of the loss.
#' @noRd
page_data <- function(case, traces) {
  list(
    case = case,
    names = source_names(traces),
    traces = Map(function(side, trace) {
      trace_data(trace, case$record$steps, if (side != "own") traces$own)
    }, names(traces), traces),
    curve = curve_data(traces$own$losses)
  )
}

#' Return what the page shows of a trace, or NULL.
#'
#' Of a step that is not wanted, but is before one that is, these are the parameters after it; of
#' another trace than `own` what is not the same there.
#' @noRd
trace_data <- function(trace, wanted, own = NULL) {
  if (is.null(trace)) return(NULL)
  known <- lapply(own$steps, `[[`, "layers")
  names(known) <- sprintf("%.0f", vapply(own$steps, function(step) as.double(step$step), 0))
  list(steps = lapply(trace$steps, function(step) {
    step_data(step, if (step$step %in% unlist(wanted)) RECORDED else PARAMETERS, known)
  }))
}

#' Return what the page shows of a recorded step: its numbers and its layers' matrices.
#'
#' Matrices (not b) that are equal to those of the layers of this step in `known` are left out.
#' @noRd
step_data <- function(step, recorded, known) {
  found <- step[intersect(c("step", "epoch", "rows", "loss", "learning_rate"), names(step))]
  found$rows <- as_list_of_numbers(step$rows)
  layers <- unname(step$layers)
  others <- known[[sprintf("%.0f", step$step)]]
  found$layers <- lapply(seq_along(layers), function(l) {
    layer <- layers[[l]][recorded]
    names(layer) <- recorded
    same <- vapply(recorded, function(name) {
      name != "b" && !is.null(others) && same_numbers(layer[[name]], others[[l]][[name]])
    }, NA)
    layer["b"] <- list(as_list_of_numbers(layer$b))
    layer[!same]
  })
  found
}

#' Say whether two matrices have the same numbers, or are both absent.
#' @noRd
same_numbers <- function(a, b) {
  if (is.null(a) || is.null(b)) return(is.null(a) && is.null(b))
  a <- as_array(a) # of a trace that was read they are lists
  b <- as_array(b)
  length(a) == length(b) && all(a == b)
}

#' Return the curve of the loss, thinned to every eighth point of a picture and the last.
#' @noRd
curve_data <- function(losses) {
  epochs <- if (length(losses)) thinned(length(losses)) else numeric(0)
  epochs <- unique(c(epochs[seq_along(epochs) %% 8 == 1], utils::tail(epochs, 1L)))
  list(
    epochs = as_list_of_numbers(epochs),
    losses = as_list_of_numbers(as.vector(losses)[epochs + 1])
  )
}
