# A layer's recorded matrices under the article's names and signs.

#' One layer's matrices with the article's sign; a fused loss leaves no dA, softmax no slope.
#' @noRd
article_layer <- function(layer, values) {
  derivative <- lookup(layer$activation, ACTIVATIONS)$derivative
  list(
    W = layer$W, b = if (is.null(layer$b)) NULL else matrix(layer$b, 1L),
    Z = values$Z, A = values$A,
    slope = if (is.null(derivative)) NULL else derivative(values$Z, values$A, REPRODUCIBLE),
    dA = if (is.null(values$dA)) NULL else -values$dA, dZ = -values$dZ,
    activation = layer$activation, dropped = !is.null(values$mask)
  )
}

#' An activation or its derivative as a formula, to stand after its name.
#' @noRd
activation_text <- function(layer, part) {
  formula <- activation_formula(layer$activation, part, short = TRUE)
  if (is.null(formula)) "" else paste(":", formula)
}

#' The article's name of what layer l takes in; with dropout, of what it leaves of it.
#' @noRd
name_below <- function(layers, l) {
  A <- article_name("A", l - 1, length(layers))
  if (l > 1 && layers[[l - 1]]$dropped) sprintf("dropout(%s)", A) else A
}

#' The matrices of these quantities and layers by the article's names, where they exist.
#' @noRd
gather <- function(layers, quantities, numbers) {
  found <- list()
  for (l in numbers) {
    for (q in quantities) found[[article_name(q, l, length(layers))]] <- layers[[l]][[q]]
  }
  found
}
