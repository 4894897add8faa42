# Options by name: each has a default and a check, and unknown names are refused.

#' An option's default, and the check that accepts or refuses a value.
#' @noRd
Option <- function(default, check) {
  list(default = default, check = check)
}

#' Make a check that accepts a finite number for which `fits` holds.
#' @noRd
number_that <- function(requirement, fits) {
  function(value, argument) {
    if (!fits(check_number(value, argument))) {
      fail("E_RANGE", argument, requirement, describe(value))
    }
    as.double(value)
  }
}

#' Make a check that accepts one of these names.
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
SHRINKING_OR_ONE <- number_that("more than 0, and 1 or less", function(value) {
  0 < value && value <= 1
})
GROWING <- number_that("more than 1", function(value) value > 1)

#' Return the value of every known option: the one in `values`, checked, or its default.
#'
#' Names in `values` that are neither known nor among `others` are refused.
#' @noRd
check_options <- function(values, argument, known, others = "name") {
  refuse_unknown(names(values), argument, c(others, names(known)))
  checked <- list()
  for (name in names(known)) {
    value <- if (name %in% names(values)) values[[name]] else known[[name]]$default
    checked[[name]] <- known[[name]]$check(value, paste0(argument, ".", name))
  }
  checked
}

#' Accept a name in the table, or an object with such a "name"; return an object.
#' @noRd
check_named <- function(value, argument, table) {
  if (!is_object(value) || is.object(value)) {
    return(list(name = check_choice(value, argument, names(table))))
  }
  value$name <- check_choice(value[["name"]], paste0(argument, ".name"), names(table))
  value
}
