# A frame with two scales, for pictures with axes.

EDGES <- c(left = 62, right = 18, top = 56, bottom = 46)
# Ticks stand at multiples of one of these, times a power of ten.
NICE <- c(1, 2, 5, 10)

#' The place of the frame on the sheet, in points, and the numbers at its edges.
#' @noRd
Frame <- function(x, y, width, height, xlim, ylim) {
  list(x = x, y = y, width = width, height = height, xlim = xlim, ylim = ylim)
}

#' Choose at most `most` round numbers from low to high.
#' @noRd
axis_ticks <- function(low, high, most = 6) {
  power <- 1e-12
  while (power * 10 * most < high - low) power <- power * 10
  step <- (NICE * power)[NICE * power * most >= high - low][1L]
  first <- ceiling(low / step - 1e-9)
  found <- numeric(0)
  while ((first + length(found)) * step <= high + 1e-9 * step) {
    found <- c(found, (first + length(found)) * step)
  }
  found
}

#' Format the ticks with as few decimals as tell them apart.
#' @noRd
tick_texts <- function(ticks) {
  for (decimals in 0:12) {
    scale <- 10^decimals
    if (all(abs(ticks * scale - round(ticks * scale)) < 1e-6)) break
  }
  sprintf("%.*f", decimals, ticks + 0)
}

#' Place the frame in a picture of this size, with room for title, ticks and labels.
#' @noRd
frame_in <- function(width, height, xlim, ylim) {
  e <- EDGES
  Frame(
    e[["left"]],
    e[["top"]],
    width - e[["left"]] - e[["right"]],
    height - e[["top"]] - e[["bottom"]],
    xlim,
    ylim
  )
}

#' Find where a number is on the horizontal scale, in points.
#' @noRd
place_x <- function(frame, x) {
  frame$x + (x - frame$xlim[1L]) / (frame$xlim[2L] - frame$xlim[1L]) * frame$width
}

#' Find where a number is on the vertical scale, in points.
#' @noRd
place_y <- function(frame, y) {
  frame$y + frame$height - (y - frame$ylim[1L]) / (frame$ylim[2L] - frame$ylim[1L]) * frame$height
}

#' Draw title, axis labels, ticks, and with `lines` grid lines.
#' @noRd
draw_frame <- function(frame, title, x_label, y_label, theme = "light", lines = TRUE) {
  colours <- THEMES[[theme]]
  right <- frame$x + frame$width
  bottom <- frame$y + frame$height
  shapes <- list(
    heading(12, 18, title, 13, right - 12, colours$ink),
    label(frame$x + frame$width / 2, bottom + 34, x_label, 11, colours$ink, "center"),
    label(16, frame$y + frame$height / 2, y_label, 11, colours$ink, "center", turned = TRUE)
  )
  add <- function(...) shapes <<- c(shapes, list(...))
  x_ticks <- axis_ticks(frame$xlim[1L], frame$xlim[2L])
  y_ticks <- axis_ticks(frame$ylim[1L], frame$ylim[2L])
  for (i in seq_along(x_ticks)) {
    x <- place_x(frame, x_ticks[i])
    add(
      path(c(x, x), c(if (lines) frame$y else bottom - 4, bottom), colours$grid, 0.6),
      label(x, bottom + 14, tick_texts(x_ticks)[i], 10, colours$ink, "center")
    )
  }
  for (i in seq_along(y_ticks)) {
    y <- place_y(frame, y_ticks[i])
    add(
      path(c(frame$x, if (lines) right else frame$x + 4), c(y, y), colours$grid, 0.6),
      label(frame$x - 6, y, tick_texts(y_ticks)[i], 10, colours$ink, "right")
    )
  }
  add(path(
    c(frame$x, right, right, frame$x, frame$x),
    c(frame$y, frame$y, bottom, bottom, frame$y),
    colours$quiet,
    0.8
  ))
  shapes
}

#' Draw a key in one row above the frame.
#'
#' Each of its entries is c(text, colour, "line" or "dashed" or a mark).
#' @noRd
draw_key <- function(frame, entries, theme = "light") {
  colours <- THEMES[[theme]]
  shapes <- list()
  x <- frame$x
  y <- frame$y - 13
  for (entry in entries) {
    mark <- if (entry[3L] %in% c("line", "dashed")) {
      path(c(x, x + 22), c(y, y), entry[2L], 2, entry[3L] == "dashed")
    } else {
      dots(x + 11, y, 7, entry[2L], colours$paper, entry[3L])
    }
    shapes <- c(shapes, list(mark, label(x + 28, y, entry[1L], 10, colours$ink)))
    x <- x + 46 + text_width(entry[1L], 10)
  }
  shapes
}
