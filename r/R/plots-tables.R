# Step tables as pictures: one for each step, and one sheet with all of them.

PANEL <- 470
MARGIN <- 14
CELL <- 19
GAP <- 20
SIZES <- c(title = 13, formula = 9.5, name = 9.5, head = 8.5, cell = 10.5)

#' Lay out a matrix: name, heads, and cells that are yellow if computed, orange if a source.
#' @noRd
layout_table <- function(table, theme = "light") {
  colours <- THEMES[[theme]]
  fill <- colours[[table$role]]
  head <- max(vapply(table$rows, text_width, 0, SIZES[["head"]])) + 8
  width <- max(vapply(c(table$cells, table$columns), text_width, 0, SIZES[["cell"]])) + 12
  caption <- if (table$symbol == table$name) table$name else paste(table$name, "=", table$symbol)
  shapes <- list(label(0, 8, caption, SIZES[["name"]], colours$ink, bold = TRUE))
  add <- function(...) shapes <<- c(shapes, list(...))
  for (j in seq_along(table$columns)) {
    add(label(
      head + (j - 0.5) * width, 24, table$columns[j], SIZES[["head"]], colours$quiet, "center"
    ))
  }
  for (i in seq_along(table$rows)) {
    y <- 32 + (i - 1) * CELL
    add(label(head - 5, y + CELL / 2, table$rows[i], SIZES[["head"]], colours$quiet, "right"))
    for (j in seq_along(table$columns)) {
      add(
        rectangle(head + (j - 1) * width, y, width, CELL, fill, colours$paper),
        label(
          head + j * width - 6,
          y + CELL / 2,
          table$cells[i, j],
          SIZES[["cell"]],
          colours$on_cell,
          "right"
        )
      )
    }
  }
  left_out <- left_out_texts(table)
  bottom <- 32 + length(table$rows) * CELL
  for (i in seq_along(left_out)) {
    add(label(head, bottom + 8 + (i - 1) * 12, left_out[i], SIZES[["head"]], colours$quiet))
  }
  needed <- c(
    vapply(left_out, text_width, 0, SIZES[["head"]]) + head,
    text_width(caption, SIZES[["name"]], TRUE)
  )
  Picture(
    max(head + length(table$columns) * width, needed),
    bottom + 12 * length(left_out),
    colours$paper,
    shapes
  )
}

#' Say how many rows and columns are left out.
#' @noRd
left_out_texts <- function(table) {
  counts <- c(row = table$more_rows, column = table$more_columns)
  counts <- counts[counts > 0]
  sprintf("... %.0f more %s%s", counts, names(counts), ifelse(counts == 1, "", "s"))
}

#' Lay out a named step: title, formulas, and its matrices from left to right.
#' @noRd
layout_step <- function(step, theme = "light", width = PANEL) {
  colours <- THEMES[[theme]]
  pictures <- lapply(step$tables, layout_table, theme)
  width <- max(width, vapply(pictures, `[[`, 0, "width") + 2 * MARGIN)
  room <- width - 2 * MARGIN
  title <- sprintf("Step %.0f: %s", step$number, step$title)
  shapes <- list(heading(MARGIN, 18, title, SIZES[["title"]], room, colours$ink))
  y <- 38
  size <- min(vapply(c(step$formulas, step$notation, ""), fit_text, 0, SIZES[["formula"]], room))
  for (kind in c("formulas", "notation")) {
    for (text in step[[kind]]) {
      ink <- if (kind == "formulas") colours$ink else colours$quiet
      shapes <- c(shapes, list(label(MARGIN, y, text, size, ink)))
      y <- y + 14
    }
  }
  tables <- flow(pictures, room)
  Picture(
    width, y + tables$height + MARGIN, colours$paper, c(shapes, shifted(tables$shapes, MARGIN, y))
  )
}

#' Put pictures from left to right, in a new row if they would run over.
#'
#' Returns the shapes and their height.
#' @noRd
flow <- function(pictures, width) {
  shapes <- list()
  x <- y <- height <- 0
  for (picture in pictures) {
    if (x > 0 && x + picture$width > width) {
      x <- 0
      y <- y + height + 8
      height <- 0
    }
    shapes <- c(shapes, shifted(picture$shapes, x, y))
    x <- x + picture$width + GAP
    height <- max(height, picture$height)
  }
  list(shapes = shapes, height = y + height)
}

#' Lay out all steps on one sheet, down the columns, with a legend.
#' @noRd
layout_sheet <- function(steps, title, theme = "light", columns = 3) {
  colours <- THEMES[[theme]]
  panels <- lapply(steps, layout_step, theme)
  heights <- vapply(panels, `[[`, 0, "height")
  width <- max(vapply(panels, `[[`, 0, "width"))
  share <- sum(heights) / columns
  shapes <- legend_shapes(title, columns * width, theme)
  column <- done <- bottom <- 0
  y <- 44
  for (panel in panels) {
    if (column < columns - 1 && done + panel$height / 2 > share * (column + 1)) {
      column <- column + 1
      y <- 44
    }
    border <- rectangle(
      column * width + 5, y, width - 10, panel$height - 4, colours$paper, colours$grid
    )
    shapes <- c(shapes, list(border), shifted(panel$shapes, column * width, y))
    y <- y + panel$height
    done <- done + panel$height
    bottom <- max(bottom, y)
  }
  Picture(columns * width, bottom + 6, colours$paper, shapes)
}

#' Draw the sheet's title, and what yellow and orange mean.
#' @noRd
legend_shapes <- function(title, width, theme) {
  colours <- THEMES[[theme]]
  texts <- c(computed = "computed in this step", source = "what it is computed from")
  shapes <- list(heading(MARGIN, 22, title, 16, width - 420, colours$ink))
  for (i in seq_along(texts)) {
    x <- width - 380 + (i - 1) * 180
    shapes <- c(
      shapes,
      list(
        rectangle(x, 14, 16, 16, colours[[names(texts)[i]]], colours$grid),
        label(x + 22, 22, texts[[i]], 10.5, colours$ink)
      )
    )
  }
  shapes
}
