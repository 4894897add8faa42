# A picture as data: rectangles, texts, lines, dots and rasters on a sheet.
#
# Places and sizes are in points, x from the left, y from the top down.

# Okabe and Ito's colours, which the colour-blind can tell apart; what is told by colour is told by
# shape or words too.
THEMES <- list(
  light = list(
    paper = "#FFFFFF", ink = "#1A1A1A", quiet = "#595959", grid = "#D9D9D9", cell = "#F5F5F5",
    computed = "#FFE45C", source = "#F5A04A", on_cell = "#1A1A1A",
    classes = c("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00"),
    tints = c("#C6DFF0", "#F9D9C2", "#C4E8DC", "#F2DCE8", "#DDEFFA", "#F8E8C4")
  ),
  dark = list(
    paper = "#16191D", ink = "#F2F2F2", quiet = "#B8BCC2", grid = "#42474D", cell = "#2A2F35",
    computed = "#FFE45C", source = "#F5A04A", on_cell = "#1A1A1A",
    classes = c("#56B4E9", "#F0813A", "#2BC79A", "#E3A0C4", "#8FD0F5", "#F0B93A"),
    tints = c("#1C3A50", "#4F2E18", "#12443A", "#472F3E", "#24414F", "#4A3A14")
  )
)
# How wide characters are, of the font size; all others are as wide as middle.
NARROW <- strsplit(" ijltfrI|.,:;'!()[]-", "")[[1L]]
WIDE <- strsplit("mwMW=+<>%@", "")[[1L]]
WIDTHS <- c(narrow = 0.38, wide = 0.92, middle = 0.64)
BOLD <- 1.1

#' Shapes on a sheet of paper, in the order in which they are drawn.
#' @noRd
Picture <- function(width, height, paper, shapes) {
  list(width = width, height = height, paper = paper, shapes = shapes)
}

#' A box with its corner at the top left.
#' @noRd
rectangle <- function(x, y, width, height, fill, line = NULL) {
  list(shape = "rectangle", x = x, y = y, width = width, height = height, fill = fill, line = line)
}

#' One line of text, centred on y; anchored at its left, center or right.
#' @noRd
label <- function(x, y, text, size, colour, anchor = "left", bold = FALSE, turned = FALSE) {
  list(
    shape = "label",
    x = x,
    y = y,
    text = text,
    size = size,
    colour = colour,
    anchor = anchor,
    bold = bold,
    turned = turned
  )
}

#' A line through points.
#' @noRd
path <- function(x, y, colour, width = 1, dashed = FALSE) {
  list(shape = "path", x = x, y = y, colour = colour, width = width, dashed = dashed)
}

#' Marks of one kind, with the width `size`: circle, square, triangle or diamond.
#' @noRd
dots <- function(x, y, size, fill, line, mark = "circle") {
  list(shape = "dots", x = x, y = y, size = size, fill = fill, line = line, mark = mark)
}

#' A matrix of numbers of colours, counted from 0, its first row on top.
#' @noRd
raster <- function(x, y, width, height, cells, colours) {
  list(
    shape = "raster", x = x, y = y, width = width, height = height, cells = cells, colours = colours
  )
}

#' Estimate how wide a text is.
#' @noRd
text_width <- function(text, size, bold = FALSE) {
  characters <- strsplit(text, "")[[1L]]
  kinds <- ifelse(characters %in% NARROW, "narrow", ifelse(characters %in% WIDE, "wide", "middle"))
  total <- 0
  for (kind in names(WIDTHS)) total <- total + sum(kinds == kind) * WIDTHS[[kind]]
  total * size * (if (bold) BOLD else 1)
}

#' Return the size, at most `size`, at which a text is at most `width` wide.
#' @noRd
fit_text <- function(text, size, width, bold = FALSE) {
  needed <- text_width(text, size, bold)
  if (needed <= width) size else size * width / needed
}

#' A bold text of a size, at most `size`, at which it is at most `room` wide.
#' @noRd
heading <- function(x, y, text, size, room, colour) {
  label(x, y, text, fit_text(text, size, room, TRUE), colour, bold = TRUE)
}

#' Move shapes to another place.
#' @noRd
shifted <- function(shapes, x, y) {
  lapply(shapes, function(shape) {
    shape$x <- shape$x + x
    shape$y <- shape$y + y
    shape
  })
}

#' Put pictures on one sheet, `columns` in a row; NULL puts all in one row.
#' @noRd
beside <- function(pictures, columns = NULL, gap = 12) {
  if (is.null(columns)) columns <- length(pictures)
  shapes <- list()
  y <- width <- 0
  for (start in seq(1, length(pictures), by = columns)) {
    row <- pictures[start:min(start + columns - 1, length(pictures))]
    x <- 0
    for (picture in row) {
      shapes <- c(shapes, shifted(picture$shapes, x, y))
      x <- x + picture$width + gap
    }
    width <- max(width, x - gap)
    y <- y + max(vapply(row, `[[`, 0, "height")) + gap
  }
  Picture(width, y - gap, pictures[[1L]]$paper, shapes)
}
