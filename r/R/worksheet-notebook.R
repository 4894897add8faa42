# A worksheet as a notebook: a function to write for each quantity, and a check below it.

# The numbers that a function is tried on, too, are those of another variant.
OTHER_VARIANT <- 1000
TRIAL_DECIMALS <- 6
# How near a result has to be: the inputs are rounded.
CLOSE_ENOUGH <- "1e-4"

#' A cell: "markdown", "code" to be written, "setup", or "check" with its points.
#' @noRd
NotebookCell <- function(kind, name, text, points = 0) {
  list(kind = kind, name = name, text = text, points = points)
}

#' The cells of a notebook in a language.
#' @noRd
layout_notebook <- function(sheet, language, key = FALSE) {
  words <- worksheet_table()$notebooks[[language]]
  joined <- function(name) paste(unlist(words[[name]]), collapse = "\n")
  text <- paste(c(
    paste("#", sheet_text("heading")), markdown_text(sheet$title),
    paste(fact_texts(sheet), collapse = "; "), sheet_text("functions"), sheet_text("letters")
  ), collapse = "\n\n")
  setup <- fill_template(joined("setup"), list(close = CLOSE_ENOUGH))
  cells <- list(NotebookCell("markdown", "", text), NotebookCell("setup", "setup", setup))
  asked <- Filter(function(block) any(block$blank), sheet$blocks)
  keys <- paste(vapply(asked, `[[`, "", "key"), collapse = ",")
  other <- make_worksheet(sheet$case, keys, sheet$decimals, sheet$seed + OTHER_VARIANT)
  for (block in asked) {
    points <- sum(block$blank)
    name <- if (block$key == "loss") "J" else block$key
    arguments <- function_inputs(sheet, block)
    said <- sprintf("### %s\n\n`%s`", name, block$formula)
    fields <- list(
      name = name, arguments = paste(arguments, collapse = ", "), formula = block$formula,
      first = trial_text(sheet, block, arguments, words),
      second = trial_text(other, block, arguments, words)
    )
    cells <- c(cells, list(
      NotebookCell("markdown", name, said),
      NotebookCell("code", name, fill_template(joined("function"), fields), points),
      NotebookCell("check", name, fill_template(joined("check"), fields), points)
    ))
  }
  if (!key) return(cells)
  answers <- vapply(boxes_of(sheet), function(box) {
    sprintf("- %s: %s", markdown_text(paste(box$key, box$row, box$column)), box$answer)
  }, "")
  text <- paste(c(paste("##", sheet_text("key")), "", answers), collapse = "\n")
  c(cells, list(NotebookCell("markdown", "key", text)))
}

#' Return a text so that Markdown and knitr show it literally: on one line, no code, no tags.
#' @noRd
markdown_text <- function(text) {
  gsub("<", "&lt;", gsub("`", "'", one_line(text), fixed = TRUE), fixed = TRUE)
}

#' The keys of the blocks that a block is computed from.
#' @noRd
function_inputs <- function(sheet, block) {
  kind <- switch(block$kind, Z_without = "Z", dZ_softmax = "dZ", block$kind)
  keys <- vapply(sheet$blocks, `[[`, "", "key")
  found <- vapply(worksheet_table()$inputs[[kind]], function(name) {
    l <- block$l + endsWith(name, "+") - endsWith(name, "-")
    key <- if (name == "y") "y" else sprintf("%s%d", sub("[+-]$", "", name), l)
    if (key == "A0") "X" else key
  }, "")
  found[found %in% keys]
}

#' Write out a function's inputs and its result.
#' @noRd
trial_text <- function(sheet, block, arguments, words) {
  known <- stats::setNames(sheet$blocks, vapply(sheet$blocks, `[[`, "", "key"))
  paste(vapply(known[c(arguments, block$key)], block_literal, "", words), collapse = ", ")
}

#' The numbers of a block in a language: a matrix, the vector of a bias, or the loss.
#' @noRd
block_literal <- function(block, words) {
  texts <- matrix(vapply(block$values, short_text, ""), nrow(block$values))
  if (block$quantity == "loss") return(texts[1L, 1L])
  joined <- apply(texts, 1L, paste, collapse = ", ")
  if (block$quantity %in% c("b", "db")) {
    return(fill_template(words$vector, list(values = joined[1L])))
  }
  rows <- vapply(joined, function(row) fill_template(words$row, list(values = row)), "")
  fill_template(words$matrix, list(rows = paste(rows, collapse = ", ")))
}

#' A number with the decimals of a trial, without zeros at its end.
#' @noRd
short_text <- function(value) {
  sub("[.]$", "", sub("0+$", "", cell_text(value, TRIAL_DECIMALS)))
}

#' The notebook of a sheet for Python, with the points as nbgrader keeps them.
#' @noRd
worksheet_ipynb <- function(sheet, key = FALSE) {
  layout <- layout_notebook(sheet, "python", key)
  cells <- lapply(seq_along(layout), function(i) {
    cell <- layout[[i]]
    lines <- strsplit(cell$text, "\n", fixed = TRUE)[[1L]]
    one <- list(
      cell_type = if (cell$kind == "markdown") "markdown" else "code",
      id = sprintf("cell-%d", i), metadata = nbgrader_metadata(cell),
      source = as.list(paste0(lines, c(rep("\n", length(lines) - 1L), "")))
    )
    if (cell$kind == "markdown") one else c(one, list(execution_count = NULL, outputs = list()))
  })
  kernel <- list(display_name = "Python 3", language = "python", name = "python3")
  metadata <- list(kernelspec = kernel, language_info = list(name = "python"))
  notebook <- list(cells = cells, metadata = metadata, nbformat = 4, nbformat_minor = 5)
  paste0(to_json(notebook), "\n")
}

#' Return the metadata by which nbgrader knows a cell.
#' @noRd
nbgrader_metadata <- function(cell) {
  if (!cell$kind %in% c("code", "check")) return(list(editable = FALSE))
  check <- cell$kind == "check"
  known <- list(
    grade = check, grade_id = paste0(if (check) "check-" else "write-", cell$name),
    locked = check, schema_version = 3, solution = !check, task = FALSE
  )
  list(nbgrader = c(known, if (check) list(points = cell$points)))
}

#' The notebook of a sheet for R.
#' @noRd
worksheet_rmd <- function(sheet, key = FALSE) {
  title <- gsub("\"", "'", sheet_text("heading"), fixed = TRUE)
  lines <- c("---", sprintf("title: \"%s\"", title), "output: html_document", "---", "")
  for (cell in layout_notebook(sheet, "r", key)) {
    if (cell$kind == "markdown") {
      lines <- c(lines, sub("^# [^\n]*\n\n", "", cell$text), "")
      next
    }
    name <- if (cell$kind == "check") sprintf("check-%s, error = TRUE", cell$name) else cell$name
    lines <- c(lines, sprintf("```{r %s}", name), cell$text, "```", "")
  }
  paste(lines, collapse = "\n")
}
