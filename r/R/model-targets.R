# Find the kind of a model's targets, and shape its predictions in the same way.

#' Choose the output activation and the loss where they are NULL, for labels of `classes` classes; 0
#' for numbers.
#' @noRd
choose_output <- function(activation, loss, classes = 0) {
  many <- classes > 2
  if (is.null(activation)) {
    wanted <- if (is.null(loss)) NULL else lookup(loss, LOSSES)$fused_with
    activation <- if (!is.null(wanted)) wanted else if (many) "softmax" else "sigmoid"
  }
  if (is.null(loss)) {
    softmax <- entry_name(activation) == "softmax"
    loss <- if (many && softmax) "cross_entropy" else "half_squared_error"
  }
  list(activation = activation, loss = loss)
}

#' Say whether whole numbers can be classes: the output activation that is asked for, if any, is
#' sigmoid or softmax, and the loss, if any, one of probabilities.
#' @noRd
may_count_classes <- function(activation, loss) {
  of_classes <- is.null(activation) || entry_name(activation) %in% c("sigmoid", "softmax")
  of_classes && (is.null(loss) || is_fused(loss))
}

#' Count the classes of targets that are labels, also where they may be `counted`; of numbers there
#' are 0.
#' @noRd
count_labels <- function(y, counted) {
  if (!is_text(y) && !(counted && counts_classes(y))) return(0)
  labels <- if (is.list(y)) unlist(y) else y
  length(unique(as.vector(labels)))
}

#' Say what targets are: "labels", several independent ones at once; "values", a plain list of n
#' numbers or labels; or a "matrix".
#'
#' y is what they became as an n x n_L matrix of numbers.
#' @noRd
find_target_kind <- function(targets, y, activation) {
  if (entry_name(activation) != "softmax" && are_independent(y)) return("labels")
  shape <- if (is.data.frame(targets)) dim(targets) else dim(as_array(targets))
  if (ncol(y) == 1L && length(shape) < 2L) "values" else "matrix"
}

#' Return outputs in the shape of the targets: one column for a plain list as n values.
#' @noRd
shape_answer <- function(found, target_kind) {
  if (identical(target_kind, "values") && ncol(found) == 1L) found[, 1L] else found
}

#' Return metrics by name; they are those of several labels at once where the model's targets are,
#' or if the model does not know, where y is.
#' @noRd
metrics_for <- function(names, y, target_kind) {
  independent <- if (is.null(target_kind)) are_independent(y) else target_kind == "labels"
  choose_metrics(names, independent)
}
