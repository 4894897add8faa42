# The network as a diagram: weights as the width and colour of lines, biases under the units.

ACROSS <- 210
DOWNWARD <- 62
TOP <- 74
UNIT <- 30
# A layer with more units is cut; where more lines leave a unit than this, they have no numbers on
# them.
MOST_UNITS <- 10
MOST_LINES <- 4
# A name that would be smaller within its unit stands over it.
SMALLEST <- 7
FROM <- 0.2
SPREAD <- 0.34

#' Lay out a network: units in columns, weights as lines between them.
#'
#' Blue lines are positive weights, dashed orange ones negative; wider is larger.
#' @noRd
layout_network <- function(network, title, theme = "light", decimals = 2,
                           names = Names()) {
  colours <- THEMES[[theme]]
  L <- length(network)
  widths <- c(nrow(network[[1L]]$W), vapply(network, function(layer) ncol(layer$W), 0L))
  shown <- pmin(widths, MOST_UNITS)
  rows <- max(shown)
  places <- lapply(seq_along(shown), function(k) {
    list(
      x = rep(60 + (k - 1) * ACROSS, shown[k]),
      y = TOP + (seq_len(shown[k]) - 0.5 + (rows - shown[k]) / 2) * DOWNWARD
    )
  })
  width <- 120 + L * ACROSS
  height <- TOP + rows * DOWNWARD + 56
  lines <- numbers <- units <- list()
  for (l in seq_len(L)) {
    drawn <- draw_weights(network[[l]], places[[l]], places[[l + 1]], theme, decimals)
    lines <- c(lines, drawn$lines)
    numbers <- c(numbers, drawn$numbers)
  }
  for (k in seq_along(shown)) {
    bias <- if (k == 1) NULL else network[[k - 1]]$b
    heads <- unit_labels(k - 1, L, shown[k], names)
    more <- widths[k] - shown[k]
    units <- c(units, draw_units(heads, places[[k]], bias, more, theme, decimals))
    head <- if (k == 1) "input" else network[[k - 1]]$activation
    units <- c(units, list(label(places[[k]]$x[1L], 52, head, 10.5, colours$quiet, "center")))
  }
  title_shape <- heading(14, 20, title, 13, width - 28, colours$ink)
  shapes <- c(list(title_shape), lines, numbers, units, draw_meaning(height - 18, theme))
  Picture(width, height, colours$paper, shapes)
}

#' Draw the lines of one layer, and the numbers on them if there is room.
#' @noRd
draw_weights <- function(layer, below, above, theme, decimals) {
  colours <- THEMES[[theme]]
  largest <- max(abs(layer$W))
  lines <- numbers <- list()
  for (i in seq_along(below$x)) {
    for (j in seq_along(above$x)) {
      weight <- layer$W[i, j]
      colour <- colours$classes[if (weight < 0) 2 else 1]
      share <- if (largest > 0) abs(weight) / largest else 0
      line <- path(
        c(below$x[i], above$x[j]), c(below$y[i], above$y[j]), colour, 0.6 + 4.4 * share, weight < 0
      )
      lines <- c(lines, list(line))
      at <- FROM + SPREAD * (j - 1) / max(length(above$x) - 1, 1)
      x <- below$x[i] + at * (above$x[j] - below$x[i])
      y <- below$y[i] + at * (above$y[j] - below$y[i])
      numbers <- c(numbers, boxed(x, y, format_value(weight, decimals), theme))
    }
  }
  list(lines = lines, numbers = if (length(above$x) <= MOST_LINES) numbers else list())
}

#' Draw a small text on paper, so that lines do not run through it.
#' @noRd
boxed <- function(x, y, text, theme) {
  width <- text_width(text, 8) + 3
  paper <- rectangle(x - width / 2, y - 5.5, width, 11, THEMES[[theme]]$paper)
  list(paper, label(x, y, text, 8, THEMES[[theme]]$ink, "center"))
}

#' Draw the units of one layer with their biases, and how many are left out.
#' @noRd
draw_units <- function(names, places, b, more, theme, decimals) {
  colours <- THEMES[[theme]]
  shapes <- list()
  for (i in seq_along(names)) {
    x <- places$x[i]
    y <- places$y[i]
    inside <- fit_text(names[i], 10, UNIT - 6)
    over <- inside < SMALLEST # the name stands over its unit
    size <- if (over) fit_text(names[i], 10, ACROSS / 2) else inside
    y_name <- if (over) y - UNIT / 2 - 8 else y
    shapes <- c(shapes, list(
      dots(x, y, UNIT, colours$cell, colours$ink, "circle"),
      label(x, y_name, names[i], size, colours$ink, "center")
    ))
    if (!is.null(b)) {
      shapes <- c(
        shapes, boxed(x, y + UNIT / 2 + 8, paste("b", format_value(b[i], decimals)), theme)
      )
    }
  }
  if (more > 0) {
    last <- length(names)
    text <- sprintf("... %.0f more", more)
    shapes <- c(
      shapes,
      list(label(
        places$x[last], places$y[last] + DOWNWARD * 0.62, text, 9, colours$quiet, "center"
      ))
    )
  }
  shapes
}

#' Draw the key of the lines.
#' @noRd
draw_meaning <- function(y, theme) {
  colours <- THEMES[[theme]]
  list(
    path(c(14, 38), c(y, y), colours$classes[1L], 2.5, FALSE),
    label(44, y, "positive", 9, colours$ink),
    path(c(104, 128), c(y, y), colours$classes[2L], 2.5, TRUE),
    label(134, y, "negative", 9, colours$ink),
    label(196, y, "wider is larger", 9, colours$quiet)
  )
}
