# The training step of filled-in answers: its blocks, and the network and the states before it.

# Quantities that a page does not show as matrices.
UNSHOWN <- c("loss", "dW", "db")

#' A training step: its blocks, the network and the states of the optimizer before it.
#'
#' case: the case of its numbers; parts: that case taken apart; step, epoch: counted from 0; rows:
#' those of its samples.
#' @noRd
SheetStep <- function(case, parts, blocks, network, states, rows, step, epoch) {
  as.list(environment())
}

#' Return the step that was to be filled in: the first one of a sheet, any one of a page.
#'
#' blank: what was asked for; NULL for the boxes that the file has.
#' @noRd
answered_step <- function(case, answers, blank = NULL) {
  if (is.null(blank)) {
    keys <- sub("\r.*", "", names(answers$numbers))
    blank <- paste(unique(keys), collapse = ",")
  }
  if (!is.null(answers$step)) return(page_step(case, answers$step, blank))
  sheet <- make_worksheet(case, blank, answers$decimals, answers$seed)
  parts <- case_parts(sheet$case)
  rows <- run_parts(parts, "reproducible")$steps[[1L]]$rows
  states <- start_states(parts$network, parts$config)
  SheetStep(sheet$case, parts, sheet$blocks, parts$network, states, unlist(rows), 0, 0)
}

#' Return a step as a page shows it, with its own numbers and the slopes.
#' @noRd
page_step <- function(case, number, blank) {
  parts <- case_parts(case)
  check_worksheet(parts)
  epochs <- number %/% steps_per_epoch(nrow(parts$X), parts$config$batch_size) + 1
  config <- replace(parts$config, "epochs", epochs)
  samples <- Samples(parts$X, parts$y, parts$weight)
  wanted <- unique(c(max(number - 1, 0), number))
  steps <- fit_network(parts$network, samples, config, REPRODUCIBLE, wanted)$steps
  last <- if (length(steps)) steps[[length(steps)]]
  if (is.null(last) || last$step != number) {
    fail("E_RANGE", "answers", "of a step of this run", describe(number + 1))
  }
  network <- parts$network
  states <- start_states(parts$network, parts$config)
  if (number > 0) {
    network <- steps[[1L]]$network
    states <- steps[[1L]]$states
  }
  at <- step_record(last)
  at$rows <- unlist(at$rows)
  laid <- layout_blocks(replace(parts, "network", list(network)), at)
  shown <- Filter(function(block) !block$quantity %in% UNSHOWN, laid)
  blocks <- choose_blanks(with_slopes(parts, at, shown), blank, 0)
  SheetStep(case, parts, blocks, network, states, at$rows, number, at$epoch)
}

#' Insert a slope before every dZ that is computed from one.
#' @noRd
with_slopes <- function(parts, record, blocks) {
  found <- list()
  for (block in blocks) {
    l <- block$l
    derivative <- if (l > 0) lookup(parts$network[[l]]$activation, ACTIVATIONS)$derivative
    fused <- l == length(parts$network) && is_fused(parts$config$loss)
    if (block$quantity == "dZ" && !fused && !is.null(derivative)) {
      layer <- record$layers[[l]]
      values <- layer$Z
      values[] <- derivative(layer$Z, layer$A, REPRODUCIBLE)
      found <- c(found, list(make_block(parts, record, "backward", "slope", l, "slope", values)))
    }
    found <- c(found, list(block))
  }
  found
}
