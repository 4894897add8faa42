# The arguments of mlp, each checked against its entry in fixtures/options.json.

# The tables that `choices` names in options.json.
CHOICES <- list(
  ACTIVATIONS = names(ACTIVATIONS), ARITHMETICS = names(ARITHMETICS),
  ENGINES = ENGINES, GENERATORS = names(GENERATORS), INITIALIZERS = names(INITIALIZERS),
  LOSSES = names(LOSSES), METRICS = names(METRICS), OPTIMIZERS = names(OPTIMIZERS),
  REDUCTIONS = names(REDUCTIONS), SCHEDULES = names(SCHEDULES)
)

# The checks that `check` names there: each takes a value and the entry, and gives what it accepts.
CHECKS <- list(
  activation = function(value, entry) choose_activation(value, entry$name),
  amount = function(value, entry) check_not_negative(value, entry$name),
  choice = function(value, entry) check_choice(value, entry$name, argument_choices(entry)),
  clipping = function(value, entry) check_clipping(value, entry$name),
  count = function(value, entry) check_count(value, entry$name, entry$minimum, entry$maximum),
  flag = function(value, entry) check_flag(value, entry$name),
  "function" = function(value, entry) check_function(value, entry$name),
  hidden_activation = function(value, entry) {
    refuse_softmax(choose_activation(value, entry$name), entry$name)
  },
  later = function(value, entry) value,
  loss = function(value, entry) choose_loss(value, entry$name),
  number = function(value, entry) check_number(value, entry$name),
  optimizer = function(value, entry) check_optimizer(value, entry$name),
  path = function(value, entry) check_path(value, entry$name),
  penalty = function(value, entry) check_penalty(value, entry$name),
  positive = function(value, entry) check_positive(value, entry$name),
  rate = function(value, entry) SHARE(value, entry$name),
  schedule = function(value, entry) check_schedule(value, entry$name),
  word = function(value, entry) check_word(value, entry$name)
)

#' The entries of the arguments of a model in fixtures/options.json, in their order.
#' @noRd
argument_table <- function() {
  fixture_table("options")$model
}

#' The names of the arguments that have a property, such as "run_only".
#' @noRd
argument_names <- function(property) {
  vapply(Filter(function(entry) !is.null(entry[[property]]), argument_table()), `[[`, "", "name")
}

#' Refuse a mistyped argument, which the dots of a method have taken.
#' @noRd
refuse_more <- function(...) {
  if (...length() == 0L) return(invisible())
  name <- c(names(list(...)), "")[1L]
  fail("E_USAGE", if (nzchar(name)) name else "argument", "left out", "an unknown argument")
}

#' Accept the names of arguments in a file: none of those that only a run has.
#' @noRd
check_recorded <- function(arguments) {
  allowed <- setdiff(argument_names("name"), argument_names("run_only"))
  for (name in names(arguments)) check_choice(name, "arguments", allowed)
  arguments <- rapply(as.list(arguments), as.double, "integer", how = "replace")
  # In a file null is no list.
  lists <- intersect(names(arguments), argument_names("each"))
  lists <- lists[vapply(arguments[lists], is.null, NA)]
  replace(arguments, lists, rep(list(list(NULL)), length(lists)))
}

#' Return the names that an argument accepts: those of a table, or its own list.
#' @noRd
argument_choices <- function(entry) {
  if (is.character(entry$choices)) CHOICES[[entry$choices]] else as.character(unlist(entry$choices))
}

#' Accept the value of an argument, or one for each layer or hidden layer.
#' @noRd
check_argument <- function(value, entry, layers) {
  if (isTRUE(entry$none) && is.null(value)) return(NULL)
  check <- CHECKS[[entry$check]]
  each <- entry[["each"]]
  if (is.null(each)) return(check(value, entry))
  lengths <- list(layer = layers, "hidden layer" = layers - 1)
  name <- entry$name
  values <- if (each == "value") values_of(value) else one_for_each(value, lengths[[each]], name)
  lapply(unname(values), check, entry)
}

#' Accept the value of the argument of this name, one for all layers.
#' @noRd
check_named_argument <- function(value, name) {
  check_argument(value, argument_table()[[match(name, argument_names("name"))]], 1)
}

#' Accept the arguments of a model, all of them, in the order of their table.
#' @noRd
check_arguments <- function(arguments) {
  layers <- length(values_of(arguments$hidden)) + 1
  names <- argument_names("name")
  values <- lapply(argument_table(), function(entry) {
    check_argument(arguments[[entry$name]], entry, layers)
  })
  stats::setNames(values, names)
}

#' Return the arguments that files hold: none that only a run has; lists as accepted.
#' @noRd
kept_arguments <- function(arguments, values) {
  entries <- Filter(function(entry) is.null(entry$run_only), argument_table())
  names <- vapply(entries, `[[`, "", "name")
  kept <- lapply(entries, function(entry) {
    (if (identical(entry[["each"]], "value")) values else arguments)[[entry$name]]
  })
  stats::setNames(kept, names)
}

#' Return the settings of a run; frozen parameters are set when the shapes are known.
#' @noRd
run_settings <- function(values) {
  settings <- values[intersect(names(formals(TrainConfig)), names(values))]
  settings$optimizer <- values$optimizer$name
  settings$options <- c(list(learning_rate = values$learning_rate), values$optimizer$options)
  rates <- c(values$dropout, 0)
  settings["dropout"] <- list(check_rates(rates, rep("dropout", length(rates))))
  settings["frozen"] <- list(NULL)
  do.call(TrainConfig, settings, quote = TRUE) # a call that is a value is not made
}

#' One value, or a list of values, as a list; a word, an object or a table is one value.
#' @noRd
as_list <- function(value) {
  many <- is_list(value) || is.atomic(value) && !is.null(value) && !is.raw(value)
  if (many && length(dim(value)) < 2L) as.list(value) else list(value)
}

#' Return the values of an argument that is a list; NULL, which is c(), has none.
#' @noRd
values_of <- function(value) {
  if (is.null(value)) list() else as_list(value)
}

#' One value repeated `length` times, or as many values.
#' @noRd
one_for_each <- function(value, length, argument) {
  values <- as_list(value)
  if (base::length(values) == 1L) return(rep(values, length))
  if (base::length(values) != length) {
    fail("E_SHAPE", argument, sprintf("one value or a list of %.0f", length), describe(values))
  }
  values
}
