# The table of activations: name -> f, its derivative, and properties such as its range.
#
# An entry is an `Activation`. To add one, write one entry in ACTIVATIONS here and in Python; a
# function of more than a line goes into activation_functions. Z and A = f(Z) are n x n_l, small
# letters are one element of them.

UNBOUNDED <- c(-Inf, Inf)

#' An entry of the table of activations.
#'
#' value(Z, ops): A = f(Z).
#' derivative(Z, A, ops): f'(Z); NULL if f is not elementwise.
#' backward(dA, Z, A, ops): dZ if f is not elementwise, else NULL: dZ is then dA * f'(Z). Such an
#'   activation is for the output layer only.
#' name, parameters: what the entry is called, and the values it has for its parameters.
#' family: how an entry with other parameters is made; NULL if it has none.
#' needs_Z: whether the derivative reads Z; where it reads A alone, Z need not be stored.
#' kinks: the z where f' jumps.
#' probabilities: whether the outputs can be read as probabilities of classes.
#' range: the smallest and the largest number that f comes near, rounded outward.
#' @noRd
Activation <- function(value, derivative, backward = NULL, name = "custom", parameters = list(),
                       family = NULL, needs_Z = TRUE, kinks = NULL, probabilities = FALSE,
                       range = UNBOUNDED) {
  as.list(environment())
}

#' Leaky rectified linear unit: f(z) = z for z > 0, else alpha z (Maas et al. 2013).
#'
#' f'(z) = 1 for z > 0, else alpha.
#' @noRd
leaky_relu <- function(alpha = 0.01) {
  force(alpha)
  Activation(
    value = function(Z, ops) above_zero_or(Z, alpha * Z),
    derivative = function(Z, A, ops) replace(matrix(alpha, nrow(Z), ncol(Z)), Z > 0, 1),
    name = "leaky_relu",
    parameters = list(alpha = alpha),
    family = Family(leaky_relu, list(alpha = check_number)),
    kinks = 0,
    range = if (alpha > 0) UNBOUNDED else c(0, Inf)
  )
}

#' Exponential linear unit: f(z) = z for z > 0, else alpha (exp(z) - 1) (Clevert et al. 2016).
#'
#' f'(z) = 1 for z > 0, else a + alpha.
#' @noRd
elu <- function(alpha = 1) {
  force(alpha)
  Activation(
    value = function(Z, ops) above_zero_or(Z, alpha * ops$expm1(negative_part(Z))),
    derivative = function(Z, A, ops) replace(A + alpha, Z > 0, 1),
    name = "elu",
    parameters = list(alpha = alpha),
    family = Family(elu, list(alpha = check_number)),
    kinks = 0,
    range = c(0 - max(alpha, 0), Inf)
  )
}

ACTIVATIONS <- list(
  # f(z) = z; f'(z) = 1
  identity = Activation(
    value = function(Z, ops) Z,
    derivative = function(Z, A, ops) matrix(1, nrow(A), ncol(A)),
    needs_Z = FALSE
  ),
  # f(z) = 1 / (1 + exp(-z)); f'(z) = a (1 - a)
  sigmoid = Activation(
    value = function(Z, ops) ops$sigmoid(Z),
    derivative = function(Z, A, ops) A * (1 - A),
    needs_Z = FALSE,
    probabilities = TRUE,
    range = c(0, 1)
  ),
  # f(z) = tanh(z); f'(z) = 1 - a^2
  tanh = Activation(
    value = function(Z, ops) ops$tanh(Z),
    derivative = function(Z, A, ops) 1 - A * A,
    needs_Z = FALSE,
    range = c(-1, 1)
  ),
  # f(z) = max(z, 0); f'(z) = 1 for a > 0, else 0
  relu = Activation(
    value = relu,
    derivative = function(Z, A, ops) (A > 0) + 0,
    needs_Z = FALSE,
    kinks = 0,
    range = c(0, Inf)
  ),
  leaky_relu = leaky_relu(),
  elu = elu(),
  selu = Activation(
    value = selu, derivative = selu_derivative, kinks = 0, range = c(-1.7580993408473769, Inf)
  ),
  # f(z) = log(1 + exp(z)); f'(z) = 1 / (1 + exp(-z)) (Dugas et al. 2001)
  softplus = Activation(
    value = function(Z, ops) ops$softplus(Z),
    derivative = function(Z, A, ops) ops$sigmoid(Z),
    range = c(0, Inf)
  ),
  softsign = Activation(value = softsign, derivative = softsign_derivative, range = c(-1, 1)),
  # the smallest value is at z = -1.2784645
  silu = Activation(
    value = silu, derivative = silu_derivative, range = c(-0.27846454276107380, Inf)
  ),
  # the smallest value is at z = -0.7524614
  gelu = Activation(
    value = gelu, derivative = gelu_derivative, range = c(-0.17004075057125406, Inf)
  ),
  hard_sigmoid = Activation(
    value = hard_sigmoid,
    derivative = hard_sigmoid_derivative,
    kinks = c(-3, 3),
    range = c(0, 1)
  ),
  # not elementwise: a value depends on all outputs of its row
  softmax = Activation(
    value = softmax,
    derivative = NULL,
    backward = softmax_backward,
    needs_Z = FALSE,
    probabilities = TRUE,
    range = c(0, 1)
  )
)

#' Accept a name in ACTIVATIONS, a name with parameters, or a pair of functions.
#'
#' The result is the name, or the entry that the parameters or the functions value(Z, ops) and
#' derivative(Z, A, ops) make. A pair may have a name that is not in the table. Errors: E_CHOICE,
#' E_TYPE, E_FORMAT, and those of the parameters' checks.
#' @noRd
choose_activation <- function(choice, argument) {
  if (!is_object(choice) || !"value" %in% names(choice)) {
    return(choose_entry(choice, argument, ACTIVATIONS))
  }
  for (key in c("value", "derivative")) {
    if (!is.function(choice[[key]])) {
      fail("E_TYPE", paste0(argument, ".", key), "a function", describe(choice[[key]]))
    }
  }
  name <- if (is.null(choice[["name"]])) "custom" else choice[["name"]]
  if (name %in% names(ACTIVATIONS)) {
    requirement <- "a name that is not in the table of activations"
    fail("E_CHOICE", paste0(argument, ".name"), requirement, describe(name))
  }
  Activation(choice$value, choice$derivative, name = name)
}

#' Accept what choose_activation returned for a hidden layer: anything but softmax.
#' @noRd
refuse_softmax <- function(chosen, argument) {
  if (entry_name(chosen) == "softmax") {
    hidden <- paste(setdiff(names(ACTIVATIONS), "softmax"), collapse = ", ")
    fail("E_CHOICE", argument, sprintf("one of %s in a hidden layer", hidden), describe("softmax"))
  }
  chosen
}
