# The curve of the loss, with published points over it.

# A longer curve is thinned to about so many points, which is finer than it is drawn.
MOST_POINTS <- 1200

#' Lay out the loss before each epoch, one line for each name.
#'
#' `published` holds "epochs" and "errors" of points to be drawn over the lines.
#' @noRd
layout_curve <- function(curves, title, published = NULL, theme = "light", width = 520,
                         height = 340, y_label = "error") {
  colours <- THEMES[[theme]]
  tallest <- max(unlist(curves), published$errors)
  longest <- max(lengths(curves))
  frame <- frame_in(
    width, height, c(0, max(longest - 1, 1)), c(0, if (tallest > 0) tallest * 1.06 else 1)
  )
  shapes <- draw_frame(frame, title, "epoch", y_label, theme)
  key <- list()
  for (i in seq_along(curves)) {
    curve <- as.vector(curves[[i]])
    epochs <- thinned(length(curve))
    colour <- colours$classes[(i - 1) %% length(colours$classes) + 1]
    line <- path(
      place_x(frame, epochs),
      place_y(frame, curve[epochs + 1]),
      colour,
      if (i == 1) 4.5 else 1.5,
      i > 1
    )
    shapes <- c(shapes, list(line))
    key <- c(key, list(c(names(curves)[i], colour, if (i == 1) "line" else "dashed")))
  }
  if (!is.null(published)) {
    points <- dots(
      place_x(frame, published$epochs),
      place_y(frame, published$errors),
      7,
      colours$source,
      colours$ink,
      "circle"
    )
    shapes <- c(shapes, list(points))
    key <- c(key, list(c("published", colours$source, "circle")))
  }
  Picture(width, height, colours$paper, c(shapes, draw_key(frame, key, theme)))
}

#' Return the numbers 0 to n - 1, or every k-th of them and the last.
#' @noRd
thinned <- function(n) {
  unique(c(seq(0, n - 1, by = max(n %/% MOST_POINTS, 1)), n - 1))
}
