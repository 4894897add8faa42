# A row of a table, chosen by its name, by its name with parameters, or given as the row itself.

#' Rows that differ in their parameters: `make` gives one from its parameters; each parameter has its check.
#' @noRd
Family <- function(make, parameters) {
  list(make = make, parameters = parameters)
}

#' The name itself if it is one of the table's; of a name with parameters the row that has them.
#' @noRd
choose_entry <- function(given, argument, table, families) {
  if (!is_object(given)) return(check_choice(given, argument, names(table)))
  name <- check_choice(given[["name"]], paste0(argument, ".name"), names(table))
  parameters <- given[names(given) != "name"]
  known <- families[[name]]$parameters
  for (key in names(parameters)) {
    if (!key %in% names(known)) {
      fail("E_FORMAT", paste0(argument, ".", key), paste("one of", paste(c("name", names(known)), collapse = ", ")), "an unknown name")
    }
  }
  if (length(parameters) == 0L) return(name)
  checked <- Map(function(key, value) known[[key]](value, paste0(argument, ".", key)), names(parameters), parameters)
  do.call(families[[name]]$make, checked)
}

#' The row of what choose_entry gave.
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
