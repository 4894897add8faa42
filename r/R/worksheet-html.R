# A worksheet as a page for A4, with an answer key on pages of its own.

# Blocks of more columns have narrower boxes.
WIDE_BLOCK <- 7

#' The page of a sheet.
#' @noRd
worksheet_html <- function(sheet, key = FALSE) {
  body <- paste(c(sheet_body(sheet, FALSE), if (key) sheet_body(sheet, TRUE)), collapse = "\n")
  texts <- c(title = escape_html(sheet$title), style = worksheet_part("sheet.css"), body = body)
  pieces <- strsplit(worksheet_part("sheet.html"), "@@", fixed = TRUE)[[1L]]
  places <- seq(2L, length(pieces), by = 2L)
  pieces[places] <- sub("\n+$", "", texts[pieces[places]])
  paste(pieces, collapse = "")
}

#' Read a part of the page's template.
#' @noRd
worksheet_part <- function(name) {
  path <- fixture_path(paste0("worksheet/", name))
  read_text(path, "worksheet", "a text file", "which is none")
}

#' The sheet itself, or its answer key.
#' @noRd
sheet_body <- function(sheet, answers) {
  lines <- c(
    sprintf("<section class=\"%s\">", if (answers) "key" else "sheet"),
    sprintf("<h1>%s</h1>", sheet_heading(answers)),
    sprintf("<p class=\"title\">%s</p>", escape_html(sheet$title))
  )
  if (!answers) {
    blanks <- number_of_blanks(sheet)
    points <- sprintf("%s <b>&nbsp;&nbsp;&nbsp;&nbsp;/ %d</b>", sheet_text("points"), blanks)
    lines <- c(lines, paste0(
      sprintf("<div class=\"person\"><span class=\"wide\">%s</span>", sheet_text("name")),
      sprintf("<span>%s</span><span>%s</span></div>", sheet_text("date"), points)
    ))
  }
  facts <- c(sheet$facts, case = sheet$id, variant = sprintf("%.0f", sheet$seed))
  items <- sprintf(
    "<li>%s: <b>%s</b></li>", vapply(names(facts), sheet_text, ""),
    vapply(facts, escape_html, "")
  )
  lines <- c(lines, sprintf("<ul class=\"facts\">%s</ul>", paste(items, collapse = "")))
  if (!answers) {
    lines <- c(
      lines, sprintf("<p class=\"task\">%s</p>", task_text(sheet$decimals)),
      sprintf("<p class=\"small\">%s</p>", marked_up(sheet_text("letters")))
    )
  }
  parts <- worksheet_table()$parts
  for (part in names(parts)) {
    blocks <- Filter(function(block) {
      block$part == part && (!answers || any(block$blank))
    }, sheet$blocks)
    if (length(blocks)) {
      tables <- vapply(blocks, block_html, "", sheet$decimals, answers)
      title <- sprintf("<h2>%s</h2>", parts[[part]])
      lines <- c(lines, title, "<div class=\"blocks\">", tables, "</div>")
    }
  }
  paste(c(lines, "</section>"), collapse = "\n")
}

#' A block: its formula, and its numbers as a table.
#' @noRd
block_html <- function(block, decimals, answers) {
  formula <- if (nzchar(block$formula)) {
    sprintf("<p class=\"formula\">%s</p>", marked_up(block$formula))
  }
  names <- vapply(block$columns, escape_html, "")
  heads <- paste(sprintf("<th scope=\"col\">%s</th>", names), collapse = "")
  texts <- cell_texts(block, decimals)
  style <- ifelse(block$blank, if (answers) "answer" else "blank", "given")
  if (!answers) texts[block$blank] <- ""
  cells <- matrix(sprintf("<td class=\"%s\">%s</td>", style, texts), nrow(texts))
  rows <- vapply(seq_len(nrow(cells)), function(i) {
    name <- escape_html(block$rows[i])
    side <- "<td class=\"none\"></td>"
    if (nzchar(name)) side <- sprintf("<th scope=\"row\">%s</th>", name)
    sprintf("<tr>%s%s</tr>", side, paste(cells[i, ], collapse = ""))
  }, "")
  head <- if (any(nzchar(block$columns))) sprintf("<thead><tr><td></td>%s</tr></thead>", heads)
  caption <- sprintf("<caption>%s</caption>", marked_up(block_symbol(block)))
  rows <- paste(rows, collapse = "")
  wide <- if (length(block$columns) > WIDE_BLOCK) " class=\"wide\""
  table <- paste0("<table", wide, ">", caption, head, "<tbody>", rows, "</tbody></table>")
  paste0("<div class=\"block\">", formula, table, "</div>")
}

#' Return the symbol of a block.
#' @noRd
block_symbol <- function(block) {
  if (block$key == "loss") "J" else sub("new_", "new ", block$key, fixed = TRUE)
}

#' A formula with its layers as small numbers below, and T above.
#' @noRd
marked_up <- function(text) {
  text <- gsub(SHEET_NAMES, "\\1<em>\\2</em><sub>\\3</sub>", escape_html(text), perl = TRUE)
  text <- gsub("^T", "<sup>T</sup>", text, fixed = TRUE)
  gsub("^2", "<sup>2</sup>", text, fixed = TRUE)
}
