# One table: name -> starting weights, drawn from a stream.
#
# The parameters of a layer are list(W, b): W is inputs x units, b has `units` values or is NULL.

#' Draw n numbers uniform in [-limit, limit).
#' @noRd
uniform_within <- function(stream, n, limit) {
  uniform(stream, n, -limit, limit)
}

# The options with their defaults, and draw(stream, n, inputs, units, options, ops): n values.
INITIALIZERS <- list(
  zeros = list(options = list(), draw = function(stream, n, inputs, units, o, ops) list(values = numeric(n), stream = stream)),
  constant = list(options = list(value = 0), draw = function(stream, n, inputs, units, o, ops) list(values = rep(o$value, n), stream = stream)),
  uniform = list(options = list(low = 0, high = 1), draw = function(stream, n, inputs, units, o, ops) uniform(stream, n, o$low, o$high)),
  normal = list(options = list(mean = 0, sd = 1), draw = function(stream, n, inputs, units, o, ops) normal(stream, n, o$mean, o$sd, ops)),
  # limit = sqrt(6 / (inputs + units))
  glorot_uniform = list(options = list(), draw = function(stream, n, inputs, units, o, ops) uniform_within(stream, n, sqrt(6 / (inputs + units)))),
  # sd = sqrt(2 / (inputs + units))
  glorot_normal = list(options = list(), draw = function(stream, n, inputs, units, o, ops) normal(stream, n, 0, sqrt(2 / (inputs + units)), ops)),
  # limit = sqrt(6 / inputs)
  he_uniform = list(options = list(), draw = function(stream, n, inputs, units, o, ops) uniform_within(stream, n, sqrt(6 / inputs))),
  # sd = sqrt(2 / inputs)
  he_normal = list(options = list(), draw = function(stream, n, inputs, units, o, ops) normal(stream, n, 0, sqrt(2 / inputs), ops)),
  # limit = sqrt(3 / inputs)
  lecun_uniform = list(options = list(), draw = function(stream, n, inputs, units, o, ops) uniform_within(stream, n, sqrt(3 / inputs))),
  # sd = sqrt(1 / inputs)
  lecun_normal = list(options = list(), draw = function(stream, n, inputs, units, o, ops) normal(stream, n, 0, sqrt(1 / inputs), ops))
)

#' Draw W_1, b_1, W_2, b_2, ... after `skip` uniforms of the stream; W row by row, b only where a layer has a bias.
#' @noRd
initialize <- function(layers, initializer, seed = 42, generator = "numpy", skip = 0, ops = NATIVE) {
  if (is.list(initializer) && identical(initializer$name, "file")) return(parameters_from_file(layers, initializer))
  weights <- check_initializer(initializer, "initializer", "bias")
  given <- if (is.list(initializer)) initializer$bias
  biases <- check_initializer(if (is.null(given)) "zeros" else given, "initializer.bias")
  draws <- skip(stream(seed, generator), check_count(skip, "skip", 0))
  parameters <- list()
  for (layer in layers) {
    W <- INITIALIZERS[[weights$name]]$draw(draws, layer$inputs * layer$units, layer$inputs, layer$units, weights, ops)
    draws <- W$stream
    b <- NULL
    if (check_flag(if (is.null(layer$bias)) TRUE else layer$bias, "bias")) {
      b <- INITIALIZERS[[biases$name]]$draw(draws, layer$units, layer$inputs, layer$units, biases, ops)
      draws <- b$stream
    }
    W <- matrix(W$values, layer$inputs, layer$units, byrow = TRUE)
    parameters[[length(parameters) + 1L]] <- list(W = W, b = b$values)
  }
  parameters
}

#' Accept a name, or an object of a name and options; the result has all options.
#' @noRd
check_initializer <- function(initializer, argument, more = NULL) {
  given <- if (is.character(initializer) && length(initializer) == 1L) list(name = initializer) else initializer
  if (!is.list(given) || is.null(names(given))) fail("E_TYPE", argument, "a name or an object", describe(initializer))
  name <- check_choice(given$name, paste0(argument, ".name"), names(INITIALIZERS))
  options <- c(list(name = name), INITIALIZERS[[name]]$options)
  for (option in names(given)) check_choice(option, paste(argument, "option"), c(names(options), more))
  for (option in names(INITIALIZERS[[name]]$options)) {
    value <- if (option %in% names(given)) given[[option]] else options[[option]]
    options[[option]] <- check_number(value, paste0(argument, ".", option))
  }
  options
}

#' Read W and b of every layer from the "parameters" of a JSON file, such as {"parameters": [{"W": [[...]], "b": [...]}]}.
#' @noRd
parameters_from_file <- function(layers, initializer) {
  for (option in names(initializer)) check_choice(option, "initializer option", c("name", "path"))
  path <- initializer$path
  if (!is.character(path) || length(path) != 1L) fail("E_TYPE", "initializer.path", "the path of a file", describe(path))
  document <- read_json(path, "initializer.path")
  given <- if (is_object(document)) document$parameters
  if (!is.list(given) || is_object(given) || length(given) != length(layers) || !all(vapply(given, is_object, NA))) {
    fail("E_FORMAT", "parameters", sprintf("a list of %d objects with W and b", length(layers)), describe(given))
  }
  lapply(seq_along(layers), function(l) {
    layer <- layers[[l]]
    W <- check_matrix(given[[l]]$W, sprintf("parameters[%d].W", l - 1L), layer$inputs, layer$units)
    bias <- if (is.null(layer$bias)) TRUE else layer$bias
    b <- if (bias) check_vector(given[[l]]$b, sprintf("parameters[%d].b", l - 1L), layer$units)
    list(W = W, b = b)
  })
}
