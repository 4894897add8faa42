# The formula of each quantity of a sheet, in the table's words, and its inputs.

#' The formula of a quantity of layer l.
#' @noRd
block_formula <- function(parts, record, quantity, l, kind) {
  config <- parts$config
  activation <- parts$network[[l]]$activation
  rate <- record$learning_rate
  table <- worksheet_table()$formulas
  lines <- if (kind %in% c("W", "b")) update_formulas(config, quantity, rate)
  if (length(lines)) {
    fields <- list(
      own = sprintf("%s%d", quantity, l), gradient = sprintf("d%s%d", quantity, l),
      lines = paste(lines, collapse = "; ")
    )
    return(fill_template(table$other, fields))
  }
  written <- function(part) {
    text <- activation_formula(activation, part, short = TRUE)
    if (is.null(text)) "" else text
  }
  fields <- list(
    l = sprintf("%d", l), above = sprintf("%d", l + 1L),
    below = if (l == 1L) "X" else sprintf("A%d", l - 1L),
    value = written("value"), derivative = written("derivative"),
    term = loss_formula(parts, "short"), gradient = gradient_formula(parts),
    divided = if (config$reduction == "mean") " / n" else "",
    rate = describe(if (is.null(rate)) config$options$learning_rate else rate)
  )
  text <- fill_template(table[[kind]], fields)
  if (kind == "loss") paste0(text, penalty_formula(parts)) else text
}

#' A formula of the loss, of a and y, times the weight of the sample where there are any.
#' @noRd
loss_formula <- function(parts, part) {
  entry <- formula_table("losses")[[entry_name(parts$config$loss)]]
  text <- if (is.null(entry[[part]])) entry$term else entry[[part]]
  text <- with_parameters(text, lookup(parts$config$loss, LOSSES)$parameters)
  if (is.null(parts$weight)) text else sprintf("(%s) * weight", text)
}

#' The derivative by the outputs.
#' @noRd
gradient_formula <- function(parts) {
  text <- loss_formula(parts, "gradient")
  if (parts$config$reduction == "sum") return(text)
  if (is.null(parts$weight)) sprintf("(%s) / n", text) else paste(text, "/ n")
}

#' Write what the penalty adds to the loss.
#' @noRd
penalty_formula <- function(parts) {
  penalty <- parts$config$penalty
  if (is.null(penalty)) return("")
  which <- if (penalty$biases) "all w" else "all weights w"
  factors <- c(describe(penalty$l1), describe(penalty$l2))
  sprintf(" + the sum over %s of %s * abs(w) + %s / 2 * w^2", which, factors[1L], factors[2L])
}
