# The formulas of formulas.json: activations with their derivatives, and updates.

#' Write f(z), the part "value", or f', the part "derivative", with the parameters' numbers.
#'
#' f' is of a where f' reads A alone, else of z. NULL for what the table does not have.
#' @noRd
activation_formula <- function(activation, part) {
  table <- read_json(fixture_path("formulas.json"), "formulas")$activations
  text <- table[[entry_name(activation)]][[part]]
  parameters <- lookup(activation, ACTIVATIONS)$parameters
  for (name in names(parameters)) {
    text <- gsub(sprintf("\\b%s\\b", name), describe(parameters[[name]]), text, perl = TRUE)
  }
  text
}
