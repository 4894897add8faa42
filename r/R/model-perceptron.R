# The threshold unit in the article's three forms: threshold alone, weights, weights and bias.

#' The threshold unit
#'
#' Return 1 if x_1 w_1 + x_2 w_2 + ... + bias > threshold, else 0; without weights all are 1.
#'
#' Errors: E_TYPE or E_SHAPE for other inputs or weights. Source: McCulloch and Pitts (1943);
#' Rosenblatt (1958).
#'
#' @param x The inputs, a list of numbers.
#' @param weights One number for each input, or `NULL`; default `NULL`.
#' @param bias A number; default 0.
#' @param threshold A number; default 0.
#' @return 1 or 0.
#' @examples
#' perceptron(c(0, 1, 1))
#' perceptron(c(0, 1, 1), weights = c(2, 3, 4))
#' perceptron(c(0, 1, 1), weights = c(2, 3, 4), bias = -8)
#' @export
perceptron <- function(x, weights = NULL, bias = 0, threshold = 0) {
  inputs <- check_vector(x, "x")
  n <- length(inputs)
  w <- if (is.null(weights)) rep(1, n) else check_vector(weights, "weights", n)
  total <- NATIVE$total(inputs * w) + check_number(bias, "bias")
  if (total > check_number(threshold, "threshold")) 1 else 0
}
