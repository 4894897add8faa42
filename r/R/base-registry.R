# An entry of a table, chosen by its name, by its name with parameters, or as the entry itself.

#' Entries that differ in their parameters: `make` builds one; each parameter has its check.
#' @noRd
Family <- function(make, parameters) {
  list(make = make, parameters = parameters)
}

#' Accept a name in the table, or a name with parameters that its entry's family knows.
#'
#' The result is the name, or the entry that has these parameters. Errors: E_CHOICE for a name,
#' E_FORMAT for a parameter that is not in the table, and those of the parameters' checks.
#' @noRd
choose_entry <- function(choice, argument, table) {
  if (!is_object(choice)) return(check_choice(choice, argument, names(table)))
  name <- check_choice(choice[["name"]], paste0(argument, ".name"), names(table))
  parameters <- choice[names(choice) != "name"]
  family <- table[[name]]$family
  known <- family$parameters
  for (key in names(parameters)) {
    if (!key %in% names(known)) {
      requirement <- paste("one of", paste(c("name", names(known)), collapse = ", "))
      fail("E_FORMAT", paste0(argument, ".", key), requirement, "an unknown name")
    }
  }
  if (length(parameters) == 0L) return(name)
  check <- function(key, value) known[[key]](value, paste0(argument, ".", key))
  do.call(family$make, Map(check, names(parameters), parameters))
}

#' Look up an entry by its name; an entry is returned unchanged.
#' @noRd
lookup <- function(chosen, table) {
  if (is.character(chosen)) table[[chosen]] else chosen
}

#' The name of what choose_entry gave.
#' @noRd
entry_name <- function(chosen) {
  if (is.character(chosen)) chosen else chosen$name
}

#' What choose_entry gave, in words, such as leaky_relu(alpha = 0.02).
#' @noRd
entry_label <- function(chosen) {
  if (is.character(chosen) || length(chosen$parameters) == 0L) return(entry_name(chosen))
  values <- vapply(chosen$parameters, describe, "")
  sprintf("%s(%s)", chosen$name, paste(names(values), "=", values, collapse = ", "))
}

#' What choose_entry gave, as a file holds it: a name, or a name with parameters.
#' @noRd
entry_record <- function(chosen, argument, table) {
  if (!entry_name(chosen) %in% names(table)) {
    fail("E_CHOICE", argument, sprintf("one of %s to be written to a file", paste(names(table), collapse = ", ")), "a function of your own")
  }
  if (is.character(chosen)) chosen else c(list(name = chosen$name), chosen$parameters)
}
