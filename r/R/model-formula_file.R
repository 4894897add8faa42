# R only: the formula of a model in a file: its text, levels and contrasts, and how variables whose
# values depend on the training data, as those of poly do, are found in new data.
#
# A file from elsewhere runs nothing: its formulas see the columns of the data, and these functions.

FORMULA_FUNCTIONS <- c(
  "~", "(", "+", "-", "*", "/", "^", ":", "%in%", "%%", "%/%", "==", "!=", "<", "<=", ">", ">=",
  "!", "&", "|", "I", "c", "list", "cbind", "abs", "sign", "sqrt", "exp", "expm1", "log", "log2",
  "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "floor",
  "ceiling", "round", "pmin", "pmax", "ifelse", "is.na", "as.numeric", "as.integer", "as.logical",
  "as.character", "factor", "as.factor", "ordered", "cut", "scale", "poly", "relevel"
)
FORMULA_CONTRASTS <- c("contr.treatment", "contr.sum", "contr.helmert", "contr.poly", "contr.SAS")

#' Return the formula of a model as written to a file; NULL: it has none.
#' @noRd
formula_record <- function(model) {
  terms <- model$terms
  if (is.null(terms)) return(NULL)
  calls <- as.list(attr(terms, "variables"))[-1L]
  found <- as.list(attr(terms, "predvars"))[-1L]
  for (call in c(calls, found)) check_formula(call, "formula")
  foreign <- setdiff(all.vars(terms), model$variables)
  if (length(foreign)) {
    fail("E_CHOICE", "formula", "of columns of the data, to be written to a file", foreign[1L])
  }
  names <- variable_names(terms)
  differ <- !vapply(seq_along(found), function(i) identical(found[[i]], calls[[i]]), NA)
  levels <- model$xlevels
  if (isTRUE(model$factor)) levels[[names[attr(terms, "response")]]] <- model$classes
  contrasts <- Map(function(coding, name) {
    known <- is.character(coding) && coding %in% FORMULA_CONTRASTS
    if (known) coding else unname(contrast_matrix(coding, levels[[name]]))
  }, model$contrasts, names(model$contrasts))
  Filter(length, list(
    text = call_text(stats::formula(terms)),
    levels = lapply(levels, function(names) array(names, length(names))),
    contrasts = contrasts,
    variables = stats::setNames(lapply(found[differ], call_text), names[differ])
  ))
}

#' Return a contrast as a matrix, levels x columns.
#' @noRd
contrast_matrix <- function(coding, levels) {
  if (is.character(coding)) coding <- match.fun(coding)(levels)
  matrix(as.double(coding), nrow(coding))
}

#' Return the variables of terms, as a model frame names them.
#' @noRd
variable_names <- function(terms) {
  calls <- as.list(attr(terms, "variables"))[-1L]
  vapply(calls, function(call) paste(deparse(call, 500L), collapse = " "), "")
}

#' Write a call as text from which the same call is read, bit by bit.
#' @noRd
call_text <- function(call) {
  attributes(call)[c("class", ".Environment")] <- NULL
  plain <- paste(deparse(call, 500L, backtick = TRUE), collapse = " ")
  if (identical(str2lang(plain), call)) return(plain)
  exact <- c("keepNA", "keepInteger", "niceNames", "hexNumeric")
  paste(deparse(call, 500L, backtick = TRUE, control = exact), collapse = " ")
}

#' Refuse a call of any function that a file may not name.
#' @noRd
check_formula <- function(call, argument) {
  if (!is.call(call)) return(invisible())
  name <- if (is.name(call[[1L]])) as.character(call[[1L]]) else call_text(call[[1L]])
  if (!name %in% FORMULA_FUNCTIONS) {
    fail("E_CHOICE", argument, "of functions that SPEC.md lists, in a file", name)
  }
  for (part in as.list(call)[-1L]) check_formula(part, argument)
}

#' Read the call of a text in a file.
#' @noRd
read_call <- function(text, argument) {
  if (!is.character(text) || length(text) != 1L) {
    fail("E_TYPE", argument, "a formula as text", describe(text))
  }
  call <- tryCatch(str2lang(text), error = function(error) NULL)
  if (is.null(call)) fail("E_FORMAT", argument, "a formula as text", describe(text))
  check_formula(call, argument)
  call
}

#' Set a file's formula in a model.
#' @noRd
restore_formula <- function(model, record) {
  if (is.null(record)) return(model)
  functions <- mget(FORMULA_FUNCTIONS, asNamespace("stats"), inherits = TRUE)
  home <- list2env(functions, parent = emptyenv())
  call <- read_call(record$text, "formula.text")
  if (!is.call(call) || call[[1L]] != "~" || length(call) != 3L || "." %in% all.vars(call)) {
    requirement <- "a formula with a response, as y ~ a"
    fail("E_FORMAT", "formula.text", requirement, describe(record$text))
  }
  terms <- stats::terms(structure(call, class = "formula", .Environment = home))
  variables <- attr(terms, "variables")
  names <- variable_names(terms)
  for (name in names(record$variables)) {
    place <- match(name, names)
    argument <- paste0("formula.variables.", name)
    if (is.na(place)) fail("E_CHOICE", argument, paste("one of", list_names(names)), describe(name))
    variables[[place + 1L]] <- read_call(record$variables[[name]], argument)
  }
  attr(terms, "predvars") <- variables
  levels <- lapply(record$levels, function(names) as.character(unlist(names)))
  response <- names[attr(terms, "response")]
  model$terms <- terms
  model$variables <- all.vars(terms)
  model$factor <- !is.null(levels[[response]])
  model$xlevels <- levels[setdiff(names(levels), response)]
  model["contrasts"] <- list(Map(read_contrast, record$contrasts, names(record$contrasts),
    MoreArgs = list(levels = levels)
  ))
  if (length(model$contrasts) == 0L) model["contrasts"] <- list(NULL)
  model
}

#' Read the contrast of a variable: a name, or a matrix with a row for each of its levels.
#' @noRd
read_contrast <- function(coding, name, levels) {
  argument <- paste0("formula.contrasts.", name)
  if (is.character(coding)) return(check_choice(coding, argument, FORMULA_CONTRASTS))
  rows <- if (is.null(levels[[name]])) 2 else length(levels[[name]])
  check_matrix(coding, argument, rows = rows)
}
