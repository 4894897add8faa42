# Pictures of a trained model, and the views of its training.

PLOTS <- c("error", "network", "weights", "boundary")

#' Draw a trained network
#'
#' Errors: E_CHOICE for another `which` or theme, E_TYPE where "boundary" has no data, or "error"
#' no losses, E_SHAPE where there are other than two features.
#'
#' @param x A model made by [mlp()] or [read_mlp()].
#' @param which "error", "network", "weights" or "boundary"; default "error".
#' @param data For "boundary": `list(X, y)`, inputs of two features and targets; default `NULL`.
#' @param theme "light" or "dark"; default "light".
#' @param path File to write the picture to, png, svg or pdf, or `NULL`; default `NULL`.
#' @param ... Nothing: any other argument is refused.
#' @return The model, invisibly.
#' @examples
#' model <- mlp(rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1)), c(0, 1, 1, 0), epochs = 100)
#' plot(model, "error")
#' plot(model, "network")
#' @export
plot.twinmlp <- function(x, which = "error", data = NULL, theme = "light", path = NULL, ...) {
  refuse_more(...)
  check_choice(which, "which", PLOTS)
  check_choice(theme, "theme", names(THEMES))
  if (which == "error" && length(x$losses) == 0L) {
    fail("E_TYPE", "model", "trained where `which` is \"error\"", "one without losses")
  }
  layers <- x$network
  names <- data_names(x, NULL, NULL, x$classes, ncol(layers[[length(layers)]]$W))
  losses <- list(error = as.vector(x$losses))
  weights <- stats::setNames(lapply(layers, `[[`, "W"), paste0("W_", seq_along(layers)))
  picture <- switch(which,
    error = layout_curve(losses, "The error before each epoch", NULL, theme),
    network = layout_network(layers, describe_network(layers), theme, 2, names),
    weights = layout_heat(weights, describe_network(layers), theme, names = names),
    boundary = {
      pairs <- boundary_data(x, data)
      y <- scale_targets(pairs$y, x$scale)
      layers <- fold_inputs(layers, x$scale)
      layout_boundary(layers, pairs$X, y, describe_network(layers), theme, names, 400)
    }
  )
  show(picture, path)
  invisible(x)
}

#' Return the samples for a picture of the boundary: a list of X and y, or with a formula a data
#' frame.
#' @noRd
boundary_data <- function(model, data) {
  if (is.data.frame(data) && !is.null(model$terms)) return(mlp_data(model, data))
  pair <- check_two(data, "data", "(X, y) where `which` is \"boundary\"")
  mlp_data(model, gathered(pair[[1L]]), pair[[2L]])
}

#' Draw one training step as the article's step tables
#'
#' Yellow cells are computed in a step, orange ones are what it computes them from.
#'
#' Errors: E_CHOICE for another theme, E_RANGE for a step that the training does not have.
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param x,y The data it was trained on, as for [mlp()].
#' @param step Number of the training step, counted from 0; default 0.
#' @param numbers Named steps to draw, 0 to 11; `NULL`, the default, for all on one sheet.
#' @param decimals Decimals that the cells show, 1 or more; default 3.
#' @param theme "light" or "dark"; default "light".
#' @param path File to write the picture to, png, svg or pdf, or `NULL`; default `NULL`.
#' @return The model, invisibly.
#' @examples
#' x <- rbind(c(1, 0, 1, 0), c(1, 0, 1, 1), c(0, 1, 0, 1))
#' model <- mlp(x, c(1, 1, 0), epochs = 10)
#' plot_steps(model, x, c(1, 1, 0), numbers = 2)
#' @export
plot_steps <- function(object, x, y, step = 0, numbers = NULL, decimals = 3, theme = "light",
                       path = NULL) {
  check_model(object)
  check_choice(theme, "theme", names(THEMES))
  step <- check_count(step, "step", 0)
  decimals <- check_count(decimals, "decimals", 1, 17)
  numbered <- if (is.null(numbers)) list() else as_list(numbers)
  wanted <- vapply(numbered, check_count, 0, "numbers", 0, 11)
  found <- case_step(mlp_case(object, x, y, steps = step), step)
  tables <- case_step_tables(found, decimals)
  if (is.null(numbers)) {
    picture <- layout_sheet(tables, sprintf("Training step %.0f", step), theme)
  } else {
    chosen <- Filter(function(table) table$number %in% wanted, tables)
    picture <- beside(lapply(chosen, layout_step, theme), 2)
  }
  show(picture, path)
  invisible(object)
}

#' Draw a picture as a figure, or write it to a file, too, if there is a path.
#' @noRd
show <- function(picture, path) {
  if (is.null(path)) draw_picture(picture) else write_picture(picture, path, argument = "path")
}
