# Step tables as HTML, for notebooks and for printed handouts.

#' Write a text so that HTML shows it as it is.
#' @noRd
escape_html <- function(text) {
  written <- c("&" = "&amp;", "<" = "&lt;", ">" = "&gt;", "\"" = "&quot;", "'" = "&#x27;")
  for (sign in names(written)) text <- gsub(sign, written[[sign]], text, fixed = TRUE)
  text
}

#' Format a matrix as a table with a caption and heads.
#' @noRd
table_html <- function(table) {
  what <- if (table$symbol == table$name) "" else paste(" =", table$symbol)
  role <- c(computed = "computed", source = "computed from")[[table$role]]
  head <- sprintf("<th scope=\"col\">%s</th>", escape_html(table$columns))
  cells <- matrix(sprintf("<td>%s</td>", table$cells), nrow(table$cells))
  rows <- sprintf(
    "<tr><th scope=\"row\">%s</th>%s</tr>", escape_html(table$rows),
    apply(cells, 1L, paste, collapse = "")
  )
  paste(c(
    sprintf(
      "<table class=\"%s\"><caption>%s <small>(%s)</small></caption>",
      table$role, escape_html(paste0(table$name, what)), role
    ),
    "<thead><tr><td></td>", head, "</tr></thead><tbody>", rows, "</tbody></table>",
    sprintf("<p>%s</p>", left_out_texts(table))
  ), collapse = "")
}

#' Format a named step: heading, formulas and its tables side by side.
#' @noRd
step_html <- function(step) {
  formulas <- sprintf("<div><code>%s</code></div>", escape_html(unlist(step$formulas)))
  notation <- sprintf("<div class=\"notation\">%s</div>", escape_html(unlist(step$notation)))
  tables <- vapply(step$tables, function(table) sprintf("<div>%s</div>", table_html(table)), "")
  paste(c(
    sprintf("<section class=\"step\"><h3>Step %.0f: %s</h3>", step$number, escape_html(step$title)),
    formulas, notation, "<div class=\"tables\">", tables, "</div></section>"
  ), collapse = "")
}
