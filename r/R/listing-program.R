# The statements of a program as text in a language.

#' Write the program that trains as a case says, and prints its losses.
#' @noRd
listing_text <- function(case, language = "python", style = "plain") {
  languages <- listing_table()$languages
  check_choice(language, "language", names(languages))
  parts <- case_parts(case)
  check_listing(parts, check_choice(style, "style", LISTING_STYLES))
  plan <- make_plan(parts, style)
  table <- languages[[language]]
  lines <- character(0)
  helpers <- indent <- 0
  opened <- FALSE
  for (one in c(listing_head(plan), listing_loop(plan))) {
    if (one$kind == "helpers") helpers <- length(lines)
    for (line in statement_lines(one, table)) {
      if (line %in% c("+", "-")) {
        indent <- indent + if (line == "+") 1 else -1
      } else if (nzchar(line) || !opened) {
        lines <- c(lines, if (nzchar(line)) paste0(strrep(table$indent, indent), line) else "")
      }
      opened <- line == "+" || (opened && !nzchar(line))
    }
  }
  text <- paste(lines, collapse = "\n")
  text <- paste(append(lines, needed_helpers(table, text), helpers), collapse = "\n")
  paste0(gsub("^\n+|\n+$", "", gsub("\n{4,}", "\n\n\n", text)), "\n")
}

#' One statement in a language.
#' @noRd
statement_lines <- function(one, language) {
  fields <- one$fields
  if (one$kind == "gap") return("")
  if (one$kind == "helpers") return(character(0))
  if (one$kind == "note") return(paste0(language$comment, wrap_words(fields$text, LISTING_WIDTH)))
  if (one$kind == "literal") return(do.call(literal_lines, c(list(language), fields)))
  if (one$kind == "buffers") return(buffer_lines(language, fields$sizes))
  if (!is.null(fields$text)) {
    columns <- if (is.null(fields$columns)) 1 else fields$columns
    fields$expression <- express(fields$text, language, columns)
  }
  if (!is.null(fields$number)) fields$value <- number_text(fields$number)
  template <- unlist(language$statements[[one$kind]])
  vapply(template, fill_template, "", fields, USE.NAMES = FALSE)
}

#' Return the helper functions that a program uses, in the order of the table.
#' @noRd
needed_helpers <- function(language, text) {
  used <- Filter(function(name) {
    grepl(sprintf("(?<![\\w.])%s\\(", name), text, perl = TRUE)
  }, names(language$helpers))
  between <- unlist(language$statements$between)
  unlist(lapply(used, function(name) c(between, unlist(language$helpers[[name]]))))
}

#' Write the program of a case.
#' @noRd
write_listing <- function(case, path, language = "python", style = "plain") {
  force(case) # which is wrong before the language is
  write_text(path, listing_text(case, language, style), "out")
}

#' The training that [mlp()] does on x and y as a program
#'
#' Write the training that `fit` does on X and y as a program that needs nothing but its language.
#'
#' Errors: E_CHOICE for another language or style, and for what a listing has no lines for.
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param x,y As for [mlp()].
#' @param path The program to write, a path.
#' @param language "python", "r", "c" or "javascript"; default "python".
#' @param style "plain", or "article" for the steps and names of the article; default "plain".
#' @return The model, invisibly.
#' @examples
#' x <- cbind(c(0, 1))
#' model <- mlp(x, c(0, 1), hidden = 2, epochs = 10)
#' mlp_listing(model, x, c(0, 1), tempfile(fileext = ".R"), "r")
#' @export
mlp_listing <- function(object, x, y, path, language = "python", style = "plain") {
  write_listing(mlp_case(object, x, y), path, language, style)
  invisible(object)
}
