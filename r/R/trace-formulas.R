# The formulas of formulas.json: activations with their derivatives, and updates.

#' Read a table of formulas.json.
#' @noRd
formula_table <- function(name) {
  fixture_table("formulas")[[name]]
}

#' Refuse these settings where they are not NULL.
#' @noRd
refuse_settings <- function(config, names, requirement) {
  for (name in names) {
    if (!is.null(config[[name]])) fail("E_CHOICE", name, requirement, "a value")
  }
}

#' Accept an optimizer, a loss and activations with formulas in formulas.json; not lbfgs.
#' @noRd
check_has_formulas <- function(config, network) {
  names <- unique(sub(" .*", "", setdiff(names(formula_table("optimizers")), "lbfgs")))
  check_choice(config$optimizer, "optimizer", append(names, "adamw", match("adam", names)))
  check_choice(entry_name(config$loss), "loss", names(formula_table("losses")))
  activations <- names(formula_table("activations"))
  for (layer in network) check_choice(entry_name(layer$activation), "activation", activations)
}

#' Write f(z), the part "value", or f', the part "derivative", with the parameters' numbers.
#'
#' f' is of a where f' reads A alone, else of z. NULL for what the table does not have.
#' @noRd
activation_formula <- function(activation, part, short = FALSE) {
  entry <- formula_table("activations")[[entry_name(activation)]]
  if (short && !is.null(entry$short)) entry <- entry$short
  text <- entry[[part]]
  if (!is.null(text)) with_parameters(text, lookup(activation, ACTIVATIONS)$parameters)
}

#' Write the numbers of parameters in their places in a formula.
#' @noRd
with_parameters <- function(text, parameters, write = describe) {
  for (name in names(parameters)) {
    text <- gsub(sprintf("\\b%s\\b", name), write(parameters[[name]]), text, perl = TRUE)
  }
  text
}

#' Write how the update moves W or b by g; nothing for plain gradient descent.
#'
#' rate: the learning rate of the step, where it is not that of config.
#' @noRd
update_formulas <- function(config, quantity, rate = NULL) {
  options <- config$options
  before <- formula_table("before")
  if (!is.null(rate)) options$learning_rate <- rate
  decay <- quantity == "W" && isTRUE(options$weight_decay > 0)
  lines <- if (decay) before$weight_decay
  if (!is.null(config$penalty) && (quantity == "W" || config$penalty$biases)) {
    lines <- c(lines, before$penalty)
    options[names(config$penalty)] <- config$penalty
  }
  if (!is.null(config$frozen)) lines <- c(lines, before$frozen)
  for (kind in names(config$clipping)) {
    lines <- c(lines, before[[paste0("clipping_", kind)]])
    options$limit <- config$clipping[[kind]]
  }
  if (config$optimizer == "sgd" && is.null(lines)) return(character(0))
  entry <- optimizer_entry(config$optimizer, options)
  lines <- c(lines, unlist(formula_table("optimizers")[[entry]]))
  text <- paste(lines, collapse = " ")
  stands <- function(name) grepl(sprintf("\\b%s\\b", name), text, perl = TRUE)
  known <- Filter(stands, names(options))
  values <- vapply(known, function(name) describe(options[[name]]), "")
  c(lines, paste(known, "is", values, collapse = ", "))
}

#' Name the entry of an optimizer in formulas.json, which depends on some options.
#' @noRd
optimizer_entry <- function(optimizer, options) {
  name <- if (optimizer == "adamw") "adam" else optimizer
  if (identical(options$epsilon_mode, "hat")) return(paste(name, "hat"))
  if (isTRUE(options$backtracking)) paste(name, "backtracking") else name
}
