# The boxes of a worksheet as a form: a line of CSV for each, to be filled in.

FORM_HEAD <- c("quantity", "row", "column", "answer")
# What a form says of itself before its boxes.
FORM_FACTS <- c("case", "variant", "decimals", "name")

#' An empty box: its block, its labels, its place in the block, and the right number.
#' @noRd
Box <- function(key, row, column, i, j, answer) {
  list(key = key, row = row, column = column, i = i, j = j, answer = answer)
}

#' All empty boxes of a sheet, block by block and row by row.
#' @noRd
boxes_of <- function(sheet) {
  found <- list()
  for (block in sheet$blocks) {
    texts <- cell_texts(block, sheet$decimals)
    for (i in seq_along(block$rows)) {
      for (j in which(block$blank[i, ])) {
        box <- Box(block$key, block$rows[i], block$columns[j], i - 1, j - 1, texts[i, j])
        found <- c(found, list(box))
      }
    }
  }
  found
}

#' Return the facts about a form, in the order of FORM_FACTS.
#' @noRd
form_facts <- function(sheet) {
  c(sheet$id, sprintf("%.0f", sheet$seed), sprintf("%.0f", sheet$decimals), "")
}

#' Return the form of a sheet; the answer key adds a column.
#' @noRd
worksheet_csv <- function(sheet, key = FALSE) {
  facts <- form_facts(sheet)
  lines <- list(c(FORM_HEAD, if (key) "key"))
  for (k in seq_along(FORM_FACTS)) {
    lines <- c(lines, list(c(FORM_FACTS[k], "", "", facts[k], if (key) "")))
  }
  for (box in boxes_of(sheet)) {
    lines <- c(lines, list(c(box$key, box$row, box$column, "", if (key) box$answer)))
  }
  text <- vapply(lines, function(line) {
    paste(vapply(line, to_name, ""), collapse = ",")
  }, "")
  paste0(text, "\n", collapse = "")
}
