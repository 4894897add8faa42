# R only: the help page of the package.

#' twinmlp: one multi-layer perceptron, written twice
#'
#' A multi-layer perceptron from scratch in base R. Its twin is the NumPy package of the same name:
#' the same functions, names and defaults, and every number of every training step is checked
#' between the two.
#'
#' Where to begin:
#' * [mlp()] trains a network on a matrix or a data frame, or by a formula;
#'   [predict][predict.twinmlp()], `print`, `summary`, [plot][plot.twinmlp()] and
#'   [coef][coef.twinmlp()] read it.
#' * [mlp_metrics()] and [confusion_matrix()] say how good it is; [gradcheck()] holds its
#'   derivatives against finite differences; [layer_outputs()] gives what every layer computes.
#' * [partial_fit()] goes on with the training, [mlp_resume()] from a checkpoint; [write_mlp()]
#'   and [read_mlp()] keep a network in a file that both languages read.
#' * [mlp_trace()] and [run_case()] record every number of the training steps; [compare_traces()]
#'   finds the first one that differs from another trace, and [plot_steps()] draws them.
#' * [stream()], [uniform()], [normal()] and [permutation()] draw the random numbers of NumPy or
#'   of R, without touching R's own stream; [moons()] and [blobs()] make data with them.
#' * [caret_twinmlp()] and [fit_mlp()] make it a model of caret, parsnip and mlr3;
#'   [tidy][tidy.twinmlp()], `glance`, `augment` and [autoplot][autoplot.twinmlp()] work where the
#'   packages of these generics are.
#'
#' `vignette("article", package = "twinmlp")` builds a network step by step. The equations are in
#' `system.file("fixtures/SPEC.md", package = "twinmlp")`.
#'
#' @examples
#' # Learn the exclusive or.
#' x <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))
#' y <- c(0, 1, 1, 0)
#' model <- mlp(x, y, hidden = 4, learning_rate = 1, epochs = 2000)
#' model
#' round(predict(model, x), 2)
#' @importFrom graphics plot
#' @importFrom stats case.names coef fitted formula model.frame model.matrix nobs predict residuals
#' @importFrom stats update
#' @rawNamespace if (Sys.getenv("TWINMLP_CORE") != "no")
#'   useDynLib(twinmlp, .registration = TRUE, .fixes = "C_")
"_PACKAGE"
