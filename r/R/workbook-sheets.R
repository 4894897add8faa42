# A sheet of formulas for each training step, and one for the network after it.

#' A sheet of the samples of a batch, by their numbers from 0.
#' @noRd
StepSheet <- function(sheet, parts, rows) {
  list(sheet = sheet, parts = parts, rows = rows)
}

#' Start a sheet, with a heading that stays on the screen.
#' @noRd
start_sheet <- function(parts, title, heading, rows) {
  step <- StepSheet(Sheet(title, row = 3), parts, rows)
  write_cell(step$sheet, 1, 1, heading, "title")
  step
}

#' Return the cell name of a quantity; dW and db are the gradients in the article's sign.
#' @noRd
quantity_name <- function(quantity, l, L) {
  if (quantity == "y") return("y")
  gradient <- quantity %in% c("dW", "db")
  kind <- if (gradient) substring(quantity, 2L) else quantity
  paste0(if (gradient) "gradient_", cell_name(article_name(kind, l, L)))
}

#' Return the text beside a name: an equation of what is computed, a symbol of an input.
#' @noRd
quantity_note <- function(quantity, l, parts, after) {
  if (quantity %in% c("dW", "db")) return(sprintf("-%s_%.0f", quantity, l))
  if (quantity == "y" || l == 0 || (quantity %in% c("W", "b") && !after)) {
    return(symbol(quantity, l))
  }
  biased <- !is.null(parts$network[[l]]$b)
  strsplit(equation(quantity, l, length(parts$network), biased), ", ", fixed = TRUE)[[1L]][1L]
}

#' Place a block for a quantity of layer l, with its equation beside its name.
#' @noRd
quantity_block <- function(step, quantity, l, after = FALSE) {
  parts <- step$parts
  L <- length(parts$network)
  units <- if (l == 0) ncol(parts$X) else ncol(parts$network[[l]]$W)
  heads <- if (quantity %in% c("W", "dW")) {
    unit_labels(l - 1, L, nrow(parts$network[[l]]$W), parts$names)
  } else if (quantity %in% c("b", "db")) {
    "bias"
  } else {
    sample_labels(step$rows, length(step$rows))
  }
  name <- paste0(quantity_name(quantity, l, L), if (after) "_updated")
  columns <- unit_labels(l, L, units, parts$names)
  place_block(step$sheet, name, heads, columns, quantity_note(quantity, l, parts, after))
}

#' Name the parameters of a layer: W, and b where there is one.
#' @noRd
parameters_of <- function(layer) {
  if (is.null(layer$b)) "W" else c("W", "b")
}

#' Write the forward pass and the loss.
#'
#' X and y are the blocks of all samples, `weights` those of the network.
#' @noRd
write_loss <- function(step, X, y, weights) {
  sheet <- step$sheet
  parts <- step$parts
  L <- length(parts$network)
  start_part(sheet, "Inputs, targets and weights (the article's steps 0 and 1)")
  fill_links(sheet, quantity_block(step, "A", 0), X, step$rows)
  fill_links(sheet, quantity_block(step, "y", L), y, step$rows)
  for (l in seq_len(L)) {
    for (quantity in parameters_of(parts$network[[l]])) {
      source <- weights[[quantity_name(quantity, l, L)]]
      fill_links(sheet, quantity_block(step, quantity, l), source, seq_len(source$rows) - 1)
    }
  }
  start_part(sheet, "Forward (steps 2 to 4)")
  for (l in seq_len(L)) write_forward(step, l)
  start_part(sheet, "Error (step 5)")
  J <- paste0(LOSS_FORMULAS[[entry_name(parts$config$loss)]], DIVISORS[[parts$config$reduction]])
  fill_block(sheet, place_block(sheet, "loss", "J", ""), matrix(paste0("=", J)), "loss")
}

#' Write a whole training step.
#' @noRd
write_step <- function(step, X, y, weights) {
  L <- length(step$parts$network)
  divisor <- DIVISORS[[step$parts$config$reduction]]
  write_loss(step, X, y, weights)
  error <- if (nzchar(divisor)) paste0("(y-output)", divisor) else "y-output"
  fill_array(step$sheet, quantity_block(step, "dA", L), error)
  start_part(step$sheet, "Backward (steps 6 to 9)")
  for (l in rev(seq_len(L))) write_backward(step, l)
  start_part(step$sheet, "Update (steps 10 and 11)")
  for (l in rev(seq_len(L))) write_update(step, l)
}

#' Write Z = A W + b and A = f(Z).
#' @noRd
write_forward <- function(step, l) {
  layer <- step$parts$network[[l]]
  L <- length(step$parts$network)
  product <- sprintf("MMULT(%s,%s)", quantity_name("A", l - 1, L), quantity_name("W", l, L))
  Z <- quantity_block(step, "Z", l)
  bias <- if (!is.null(layer$b)) paste0("+", quantity_name("b", l, L))
  fill_array(step$sheet, Z, paste0(product, bias))
  f <- cell_formula(layer$activation, "value")
  fill_cells(step$sheet, quantity_block(step, "A", l), Z, f)
}

#' Write the error of a hidden layer, the slope and the delta.
#' @noRd
write_backward <- function(step, l) {
  sheet <- step$sheet
  L <- length(step$parts$network)
  if (l < L) {
    below <- quantity_name("dZ", l + 1, L)
    product <- sprintf("MMULT(%s,TRANSPOSE(%s))", below, quantity_name("W", l + 1, L))
    fill_array(sheet, quantity_block(step, "dA", l), product)
  }
  activation <- step$parts$network[[l]]$activation
  read <- if (lookup(activation, ACTIVATIONS)$needs_Z) "Z" else "A"
  source <- sheet$blocks[[quantity_name(read, l, L)]]
  slope <- cell_formula(activation, "derivative")
  fill_cells(sheet, quantity_block(step, "slope", l), source, slope)
  product <- sprintf("%s*%s", quantity_name("dA", l, L), quantity_name("slope", l, L))
  fill_array(sheet, quantity_block(step, "dZ", l), product)
}

#' Write the gradients in the article's sign, and W and b after the step.
#' @noRd
write_update <- function(step, l) {
  L <- length(step$parts$network)
  delta <- quantity_name("dZ", l, L)
  gradients <- c(
    W = sprintf("MMULT(TRANSPOSE(%s),%s)", quantity_name("A", l - 1, L), delta),
    b = sum_of_rows(delta)
  )
  for (quantity in parameters_of(step$parts$network[[l]])) {
    name <- quantity_name(quantity, l, L)
    gradient <- quantity_block(step, paste0("d", quantity), l)
    fill_array(step$sheet, gradient, gradients[[quantity]])
    update <- OPTIMIZER_FORMULAS[[step$parts$config$optimizer]]
    update <- gsub("{name}", name, update, fixed = TRUE)
    update <- gsub("{gradient}", paste0("gradient_", name), update, fixed = TRUE)
    fill_array(step$sheet, quantity_block(step, quantity, l, after = TRUE), update)
  }
}

#' Return the weights after the step, under their names in the next step.
#' @noRd
updated_weights <- function(step) {
  end <- "_updated$"
  blocks <- step$sheet$blocks[grepl(end, names(step$sheet$blocks))]
  stats::setNames(blocks, sub(end, "", names(blocks)))
}
