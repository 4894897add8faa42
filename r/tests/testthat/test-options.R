# The tables of options and of commands: what they say is what mlp, its kin and the command line do.

options_file <- read_document(fixture("options.json"), "options")
commands <- read_document(fixture("commands.json"), "commands")$commands
entries <- options_file$model
names_in_r <- function(entries) vapply(entries, function(entry) if (is.null(entry$name_in_r)) entry$name else entry$name_in_r, "")
defaults_in <- function(entries) stats::setNames(lapply(entries, `[[`, "default"), names_in_r(entries))

# jsonlite reads whole numbers as integers.
as_numbers <- function(value) if (is.integer(value)) as.double(value) else value

# The formals of a function have these names, and those with a default in the table have it.
expect_formals <- function(f, entries, place) {
  found <- as.list(formals(f))
  expect_identical(names(found), names_in_r(entries), info = place)
  for (entry in entries) {
    name <- if (is.null(entry$name_in_r)) entry$name else entry$name_in_r
    absent <- is.name(found[[name]])
    expect_identical(absent, !"default" %in% names(entry), info = paste(place, name))
    if (!absent) expect_identical(as.list(eval(found[[name]])), as.list(as_numbers(if (is.list(entry$default)) unlist(entry$default) else entry$default)), info = paste(place, name))
  }
}

# A value that no check of this kind accepts, and the class of the error it gives.
REFUSED <- list(
  activation = list("none", "twinmlp_choice_error"), amount = list(-1, "twinmlp_range_error"),
  choice = list("nothing", "twinmlp_choice_error"), clipping = list(list(all = 1), "twinmlp_format_error"),
  count = list(1.5, "twinmlp_type_error"), flag = list(1, "twinmlp_type_error"),
  "function" = list(1, "twinmlp_type_error"), path = list(1, "twinmlp_type_error"),
  hidden_activation = list("softmax", "twinmlp_choice_error"), loss = list("none", "twinmlp_choice_error"),
  number = list("1", "twinmlp_type_error"), optimizer = list("none", "twinmlp_choice_error"),
  penalty = list(list(l3 = 1), "twinmlp_format_error"), positive = list(0, "twinmlp_range_error"),
  rate = list(1, "twinmlp_range_error"), schedule = list("none", "twinmlp_choice_error"),
  word = list(3, "twinmlp_type_error")
)

test_that("mlp and its kin have the arguments of the table", {
  X_y <- options_file$training[1:2]
  others <- options_file$training[3:5]
  own <- options_file$own
  dots <- list(list(name = "..."))
  expect_formals(mlp.default, c(X_y, entries, others, dots), "mlp")
  object <- list(list(name = "object"))
  expect_formals(partial_fit, c(object, X_y, own$partial_fit, others), "partial_fit")
  expect_formals(mlp_resume, c(own$resume[1L], X_y, others[1:2], own$resume[2L]), "mlp_resume")
  expect_formals(mlp_trace, c(object, X_y, own$trace, others[2L]), "mlp_trace")
})

test_that("examples are accepted, in the form of a list and of a vector", {
  for (entry in entries) for (value in entry$examples) {
    plain <- if (is.list(value) && is.null(names(value))) unlist(value) else value
    for (form in list(value, plain)) {
      more <- if (entry$name == "stratify") list(validation_fraction = 0.5)
      expect_s3_class(new_mlp(c(stats::setNames(list(form), entry$name), more)), "twinmlp")
    }
  }
})

test_that("what its kind of check refuses is refused", {
  for (entry in entries) if (entry$check != "later") {
    refused <- REFUSED[[entry$check]]
    expect_error(new_mlp(stats::setNames(list(refused[[1L]]), entry$name)), paste0("^`", entry$name), class = refused[[2L]])
  }
})

test_that("everything that the table names is there and used", {
  expect_setequal(vapply(entries, `[[`, "", "check"), names(CHECKS))
  expect_setequal(names(CHECKS), c(names(REFUSED), "later"))
  expect_setequal(unlist(lapply(entries, function(entry) if (is.character(entry$choices)) entry$choices)), names(CHOICES))
  expect_setequal(c("text", unlist(lapply(entries, `[[`, "command_line"))), names(OPTION_KINDS))
})

test_that("a checkpoint holds what is part of the run", {
  expect_identical(names(new_mlp(list(hidden = 2))$arguments), setdiff(argument_names("name"), argument_names("run_only")))
})

test_that("commands have a function with their files and options", {
  for (command in Filter(function(command) is.null(command$only), commands)) {
    found <- as.list(formals(command_function(command)))
    options <- stats::setNames(command$options, vapply(command$options, `[[`, "", "name"))
    expect_setequal(names(found), c(
      tolower(vapply(command$files, `[[`, "", "name")), names(options), if (isTRUE(command$settings)) "..."
    ))
    for (name in names(options)) {
      absent <- is.name(found[[name]])
      expect_identical(absent, isTRUE(options[[name]]$required), info = paste(command$name, name))
      if (!absent) expect_identical(found[[name]], as_numbers(unlist(options[[name]]$default)), info = paste(command$name, name))
    }
  }
})

test_that("help is 80 columns wide at most, and names every command, file and option", {
  words <- strsplit(usage(), "\n")[[1L]]
  expect_lte(max(nchar(words)), 80)
  expect_identical(sub("^  ([a-z]\\S*).*", "\\1", grep("^  [a-z]", words, value = TRUE)), names(command_table()))
  for (command in command_table()) {
    lines <- strsplit(command_usage(command), "\n")[[1L]]
    expect_lte(max(nchar(lines)), 80)
    for (file in command$files) expect_true(paste0("  ", file$name) %in% lines)
    for (option in command$options) expect_true(any(startsWith(lines, sprintf("  --%s ", option$name))))
  }
})

test_that("what a line cannot be", {
  command <- command_table()[["run-case"]]
  refused <- function(text, ...) expect_error(parse_line(c(...), command), text, fixed = TRUE, class = "twinmlp_usage_error")
  refused("`--out` must be given, got nothing.", "a")
  refused("`CASE` must be given, got nothing.")
  refused("`argument` must be left out, got \"b\".", "a", "b")
  refused("`--` must be left out, got \"--\".", "a", "--")
  refused("`--out` must be followed by a value, got nothing.", "a", "--out")
  refused("`--in` must be one of --out, --arithmetic, --engine, got an unknown option.", "a", "--in", "b")
})

test_that("what follows the dashes is the rest", {
  expect_identical(parse_line(c("--jobs", "2", "--", "a", "--b"), command_table()$conform), list(rest = c("a", "--b"), jobs = 2))
})
