# fixtures/api.json says what the R files define: names, arguments, order and defaults.

api <- read_fixture("api.json")
modules <- api$modules
package <- asNamespace("twinmlp")

names_of <- function(entries) vapply(entries, `[[`, "", "name")
in_both <- function(entries) Filter(function(entry) is.null(entry$only) && is.null(entry$methods), entries)
defined <- lapply(modules, function(entry) defined_in(file.path(source_folder, paste0(gsub(".", "-", entry$module, fixed = TRUE), ".R"))))
names(defined) <- vapply(modules, `[[`, "", "module")

# Whether a formal's default is as api.json says: the object of a name, or a value.
has_default <- function(formal, argument) {
  absent <- is.name(formal) && !nzchar(as.character(formal))
  if (absent || !"default" %in% names(argument)) return(absent && !"default" %in% names(argument))
  if (!is.null(argument$default_in_r)) return(identical(deparse(formal), argument$default_in_r))
  if (is.list(argument$default) && length(argument$default) && !is.null(names(argument$default))) {
    return(identical(deparse(formal), argument$default$name))
  }
  expected <- if (is.list(argument$default)) unlist(argument$default) else argument$default
  value <- eval(formal, package)
  identical(if (length(value)) value, expected) || isTRUE(all.equal(value, expected, tolerance = 0))
}

# What is not as api.json says: all arguments of a function, or the places of wrong defaults.
# One list of faults for all: an expectation for each of some thousand arguments takes ten seconds.
argument_faults <- function(formals, arguments, place) {
  if (!identical(as.character(names(formals)), as.character(names_of(arguments)))) return(place)
  right <- vapply(seq_along(arguments), function(i) has_default(formals[[i]], arguments[[i]]), NA)
  sprintf("%s %s", place, names_of(arguments)[!right])
}

test_that("the modules are the files of the package", {
  expect_setequal(paste0(gsub(".", "-", names(defined), fixed = TRUE), ".R"), dir(source_folder))
})

test_that("files define the names of both languages in their order, and those of R alone", {
  for (entry in modules) {
    alone <- names_of(if (is.null(entry$entries_in_r)) list() else entry$entries_in_r)
    methods <- unlist(lapply(entry$entries, function(item) lapply(item$methods, `[[`, "r")))
    here <- setdiff(defined[[entry$module]], c(alone, methods))
    expect_identical(here, names_of(in_both(entry$entries)), info = entry$module)
    expect_true(all(alone %in% defined[[entry$module]]), info = entry$module)
    expect_true(all(methods %in% unlist(defined)), info = entry$module)
  }
})

test_that("every name is defined once", {
  everything <- unlist(defined, use.names = FALSE)
  expect_identical(everything[duplicated(everything)], character(0))
})

test_that("functions have these arguments and defaults", {
  faults <- list()
  compared <- 0
  for (entry in modules) for (item in in_both(entry$entries)) if (!is.null(item[["arguments"]])) {
    arguments <- if (is.null(item[["arguments_in_r"]])) item[["arguments"]] else item[["arguments_in_r"]]
    compared <- compared + length(arguments)
    faults <- c(faults, argument_faults(formals(get(item$name, package)), arguments, item$name))
  }
  expect_identical(faults, list())
  expect_gt(compared, 1000)
})

test_that("an argument that differs is a fault", {
  arguments <- list(list(name = "x"), list(name = "k", default = 2))
  expect_identical(argument_faults(formals(function(x, k = 2) x), arguments, "f"), character(0))
  expect_identical(argument_faults(formals(function(x, k = 3) x), arguments, "f"), "f k")
  expect_identical(argument_faults(formals(function(x, k) x), arguments, "f"), "f k")
  expect_identical(argument_faults(formals(function(x = 1, k = 2) x), arguments, "f"), "f x")
  expect_identical(argument_faults(formals(function(k = 2, x) x), arguments, "f"), "f")
})

test_that("tables have these names", {
  for (entry in modules) for (item in in_both(entry$entries)) if (identical(item$kind, "table")) {
    expect_identical(names(get(item$name, package)), as.character(unlist(item$names)), info = item$name)
  }
})

test_that("mlp takes the arguments of the class's constructor, and those of fit", {
  methods <- unlist(lapply(modules, function(entry) unlist(lapply(entry$entries, `[[`, "methods"), recursive = FALSE)), recursive = FALSE)
  arguments_of <- function(name) Filter(function(method) method$name == name, methods)[[1L]]$arguments
  of_fit <- Filter(function(argument) !argument$name %in% c("X", "y"), arguments_of("fit"))
  given <- as.list(formals(mlp.default))
  expect_identical(names(given)[c(1:2, length(given))], c("x", "y", "..."))
  found <- argument_faults(given[-c(1:2, length(given))], c(arguments_of("__init__"), of_fit), "mlp")
  expect_identical(found, character(0))
})

test_that("NAMESPACE exports what the comments and api.json say", {
  marked <- unlist(lapply(dir(source_folder, full.names = TRUE), function(file) {
    lines <- readLines(file)
    below <- vapply(grep("^#' @export", lines), function(i) i + which(!startsWith(lines[-seq_len(i)], "#'"))[1L], 0L)
    gsub("`", "", sub(" <- .*", "", lines[below]))
  }))
  methods <- getNamespaceInfo("twinmlp", "S3methods")
  of_r <- names_of(Filter(function(entry) !identical(entry$only, "Python"), api$exports))
  expect_setequal(getNamespaceExports("twinmlp"), of_r)
  expect_setequal(c(getNamespaceExports("twinmlp"), paste(methods[, 1L], methods[, 2L], sep = ".")), marked)
})
