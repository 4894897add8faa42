# The page as one file: the template with its style, its scripts and its data put in.

#' Read a part of the page's template.
#' @noRd
template_part <- function(name) {
  read_text(
    fixture_path(paste0("walkthrough/", name)), "page", "a text file", "which is none"
  )
}

#' Return the walk-through of a case as HTML that loads nothing from anywhere else.
#'
#' `trace` is the file of another program's trace; NULL: the other language is run if it is
#' installed.
#' @noRd
walkthrough_page <- function(case, trace = NULL) {
  parts <- case_parts(case)
  traces <- gather_traces(case, parts$record, trace)
  first <- parts$record[1L]
  steps <- named_steps(parts, traces$own, first)
  rows <- step_of(traces$own, first)$rows
  tables <- step_tables(steps, length(parts$network), rows, names = parts$names)
  data <- gsub("<", "\\u003c", to_json(page_data(parts, traces)), fixed = TRUE)
  texts <- list(
    title = escape_html(case_title(parts)),
    data = data,
    first = sprintf("%.0f", first),
    handout = paste(vapply(tables, step_html, ""), collapse = "")
  )
  filled_template(texts)
}

#' Return the template with these texts and with the files that it names put in.
#'
#' It names each once; what is put in is not looked at again.
#' @noRd
filled_template <- function(texts) {
  pieces <- strsplit(template_part("page.html"), "@@", fixed = TRUE)[[1L]]
  for (i in seq(2L, length(pieces), by = 2L)) {
    name <- pieces[i]
    pieces[i] <- if (name %in% names(texts)) texts[[name]] else template_part(name)
  }
  paste(pieces, collapse = "")
}

#' Write the page of a case.
#' @noRd
write_walkthrough <- function(case, path, trace = NULL) {
  write_text(path, walkthrough_page(case, trace), "out")
}

#' The walk-through page of the training that [mlp()] does on x and y
#'
#' Write the walk-through page of the training that `fit` does on X and y.
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param x,y As for [mlp()].
#' @param path The page to write, a path.
#' @param steps Numbers of the steps to show, counted from 0: counts; default 0.
#' @return The model, invisibly.
#' @examples
#' x <- cbind(c(0, 1))
#' model <- mlp(x, c(0, 1), hidden = 2, epochs = 10)
#' mlp_walkthrough(model, x, c(0, 1), tempfile(fileext = ".html"), steps = c(0, 9))
#' @export
mlp_walkthrough <- function(object, x, y, path, steps = 0) {
  write_walkthrough(mlp_case(object, x, y, steps = steps), path)
  invisible(object)
}
