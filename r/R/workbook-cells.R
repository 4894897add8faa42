# A spreadsheet as data: sheets of cells, and blocks of cells that have a name.
#
# Rows and columns count from 1, as in a spreadsheet; a text that starts with = is a formula.

# The most columns in a line of blocks: they fit on a page across.
MOST_COLUMNS <- 14

#' A cell: its place, what is in it, and a style; the area of a formula for a whole block.
#' @noRd
Cell <- function(row, column, value, style, area = "") {
  list(row = row, column = column, value = value, style = style, area = area)
}

#' A matrix on a sheet: its first cell, and its size.
#' @noRd
Block <- function(sheet, row, column, rows, columns) {
  list(sheet = sheet, row = row, column = column, rows = rows, columns = columns)
}

#' A sheet being written: blocks go from left to right, one line below the other.
#' @noRd
Sheet <- function(title, row = 1) {
  list2env(list(
    title = title, row = row, column = 1, height = 0, cells = list(), blocks = list()
  ), parent = emptyenv())
}

#' Return the address of a cell of a block, such as B5; i and j count from 0, `fixed` is $.
#' @noRd
cell_address <- function(block, i, j, fixed = "") {
  sprintf("%s%s%s%.0f", fixed, column_letter(block$column + j), fixed, block$row + i)
}

#' Return the address of a block, such as B5:D8, or B5 of a single cell.
#' @noRd
block_area <- function(block, fixed = "") {
  first <- cell_address(block, 0, 0, fixed)
  last <- cell_address(block, block$rows - 1, block$columns - 1, fixed)
  if (first == last) first else paste0(first, ":", last)
}

#' Return a name that is not taken for the address of a cell: wh1 becomes wh_1.
#' @noRd
cell_name <- function(name) {
  letters <- sub("[0-9]+$", "", name)
  if (letters == name || grepl("_", letters, fixed = TRUE)) return(name)
  paste0(letters, "_", substring(name, nchar(letters) + 1L))
}

#' Write one cell.
#' @noRd
write_cell <- function(sheet, row, column, value, style, area = "") {
  sheet$cells[[length(sheet$cells) + 1L]] <- Cell(row, column, value, style, area)
}

#' Start a line of blocks below what is already written.
#' @noRd
start_line <- function(sheet) {
  sheet$row <- sheet$row + sheet$height
  sheet$column <- 1
  sheet$height <- 0
}

#' Start a part below what is already written.
#' @noRd
start_part <- function(sheet, title) {
  start_line(sheet)
  write_cell(sheet, sheet$row, 1, title, "part")
  sheet$row <- sheet$row + 1
}

#' Write the name and the heads of a block, and store its place under its name.
#' @noRd
place_block <- function(sheet, name, rows, columns, note = "") {
  title <- paste0(name, if (!note %in% c("", name)) paste0("   ", note))
  width <- max(length(columns) + 2, 2 + nchar(title) %/% 9)
  if (sheet$column > 1 && sheet$column + width - 2 > MOST_COLUMNS) start_line(sheet)
  row <- sheet$row
  column <- sheet$column
  write_cell(sheet, row, column, title, "name")
  for (j in which(nzchar(columns))) write_cell(sheet, row + 1, column + j, columns[j], "head")
  for (i in seq_along(rows)) write_cell(sheet, row + 1 + i, column, rows[i], "side")
  block <- Block(sheet$title, row + 2, column + 1, length(rows), length(columns))
  sheet$blocks[[cell_name(name)]] <- block
  sheet$column <- column + width
  sheet$height <- max(sheet$height, length(rows) + 3)
  block
}

#' Write a matrix of numbers or of formulas into a block.
#' @noRd
fill_block <- function(sheet, block, values, style) {
  for (i in seq_len(block$rows)) {
    for (j in seq_len(block$columns)) {
      write_cell(sheet, block$row + i - 1, block$column + j - 1, values[[i, j]], style)
    }
  }
}

#' Let each cell of a block show a cell of another sheet; `rows` says which rows of it.
#' @noRd
fill_links <- function(sheet, block, source, rows) {
  columns <- seq_len(block$columns) - 1
  links <- vapply(columns, function(j) {
    vapply(rows, function(row) cell_address(source, row, j), "")
  }, character(length(rows)))
  links <- matrix(sprintf("='%s'!%s", source$sheet, links), length(rows))
  fill_block(sheet, block, links, "source")
}

#' Write one formula for the whole block.
#' @noRd
fill_array <- function(sheet, block, formula) {
  for (i in seq_len(block$rows) - 1) {
    for (j in seq_len(block$columns) - 1) {
      first <- i == 0 && j == 0
      value <- if (first) paste0("=", formula)
      area <- if (first) block_area(block) else ""
      write_cell(sheet, block$row + i, block$column + j, value, "computed", area)
    }
  }
}

#' Write one formula for each cell, in which # stands for the same cell of another block.
#' @noRd
fill_cells <- function(sheet, block, source, formula) {
  formulas <- matrix("", block$rows, block$columns)
  for (i in seq_len(block$rows)) {
    for (j in seq_len(block$columns)) {
      cell <- cell_address(source, i - 1, j - 1)
      formulas[i, j] <- paste0("=", gsub("#", cell, formula, fixed = TRUE))
    }
  }
  fill_block(sheet, block, formulas, "computed")
}
