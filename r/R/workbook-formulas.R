# The steps of training as spreadsheet formulas.

# What a sum over the n samples of a batch is divided by.
DIVISORS <- c(sum = "", mean = "/ROWS(y)")
# J of the outputs and targets of a sheet.
LOSS_FORMULAS <- c(half_squared_error = "SUMXMY2(y,output)/2")
OPTIMIZER_FORMULAS <- c(sgd = "{name}+{gradient}*learning_rate")

# Settings that the formulas know nothing of: a workbook of them would be wrong.
UNWRITTEN <- c(
  "dropout", "validation_fraction", "patience", "threshold", "schedule", "clipping", "penalty",
  "frozen"
)

#' Refuse what the workbook has no formulas for.
#' @noRd
check_formulas <- function(parts) {
  requirement <- "left out in a workbook, which has no formulas for it"
  refuse_settings(parts$config, UNWRITTEN, requirement)
  if (!is.null(parts$weight)) fail("E_CHOICE", "sample_weight", requirement, "weights")
  check_choice(entry_name(parts$config$loss), "loss", names(LOSS_FORMULAS))
  check_choice(parts$config$optimizer, "optimizer", names(OPTIMIZER_FORMULAS))
  check_choice(parts$config$reduction, "reduction", names(DIVISORS))
  elementwise <- names(Filter(function(entry) !is.null(entry$derivative), ACTIVATIONS))
  for (layer in parts$network) {
    check_choice(entry_name(layer$activation), "activation", elementwise)
  }
}

#' Write f, the part "value", or f', "derivative", with # for the cell of z, or of a.
#' @noRd
cell_formula <- function(activation, part) {
  text <- gsub("\\b[az]\\b", "#", activation_formula(activation, part), perl = TRUE)
  gsub(" ", "", gsub("([a-z]+)(?=\\()", "\\U\\1", text, perl = TRUE), fixed = TRUE)
}

#' Sum the columns of a block by a product, which an array formula writes as one row.
#' @noRd
sum_of_rows <- function(name) {
  sprintf("MMULT(TRANSPOSE(ROW(%s)^0),%s)", name, name)
}
