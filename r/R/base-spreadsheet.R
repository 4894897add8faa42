# Spreadsheets, by a package that need not be installed.

#' Refuse to go on without the package for spreadsheets.
#' @noRd
require_spreadsheets <- function() {
  if (!requireNamespace("openxlsx", quietly = TRUE)) {
    fail("E_PLATFORM", "openxlsx", "installed", "no such package")
  }
}

#' Start a workbook without sheets.
#' @noRd
new_book <- function() {
  require_spreadsheets()
  openxlsx::createWorkbook()
}

#' Return a workbook as the content of a file, .xlsx.
#' @noRd
book_bytes <- function(book) {
  # openxlsx refers to drawings also where there are none, which not every reader accepts.
  book$worksheets_rels <- lapply(
    book$worksheets_rels, grep, pattern = "drawing", invert = TRUE, value = TRUE
  )
  file <- tempfile(fileext = ".xlsx")
  on.exit(unlink(file))
  openxlsx::saveWorkbook(book, file)
  readBin(file, "raw", file.size(file))
}
