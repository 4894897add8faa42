# The article's names, their places in the network, and their equations in SPEC's notation.
#
# The article is "Understanding and coding Neural Networks From Scratch in Python and R".

QUANTITIES <- c("W", "b", "Z", "A", "slope", "dA", "dZ")

#' The quantity and the layer l that a name stands for.
#' @noRd
Place <- function(quantity, l) {
  list(quantity = quantity, l = l)
}

#' Return the place of every name of a network of L layers.
#'
#' X is A_0, and y is the target.
#' @noRd
name_places <- function(L) {
  places <- list(X = Place("A", 0), y = Place("y", L))
  for (l in seq_len(L)) {
    for (quantity in QUANTITIES) {
      places[[article_name(quantity, l, L)]] <- Place(quantity, l)
    }
  }
  places
}

#' Write a quantity in SPEC's notation: the article's E and deltas are minus derivatives.
#' @noRd
symbol <- function(quantity, l) {
  if (quantity == "y") return("y")
  if (quantity == "A" && l == 0) return("X")
  switch(
    quantity,
    slope = sprintf("f_%.0f'(Z_%.0f)", l, l),
    dA = sprintf("-dA_%.0f", l),
    dZ = sprintf("-dZ_%.0f", l),
    sprintf("%s_%.0f", quantity, l)
  )
}

#' Write how a quantity is computed, in SPEC's notation; an input has no equation.
#' @noRd
equation <- function(quantity, l, L, bias = TRUE) {
  if (quantity == "y" || l == 0) return("")
  below <- symbol("A", l - 1)
  number <- sprintf("%.0f", l)
  text <- switch(quantity,
    Z = paste0("Z_# = ", below, " W_#", if (bias) " + b_#" else ""),
    A = "A_# = f_#(Z_#)",
    slope = "f_#'(Z_#)",
    dA = if (l == L) "-dA_# = -dJ/dA_#" else sprintf("-dA_# = -dZ_%.0f W_%.0f^T", l + 1, l + 1),
    dZ = "-dZ_# = -dA_# * f_#'(Z_#)",
    W = paste0("W_# <- W_# - learning_rate dW_#, dW_# = ", below, "^T dZ_#"),
    b = "b_# <- b_# - learning_rate db_#, db_# = column sums of dZ_#"
  )
  gsub("#", number, text, fixed = TRUE)
}
