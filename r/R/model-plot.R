# R only: plot() for a trained network.

#' Draw a trained network
#'
#' Errors: E_CHOICE for another `which` or theme, E_TYPE where "boundary" has no data, E_SHAPE
#' where it has other than two features.
#'
#' @param x A model made by [mlp()] or [read_mlp()].
#' @param which "error", "network", "weights" or "boundary"; default "error".
#' @param data For "boundary": `list(X, y)`, inputs of two features and targets; default `NULL`.
#' @param theme "light" or "dark"; default "light".
#' @param ... Not used.
#' @return The model, invisibly.
#' @examples
#' model <- mlp(rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1)), c(0, 1, 1, 0), epochs = 100)
#' plot(model, "error")
#' plot(model, "network")
#' @export
plot.mlp <- function(x, which = "error", data = NULL, theme = "light", ...) {
  check_choice(which, "which", c("error", "network", "weights", "boundary"))
  check_choice(theme, "theme", names(THEMES))
  if (which == "boundary" && is.null(data)) {
    fail("E_TYPE", "data", "list(X, y) where `which` is \"boundary\"", describe(NULL))
  }
  layers <- x$network
  losses <- list(error = as.vector(x$losses))
  weights <- stats::setNames(lapply(layers, `[[`, "W"), paste0("W_", seq_along(layers)))
  picture <- switch(which,
    error = layout_curve(losses, "The error before each epoch", NULL, theme),
    network = layout_network(layers, describe_network(layers), theme),
    weights = layout_heat(weights, describe_network(layers), theme),
    boundary = {
      pairs <- if (is.data.frame(data)) mlp_data(x, data) else mlp_data(x, data$X, data$y)
      y <- scale_targets(pairs$y, x$scale)
      layers <- fold_inputs(layers, x$scale)
      layout_boundary(layers, pairs$X, y, describe_network(layers), theme, grid = 400)
    }
  )
  draw_picture(picture)
  invisible(x)
}

#' Draw one training step as the article's step tables
#'
#' Yellow cells are computed in a step, orange ones are what it computes them from.
#'
#' Errors: E_CHOICE for another theme.
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param x,y The data it was trained on, as for [mlp()].
#' @param step Number of the training step, counted from 0; default 0.
#' @param numbers Named steps to draw, 0 to 11; `NULL`, the default, for all on one sheet.
#' @param decimals Decimals that the cells show, 1 or more; default 3.
#' @param theme "light" or "dark"; default "light".
#' @return The model, invisibly.
#' @examples
#' x <- rbind(c(1, 0, 1, 0), c(1, 0, 1, 1), c(0, 1, 0, 1))
#' model <- mlp(x, c(1, 1, 0), epochs = 10)
#' plot_steps(model, x, c(1, 1, 0), numbers = 2)
#' @export
plot_steps <- function(object, x, y, step = 0, numbers = NULL, decimals = 3, theme = "light") {
  check_choice(theme, "theme", names(THEMES))
  data <- mlp_data(object, x, y)
  record <- mlp_trace(object, x, y, unique(c(max(step - 1, 0), step)))$steps
  before <- mlp_start(object, ncol(data$X), ncol(data$y))
  if (step > 0) before <- layers_of(record[[1L]]$layers, before)
  now <- record[[length(record)]]
  rows <- now$rows + 1
  data <- scale_samples(data, model_scale(object, data, NULL, object$classes))
  config <- object$config
  error <- error_formula(config$loss, config$reduction, !is.null(object$class_weight))
  X <- data$X[rows, , drop = FALSE]
  steps <- article_steps(X, data$y[rows, , drop = FALSE], before, now, error)
  tables <- step_tables(steps, length(before), now$rows, decimals)
  if (!is.null(numbers)) tables <- Filter(function(table) table$number %in% numbers, tables)
  pictures <- lapply(tables, layout_step, theme)
  title <- sprintf("Training step %.0f", step)
  draw_picture(if (is.null(numbers)) layout_sheet(tables, title, theme) else beside(pictures, 2))
  invisible(object)
}
