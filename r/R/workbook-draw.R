# Draw the sheets with openxlsx.

FONT <- "Calibri"
WIDTH_OF_COLUMNS <- c(12, 10) # of the first, and of all others
# Of each style: fill, bold, size, colour, number format, side.
STYLES <- list(
  title = list(NULL, "bold", 14, "#000000", "GENERAL", NULL),
  part = list(NULL, "bold", 12, "#000000", "GENERAL", NULL),
  name = list(NULL, "bold", 11, "#000000", "GENERAL", NULL),
  text = list(NULL, NULL, 11, "#000000", "GENERAL", NULL),
  head = list(NULL, NULL, 9, "#595959", "GENERAL", "center"),
  side = list(NULL, NULL, 9, "#595959", "GENERAL", "right"),
  input = list("#DDEBF7", NULL, 11, "#000000", "GENERAL", NULL),
  source = list(THEMES$light$source, NULL, 11, "#000000", "0.000", NULL),
  computed = list(THEMES$light$computed, NULL, 11, "#000000", "0.000", NULL),
  loss = list(THEMES$light$computed, NULL, 11, "#000000", "0.000000", NULL)
)

# The styles of words, which are no formulas, also where they begin with =.
WORDS <- c("title", "part", "name", "text", "head", "side")

#' Return a style of STYLES for openxlsx.
#' @noRd
cell_style <- function(name) {
  style <- STYLES[[name]]
  filled <- !is.null(style[[1L]])
  openxlsx::createStyle(
    fontName = FONT, fontSize = style[[3L]], fontColour = style[[4L]], numFmt = style[[5L]],
    fgFill = style[[1L]], textDecoration = style[[2L]], halign = style[[6L]],
    border = if (filled) "TopBottomLeftRight", borderColour = "#FFFFFF"
  )
}

#' Return the first epochs of a case's training as a workbook.
#' @noRd
build_workbook <- function(case, epochs = 20) {
  book <- new_book()
  sheets <- layout_workbook(case, epochs)
  for (sheet in sheets) draw_sheet(book, sheet)
  draw_bars(book, length(sheets[[2L]]$cells) / 2)
  book
}

#' Draw a sheet: its cells, the names of its blocks, and how it is shown and printed.
#' @noRd
draw_sheet <- function(book, sheet) {
  title <- sheet$title
  openxlsx::addWorksheet(book, title, gridLines = FALSE)
  openxlsx::freezePane(book, title, firstRow = TRUE)
  openxlsx::pageSetup(
    book, title, orientation = "portrait", paperSize = 9, fitToWidth = TRUE, fitToHeight = FALSE,
    printTitleRows = 1
  )
  cells <- sheet$cells
  part <- function(name) vapply(cells, `[[`, cells[[1L]][[name]], name)
  rows <- part("row")
  columns <- part("column")
  styles <- part("style")
  for (style in unique(styles)) {
    at <- styles == style
    openxlsx::addStyle(book, title, cell_style(style), rows[at], columns[at])
  }
  for (run in column_runs(cells)) draw_run(book, title, run)
  complete_cells(book, title, cells)
  everywhere <- names(sheet$blocks) == "learning_rate"
  for (k in seq_along(sheet$blocks)) {
    block <- sheet$blocks[[k]]
    ends <- strsplit(block_area(block, "$"), ":", fixed = TRUE)[[1L]]
    place <- if (!everywhere[k]) length(book$sheet_names) - 1L
    book$createNamedRegion(ends[1L], ends[length(ends)], names(sheet$blocks)[k], title, place)
  }
  widths <- rep(WIDTH_OF_COLUMNS, c(1L, max(columns) - 1L))
  openxlsx::setColWidths(book, title, seq_len(max(columns)), widths)
}

#' Return what a cell holds: a number, a text, a formula, or one for a whole block.
#' @noRd
cell_kind <- function(cell) {
  if (is.numeric(cell$value)) return("number")
  if (cell$style %in% WORDS) return("text")
  if (nzchar(cell$area)) "array" else if (startsWith(cell$value, "=")) "formula" else "text"
}

#' Split the used cells into runs of one kind down a column, each written at once.
#' @noRd
column_runs <- function(cells) {
  cells <- Filter(function(cell) !is.null(cell$value), cells)
  kinds <- vapply(cells, cell_kind, "")
  rows <- vapply(cells, `[[`, 0, "row")
  columns <- vapply(cells, `[[`, 0, "column")
  sorted <- order(kinds, columns, rows, method = "radix")
  key <- paste(kinds, columns, rows - order(sorted))[sorted]
  unname(split(cells[sorted], factor(key, unique(key))))
}

#' Draw a run of cells down a column.
#' @noRd
draw_run <- function(book, title, run) {
  first <- run[[1L]]
  kind <- cell_kind(first)
  values <- unlist(lapply(run, `[[`, "value"))
  if (kind %in% c("array", "formula")) {
    formulas <- substring(values, 2L)
    array <- kind == "array"
    openxlsx::writeFormula(book, title, formulas, first$column, first$row, array)
  } else {
    openxlsx::writeData(book, title, values, first$column, first$row, colNames = FALSE)
  }
}

#' Add what openxlsx cannot write: formulas for a whole block, numbers with all their digits.
#' @noRd
complete_cells <- function(book, title, cells) {
  data <- book$worksheets[[match(title, book$sheet_names)]]$sheet_data
  for (cell in Filter(function(cell) nzchar(cell$area) || is.numeric(cell$value), cells)) {
    at <- which(data$rows == cell$row & data$cols == cell$column)
    area <- sprintf("ref=\"%s\"", cell$area)
    if (nzchar(cell$area)) data$f[at] <- sub("ref=\"[^\"]*\"", area, data$f[at])
    if (is.numeric(cell$value)) data$v[at] <- to_number(cell$value)
  }
}

#' Draw the losses, in the rows up to `last`, as bars in their cells.
#' @noRd
draw_bars <- function(book, last) {
  openxlsx::setColWidths(book, "Error", 2, 40)
  openxlsx::conditionalFormatting(book, "Error", cols = 2, rows = 2:last, type = "databar")
}

#' Write the workbook of a case.
#' @noRd
write_workbook <- function(case, path, epochs = 20) {
  write_bytes(path, book_bytes(build_workbook(case, epochs)), "out")
}

#' The live spreadsheet of the training that [mlp()] does on x and y
#'
#' Write the first epochs of the training that `fit` does on X and y as a live spreadsheet.
#'
#' Errors: E_PLATFORM where openxlsx is not installed.
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param x,y As for [mlp()].
#' @param path The spreadsheet to write, .xlsx.
#' @param epochs Epochs to show: a count; default 20.
#' @return The model, invisibly.
#' @examples
#' x <- cbind(c(0, 1))
#' model <- mlp(x, c(0, 1), hidden = 2, epochs = 10)
#' if (requireNamespace("openxlsx", quietly = TRUE)) {
#'   mlp_workbook(model, x, c(0, 1), tempfile(fileext = ".xlsx"), epochs = 3)
#' }
#' @export
mlp_workbook <- function(object, x, y, path, epochs = 20) {
  check_model(object)
  case <- mlp_case(object, x, y)
  epochs <- check_count(epochs, "epochs")
  write_workbook(case, path, epochs)
  invisible(object)
}
