# Targets and weights: labels as numbers and back, and the weights of samples and classes.

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
  bad <- which(t(y < 0 | y > 1))[1L] - 1L
  if (!is.na(bad)) {
    index <- c(bad %/% ncol(y), bad %% ncol(y))
    place <- paste0("[", index, "]", collapse = "")
    requirement <- sprintf("a number from 0 to 1 with the loss %s", entry_name(loss))
    fail(
      "E_RANGE", paste0(argument, place), requirement, describe(y[index[1L] + 1L, index[2L] + 1L])
    )
  }
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

#' Accept one weight, 0 or more and not all 0, for each of n samples; NULL: no weights.
#' @noRd
check_weights <- function(weights, argument, n) {
  if (is.null(weights)) return(NULL)
  vector <- check_vector(weights, argument, n)
  bad <- which(vector < 0)
  if (length(bad)) {
    place <- sprintf("%s[%d]", argument, bad[1L] - 1L)
    fail("E_RANGE", place, "a number, 0 or more", describe(vector[bad[1L]]))
  }
  if (all(vector == 0)) {
    fail("E_RANGE", argument, "numbers of which one at least is above 0", "zeros")
  }
  vector
}

#' Say whether the targets are one word for each sample, and not numbers.
#' @noRd
is_text <- function(y) {
  are_words <- function(values) (is.character(values) || is.factor(values)) && !anyNA(values)
  if (is.list(y) && !is.data.frame(y)) {
    cells <- lapply(y, function(row) if (is.list(row) && length(row) == 1L) row[[1L]] else row)
    return(length(y) > 0L && all(lengths(cells) == 1L) && all(vapply(cells, are_words, NA)))
  }
  in_one_column <- length(dim(y)) < 2L || length(dim(y)) == 2L && ncol(y) == 1L
  in_one_column && length(y) > 0L && are_words(if (is.data.frame(y)) y[[1L]] else y)
}

#' Turn labels into numbers: one-hot rows for a softmax output, else 0 and 1 for two words.
#'
#' Labels are words, or for softmax also numbers in one column; other targets stay as they are.
#' Unless `classes` lists the classes, they are all labels that occur, in ascending order (of a
#' factor: its levels, in their order).
#' @noRd
encode_labels <- function(y, activation, classes = NULL) {
  words <- is_text(y)
  softmax <- entry_name(activation) == "softmax"
  if (!words) {
    y <- check_matrix(as_column(y), "y")
    if (!softmax || ncol(y) > 1L) return(list(y = y, classes = classes))
  }
  labels <- if (is.list(y)) unlist(y) else y
  if (is.null(classes)) {
    classes <- if (is.factor(labels)) {
      levels(labels)
    } else {
      sort(unique(as.vector(labels)), method = "radix")
    }
  }
  labels <- as.vector(labels)
  unknown <- which(!labels %in% classes)
  if (length(unknown)) {
    known <- paste("one of", paste(class_names(classes), collapse = ", "))
    fail("E_CHOICE", sprintf("y[%d]", unknown[1L] - 1L), known, describe(labels[unknown[1L]]))
  }
  if (length(classes) < 2L || length(classes) > 2L && !softmax) {
    more <- if (length(classes) > 2L) "; of more where output_activation is left out" else ""
    requirement <- if (softmax) {
      "labels of two classes or more"
    } else {
      paste0("numbers, or labels of two classes", more)
    }
    fail(
      "E_RANGE",
      "y",
      requirement,
      if (length(classes) > 1L) sprintf("%d classes", length(classes)) else "1 class"
    )
  }
  places <- matrix(match(labels, classes) - 1, ncol = 1L)
  list(y = if (softmax) one_hot(places, length(classes)) else places, classes = classes)
}

#' Return the classes as words; where they have no names, 0, 1, ... for so many.
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

#' Return the class number of every sample, and how many samples every class has.
#'
#' Targets are 0 and 1, or one-hot rows.
#' @noRd
class_sizes <- function(y) {
  binary <- all(y == 0 | y == 1)
  if (!binary || ncol(y) > 1L && !all(rowSums(y) == 1)) {
    fail(
      "E_TYPE",
      "class_weight",
      "null where the targets are not classes (0 and 1, or one-hot rows)",
      "weights"
    )
  }
  places <- if (ncol(y) == 1L) y[, 1L] else apply(y, 1L, which.max) - 1
  list(places = places, sizes = as.double(tabulate(places + 1, max(2, ncol(y)))))
}

#' Return the weight of every sample, which is that of its class.
#'
#' "balanced" is n / (classes * samples of the class). Otherwise class_weight has one weight for
#' each class: a list in the order of the classes, or an object by their names.
#' @noRd
class_weights <- function(y, class_weight, classes = NULL) {
  if (is.null(class_weight)) return(NULL)
  counted <- class_sizes(y)
  sizes <- counted$sizes
  names <- class_names(classes, length(sizes))
  if (is.character(class_weight)) {
    if (!identical(class_weight, "balanced")) {
      fail(
        "E_CHOICE",
        "class_weight",
        "null, balanced or one number for each class",
        describe(class_weight)
      )
    }
    return(nrow(y) / (length(sizes) * sizes[counted$places + 1]))
  }
  if (!is.null(names(class_weight))) {
    by_class <- as.list(class_weight)
    for (name in names(by_class)) {
      if (!name %in% names) {
        fail(
          "E_CHOICE", "class_weight", paste("one of", paste(names, collapse = ", ")), describe(name)
        )
      }
    }
    weight_of <- function(name) {
      check_number(
        if (name %in% names(by_class)) by_class[[name]] else 1, paste0("class_weight.", name)
      )
    }
    class_weight <- vapply(names, weight_of, 0)
  }
  check_weights(unname(class_weight), "class_weight", length(sizes))[counted$places + 1]
}

#' Multiply two kinds of weights, of which either may be missing.
#' @noRd
combine_weights <- function(sample_weight, by_class) {
  if (is.null(sample_weight) || is.null(by_class)) {
    return(if (is.null(sample_weight)) by_class else sample_weight)
  }
  sample_weight * by_class
}
