# R only: a training as caret, parsnip and mlr3 ask for it.

#' Train a network for a package that tries many models
#'
#' What [caret_twinmlp()], the engine "twinmlp" of parsnip's `mlp()` and the learners "twinmlp" of
#' mlr3 train with. It is [mlp()], but targets that are no factor are numbers, whatever they are:
#' the output activation is identity for them.
#'
#' Where these packages are installed, twinmlp adds itself to them as soon as both are loaded:
#' `parsnip::set_engine(parsnip::mlp(mode = "classification"), "twinmlp")`, and
#' `mlr3::lrn("classif.twinmlp")` or `mlr3::lrn("regr.twinmlp")`, whose parameters are the arguments
#' of [mlp()]. parsnip's arguments are `hidden_units` (`hidden`), `penalty` (`l2`), `dropout`,
#' `epochs`, `activation` (which parsnip before 1.2.0 has for its own engines only) and
#' `learn_rate` (`learning_rate`), in the words of [mlp()]; the other arguments of [mlp()] are given
#' to `set_engine()`.
#'
#' @param x The inputs, n x n_0: a matrix or a data frame of numbers.
#' @param y The targets: a factor of classes, or numbers.
#' @param l2 Factor of the penalty on weights, 0 or more; default 0, no penalty but that of
#'   `penalty`, if that is among the arguments.
#' @param weights Weights of the samples, or `NULL`, the default.
#' @param hidden,optimizer,learning_rate,epochs As for [mlp()]; the defaults suit data as they come,
#'   and are those of Python's estimators.
#' @param ... Other arguments of [mlp()].
#' @return A model as of [mlp()].
#' @examples
#' model <- fit_mlp(
#'   mtcars[c("wt", "qsec")], mtcars$cyl, l2 = 0.01,
#'   scale = "standard", epochs = 200
#' )
#' head(predict(model))
#' @export
fit_mlp <- function(
  x, y, l2 = 0, weights = NULL, hidden = 10, optimizer = "adam", learning_rate = 0.01,
  epochs = 500, ...
) {
  arguments <- list(
    hidden = hidden, optimizer = optimizer, learning_rate = learning_rate, epochs = epochs, ...
  )
  if (!is.factor(y) && is.null(arguments$output_activation)) {
    arguments$output_activation <- "identity"
  }
  # A class that a resample leaves out has its column all the same.
  if (is.factor(y) && is.null(arguments$classes)) arguments$classes <- levels(y)
  NOT_NEGATIVE(l2, "l2")
  if (l2 > 0) arguments$penalty$l2 <- l2
  arguments["sample_weight"] <- list(if (is.numeric(weights)) as.numeric(weights) else weights)
  if (is.data.frame(x)) x <- as.data.frame(x) # and no longer a tibble
  model <- do.call(mlp.default, c(list(x, y), arguments), quote = TRUE)
  # Without the data, which do.call has written into it.
  model$call <- match.call()
  model
}
