# Matrices as heat maps: weights and gradients, layer by layer.

SIDE <- 46
SHADES <- 21
# A larger matrix has no numbers in its cells, and smaller cells.
MOST_NUMBERS <- 100
LARGEST <- 320
# The room above the cells, and the most that the heads of rows take.
ABOVE <- 40
MOST_HEAD <- 120

#' Return colours: orange for the most negative, paper for zero, blue for the most positive.
#' @noRd
shades <- function(theme) {
  colours <- THEMES[[theme]]
  half <- (SHADES + 1) / 2
  negative <- mixed_colours(colours$classes[2L], colours$paper, half)
  c(negative, mixed_colours(colours$paper, colours$classes[1L], half)[-1L])
}

#' Lay out one map for each layer's matrix, each with a scale that is symmetric around zero.
#' @noRd
layout_heat <- function(matrices, title, theme = "light", columns = 2, decimals = 2,
                        names = Names()) {
  colours <- THEMES[[theme]]
  L <- length(matrices)
  maps <- lapply(seq_len(L), function(l) {
    matrix <- matrices[[l]]
    rows <- unit_labels(l - 1, L, nrow(matrix), names)
    heads <- unit_labels(l, L, ncol(matrix), names)
    heat_map(base::names(matrices)[l], matrix, rows, heads, theme, decimals)
  })
  sheet <- beside(maps, columns, 16)
  width <- max(sheet$width, 360)
  title_shape <- heading(14, 20, title, 13, width - 28, colours$ink)
  head <- Picture(width, 34, colours$paper, list(title_shape))
  beside(list(head, sheet), 1, 0)
}

#' Return the decimals of all numbers up to a limit, more for small ones; NULL: exponents.
#' @noRd
cell_decimals <- function(limit, decimals) {
  if (limit == 0) return(decimals)
  power <- floor(log10(limit))
  if (power >= -4 && power < 6) decimals - min(power, 0)
}

#' Lay out one matrix: cells are coloured by value, and numbered if there is room.
#' @noRd
heat_map <- function(name, matrix, rows, columns, theme, decimals) {
  colours <- THEMES[[theme]]
  limit <- max(abs(matrix))
  side <- min(SIDE, LARGEST / max(dim(matrix)))
  places <- cell_decimals(limit, decimals)
  cells <- floor((matrix / (if (limit > 0) limit else 1) + 1) / 2 * (SHADES - 1) + 0.5)
  text_of <- function(value) {
    if (is.null(places)) sprintf("%.*e", decimals, value) else sprintf("%.*f", places, value)
  }
  left <- 14 + min(max(vapply(rows, text_width, 0, 9)), MOST_HEAD) + 6
  title <- sprintf("%s, %d x %d", name, length(rows), length(columns))
  wide <- side * length(columns)
  tall <- side * length(rows)
  across <- left + (seq_along(columns) - 0.5) * side
  down <- ABOVE + (seq_along(rows) - 0.5) * side
  shapes <- list(
    label(14, 14, title, 10.5, colours$ink, bold = TRUE),
    raster(left, ABOVE, wide, tall, cells, shades(theme))
  )
  heads <- Map(function(text, y) {
    label(left - 5, y, text, fit_text(text, min(9, side), left - 20), colours$quiet, "right")
  }, rows, down)
  tops <- Map(function(text, x) {
    label(x, ABOVE - 8, text, fit_text(text, 9, side - 2), colours$quiet, "center")
  }, columns, across)
  shapes <- c(shapes, unname(heads), unname(tops))
  if (length(matrix) <= MOST_NUMBERS) {
    for (i in seq_along(rows)) {
      for (j in seq_along(columns)) {
        strong <- abs(cells[i, j] - (SHADES - 1) / 2) > (SHADES - 1) / 3.2
        ink <- if (strong) colours$paper else colours$ink
        text <- text_of(matrix[i, j])
        size <- fit_text(text, 9.5, side - 4)
        shapes <- c(shapes, list(label(across[j], down[i], text, size, ink, "center")))
      }
    }
  }
  bottom <- ABOVE + tall + 12
  scale <- base::matrix(seq_len(SHADES) - 1, 1L)
  shapes <- c(shapes, list(raster(left, bottom, 120, 8, scale, shades(theme))))
  ends <- c(text_of(-limit), "0", text_of(limit))
  marks <- Map(function(x, text, anchor) {
    label(left + x, bottom + 17, text, 8.5, colours$quiet, anchor)
  }, c(0, 60, 120), ends, c("left", "center", "right"))
  shapes <- c(shapes, unname(marks))
  Picture(left + max(wide, 136) + 14, bottom + 30, colours$paper, shapes)
}
