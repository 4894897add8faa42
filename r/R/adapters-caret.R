# R only: the network as a method of caret.

#' The network as a method of caret
#'
#' A description of [mlp()] that `caret::train` accepts as its `method`: it tunes the units of the
#' hidden layer, `hidden`, and the penalty on weights, `l2`; the other arguments of [fit_mlp()] are
#' given to `train` and handed on. Classes and numbers, probabilities, weights of samples.
#'
#' @return A list, as caret describes it for models of one's own.
#' @examples
#' names(caret_twinmlp())
#' if (requireNamespace("caret", quietly = TRUE)) {
#'   found <- caret::train(
#'     Species ~ ., iris, method = caret_twinmlp(),
#'     tuneGrid = data.frame(hidden = 3, l2 = c(0, 0.01)),
#'     trControl = caret::trainControl("cv", number = 2),
#'     scale = "standard", epochs = 50
#'   )
#'   found$bestTune
#' }
#' @export
caret_twinmlp <- function() {
  list(
    label = "Multi-Layer Perceptron, twinmlp", library = "twinmlp", loop = NULL,
    type = c("Classification", "Regression"), tags = c("Neural Network", "L2 Regularization"),
    parameters = data.frame(
      parameter = c("hidden", "l2"), class = "numeric", label = c("Hidden Units", "L2 Penalty")
    ),
    grid = caret_grid,
    fit = function(x, y, wts, param, lev, last, weights, classProbs, ...) {
      fit_mlp(x, y, l2 = param$l2, weights = wts, hidden = param$hidden, ...)
    },
    predict = function(modelFit, newdata, submodels = NULL) {
      is_class <- identical(modelFit$problemType, "Classification")
      stats::predict(modelFit, newdata, type = if (is_class) "class" else "response")
    },
    prob = function(modelFit, newdata, submodels = NULL) {
      found <- stats::predict(modelFit, newdata, type = "probability")
      stats::setNames(as.data.frame(found), modelFit$obsLevels)
    },
    predictors = function(x, ...) x$xNames,
    levels = function(x) x$obsLevels,
    # From the simplest network on.
    sort = function(x) x[order(x$hidden, -x$l2), ]
  )
}

#' What caret tries: a grid, or so many at random.
#' @noRd
caret_grid <- function(x, y, len = NULL, search = "grid") {
  if (search == "grid") {
    return(expand.grid(hidden = 2 * seq_len(len) - 1, l2 = c(0, 10^-seq_len(len)[-1L])))
  }
  data.frame(hidden = sample.int(20L, len, replace = TRUE), l2 = 10^stats::runif(len, -5, 1))
}
