# What is looked at between epochs and after steps, and when that ends a run early.

#' before_epoch(state, loss) and after_step(step) return why to stop, or NULL; NULL where nothing is
#' asked.
#'
#' take_rows(rows, whole) takes the rows of several epochs, and returns which of them ends the run,
#' and why; whole, also of before_epoch, is the state at the first, with its losses. keeps: whether
#' it takes their networks. monitored() is what has been recorded so far, or NULL; last() is after
#' how many epochs the last row was taken, act(state) is to be called with a state that a run was
#' interrupted at.
#' @noRd
Monitor <- function(before_epoch, after_step, monitored, take_rows, keeps, last, act, wanted) {
  as.list(environment())
}

NO_MONITOR <- Monitor(
  NULL, NULL, function() NULL, NULL, FALSE, function() -1, function(state) NULL, MonitorConfig()
)

#' Say whether anything is recorded between epochs.
#' @noRd
takes_rows <- function(config, wanted) {
  !is.null(config$patience) || !is.null(wanted$validation) || !is.null(wanted$on_epoch) ||
    length(wanted$metrics) > 0L || wanted$keep_weights
}

#' The monitor of a run on these samples; `monitored`, what was recorded before, grows.
#' @noRd
make_monitor <- function(samples, config, wanted, ops, monitored = NULL) {
  columns <- as.list(monitored$columns)
  weights <- as.list(monitored$weights)
  best <- monitored$best
  records <- takes_rows(config, wanted)
  pending <- NULL # rows that are being taken, so many of them
  taken <- 0
  last <- -1
  home <- environment()
  is_known <- function(epoch) records && epoch < length(columns$loss)
  recorded <- function() if (records) list(columns = columns, weights = weights, best = best)
  act <- function(state) {
    state["monitored"] <- list(recorded())
    for (one in wanted$after) one(state)
  }
  # Beyond their ends, where vectors grow in place; c() would copy all rows so far.
  add_rows <- function(rows) {
    for (name in names(rows$columns)) {
      place <- length(columns[[name]]) + seq_len(rows$number)
      columns[[name]][place] <<- rows$columns[[name]]
    }
    if (wanted$keep_weights) {
      place <- length(weights) + seq_len(rows$number)
      weights[place] <<- lapply(seq_len(rows$number), rows$networks)
    }
  }
  record <- function(rows) {
    found <- find_best(best, rows, config)
    end <- if (is.null(found$over)) rows$number else found$over
    pending <<- c(rows, list(end = end, best = found$best))
    on_epoch <- wanted$on_epoch
    here <- environment() # where C_core_call calls on_epoch(seen_row(rows, k)); it sets `taken`
    taken <<- if (is.null(on_epoch)) end else 0
    on.exit(settle())
    stopped <- NULL
    while (taken < end && is.null(stopped)) {
      if (asks_to_stop(.Call(C_core_call, here, home, taken + 1, end))) stopped <- "on_epoch"
    }
    if (!is.null(found$over) && taken == end) stopped <- "patience"
    list(epochs = taken - 1, stopped = stopped)
  }
  settle <- function() {
    if (is.null(pending)) return(last)
    rows <- if (taken < pending$number) some_rows(pending, 0, taken) else pending
    best <<- if (taken < pending$end) find_best(best, rows, config)$best else pending$best
    add_rows(rows)
    pending <<- NULL
    last <<- rows$epoch + rows$number - 1
  }
  take_rows <- function(rows, whole) {
    stopped <- NULL
    if (is_known(rows$epoch)) {
      if (is_out_of_patience(best, rows$epoch, config)) {
        return(list(epochs = 0, stopped = "patience"))
      }
    } else {
      if (records) stopped <- record(some_rows(rows, 0, 1))$stopped
      if (length(wanted$after) > 0L) act(whole)
    }
    if (!is.null(stopped) || !records || rows$number == 1) {
      return(list(epochs = 0, stopped = stopped))
    }
    taken <- record(some_rows(rows, 1, rows$number))
    taken$epochs <- taken$epochs + 1
    taken
  }
  before_epoch <- function(state, loss, known = NULL, whole = state) {
    row <- list()
    if (records && !is_known(state$epoch)) {
      row <- epoch_row(state, loss, samples, config, wanted, ops, known)
    }
    network <- state$network
    take_rows(Rows(state$epoch, 1, row, function(k) network), whole)$stopped
  }
  asked <- records || length(wanted$after) > 0L
  Monitor(
    if (asked) before_epoch, step_monitor(config, wanted$on_step),
    recorded, if (asked) take_rows,
    !is.null(wanted$on_epoch) || wanted$keep_weights || !is.null(config$patience),
    settle, act, wanted
  )
}

#' Say whether the best row is `patience` epochs old.
#' @noRd
is_out_of_patience <- function(best, epoch, config) {
  !is.null(best) && epoch - best$epoch >= config$patience
}

#' The state with no best row, so that patience counts from here.
#' @noRd
with_patience_anew <- function(state) {
  if (!is.null(state$monitored)) state$monitored["best"] <- list(NULL)
  state
}

#' What is asked after every step, or NULL: "gradient" if no gradient exceeds the threshold, or what
#' on_step asks for.
#' @noRd
step_monitor <- function(config, on_step) {
  if (is.null(config$threshold) && is.null(on_step)) return(NULL)
  function(step) {
    if (!is.null(config$threshold) && largest_gradient(step) <= config$threshold) return("gradient")
    if (!is.null(on_step) && asks_to_stop(on_step(step))) "on_step" else NULL
  }
}

#' The largest absolute gradient of all layers, after penalty, freezing and clipping.
#' @noRd
largest_gradient <- function(step) {
  gradients <- if (is.null(step$gradients_for_update)) step$gradients else step$gradients_for_update
  max(vapply(gradients, function(gradient) max(abs(c(gradient$dW, gradient$db))), 0))
}

#' Say whether a function of the user's asked for the end: it returned true.
#' @noRd
asks_to_stop <- function(answer) {
  isTRUE(answer)
}
