# The marks of a class as text, and as a table.

# The last line where wrong numbers have no names.
UNNAMED <- "What was done wrong is named where the Python program twinmlp is installed."

#' Each sheet with its points and remarks; the table of the class, if there are several.
#' @noRd
format_marks <- function(marked) {
  lines <- unlist(lapply(marked, function(one) c(format_sheet(one), "")))
  if (length(marked) == 1L) lines[-length(lines)] else c(lines, format_class(marked))
}

#' The points of one sheet, quantity by quantity.
#' @noRd
format_sheet <- function(marked) {
  points <- points_of(marked)
  rows <- lapply(marked$blocks, function(block) {
    c(block$key, sprintf("%.0f/%.0f", block$points, block$of), remark(block))
  })
  line <- sprintf(
    "%s (%s): %.0f of %.0f points", marked$name, which_sheet(marked), points[1L], points[2L]
  )
  c(line, if (length(rows)) paste0("  ", align(rows, 3)))
}

#' Name the variant of a sheet, or the training step of a page.
#' @noRd
which_sheet <- function(marked) {
  if (is.null(marked$step)) return(sprintf("variant %.0f", marked$seed))
  sprintf("training step %.0f", marked$step + 1)
}

#' Return the remark about a quantity.
#' @noRd
remark <- function(block) {
  said <- character(0)
  wrong <- nrow(block$wrong)
  if (wrong) {
    shown <- utils::head(block$wrong, 4L)
    boxes <- paste(mapply(box_text, shown[, 1L], shown[, 2L]), collapse = ", ")
    if (wrong > 4L) boxes <- sprintf("%s and %d more", boxes, wrong - 4L)
    some <- wrong < block$of || block$of == 1
    said <- if (some) paste("wrong:", boxes) else "all wrong"
  }
  if (!is.null(block$mistake)) {
    said <- c(said, sprintf("%s [%s]", block$mistake[[2L]], block$mistake[[1L]]))
  }
  if (block$carried) {
    said <- c(said, sprintf("%d right by the numbers before, which are wrong", block$carried))
  }
  if (block$empty) said <- c(said, sprintf("%d empty", block$empty))
  paste(said, collapse = "; ")
}

#' Name a box by its labels.
#' @noRd
box_text <- function(row, column) {
  known <- Filter(nzchar, c(row, column))
  if (length(known)) paste(known, collapse = " ") else "the number"
}

#' Return one line for each sheet: its points for each quantity, and their sum.
#' @noRd
class_table <- function(marked) {
  own <- lapply(marked, function(one) {
    keys <- vapply(one$blocks, `[[`, "", "key")
    points <- vapply(one$blocks, function(block) sprintf("%.0f", block$points), "")
    stats::setNames(points, keys)
  })
  keys <- unique(unlist(lapply(own, names)))
  rows <- Map(function(one, points) {
    cells <- ifelse(keys %in% names(points), points[keys], "")
    which <- sub("^.* ", "", which_sheet(one))
    c(one$name, which, cells, sprintf("%.0f", points_of(one)))
  }, marked, own)
  c(list(c("name", "variant", keys, "points", "of")), lapply(rows, unname))
}

#' Format the table of a class, its mean, and mistakes made more than once.
#' @noRd
format_class <- function(marked) {
  shares <- vapply(marked, function(one) points_of(one)[1L] / points_of(one)[2L], 0)
  average <- "%d sheets; %.0f%% of the points on average"
  average <- sprintf(average, length(marked), 100 * mean(shares))
  blocks <- unlist(lapply(marked, `[[`, "blocks"), recursive = FALSE)
  named <- Filter(function(block) !is.null(block$mistake), blocks)
  texts <- vapply(named, function(block) {
    sprintf("%s: %s [%s]", block$key, block$mistake[[2L]], block$mistake[[1L]])
  }, "")
  seen <- table(factor(texts, unique(texts)))
  often <- sort(seen[seen > 1L], decreasing = TRUE)
  lines <- c("The class", align(class_table(marked)), average)
  if (length(often)) {
    lines <- c(lines, "", "Made more than once:", sprintf("%d times %s", often, names(often)))
  }
  lines
}

#' Return the report of marked sheets; if there are mistakes, say that R does not name them.
#' @noRd
unnamed_marks <- function(marked) {
  blocks <- unlist(lapply(marked, `[[`, "blocks"), recursive = FALSE)
  wrong <- any(vapply(blocks, function(block) nrow(block$wrong) > 0L, NA))
  c(format_marks(marked), if (wrong) c("", UNNAMED))
}

#' Mark worksheets of the training that [mlp()] does on x and y
#'
#' Mark filled-in worksheets of the training that `fit` does on X and y.
#'
#' Errors: E_FILE and E_FORMAT for what is no filled-in sheet, or one of another model; E_PLATFORM
#' where openxlsx is needed and not installed. What was done wrong is named where the Python program
#' twinmlp is installed, which is asked, as [check_trace()] says.
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param x,y As for [mlp()].
#' @param answers The filled-in sheets, .xlsx or .csv, or what a page has saved: paths.
#' @param blank What was asked for, as for [mlp_worksheet()]; default `NULL`, what the files say.
#' @return The report, line by line: points, what went wrong, and of several sheets a table.
#' @examples
#' x <- cbind(c(0, 1))
#' model <- mlp(x, c(0, 1), hidden = 2, epochs = 10)
#' path <- tempfile(fileext = ".csv")
#' mlp_worksheet(model, x, c(0, 1), path, blank = "db2")
#' mlp_mark(model, x, c(0, 1), path)
#' @export
mlp_mark <- function(object, x, y, answers, blank = NULL) {
  check_model(object)
  case <- mlp_case(object, x, y)
  if (!is.vector(answers) || is_object(answers)) answers <- list(answers)
  if (length(answers) == 0L) answers <- list(NULL)
  marked <- lapply(answers, function(path) mark_answers(case, read_answers(path), blank))
  file <- tempfile("twinmlp-", fileext = ".json")
  on.exit(unlink(file))
  write_json(file, case)
  said <- ask_python("mark", c(file, answers), list(blank = paste(blank, collapse = ",")))
  if (is.null(said) || said$status != 0) unnamed_marks(marked) else said$lines
}
