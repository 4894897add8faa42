# Numbers and matrices written out in a language.

LISTING_WIDTH <- 96

#' Write a number in a form that every language reads.
#' @noRd
number_text <- function(value) {
  shortest(as.double(value))
}

#' Write a matrix: on one line if it fits, else a row a line.
#' @noRd
literal_lines <- function(language, shape, name, rows) {
  template <- language$statements[[shape]]
  first <- if (shape == "whole_numbers") language$first_row else 0
  texts <- vapply(seq_len(nrow(rows)), function(i) {
    paste(vapply(rows[i, ] + first, number_text, ""), collapse = ", ")
  }, "")
  one <- vapply(texts, function(text) fill_template(template$one, list(values = text)), "")
  values <- paste(one, collapse = ", ")
  short <- fill_template(template$short, list(name = name, values = values))
  if (nchar(short) <= LISTING_WIDTH) return(short)
  fields <- list(name = name, columns = ncol(rows))
  lines <- lapply(seq_along(texts), function(i) {
    last <- i == length(texts) && !is.null(template$last)
    wrap_numbers(fill_template(if (last) template$last else template$row, list(values = texts[i])))
  })
  c(fill_template(template$open, fields), unlist(lines), fill_template(template$close, fields))
}

#' Write how many numbers a matrix has, such as n * 3 or 4 * 3.
#' @noRd
count_text <- function(rows, columns) {
  if (columns == 1L) as.character(rows) else paste(rows, "*", columns)
}

#' Declare matrices, in languages that need it.
#' @noRd
buffer_lines <- function(language, sizes) {
  template <- language$statements$buffers
  own <- language$statements$buffer
  if (length(template) == 0L) return(character(0))
  items <- vapply(names(sizes), function(name) {
    fill_template(own, list(name = name, count = sizes[[name]]))
  }, "")
  wrap_numbers(fill_template(template, list(list = paste(items, collapse = ", "))), language$indent)
}

#' Break a long line of numbers after a comma; what follows is indented further.
#' @noRd
wrap_numbers <- function(line, indent = " ") {
  own <- sub("[^ ].*", "", line)
  margin <- paste0(own, indent)
  lines <- character(0)
  repeat {
    commas <- gregexpr(", ", substring(line, 1L, LISTING_WIDTH), fixed = TRUE)[[1L]]
    commas <- commas[commas > nchar(margin)]
    if (nchar(line) <= LISTING_WIDTH || length(commas) == 0L) return(c(lines, line))
    cut <- max(commas)
    lines <- c(lines, substring(line, 1L, cut))
    line <- paste0(margin, substring(line, cut + 2L))
  }
}
