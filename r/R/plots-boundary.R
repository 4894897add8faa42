# Samples with two inputs as a scatter plot, over the outputs of a network on a grid.

MARK_ORDER <- c("circle", "square", "triangle", "diamond")
BANDS <- 10

#' Return the class of each sample or output.
#'
#' Of one column it is 1 from 0.5 on, of several the number of the largest, counted from 0.
#' @noRd
sample_classes <- function(y) {
  if (ncol(y) == 1L) (y[, 1L] >= 0.5) + 0 else max.col(y, "first") - 1
}

#' Return the range of the values, extended by a twelfth on both sides.
#' @noRd
data_limits <- function(values) {
  low <- min(values)
  high <- max(values)
  room <- if (high > low) (high - low) / 12 else 1
  c(low - room, high + room)
}

#' Lay out the samples, each class in its colour and mark.
#' @noRd
layout_scatter <- function(X, y, title, theme = "light", names = Names(), width = 460,
                           height = 400) {
  frame <- frame_in(width, height, data_limits(X[, 1L]), data_limits(X[, 2L]))
  axes <- unit_labels(0, 1, 2, names)
  shapes <- draw_frame(frame, title, axes[1L], axes[2L], theme)
  Picture(
    width,
    height,
    THEMES[[theme]]$paper,
    c(shapes, draw_samples(frame, X, sample_classes(y), theme, names))
  )
}

#' Draw the dots of every class, and their key.
#' @noRd
draw_samples <- function(frame, X, classes, theme, names = Names()) {
  colours <- THEMES[[theme]]
  size <- if (nrow(X) <= 200) 7 else 5
  shapes <- key <- list()
  for (k in 0:max(classes)) {
    x <- place_x(frame, X[classes == k, 1L])
    y <- place_y(frame, X[classes == k, 2L])
    colour <- colours$classes[k %% 6 + 1]
    mark <- MARK_ORDER[k %% 4 + 1]
    shapes <- c(shapes, list(dots(x, y, size, colour, colours$paper, mark)))
    known <- if (is.null(names$classes)) names$outputs else names$classes
    text <- if (length(known) > 1L) known[k + 1] else sprintf("class %.0f", k)
    key <- c(key, list(c(text, colour, mark)))
  }
  c(shapes, draw_key(frame, key, theme))
}

#' Return the middles of n x n cells as an n^2 x 2 matrix, row by row from the top.
#' @noRd
grid_points <- function(xlim, ylim, n) {
  middles <- (seq_len(n) - 0.5) / n
  x <- xlim[1L] + middles * (xlim[2L] - xlim[1L])
  y <- ylim[2L] - middles * (ylim[2L] - ylim[1L])
  cbind(rep(x, n), rep(y, each = n))
}

#' Return an n x n matrix of colours: bands of one output, or classes of several.
#'
#' The last colour is that of the boundary.
#' @noRd
grid_colours <- function(outputs, n, edge = 2) {
  several <- ncol(outputs) > 1L
  last <- if (several) ncol(outputs) else BANDS
  classes <- matrix(sample_classes(outputs), n, byrow = TRUE)
  cells <- if (several) {
    classes
  } else {
    matrix(floor(pmin(pmax(outputs[, 1L], 0), 0.999) * BANDS), n, byrow = TRUE)
  }
  changes <- matrix(FALSE, n, n)
  after <- 2:n
  changes[, after] <- classes[, after] != classes[, -n]
  changes[after, ] <- changes[after, ] | classes[after, ] != classes[-n, ]
  cells[round_brush(changes, edge)] <- last
  cells
}

#' Thicken lines equally in all directions.
#' @noRd
round_brush <- function(places, edge) {
  at <- which(places, arr.ind = TRUE)
  for (down in -edge:edge) {
    for (right in -edge:edge) {
      if (down * down + right * right < edge * edge / 2) {
        spread <- cbind(at[, 1L] + down, at[, 2L] + right)
        places[spread[apply(spread > 0 & spread <= nrow(places), 1L, all), , drop = FALSE]] <- TRUE
      }
    }
  }
  places
}

#' Return n colours from the first to the second.
#' @noRd
mixed_colours <- function(first, second, n) {
  ends <- grDevices::col2rgb(c(first, second))
  vapply(seq_len(n) - 1, function(i) {
    mixed <- trunc(ends[, 1L] + (ends[, 2L] - ends[, 1L]) * (i / max(n - 1, 1)) + 0.5)
    paste0("#", paste(sprintf("%02X", as.integer(mixed)), collapse = ""))
  }, "")
}

#' Lay out a network's outputs on a grid x grid raster, the boundary, and the samples.
#'
#' The boundary is where the class changes.
#' @noRd
layout_boundary <- function(network, X, y, title, theme = "light", names = Names(),
                            grid = 1000, width = 460, height = 400) {
  colours <- THEMES[[theme]]
  frame <- frame_in(width, height, data_limits(X[, 1L]), data_limits(X[, 2L]))
  values <- forward(network, grid_points(frame$xlim, frame$ylim, grid), NATIVE)
  outputs <- values[[length(values)]]$A
  several <- ncol(outputs) > 1L
  tints <- if (several) {
    colours$tints[(seq_len(ncol(outputs)) - 1) %% 6 + 1]
  } else {
    mixed_colours(colours$tints[1L], colours$tints[2L], BANDS)
  }
  cells <- grid_colours(outputs, grid, max(grid %/% 200, 1))
  area <- raster(frame$x, frame$y, frame$width, frame$height, cells, c(tints, colours$ink))
  axes <- unit_labels(0, length(network), 2, names)
  shapes <- c(list(area), draw_frame(frame, title, axes[1L], axes[2L], theme, lines = FALSE))
  samples <- draw_samples(frame, X, sample_classes(y), theme, names)
  Picture(width, height, colours$paper, c(shapes, samples))
}
