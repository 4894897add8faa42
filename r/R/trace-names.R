# The names of a case's columns and classes: optional, for display only.

#' The names of inputs, outputs and classes; NULL where they have no names.
#' @noRd
Names <- function(inputs = NULL, outputs = NULL, classes = NULL) {
  list(inputs = inputs, outputs = outputs, classes = classes)
}

#' The names of the inputs, outputs and classes of a case, as many as there are.
#' @noRd
names_of_case <- function(case) {
  layers <- case$network$layers
  units <- layers[[length(layers)]]$units
  counts <- list(inputs = layers[[1L]]$inputs, outputs = units, classes = max(units, 2))
  for (argument in names(counts)) {
    found <- case[[argument]]
    if (!is.null(found) && length(found) != counts[[argument]]) {
      requirement <- sprintf("a list of %.0f names", counts[[argument]])
      fail("E_SHAPE", argument, requirement, describe(as.list(found)))
    }
  }
  known <- lapply(stats::setNames(nm = names(counts)), function(argument) unlist(case[[argument]]))
  name_outputs(do.call(Names, known), units)
}

#' Name the outputs by their classes, if they have no names and there are as many.
#' @noRd
name_outputs <- function(names, units) {
  if (is.null(names$outputs) && length(names$classes) == units) {
    names["outputs"] <- list(names$classes)
  }
  names
}
