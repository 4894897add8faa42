# All pictures of a case.
#
# They are step tables, loss curve, network, heat maps, and the boundary if there are two features.

#' Train as a case says, and return the step with this number.
#' @noRd
case_step <- function(document, step = 0) {
  document$record <- list(steps = list(step))
  parts <- case_parts(document)
  parts$record <- unique(c(max(step - 1, 0), step))
  step_of_run(parts, run_parts(parts, parts$arithmetic), step)
}

#' Return a step of a case from its trace, which has the step before it, too.
#' @noRd
step_of_run <- function(parts, trace, step) {
  numbered <- function(number) Find(function(record) record$step == number, trace$steps)
  record <- numbered(step)
  before <- unname(parts$network)
  if (step > 0) before <- layers_of(numbered(step - 1)$layers, before)
  rows <- record$rows + 1
  list(
    parts = parts, before = before, record = record,
    X = parts$X[rows, , drop = FALSE], y = parts$y[rows, , drop = FALSE], trace = trace
  )
}

#' Return the layers of a record with the activations of a network.
#' @noRd
layers_of <- function(records, network) {
  Map(
    function(r, layer) list(W = r$W, b = r[["b"]], activation = layer$activation),
    records,
    unname(network)
  )
}

#' Return the formula of the error of a case.
#' @noRd
case_error <- function(parts) {
  error_formula(parts$config$loss, parts$config$reduction, !is.null(parts$weight))
}

#' Return the formulas of the update of W and of b in a step of a case.
#' @noRd
case_updates <- function(parts, record) {
  lapply(c(W = "W", b = "b"), function(quantity) {
    update_formulas(parts$config, quantity, record$learning_rate)
  })
}

#' Return the title of a case: its own, or its id.
#' @noRd
case_title <- function(parts) {
  if (is.null(parts$title)) parts$id else parts$title
}

#' Return the named steps of one step of a case.
#' @noRd
case_named_steps <- function(found) {
  updates <- case_updates(found$parts, found$record)
  error <- case_error(found$parts)
  article_steps(found$X, found$y, found$before, found$record, error, updates)
}

#' Return the step tables of one step of a case.
#' @noRd
case_step_tables <- function(found, decimals = 3, max_rows = 8) {
  steps <- case_named_steps(found)
  rows <- found$record$rows
  step_tables(
    steps, length(found$before), rows, decimals, max_rows, names = found$parts$names
  )
}

#' Return every picture of a case by the name of its file.
#' @noRd
case_pictures <- function(document, step = 0, decimals = 3, theme = "light", grid = 500,
                          language = "R") {
  found <- case_step(document, step)
  parts <- found$parts
  tables <- case_step_tables(found, decimals)
  title <- case_title(parts)
  number <- describe_number(step)
  pictures <- list(sheet = layout_sheet(tables, title, theme))
  pictures[step_files(tables)] <- lapply(tables, layout_step, theme)
  losses <- stats::setNames(list(found$trace$losses), language)
  pictures$error <- layout_curve(losses, title, NULL, theme, y_label = "loss")
  pictures$network <- layout_network(
    found$before, paste("The network before training step", number), theme, 2, parts$names
  )
  layers <- found$record$layers
  for (part in list(c("weights", "W", "after"), c("gradients", "dW", "in"))) {
    maps <- stats::setNames(
      lapply(layers, `[[`, part[2L]), paste0(part[2L], "_", seq_along(layers))
    )
    heading <- sprintf("%s %s training step %s", part[2L], part[3L], number)
    pictures[[part[1L]]] <- layout_heat(maps, heading, theme, names = parts$names)
  }
  if (ncol(parts$X) == 2L) {
    last <- layers_of(found$trace$final$parameters, found$before)
    pictures$scatter <- layout_scatter(parts$X, parts$y, "The samples", theme, parts$names)
    pictures$boundary <- layout_boundary(
      last, parts$X, parts$y, "The boundary after training", theme, parts$names, grid
    )
  }
  pictures
}

#' Name the files of step tables: step_02, or step_02_1 and step_02_2 if a step occurs twice.
#' @noRd
step_files <- function(tables) {
  numbers <- vapply(tables, `[[`, 0, "number")
  place <- vapply(seq_along(numbers), function(i) sum(numbers[seq_len(i)] == numbers[i]), 0)
  several <- numbers %in% numbers[duplicated(numbers)]
  paste0(sprintf("step_%02.0f", numbers), ifelse(several, sprintf("_%.0f", place), ""))
}
