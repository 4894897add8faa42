# R only: pictures of a model for those who work with ggplot2.

AUTOPLOTS <- c("error", "weights")

#' A trained network as a ggplot
#'
#' The method of the generic `autoplot` of ggplot2; without it there is [plot.twinmlp()].
#'
#' Errors: E_CHOICE for another `which`, E_TYPE where "error" has no history, as that of a file.
#'
#' @param object A model made by [mlp()] or [read_mlp()].
#' @param which "error": what the history has for every epoch, of training and of validation;
#'   "weights": W of every layer; default "error".
#' @param ... Not used.
#' @return A ggplot.
#' @examples
#' model <- mlp(Species ~ ., iris, reduction = "mean", epochs = 50, metrics = "accuracy")
#' if (requireNamespace("ggplot2", quietly = TRUE)) {
#'   ggplot2::autoplot(model)
#'   ggplot2::autoplot(model, "weights")
#' }
#' @exportS3Method ggplot2::autoplot
autoplot.twinmlp <- function(object, which = "error", ...) {
  check_choice(which, "which", AUTOPLOTS)
  if (which == "weights") autoplot_weights(object) else autoplot_history(object)
}

#' The aesthetics of columns by their names.
#' @noRd
aesthetics <- function(...) do.call(ggplot2::aes, lapply(list(...), as.name))

#' A line for each quantity, training and validation side by side.
#' @noRd
autoplot_history <- function(object) {
  if (is.null(object$history)) {
    fail("E_TYPE", "object", "trained where `which` is \"error\"", "one without losses")
  }
  table <- history_table(object$history)
  ggplot2::ggplot(table, aesthetics(x = "epoch", y = "value", colour = "data")) +
    ggplot2::geom_line() +
    ggplot2::facet_wrap("quantity", scales = "free_y") +
    ggplot2::labs(x = "epoch", y = NULL, colour = NULL)
}

#' The history with a row for each epoch and quantity.
#' @noRd
history_table <- function(history) {
  names <- setdiff(names(history), c("epoch", "learning_rate"))
  do.call(rbind, lapply(names, function(name) {
    data.frame(
      epoch = history$epoch, quantity = sub("^validation_", "", name),
      data = if (startsWith(name, "validation_")) "validation" else "training",
      value = history[[name]]
    )
  }))
}

#' A tile for each weight, a panel for each layer, rows as in W; the biases are in the last, b.
#' @noRd
autoplot_weights <- function(object) {
  table <- stats::coef(object, "table")
  table$target <- factor(table$target, unique(table$target))
  table$source <- factor(table$source, c("b", rev(setdiff(table$source, "b")))) # from below
  table$layer <- paste("layer", table$layer)
  ggplot2::ggplot(table, aesthetics(x = "target", y = "source", fill = "value")) +
    ggplot2::geom_tile() +
    ggplot2::scale_fill_gradient2() +
    ggplot2::scale_x_discrete(guide = ggplot2::guide_axis(angle = 45)) +
    ggplot2::facet_wrap("layer", scales = "free") +
    ggplot2::labs(x = NULL, y = NULL, fill = "weight")
}
