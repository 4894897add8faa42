# Read the answers of a filled-in worksheet: a spreadsheet, a form, or what a page has saved.

# Bytes of a spreadsheet, unpacked, and the boxes that it may have.
LARGEST_BOOK <- 100000000
MOST_BOXES <- 10000

#' A filled-in sheet: the person's name, which sheet it is, and the numbers in its boxes.
#'
#' numbers: by the name of the box; NA where nothing, or no number, was written. step: of answers
#' that a page has saved the training step, counted from 0; of a sheet NULL.
#' @noRd
Answers <- function(name, case, seed, decimals, numbers, step = NULL) {
  as.list(environment())
}

#' Name a box by its block and its labels.
#' @noRd
box_name <- function(key, row, column) {
  paste(key, row, column, sep = "\r")
}

#' Read a filled-in sheet: .xlsx, else a form, .csv.
#' @noRd
read_answers <- function(path) {
  path <- check_path(path, "answers")
  found <- if (grepl("[.]xlsx$", path, TRUE, useBytes = TRUE)) read_book(path) else read_form(path)
  facts <- found$facts
  seed <- whole_fact(facts$variant)
  decimals <- whole_fact(facts$decimals)
  step <- if (!is.null(facts$step)) whole_fact(facts$step) - 1
  numbers <- vapply(found$values, as_answer, 0)
  names(numbers) <- found$boxes
  sound <- length(numbers) && !anyNA(c(seed, decimals, step)) && !is.null(facts$case) &&
    decimals >= 1 && decimals <= 6 && seed >= 0 && seed < 2^32 && (is.null(step) || step >= 0)
  if (!sound) refuse_answers(path)
  name <- trimws(paste(facts$name, collapse = ""))
  if (!nzchar(name)) name <- sub("(.)[.][^.]*$", "\\1", basename(path))
  Answers(name, facts$case, seed, decimals, numbers, step)
}

#' Read a whole number from a spreadsheet or a form.
#'
#' NA for what is none.
#' @noRd
whole_fact <- function(value) {
  number <- as_answer(value)
  if (is.na(number) || number != floor(number)) NA_real_ else number
}

#' Raise the error that a file is not a filled-in sheet.
#' @noRd
refuse_answers <- function(path) {
  fail("E_FORMAT", "answers", "a worksheet of twinmlp, .xlsx or .csv", quote_json(path))
}

#' Read a number as people write it, with a point or a comma.
#'
#' NA for what is none.
#' @noRd
as_answer <- function(value) {
  text <- gsub("\u2212", "-", trimws(paste(value, collapse = "")), fixed = TRUE)
  commas <- lengths(regmatches(text, gregexpr(",", text, fixed = TRUE)))
  if (commas == 1L) text <- sub(",", ".", text, fixed = TRUE)
  if (!grepl(DECIMAL, text, perl = TRUE)) return(NA_real_)
  number <- read_decimals(text)
  if (is.finite(number)) number else NA_real_
}

#' Split a line, such as a,"b ""c"", d", into cells; NULL if a quote is out of place.
#' @noRd
split_line <- function(line, mark) {
  line <- paste0(mark, line)
  cell <- sprintf('%s("(?:[^"]|"")*"|[^%s"]*)', mark, mark)
  cells <- regmatches(line, gregexpr(cell, line, perl = TRUE))[[1L]]
  if (paste(cells, collapse = "") != line) return(NULL)
  cells <- substring(cells, 2L)
  quoted <- startsWith(cells, "\"")
  inner <- substring(cells[quoted], 2L, nchar(cells[quoted]) - 1L)
  replace(cells, quoted, gsub("\"\"", "\"", inner, fixed = TRUE))
}

#' Read the facts and the boxes of a form with cells between commas or semicolons.
#' @noRd
read_form <- function(path) {
  text <- read_text(path, "answers", "a worksheet of twinmlp, .xlsx or .csv", "which is no text")
  lines <- strsplit(gsub("\r", "\n", text, fixed = TRUE), "\n", fixed = TRUE)[[1L]]
  lines <- lines[nzchar(lines)]
  if (length(lines) < 2L) refuse_answers(path)
  marks <- lengths(regmatches(lines[1L], gregexpr(";", lines[1L], fixed = TRUE)))
  cells <- lapply(lines, split_line, if (marks >= length(FORM_HEAD) - 1L) ";" else ",")
  head <- utils::head(cells[[1L]], length(FORM_HEAD))
  if (any(vapply(cells, is.null, NA)) || !identical(head, FORM_HEAD)) refuse_answers(path)
  rows <- do.call(rbind, lapply(cells[-1L], function(row) c(row, rep("", 4L))[1:4]))
  is_fact <- rows[, 1L] %in% c(FORM_FACTS, "step")
  boxes <- rows[!is_fact, , drop = FALSE]
  list(
    facts = stats::setNames(as.list(rows[is_fact, 4L]), rows[is_fact, 1L]),
    boxes = box_name(boxes[, 1L], boxes[, 2L], boxes[, 3L]), values = as.list(boxes[, 4L])
  )
}

#' Read the facts and the boxes of a spreadsheet; its second sheet says where they are.
#' @noRd
read_book <- function(path) {
  require_spreadsheets()
  if (!file.exists(path) || dir.exists(path)) {
    fail("E_FILE", "answers", "a readable file", quote_json(path))
  }
  tryCatch(
    suppressWarnings(book_boxes(path)),
    error = function(error) refuse_answers(path) # whatever a broken file makes the reader say
  )
}

#' Read the facts and the boxes of a spreadsheet.
#' @noRd
book_boxes <- function(path) {
  if (sum(utils::unzip(path, list = TRUE)$Length) > LARGEST_BOOK) stop("too large")
  page <- book_cells(path, BOOK_NAMES[1L])
  place <- book_cells(path, BOOK_NAMES[2L])
  facts <- list(case = place("A2"), variant = place("B2"), decimals = place("C2"))
  named <- Filter(function(row) page(sprintf("A%d", row)) == "Name", 1:20)
  if (length(named)) facts$name <- page(sprintf("B%d", named[1L]))
  columns <- c("A", "B", "C", "D")
  rows <- seq_len(place(NULL) - 4) + 4
  boxes <- lapply(rows, function(row) vapply(paste0(columns, row), place, ""))
  list(
    facts = facts, boxes = vapply(boxes, function(box) box_name(box[1L], box[2L], box[3L]), ""),
    values = lapply(boxes, function(box) page(box[4L]))
  )
}

#' Return a function that reads the text of a cell by its address, and for NULL the number of rows.
#' @noRd
book_cells <- function(path, sheet) {
  table <- openxlsx::read.xlsx(
    path, sheet, colNames = FALSE, skipEmptyRows = FALSE, skipEmptyCols = FALSE,
    rows = seq_len(MOST_BOXES + 4)
  )
  letters <- vapply(seq_along(table), column_letter, "")
  function(address) {
    if (is.null(address)) return(nrow(table))
    column <- match(sub("[0-9]+$", "", address), letters)
    row <- as.integer(sub("^[A-Z]+", "", address))
    value <- if (!is.na(column) && row <= nrow(table)) table[[column]][row]
    if (is.null(value) || is.na(value)) "" else if (is.numeric(value)) to_number(value) else value
  }
}
