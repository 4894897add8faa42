# Matrices as heat maps: weights and gradients, layer by layer.

SIDE <- 46
SHADES <- 21
# A larger matrix has no numbers in its cells, and smaller cells.
MOST_NUMBERS <- 100
LARGEST <- 320

#' Return colours: orange for the most negative, paper for zero, blue for the most positive.
#' @noRd
shades <- function(theme) {
  colours <- THEMES[[theme]]
  half <- (SHADES + 1) / 2
  negative <- mixed_colours(colours$classes[2L], colours$paper, half)
  c(negative, mixed_colours(colours$paper, colours$classes[1L], half)[-1L])
}

#' Lay out one map for each matrix, each with a scale that is symmetric around zero.
#' @noRd
layout_heat <- function(matrices, title, theme = "light", columns = 2, decimals = 2) {
  colours <- THEMES[[theme]]
  maps <- beside(
    lapply(names(matrices), function(name) heat_map(name, matrices[[name]], theme, decimals)),
    columns,
    16
  )
  width <- max(maps$width, 360)
  head <- Picture(
    width,
    34,
    colours$paper,
    list(label(14, 20, title, fit_text(title, 13, width - 28, TRUE), colours$ink, bold = TRUE))
  )
  beside(list(head, maps), 1, 0)
}

#' Lay out one matrix: cells are coloured by value, and numbered if there is room.
#' @noRd
heat_map <- function(name, matrix, theme, decimals) {
  colours <- THEMES[[theme]]
  rows <- nrow(matrix)
  columns <- ncol(matrix)
  side <- min(SIDE, LARGEST / max(rows, columns))
  limit <- max(abs(matrix))
  cells <- floor((matrix / (if (limit > 0) limit else 1) + 1) / 2 * (SHADES - 1) + 0.5)
  shapes <- list(
    label(14, 14, sprintf("%s, %.0f x %.0f", name, rows, columns), 10.5, colours$ink, bold = TRUE),
    raster(14, 26, side * columns, side * rows, cells, shades(theme))
  )
  if (rows * columns <= MOST_NUMBERS) {
    for (i in seq_len(rows)) {
      for (j in seq_len(columns)) {
        text <- format_value(matrix[i, j], decimals)
        strong <- abs(cells[i, j] - (SHADES - 1) / 2) > (SHADES - 1) / 3.2
        ink <- if (strong) colours$paper else colours$ink
        shapes <- c(
          shapes,
          list(label(
            14 + (j - 0.5) * side,
            26 + (i - 0.5) * side,
            text,
            fit_text(text, 9.5, side - 4),
            ink,
            "center"
          ))
        )
      }
    }
  }
  bottom <- 26 + side * rows + 12
  shapes <- c(
    shapes, list(raster(14, bottom, 120, 8, base::matrix(seq_len(SHADES) - 1, 1L), shades(theme)))
  )
  marks <- list(list(14, -limit, "left"), list(74, 0, "center"), list(134, limit, "right"))
  for (mark in marks) {
    shapes <- c(
      shapes,
      list(label(
        mark[[1L]], bottom + 17, format_value(mark[[2L]], decimals), 8.5, colours$quiet, mark[[3L]]
      ))
    )
  }
  Picture(max(side * columns, 150) + 28, bottom + 30, colours$paper, shapes)
}
