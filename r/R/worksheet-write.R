# Write a worksheet to a file in the format of its ending.

BROWSERS <- c("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PRINTED <- c("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
PRINTING_SECONDS <- 120

#' Print the page of a sheet to a PDF file by a headless Chromium.
#' @noRd
worksheet_pdf <- function(sheet, key = FALSE) {
  found <- Sys.which(BROWSERS)
  if (!any(nzchar(found))) {
    requirement <- "installed to write a PDF; a page, .html, can be printed from any browser"
    fail("E_PLATFORM", "Chromium", requirement, "no such program")
  }
  folder <- tempfile("worksheet")
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE))
  page <- file.path(folder, "sheet.html")
  out <- file.path(folder, "sheet.pdf")
  write_text(page, worksheet_html(sheet, key), "out")
  words <- c(
    PRINTED, paste0("--user-data-dir=", folder, "/profile"), paste0("--print-to-pdf=", out),
    paste0("file://", page)
  )
  browser <- found[nzchar(found)][1L]
  suppressWarnings(system2(browser, shQuote(words), stdout = FALSE, stderr = FALSE,
                           timeout = PRINTING_SECONDS))
  if (!file.exists(out)) fail("E_PLATFORM", "Chromium", "able to print a page", "no PDF")
  readBin(out, "raw", file.size(out))
}

# What writes each form; the names are those of the table.
WRITERS <- list(
  html = worksheet_html, pdf = worksheet_pdf, xlsx = worksheet_book, ipynb = worksheet_ipynb,
  Rmd = worksheet_rmd, csv = worksheet_csv
)

#' Write the worksheet of a case to a file in the format of its ending.
#' @noRd
write_worksheet <- function(case, path, blank = NULL, decimals = 3, key = FALSE, seed = 0) {
  force(case) # which is wrong before the path is
  path <- check_path(path, "out")
  check_flag(key, "key")
  kind <- check_choice(tools::file_ext(path), "out", unlist(worksheet_table()$formats))
  content <- WRITERS[[kind]](make_worksheet(case, blank, decimals, seed), key)
  if (is.character(content)) write_text(path, content, "out") else write_bytes(path, content, "out")
}

#' A worksheet of the training that [mlp()] does on x and y
#'
#' Write the first training step that `fit` does on X and y as a sheet with boxes to fill in.
#'
#' Errors: E_CHOICE for another ending of the file, for names that are no quantities, and for what a
#' worksheet has no lines for; E_PLATFORM where openxlsx or Chromium is needed and not installed.
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param x,y As for [mlp()].
#' @param path The file to write: .html, .pdf, .xlsx, .csv, or a notebook, .ipynb or .Rmd.
#' @param blank Names of quantities, such as "dZ,dW2", or a share of all numbers, such as "40%";
#'   default `NULL`, for dZ, dW and db.
#' @param decimals Decimals of the numbers, 1 to 6; default 3.
#' @param key Whether the answers stand in it, too: on pages of their own; default `FALSE`.
#' @param seed 0 for the model's own weights, else the number of a variant; default 0.
#' @return The model, invisibly.
#' @examples
#' x <- cbind(c(0, 1))
#' model <- mlp(x, c(0, 1), hidden = 2, epochs = 10)
#' mlp_worksheet(model, x, c(0, 1), tempfile(fileext = ".html"), blank = "dZ,dW", seed = 7)
#' @export
mlp_worksheet <- function(
  object, x, y, path, blank = NULL, decimals = 3, key = FALSE, seed = 0
) {
  write_worksheet(mlp_case(object, x, y), path, blank, decimals, key, seed)
  invisible(object)
}
