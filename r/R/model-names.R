# The names of a model's inputs, outputs and classes, and how files hold them.

# The fields of a model that a network file and a checkpoint keep.
KNOWN <- c("inputs", "outputs", "classes", "levels", "scale", "formula", "target_kind")

#' Accept `count` different words; NULL: no names.
#' @noRd
check_names <- function(names, argument, count) {
  if (is.null(names)) return(NULL)
  names <- as_list(names)
  if (length(names) != count || anyDuplicated(as.character(names))) {
    requirement <- sprintf("a list of %d different names", count)
    fail("E_SHAPE", argument, requirement, describe(names))
  }
  bad <- which(!vapply(names, function(name) is.character(name) && nzchar(name), NA))
  if (length(bad)) {
    fail("E_TYPE", sprintf("%s[%d]", argument, bad[1L] - 1L), "a name", describe(names[[bad[1L]]]))
  }
  check_words(names, argument)
  as.character(unlist(names))
}

#' Return what is known of the data, as written to a file; what is unknown is left out.
#' @noRd
known_record <- function(model) {
  model["formula"] <- list(formula_record(model))
  known <- Filter(function(name) !is.null(model[[name]]), KNOWN)
  known <- stats::setNames(lapply(known, function(name) {
    value <- model[[name]]
    if (name == "scale") return(scale_record(value))
    if (name == "levels") return(lapply(value, function(words) array(words, length(words))))
    if (name %in% c("formula", "target_kind")) value else array(value, length(value))
  }), known)
}

#' Set what a file says of the data in a model.
#' @noRd
restore_known <- function(model, document) {
  for (name in c("inputs", "outputs", "target_kind")) {
    model[name] <- list(unlist(document[[name]]))
  }
  inputs <- nrow(model$network[[1L]]$W)
  outputs <- ncol(model$network[[length(model$network)]]$W)
  model["inputs"] <- list(check_names(model$inputs, "inputs", inputs))
  model["levels"] <- list(check_levels(document$levels, model$inputs))
  model["classes"] <- list(check_classes(document$classes))
  scale <- document$scale
  model["scale"] <- list(if (!is.null(scale)) read_scale(scale, inputs, outputs))
  restore_formula(model, document$formula)
}

#' Find the columns of a data file that are a model's inputs, those that are text, and what
#' they come from.
#' @noRd
data_columns <- function(model) {
  list(
    inputs = table_columns(model$inputs, model$levels), categorical = names(model$levels),
    origin = formula_origin(formula_record(model))
  )
}

#' The names of the inputs, outputs and classes of a model, or of the data of its training.
#' @noRd
data_names <- function(model, X, y, classes, units) {
  inputs <- if (is.null(model$inputs)) column_names(X, "X") else model$inputs
  outputs <- if (is.null(model$outputs)) target_names(y, "y") else model$outputs
  if (length(outputs) != units) outputs <- NULL
  found <- Names(inputs, outputs, if (!is.null(classes)) class_names(classes))
  name_outputs(found, units)
}

#' The names of the outputs: their own, or those of the classes, or y1, y2, ...
#' @noRd
output_names <- function(model) {
  count <- ncol(model$network[[length(model$network)]]$W)
  name_columns(data_names(model, NULL, NULL, model$classes, count)$outputs, count, "y")
}

#' Name the columns of a prediction of this kind.
#' @noRd
answer_names <- function(model, kind, count) {
  if (kind == "probability" && count > 1L) return(class_names(model$classes, count))
  if (kind == "class") return(name_columns(model$outputs, count, "y"))
  output_names(model)
}
