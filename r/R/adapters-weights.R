# Weights alone as a model: what they do not say, the arguments have to.

#' Accept arguments that say the activations of so many layers, which weights alone do not.
#' @noRd
check_said <- function(arguments, layers) {
  for (name in c(if (layers > 1L) "activation", "output_activation")) {
    if (!name %in% names(arguments)) {
      fail("E_USAGE", name, "given, as weights alone do not say it", "nothing")
    }
  }
}

#' Make a model of weights alone, whose activations the arguments have to say.
#' @noRd
model_of_weights <- function(layers, arguments) {
  check_said(arguments, length(layers))
  do.call(mlp_from_layers, c(list(layers), arguments), quote = TRUE)
}
