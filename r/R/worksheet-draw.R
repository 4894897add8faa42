# Draw the spreadsheet of a worksheet with openxlsx.

# Of each style: fill, bold, size, side, and whether it has a border.
BOOK_STYLES <- list(
  title = list(NULL, TRUE, 15, NULL, FALSE),
  part = list(NULL, TRUE, 12, NULL, FALSE),
  name = list(NULL, TRUE, 10, NULL, FALSE),
  text = list(NULL, FALSE, 10, NULL, FALSE),
  head = list(NULL, FALSE, 9, "center", FALSE),
  side = list(NULL, FALSE, 9, "right", FALSE),
  given = list("#F1F1F1", FALSE, 11, "right", TRUE),
  blank = list(NULL, FALSE, 11, "right", TRUE),
  answer = list("#FFE45C", TRUE, 11, "right", TRUE)
)

#' The spreadsheet as a file of .xlsx.
#' @noRd
worksheet_book <- function(sheet, key = FALSE) {
  book <- new_book()
  pages <- layout_book(sheet, key)
  for (name in names(pages)) draw_page(book, name, pages[[name]], sheet$decimals)
  openxlsx::sheetVisibility(book)[2L] <- "hidden" # for mark, not for people
  book_bytes(book)
}

#' Draw one sheet; of the worksheet, all but the boxes is locked, without a password.
#' @noRd
draw_page <- function(book, name, cells, decimals) {
  openxlsx::addWorksheet(
    book, name, gridLines = FALSE, paperSize = 9, orientation = "portrait",
    footer = c("", sheet_text("heading"), "")
  )
  openxlsx::pageSetup(
    book, name, orientation = "portrait", paperSize = 9, fitToWidth = TRUE, fitToHeight = FALSE
  )
  rows <- vapply(cells, `[[`, 0, "row")
  columns <- vapply(cells, `[[`, 0, "column")
  styles <- vapply(cells, `[[`, "", "style")
  for (style in unique(styles)) {
    at <- styles == style
    openxlsx::addStyle(book, name, book_style(style, decimals), rows[at], columns[at])
  }
  for (cell in Filter(function(cell) !is.null(cell$value), cells)) {
    openxlsx::writeData(book, name, cell$value, cell$column, cell$row, colNames = FALSE)
  }
  openxlsx::setColWidths(book, name, seq_len(last_column(cells)), 9.5)
  openxlsx::protectWorksheet(book, name)
}

#' Return a style of BOOK_STYLES for openxlsx.
#' @noRd
book_style <- function(name, decimals) {
  style <- sub("_whole$", "", name)
  parts <- BOOK_STYLES[[style]]
  zeros <- strrep("0", if (style == "given") max(decimals, 2) else decimals)
  bordered <- parts[[5L]]
  number <- if (!bordered) "GENERAL" else if (style != name) "0" else paste0("0.", zeros)
  openxlsx::createStyle(
    fontName = "Calibri", fontSize = parts[[3L]], numFmt = number, fgFill = parts[[1L]],
    textDecoration = if (parts[[2L]]) "bold", halign = parts[[4L]],
    border = if (bordered) "TopBottomLeftRight", borderColour = "#1A1A1A",
    borderStyle = if (style == "blank") "medium" else "thin", locked = style != "blank"
  )
}
