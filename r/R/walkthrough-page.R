# Build the page as one file: the template with its style, scripts and data.

# How many of the stored moons are on the page.
MOONS <- 150L

#' Return the walk-through of a case as HTML that loads nothing from anywhere else.
#'
#' `trace` is the file of another program's trace; NULL: the other language is run if it is
#' installed.
#' @noRd
walkthrough_page <- function(case, trace = NULL) {
  parts <- case_parts(case)
  if (length(parts$record) == 0L) fail("E_SHAPE", "steps", "one step or more", "a list of 0")
  traces <- gather_traces(case, parts$record, trace)
  first <- parts$record[1L]
  tables <- case_step_tables(step_of_run(parts, traces$own, first))
  heading <- sprintf("<h2>Training step %.0f, all named steps</h2>", first + 1)
  handout <- paste(c(heading, vapply(tables, step_html, "")), collapse = "")
  filled_template(case_title(parts), page_data(case, traces), handout)
}

#' Return the page that begins with a data set of the project in place of a case.
#' @noRd
playground_page <- function() {
  words <- "This page computes: it needs scripts."
  filled_template("twinmlp playground", list(case = NULL), sprintf("<p>%s</p>", words))
}

#' Return the template with these texts and the files that it names.
#'
#' What is put in is not looked at again.
#' @noRd
filled_template <- function(title, data, handout) {
  moons <- read_json(fixture_path("data/moons_c.json"), "data")
  texts <- list(
    moons = to_json(lapply(moons[c("X", "y")], utils::head, MOONS)),
    title = escape_html(title),
    data = gsub("<", "\\u003c", squeezed(to_json(data)), fixed = TRUE),
    handout = handout
  )
  pieces <- strsplit(fixture_text("walkthrough/page.html"), "@@", fixed = TRUE)[[1L]]
  for (i in seq(2L, length(pieces), by = 2L)) {
    name <- pieces[i]
    pieces[i] <- if (name %in% names(texts)) texts[[name]] else squeezed(fixture_text(name))
  }
  paste(pieces, collapse = "")
}

#' Read a file of the fixtures.
#' @noRd
fixture_text <- function(name) {
  read_text(fixture_path(name), "page", "a text file", "which is none")
}

#' Remove indentation, empty lines and comments.
#' @noRd
squeezed <- function(text) {
  lines <- trimws(strsplit(text, "\n", fixed = TRUE)[[1L]], whitespace = " ")
  paste(lines[nzchar(lines) & !startsWith(lines, "//")], collapse = "\n")
}

#' Write the page of a case.
#' @noRd
write_walkthrough <- function(case, path, trace = NULL) {
  write_text(path, walkthrough_page(case, trace), "out")
}

#' Write the playground.
#' @noRd
write_playground <- function(path) {
  write_text(path, playground_page(), "out")
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
  check_model(object)
  case <- mlp_case(object, x, y, steps = steps)
  write_walkthrough(case, path)
  invisible(object)
}
