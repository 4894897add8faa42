# Turn targets that are labels into numbers, and numbers back into labels.

#' Accept an output activation for a loss; some losses go with one activation only.
#' @noRd
check_pair <- function(loss, activation, argument) {
  wanted <- lookup(loss, LOSSES)$fused_with
  if (!is.null(wanted) && entry_name(activation) != wanted) {
    fail(
      "E_CHOICE",
      argument,
      sprintf("%s with the loss %s", wanted, entry_name(loss)),
      describe(entry_name(activation))
    )
  }
}

#' Accept the targets of a cross-entropy loss.
#'
#' They are numbers from 0 to 1, and with softmax each row adds up to 1.
#' @noRd
check_targets <- function(y, loss, argument) {
  fused_with <- lookup(loss, LOSSES)$fused_with
  if (is.null(fused_with)) return(invisible())
  requirement <- sprintf("a number from 0 to 1 with the loss %s", entry_name(loss))
  refuse_first(y < 0 | y > 1, y, "E_RANGE", argument, requirement)
  totals <- rowSums(y)
  far <- which(abs(totals - 1) > 1e-9)
  if (fused_with == "softmax" && length(far)) {
    requirement <- sprintf("a row that adds up to 1 with the loss %s", entry_name(loss))
    fail(
      "E_RANGE",
      sprintf("%s[%d]", argument, far[1L] - 1L),
      requirement,
      describe(round(totals[[far[1L]]], 9))
    )
  }
}

#' Say whether the targets are one word for each sample, and not numbers; one without a word among
#' words is refused.
#' @noRd
is_text <- function(y) {
  if (!in_one_column(y) || is_object(y) && !is.data.frame(y)) return(FALSE)
  cells <- if (is.data.frame(y)) y[[1L]] else y
  values <- is.atomic(cells) || is.vector(cells) && !is.expression(cells)
  if (is.numeric(cells) || is.logical(cells) || !values) return(FALSE)
  are_words <- function(values) {
    if (is.character(values) || is.factor(values)) !is.na(values) else rep(FALSE, length(values))
  }
  if (is.list(cells)) {
    is_row <- function(cell) is_list(cell) && length(cell) == 1L
    if (all(vapply(cells, is_row, NA))) cells <- lapply(cells, `[[`, 1L)
    words <- vapply(cells, function(cell) length(cell) == 1L && are_words(cell), NA)
    missing <- vapply(cells, is_missing, NA)
  } else {
    words <- are_words(cells)
    missing <- is.na(cells)
  }
  gaps <- if (any(words)) which(missing)
  if (length(gaps)) fail("E_TYPE", sprintf("y[%d]", gaps[1L] - 1L), "a label", "nothing")
  if (!all(words)) return(FALSE)
  check_words(unlist(cells), "y")
  TRUE
}

#' Say whether an array or a list has one value for each sample, and one sample at least.
#' @noRd
in_one_column <- function(values) {
  shape <- dim(values)
  length(values) > 0L && (length(shape) < 2L || length(shape) == 2L && shape[2L] == 1L)
}

#' Say whether the targets count classes, one for each sample, by truth values or by whole numbers
#' of an integer type: from 0 or 1 on, none left out, or -1 and 1.
#'
#' More than ten are classes only if they are no more than half of the samples.
#' @noRd
counts_classes <- function(y) {
  values <- if (is.data.frame(y) && ncol(y) == 1L) y[[1L]] else y
  if (is.list(values) && !is.data.frame(values)) {
    cells <- lapply(values, function(row) {
      if (is.list(row) && length(row) == 1L) row[[1L]] else row
    })
    whole <- vapply(cells, function(cell) is.integer(cell) || is.logical(cell), NA)
    values <- if (all(lengths(cells) == 1L & whole)) unlist(cells) else "other values"
  }
  if (!in_one_column(values) || !is.integer(values) && !is.logical(values) || anyNA(values)) {
    return(FALSE)
  }
  found <- sort(unique(as.integer(values)))
  last <- found[length(found)]
  few <- length(found) <= max(10, length(values) / 2)
  in_a_row <- found[1L] %in% 0:1 && last - found[1L] == length(found) - 1L
  length(found) > 1L && few && in_a_row || identical(found, c(-1L, 1L))
}

