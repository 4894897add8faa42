# A case and its traces as the data of the page, which computes all else itself.

RECORDED <- c("Z", "A", "mask", "dA", "dZ", "W", "b")

#' Return the case, who computed its traces, what they recorded, and the curve of the loss.
#' @noRd
page_data <- function(case, traces) {
  list(
    case = case,
    names = source_names(traces),
    traces = lapply(traces, trace_data),
    curve = curve_data(traces$own$losses)
  )
}

#' Return of a trace what the page shows, or NULL.
#' @noRd
trace_data <- function(trace) {
  if (!is.null(trace)) list(steps = lapply(trace$steps, step_data))
}

#' Return of a recorded step what the page shows: its numbers and its layers' matrices.
#' @noRd
step_data <- function(step) {
  found <- step[intersect(c("step", "epoch", "rows", "loss", "learning_rate"), names(step))]
  found$rows <- as_list_of_numbers(step$rows)
  found$layers <- lapply(unname(step$layers), function(layer) {
    layer <- layer[RECORDED]
    names(layer) <- RECORDED
    layer["b"] <- list(as_list_of_numbers(layer$b))
    layer
  })
  found
}

#' Return the curve of the loss, thinned to every fourth point of a picture and the last.
#' @noRd
curve_data <- function(losses) {
  epochs <- if (length(losses)) thinned(length(losses)) else numeric(0)
  epochs <- unique(c(epochs[seq_along(epochs) %% 4 == 1], utils::tail(epochs, 1L)))
  list(
    epochs = as_list_of_numbers(epochs),
    losses = as_list_of_numbers(as.vector(losses)[epochs + 1])
  )
}
