# Weights of samples and of classes in the loss.

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

#' Return the class number of every sample, and how many samples every class has.
#'
#' Targets are 0 and 1, or one-hot rows; the argument, of which `found` was found, needs them.
#' @noRd
class_sizes <- function(y, argument = "class_weight", found = "weights") {
  binary <- all(y == 0 | y == 1)
  if (!binary || ncol(y) > 1L && !all(rowSums(y) == 1)) {
    off <- if (found == "true") "false" else "null"
    requirement <- paste(off, "where the targets are not classes (0 and 1, or one-hot rows)")
    fail("E_TYPE", argument, requirement, found)
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
