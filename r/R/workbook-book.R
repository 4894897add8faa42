# The workbook: the inputs, one sheet for each step, and the error.

GUIDE <- c(
  "Blue cells are inputs: change them, and everything else follows.",
  paste(
    "On the sheets of the training steps, yellow cells are computed, orange cells are what the",
    "step starts from."
  ),
  "Each training step starts from the weights that the one before it has updated."
)

#' Lay out the first epochs of a case's training as sheets of formulas.
#' @noRd
layout_workbook <- function(case, epochs = 20) {
  parts <- case_parts(case)
  check_formulas(parts)
  inputs <- layout_inputs(parts)
  weights <- inputs$blocks
  X <- weights$X
  y <- weights$y
  every_row <- seq_len(nrow(parts$X)) - 1
  steps <- before_epoch <- list()
  number <- 0
  by_epoch <- rows_by_epoch(parts, epochs)
  for (epoch in seq_along(by_epoch) - 1) {
    if (!is_full_batch(parts)) {
      title <- sprintf("Epoch %.0f", epoch + 1)
      whole <- start_sheet(parts, title, sprintf("Before epoch %.0f", epoch + 1), every_row)
      write_loss(whole, X, y, weights)
      steps <- c(steps, whole$sheet)
      before_epoch <- c(before_epoch, whole$sheet)
    }
    for (rows in by_epoch[[epoch + 1]]) {
      heading <- "Training step %.0f, in epoch %.0f: %.0f samples"
      heading <- sprintf(heading, number + 1, epoch + 1, length(rows))
      step <- start_sheet(parts, sprintf("Step %.0f", number + 1), heading, rows)
      write_step(step, X, y, weights)
      weights <- updated_weights(step)
      number <- number + 1
      steps <- c(steps, step$sheet)
    }
    if (is_full_batch(parts)) before_epoch <- c(before_epoch, step$sheet)
  }
  final <- start_sheet(parts, "Final", "After the last of these training steps", every_row)
  write_loss(final, X, y, weights)
  c(inputs, layout_error(c(before_epoch, final$sheet)), steps, final$sheet)
}

#' Say whether each epoch is one step over all samples in their order.
#' @noRd
is_full_batch <- function(parts) {
  size <- parts$config$batch_size
  parts$config$order == "sequential" && (is.null(size) || size >= nrow(parts$X))
}

#' Return the samples of each step of each of the first epochs, as training takes them.
#' @noRd
rows_by_epoch <- function(parts, epochs) {
  config <- parts$config
  draws <- if (config$order == "shuffled") stream(config$seed, config$generator)
  found <- list()
  for (epoch in seq_len(min(epochs, config$epochs))) {
    taken <- batches(nrow(parts$X), config$batch_size, config$order, draws)
    draws <- taken$stream
    found[[epoch]] <- taken$batches
  }
  found
}

#' Lay out the first sheet: learning rate, starting weights, samples and targets.
#'
#' All of them can be changed, and every number of the other sheets follows.
#' @noRd
layout_inputs <- function(parts) {
  sheet <- Sheet("Inputs", row = length(GUIDE) + 3)
  L <- length(parts$network)
  write_cell(sheet, 1, 1, case_title(parts), "title")
  for (i in seq_along(GUIDE)) write_cell(sheet, 1 + i, 1, GUIDE[i], "text")
  input_block(sheet, "learning_rate", "rate", "", matrix(parts$config$options$learning_rate))
  for (l in seq_len(L)) {
    layer <- parts$network[[l]]
    start_line(sheet)
    columns <- unit_labels(l, L, ncol(layer$W), parts$names)
    heads <- unit_labels(l - 1, L, nrow(layer$W), parts$names)
    input_block(sheet, quantity_name("W", l, L), heads, columns, layer$W)
    if (!is.null(layer$b)) {
      input_block(sheet, quantity_name("b", l, L), "bias", columns, matrix(layer$b, 1L))
    }
  }
  start_line(sheet)
  samples <- sample_labels(NULL, nrow(parts$X))
  for (name in c("X", "y")) {
    matrix <- parts[[name]]
    columns <- unit_labels(if (name == "X") 0 else L, L, ncol(matrix), parts$names)
    input_block(sheet, name, samples, columns, matrix)
  }
  sheet
}

#' Place a block of numbers that can be changed.
#' @noRd
input_block <- function(sheet, name, rows, columns, matrix) {
  block <- place_block(sheet, name, rows, columns)
  fill_block(sheet, block, matrix, "input")
}

#' Lay out the loss before each epoch and at the end, as links.
#' @noRd
layout_error <- function(sheets) {
  sheet <- Sheet("Error")
  write_cell(sheet, 1, 1, "epochs done", "head")
  write_cell(sheet, 1, 2, "loss", "head")
  for (i in seq_along(sheets)) {
    epoch <- sheets[[i]]
    write_cell(sheet, 1 + i, 1, i - 1, "text")
    link <- sprintf("='%s'!%s", epoch$title, cell_address(epoch$blocks$loss, 0, 0))
    write_cell(sheet, 1 + i, 2, link, "loss")
  }
  sheet
}
