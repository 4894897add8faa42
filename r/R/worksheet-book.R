# Lay out a worksheet as a spreadsheet: cells with styles, and where its boxes are.

# The most columns in a line of blocks: they fit on a page across.
BOOK_COLUMNS <- 11
BOOK_WIDTH <- 90 # letters of a line of text
BOOK_NAMES <- c("Worksheet", "Boxes", "Key")

#' A cell: its place, counted from 1, what is in it, and a style.
#' @noRd
BookCell <- function(row, column, value, style) {
  list(row = row, column = column, value = value, style = style)
}

#' The cells of a sheet of the book, and the first cell of each block by its key.
#' @noRd
BookPage <- function(cells, places) {
  list2env(list(cells = cells, places = places), parent = emptyenv())
}

#' Lay out the sheet itself, or its answer key.
#' @noRd
layout_page <- function(sheet, answers) {
  page <- BookPage(list(
    BookCell(1, 1, sheet_heading(answers), "title"), BookCell(2, 1, sheet$title, "text"),
    BookCell(3, 1, paste(fact_texts(sheet), collapse = "   "), "text")
  ), list())
  put <- function(...) page$cells[[length(page$cells) + 1L]] <- BookCell(...)
  row <- 5
  if (!answers) {
    for (text in wrap_words(task_text(sheet$decimals), BOOK_WIDTH)) {
      put(row, 1, text, "text")
      row <- row + 1
    }
    put(row + 1, 1, sheet_text("name"), "name")
    put(row + 1, 2, NULL, "blank")
    put(row + 1, 3, NULL, "blank")
    put(row + 1, 6, sprintf("%s: / %d", sheet_text("points"), number_of_blanks(sheet)), "name")
    row <- row + 3
  }
  parts <- worksheet_table()$parts
  for (part in names(parts)) {
    blocks <- Filter(function(block) block$part == part, sheet$blocks)
    if (length(blocks)) {
      put(row, 1, parts[[part]], "part")
      row <- place_line(page, blocks, row + 1, sheet$decimals, answers)
    }
  }
  page
}

#' Place the blocks of a part from left to right, line below line; return the next free row.
#' @noRd
place_line <- function(page, blocks, row, decimals, answers) {
  put <- function(...) page$cells[[length(page$cells) + 1L]] <- BookCell(...)
  column <- 1
  height <- 0
  for (block in blocks) {
    label <- if (nzchar(block$formula)) block$formula else block_symbol(block)
    width <- max(length(block$columns) + 2, 2 + nchar(label) %/% 9)
    if (column > 1 && column + width - 2 > BOOK_COLUMNS) {
      row <- row + height
      column <- 1
      height <- 0
    }
    put(row, column, label, "name")
    page$places[[block$key]] <- c(row + 2, column + 1)
    for (j in seq_along(block$columns)) put(row + 1, column + j, block$columns[j], "head")
    texts <- cell_texts(block, decimals)
    for (i in seq_along(block$rows)) {
      put(row + 1 + i, column, block$rows[i], "side")
      for (j in seq_along(block$columns)) {
        blank <- block$blank[i, j]
        style <- if (!blank) "given" else if (answers) "answer" else "blank"
        whole <- !grepl(".", texts[i, j], fixed = TRUE) && style != "blank"
        value <- if (answers || !blank) read_decimals(texts[i, j])
        put(row + 1 + i, column + j, value, if (whole) paste0(style, "_whole") else style)
      }
    }
    column <- column + width
    height <- max(height, length(block$rows) + 3)
  }
  row + height + 1
}

#' Lay out the sheet that maps cells to boxes, by which a filled-in book is read.
#' @noRd
layout_boxes <- function(sheet) {
  places <- layout_page(sheet, FALSE)$places
  cells <- lapply(seq_along(FORM_FACTS), function(j) BookCell(1, j, FORM_FACTS[j], "name"))
  facts <- list(sheet$id, sheet$seed, sheet$decimals)
  cells <- c(cells, lapply(1:3, function(j) BookCell(2, j, facts[[j]], "text")))
  names <- c("quantity", "row", "column", "cell")
  cells <- c(cells, lapply(1:4, function(j) BookCell(4, j, names[j], "name")))
  boxes <- boxes_of(sheet)
  for (k in seq_along(boxes)) {
    box <- boxes[[k]]
    place <- places[[box$key]]
    address <- sprintf("%s%.0f", column_letter(place[2L] + box$j), place[1L] + box$i)
    texts <- c(box$key, box$row, box$column, address)
    cells <- c(cells, lapply(1:4, function(j) BookCell(4 + k, j, texts[j], "text")))
  }
  cells
}

#' The sheets of the book by their names.
#' @noRd
layout_book <- function(sheet, key = FALSE) {
  found <- list(layout_page(sheet, FALSE)$cells, layout_boxes(sheet))
  if (key) found <- c(found, list(layout_page(sheet, TRUE)$cells))
  stats::setNames(found, BOOK_NAMES[seq_along(found)])
}

#' The last column of some cells.
#' @noRd
last_column <- function(cells) {
  max(vapply(cells, `[[`, 0, "column"))
}
