# The article's names of quantities, and its formula of the error for each loss.

# The article's names of layer l; %s is its number, empty in a network with one hidden layer.
HIDDEN_NAMES <- c(
  Z = "hidden_layer_input%s", A = "hiddenlayer_activations%s", slope = "slope_hidden_layer%s",
  dA = "Error_at_hidden_layer%s", dZ = "d_hiddenlayer%s", W = "wh%s", b = "bh%s"
)
OUTPUT_NAMES <- c(
  Z = "output_layer_input", A = "output", slope = "slope_output_layer",
  dA = "E", dZ = "d_output", W = "wout", b = "bout"
)

#' The article's name for a quantity of layer l of L; layer 0 is the input X.
#' @noRd
article_name <- function(quantity, l, L) {
  if (l == 0) return("X")
  if (l == L) return(OUTPUT_NAMES[[quantity]])
  sprintf(HIDDEN_NAMES[[quantity]], if (L == 2) "" else format(l))
}

# What the article's E = y - output is with other losses; a fused loss has y - output, too.
ERRORS_OF_LOSSES <- list(
  squared_error = "2 * (y - output)", absolute_error = "sign(y - output)",
  huber = "(y - output, at most delta in size)"
)

#' Write the formula of the error with the article's sign: -dA_L, or of a fused loss -dZ_L.
#' @noRd
error_formula <- function(loss, reduction = "sum", weighted = FALSE) {
  error <- ERRORS_OF_LOSSES[[entry_name(loss)]]
  if (is.null(error)) error <- if (weighted || reduction == "mean") "(y - output)" else "y - output"
  paste0(if (weighted) "weight * ", error, if (reduction == "mean") " / n")
}
