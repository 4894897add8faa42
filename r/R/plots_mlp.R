# R only: plot() for a trained network.

#' Draw a trained network
#'
#' @param x A model made by [mlp()].
#' @param which "error", "network", "weights", or "boundary", which needs `data`.
#' @param data For "boundary": `list(X, y)`, inputs of two features and targets.
#' @param theme "light" or "dark".
#' @param ... Not used.
#' @return The model, invisibly.
#' @examples
#' model <- mlp(matrix(c(0, 0, 1, 1, 0, 1, 0, 1), 4), c(0, 1, 1, 0), epochs = 100)
#' plot(model, "error")
#' plot(model, "network")
#' @export
plot.mlp <- function(x, which = "error", data = NULL, theme = "light", ...) {
  check_choice(which, "which", c("error", "network", "weights", "boundary"))
  check_choice(theme, "theme", names(THEMES))
  if (which == "boundary" && is.null(data)) fail("E_TYPE", "data", "list(X, y) where `which` is \"boundary\"", describe(NULL))
  layers <- x$network
  picture <- switch(which,
    error = layout_curve(list(error = as.vector(x$losses)), "The error before each epoch", NULL, theme),
    network = layout_network(layers, describe_network(layers), theme),
    weights = layout_heat(stats::setNames(lapply(layers, `[[`, "W"), paste0("W_", seq_along(layers))), describe_network(layers), theme),
    boundary = {
      pairs <- as_data(data$X, data$y)
      layout_boundary(layers, pairs$X, pairs$y, describe_network(layers), theme, grid = 400)
    }
  )
  draw_picture(picture)
  invisible(x)
}
