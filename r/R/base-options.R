# Options by name, each with a default and a check: the one place where unknown names and values out of range are refused.

#' The value where nothing is said, and the check: it gives the value it accepts.
#' @noRd
Option <- function(default, check) {
  list(default = default, check = check)
}

#' The check that accepts a finite number for which `fits` holds.
#' @noRd
number_that <- function(requirement, fits) {
  function(value, argument) {
    if (!fits(check_number(value, argument))) fail("E_RANGE", argument, requirement, describe(value))
    as.double(value)
  }
}

#' The check that accepts one of these names.
#' @noRd
one_of <- function(...) {
  choices <- c(...)
  function(value, argument) check_choice(value, argument, choices)
}

POSITIVE <- check_positive
NOT_NEGATIVE <- number_that("0 or more", function(value) value >= 0)
SHARE <- number_that("a number from 0 to less than 1", function(value) 0 <= value && value < 1)
UP_TO_ONE <- number_that("a number from 0 to 1", function(value) 0 <= value && value <= 1)
SHRINKING <- number_that("more than 0 and less than 1", function(value) 0 < value && value < 1)
SHRINKING_OR_ONE <- number_that("more than 0, and 1 or less", function(value) 0 < value && value <= 1)
GROWING <- number_that("more than 1", function(value) value > 1)

#' Give the value of every known option; refuse names that are neither known nor among `others`.
#' @noRd
check_options <- function(given, argument, known, others = "name") {
  for (name in names(given)) {
    if (!name %in% c(names(known), others)) {
      fail("E_FORMAT", paste0(argument, ".", name), paste("one of", paste(c(others, names(known)), collapse = ", ")), "an unknown name")
    }
  }
  checked <- list()
  for (name in names(known)) {
    value <- if (name %in% names(given)) given[[name]] else known[[name]]$default
    checked[[name]] <- known[[name]]$check(value, paste0(argument, ".", name))
  }
  checked
}

#' Accept a name in the table, or an object with such a "name"; the result is an object.
#' @noRd
check_named <- function(given, argument, table) {
  if (!is_object(given)) return(list(name = check_choice(given, argument, names(table))))
  given$name <- check_choice(given[["name"]], paste0(argument, ".name"), names(table))
  given
}