#' Return a label as a word, a truth value or a number; a whole number as an integer.
#' @noRd
plain_label <- function(value) {
  whole <- is.double(value) && all(value == floor(value) & abs(value) < 2^31)
  if (whole) as.integer(value) else as.vector(value)
}

#' Accept different labels, two or more, as classes; where some are known, the same; NULL: they are
#' found.
#' @noRd
check_classes <- function(classes, known = NULL) {
  if (is.null(classes)) return(known)
  requirement <- "a list of two different labels or more"
  labels <- is_list(classes) || is.atomic(classes) && (!is.object(classes) || is.factor(classes))
  if (!labels || is.raw(classes) || length(dim(classes)) > 1L) {
    fail("E_TYPE", "classes", requirement, describe(classes))
  }
  found <- if (is.factor(classes)) as.list(as.character(classes)) else as.list(classes)
  for (place in seq_along(found)) {
    label <- found[[place]]
    is_word <- (is.character(label) || is.logical(label)) && length(label) == 1L && !is.na(label)
    if (!is_word) check_number(label, sprintf("classes[%d]", place - 1L))
  }
  check_words(Filter(is.character, found), "classes")
  labels <- plain_label(unlist(found))
  if (length(unique(labels)) < max(2L, length(labels))) {
    fail("E_RANGE", "classes", requirement, describe(found))
  }
  if (!is.null(known) && !setequal(labels, known)) {
    requirement <- paste0("those of training, ", paste(class_names(known), collapse = ", "))
    fail("E_CHOICE", "classes", requirement, paste(class_names(labels), collapse = ", "))
  }
  if (is.null(known)) labels else known
}

#' Turn labels into numbers: one-hot rows for a softmax output, else 0 and 1 for two labels.
#'
#' Labels are words, for softmax also numbers in one column, and where they may be `counted` what
#' counts classes; other targets stay as they are. Unless `classes` lists the classes, they are all
#' labels that occur, in ascending order, of a factor in that of its levels.
#' @noRd
encode_labels <- function(y, activation, classes = NULL, counted = FALSE) {
  softmax <- entry_name(activation) == "softmax"
  known <- !is.null(classes) && !is.character(classes)
  if (!is_text(y)) {
    numbers <- check_matrix(as_column(y), "y")
    if (ncol(numbers) > 1L || !(softmax || known || counted && counts_classes(y))) {
      return(list(y = numbers, classes = classes))
    }
  }
  labels <- if (is.list(y)) unlist(y) else y
  if (is.null(classes)) classes <- sort_words(plain_label(labels), labels)
  labels <- plain_label(labels)
  unknown <- which(!labels %in% classes)
  if (length(unknown)) {
    known_names <- paste("one of", paste(class_names(classes), collapse = ", "))
    fail("E_CHOICE", sprintf("y[%d]", unknown[1L] - 1L), known_names, describe(labels[unknown[1L]]))
  }
  if (length(classes) < 2L || length(classes) > 2L && !softmax) {
    more <- if (length(classes) > 2L) "; of more where output_activation is left out" else ""
    fitting <- "labels of two classes or more"
    requirement <- if (softmax) fitting else paste0("numbers, or labels of two classes", more)
    found <- if (length(classes) > 1L) sprintf("%d classes", length(classes)) else "1 class"
    fail("E_RANGE", "y", requirement, found)
  }
  places <- matrix(match(labels, classes) - 1, ncol = 1L)
  list(y = if (softmax) one_hot(places, length(classes)) else places, classes = classes)
}

#' Return the classes as words; where they have no names, 0, 1, ...
#' @noRd
class_names <- function(classes, count = 0) {
  found <- if (is.null(classes)) seq_len(count) - 1 else classes
  vapply(as.list(found), function(name) if (is.character(name)) name else describe(name), "")
}

#' Return the names of class numbers, which count from 0; the numbers if the classes have no names.
#' @noRd
name_classes <- function(places, classes) {
  if (is.null(classes)) places else classes[places + 1]
}
