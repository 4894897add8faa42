# One table: name -> activation function and derivative.
#
# A = f(Z), and f'(Z), which may use A because many derivatives are shorter in terms of it.

ACTIVATIONS <- list(
  # f(z) = z; f'(z) = 1
  identity = list(
    value = function(Z, ops) Z,
    derivative = function(Z, A, ops) matrix(1, nrow(Z), ncol(Z))
  ),
  # f(z) = 1 / (1 + exp(-z)); f'(z) = a (1 - a)
  sigmoid = list(
    value = function(Z, ops) ops$sigmoid(Z),
    derivative = function(Z, A, ops) A * (1 - A)
  ),
  # f(z) = tanh(z); f'(z) = 1 - a^2
  tanh = list(
    value = function(Z, ops) ops$tanh(Z),
    derivative = function(Z, A, ops) 1 - A * A
  ),
  # f(z) = max(z, 0), never -0; f'(z) = 1 for z > 0, else 0
  relu = list(
    value = function(Z, ops) replace(Z, Z <= 0, 0),
    derivative = function(Z, A, ops) (Z > 0) + 0
  )
)
