# One table: name -> activation function and derivative.

#' A = f(Z), and f'(Z), which may use A because many derivatives are shorter in terms of it.
#'
#' backward(dA, Z, A, ops) gives dZ where f is not elementwise, so that it is not dA * f'(Z). of_Z: the derivative uses Z;
#' of the others Z need not be kept.
#' @noRd
Activation <- function(value, derivative, backward = NULL, name = "custom", parameters = list(), of_Z = TRUE) {
  list(value = value, derivative = derivative, backward = backward, name = name, parameters = parameters, of_Z = of_Z)
}

#' z for z <= 0, else 0: what exp and expm1 can take of any size.
#' @noRd
negative_part <- function(Z) {
  replace(Z, Z > 0, 0)
}

#' Z where it is above 0, else `below`.
#' @noRd
above_zero_or <- function(Z, below) {
  positive <- which(Z > 0)
  replace(below, positive, Z[positive])
}

#' f(z) = max(z, 0), never -0.
#' @noRd
relu <- function(Z, ops) {
  A <- pmax.int(0, Z) # of equal values the first
  dim(A) <- dim(Z)
  A
}

#' f(z) = z for z > 0, else alpha z; f'(z) = 1 for z > 0, else alpha.
#' @noRd
leaky_relu <- function(alpha = 0.01) {
  force(alpha)
  Activation(
    value = function(Z, ops) above_zero_or(Z, alpha * Z),
    derivative = function(Z, A, ops) replace(matrix(alpha, nrow(Z), ncol(Z)), Z > 0, 1),
    name = "leaky_relu", parameters = list(alpha = alpha)
  )
}

#' f(z) = z for z > 0, else alpha (exp(z) - 1); f'(z) = 1 for z > 0, else a + alpha.
#' @noRd
elu <- function(alpha = 1) {
  force(alpha)
  Activation(
    value = function(Z, ops) above_zero_or(Z, alpha * ops$expm1(negative_part(Z))),
    derivative = function(Z, A, ops) replace(A + alpha, Z > 0, 1),
    name = "elu", parameters = list(alpha = alpha)
  )
}

# selu's two constants, and their product, each rounded once: 1.0507..., 1.6732...
SELU_SCALE <- 0x1.0cfabd6a91132p+0
SELU_SCALE_ALPHA <- 0x1.c212cc640f031p+0

ACTIVATIONS <- list(
  # f(z) = z; f'(z) = 1
  identity = Activation(
    value = function(Z, ops) Z,
    derivative = function(Z, A, ops) matrix(1, nrow(A), ncol(A)),
    of_Z = FALSE
  ),
  # f(z) = 1 / (1 + exp(-z)); f'(z) = a (1 - a)
  sigmoid = Activation(
    value = function(Z, ops) ops$sigmoid(Z),
    derivative = function(Z, A, ops) A * (1 - A),
    of_Z = FALSE
  ),
  # f(z) = tanh(z); f'(z) = 1 - a^2
  tanh = Activation(
    value = function(Z, ops) ops$tanh(Z),
    derivative = function(Z, A, ops) 1 - A * A,
    of_Z = FALSE
  ),
  # f(z) = max(z, 0), never -0; f'(z) = 1 for a > 0, else 0
  relu = Activation(
    value = relu,
    derivative = function(Z, A, ops) (A > 0) + 0,
    of_Z = FALSE
  ),
  leaky_relu = leaky_relu(),
  elu = elu(),
  # f(z) = scale z for z > 0, else scale alpha (exp(z) - 1); f'(z) = scale for z > 0, else a + scale alpha
  selu = Activation(
    value = function(Z, ops) above_zero_or(SELU_SCALE * Z, SELU_SCALE_ALPHA * ops$expm1(negative_part(Z))),
    derivative = function(Z, A, ops) replace(A + SELU_SCALE_ALPHA, Z > 0, SELU_SCALE)
  ),
  # f(z) = log(1 + exp(z)); f'(z) = 1 / (1 + exp(-z))
  softplus = Activation(
    value = function(Z, ops) ops$softplus(Z),
    derivative = function(Z, A, ops) ops$sigmoid(Z)
  ),
  # f(z) = z / (1 + |z|); f'(z) = (1 / (1 + |z|))^2
  softsign = Activation(
    value = function(Z, ops) Z / (1 + abs(Z)),
    derivative = softsign_derivative
  ),
  # f(z) = z s with s = sigmoid(z); f'(z) = s + a (1 - s)
  silu = Activation(
    value = function(Z, ops) Z * ops$sigmoid(Z),
    derivative = silu_derivative
  ),
  # f(z) = z (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3))) / 2, as z s with s = sigmoid of twice what tanh is taken of
  gelu = Activation(value = gelu, derivative = gelu_derivative),
  # f(z) = z/6 + 1/2, not below 0 and not above 1; f'(z) = 1/6 for -3 < z < 3, else 0
  hard_sigmoid = Activation(
    value = hard_sigmoid,
    derivative = function(Z, A, ops) (Z > -3 & Z < 3) * (1 / 6)
  ),
  # f(z) = exp(z_k) / sum of exp(z_j) over the outputs j of a row; for the output layer only
  softmax = Activation(value = softmax, derivative = NULL, backward = softmax_backward, of_Z = FALSE)
)

ACTIVATION_FAMILIES <- list(
  leaky_relu = Family(leaky_relu, list(alpha = check_number)),
  elu = Family(elu, list(alpha = check_number))
)

#' A name in ACTIVATIONS, or the row that a name with parameters means, or that a pair of functions makes.
#' @noRd
choose_activation <- function(given, argument) {
  if (!is_object(given) || !"value" %in% names(given)) {
    return(choose_entry(given, argument, ACTIVATIONS, ACTIVATION_FAMILIES))
  }
  for (key in c("value", "derivative")) {
    if (!is.function(given[[key]])) fail("E_TYPE", paste0(argument, ".", key), "a function", describe(given[[key]]))
  }
  name <- if (is.null(given[["name"]])) "custom" else given[["name"]]
  if (name %in% names(ACTIVATIONS)) {
    fail("E_CHOICE", paste0(argument, ".name"), "a name that is not in the table of activations", describe(name))
  }
  Activation(given$value, given$derivative, name = name)
}

#' Accept what choose_activation gave for a hidden layer.
#' @noRd
refuse_softmax <- function(chosen, argument) {
  if (entry_name(chosen) == "softmax") {
    hidden <- paste(setdiff(names(ACTIVATIONS), "softmax"), collapse = ", ")
    fail("E_CHOICE", argument, sprintf("one of %s in a hidden layer", hidden), describe("softmax"))
  }
  chosen
}
