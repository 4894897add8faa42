# Every quantity of a trace with its place, in the order in which training computes them.

#' One recorded quantity: its place, its values, and how far from the truth all or each may be (NULL: not stated).
#' @noRd
Quantity <- function(step, phase, layer, quantity, values, allowed) {
  list(step = step, phase = phase, layer = layer, quantity = quantity, values = values, allowed = allowed)
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

#' Every quantity of a trace in the order in which training computes them.
#' @noRd
quantities <- function(trace) {
  found <- list()
  for (step in trace$steps) {
    layers <- seq_along(step$layers)
    found <- c(found, batch_entries(step), layer_entries(step, "forward", layers, FORWARD))
    if (!is.null(step$loss)) {
      found <- c(found, list(Quantity(step$step, "loss", NULL, "loss", step$loss, allowed_in(step, "loss"))))
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
  lapply(intersect(BATCH, names(step)), function(name) Quantity(step$step, "batch", NULL, name, step[[name]], NULL))
}

#' The numbers of a step's update that are not a layer's.
#' @noRd
rate_entries <- function(step) {
  lapply(intersect(RATES, names(step)), function(name) Quantity(step$step, "update", NULL, name, step[[name]], allowed_in(step, name)))
}

#' The direction of a search, its slope, every trial, and the t that was taken.
#' @noRd
search_entries <- function(step, layers) {
  found <- layer_entries(step, "direction", layers, DIRECTION)
  search <- step$search
  if (!is.null(search$slope)) {
    found <- c(found, list(Quantity(step$step, "direction", NULL, "slope", search$slope, allowed_in(search, "slope"))))
  }
  for (k in seq_along(search$trials)) {
    found <- c(found, trial_entries(c(search$trials[[k]], list(step = step$step)), sprintf("trial %d", k - 1L)))
  }
  if (is.null(search$taken)) return(found)
  c(found, list(Quantity(step$step, "update", NULL, "taken", search$taken, allowed_in(search, "taken"))))
}

#' One trial of a search: t, the parameters there, and what they give.
#' @noRd
trial_entries <- function(trial, phase) {
  layers <- seq_along(trial$layers)
  number <- function(name) {
    if (is.null(trial[[name]])) list() else list(Quantity(trial$step, phase, NULL, name, trial[[name]], allowed_in(trial, name)))
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
            Quantity(step$step, "update", l, sprintf("%s.%s[%d]", name, part, k - 1L), values[[k]], free)
          })
        } else {
          list(Quantity(step$step, "update", l, paste0(name, ".", part), values, allowed$free))
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
  list(Quantity(NULL, phase, NULL, name, trace[[name]], unlist(allowed)))
}

#' When a run ended, and why: whole numbers, and exact.
#' @noRd
stopping_entries <- function(trace) {
  stopping <- trace$stopping
  lapply(intersect(STOPPING, names(stopping)), function(name) {
    value <- stopping[[name]]
    if (name == "stopped") value <- match(if (is.null(value)) "" else value, REASONS) - 1
    Quantity(NULL, "watch", NULL, name, value, NULL)
  })
}

#' The loss and the parameters at the end of a trace.
#' @noRd
final_entries <- function(final) {
  allowed <- final$tolerance
  check_allowed(allowed$parameters, final$parameters, "final.tolerance.parameters")
  found <- if (is.null(final$loss)) list() else list(Quantity(NULL, "final", NULL, "final loss", final$loss, allowed$loss))
  for (l in seq_along(final$parameters)) {
    parameters <- final$parameters[[l]]
    for (name in UPDATE) {
      if (!is.null(parameters[[name]])) {
        entry <- Quantity(NULL, "final", l, paste("final", name), parameters[[name]], allowed$parameters[[l]][[name]])
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
        found[[length(found) + 1L]] <- Quantity(step$step, phase, l, name, layer[[name]], allowed_in(layer, name))
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

#' Where an entry belongs, in words.
#' @noRd
place_name <- function(entry) {
  step <- if (is.null(entry$step)) NULL else sprintf("step %.0f", entry$step)
  layer <- if (is.null(entry$layer)) NULL else sprintf("layer %.0f", entry$layer)
  paste(c(step, entry$phase, layer, entry$quantity), collapse = ", ")
}
