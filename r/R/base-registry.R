# Look up entries of a table, such as activations: by name, or by name with parameters.
#
# A choice is "relu", {"name": "leaky_relu", "alpha": 0.02}, or, after choose_entry, an entry.

#' Entries that differ in their parameters: how to make one, and the check of each parameter.
#' @noRd
Family <- function(make, parameters) {
  list(make = make, parameters = parameters)
}

#' Check a choice: return its name, or the entry if the choice has parameters.
#'
#' Errors: E_CHOICE for a name, E_FORMAT for a parameter that the entry's family does not know, and
#' those of the parameters' checks.
#' @noRd
choose_entry <- function(choice, argument, table) {
  if (!is_object(choice) || is.object(choice)) return(check_choice(choice, argument, names(table)))
  name <- check_choice(choice[["name"]], paste0(argument, ".name"), names(table))
  parameters <- choice[names(choice) != "name"]
  family <- table[[name]]$family
  known <- family$parameters
  refuse_unknown(names(parameters), argument, c("name", names(known)))
  if (length(parameters) == 0L) return(name)
  check <- function(key, value) known[[key]](value, paste0(argument, ".", key))
  do.call(family$make, Map(check, names(parameters), parameters))
}

#' Look up an entry by name; return an entry unchanged.
#' @noRd
lookup <- function(chosen, table) {
  if (is.character(chosen)) table[[chosen]] else chosen
}

#' Return the name of an entry, or a name unchanged.
#' @noRd
entry_name <- function(chosen) {
  if (is.character(chosen)) chosen else chosen$name
}

#' Describe an entry in words, such as leaky_relu(alpha = 0.02).
#' @noRd
entry_label <- function(chosen) {
  if (is.character(chosen) || length(chosen$parameters) == 0L) return(entry_name(chosen))
  values <- vapply(chosen$parameters, describe, "")
  sprintf("%s(%s)", chosen$name, paste(names(values), "=", values, collapse = ", "))
}

#' Describe an entry for a file: its name, or an object with its name and parameters.
#' @noRd
entry_record <- function(chosen, argument, table) {
  if (!entry_name(chosen) %in% names(table)) {
    fail(
      "E_CHOICE",
      argument,
      sprintf("one of %s to be written to a file", paste(names(table), collapse = ", ")),
      "a function of your own"
    )
  }
  if (is.character(chosen)) chosen else c(list(name = chosen$name), chosen$parameters)
}
