# The table of initializers: name -> starting weights, drawn from a random stream.
#
# An entry is an `Initializer`. To add one, write one entry in INITIALIZERS here and in Python. For
# a layer of `inputs` inputs and `units` units, n = inputs * units values are drawn for W, row by
# row.
# The parameters of a layer are list(W, b): W is inputs x units, b has `units` values or is NULL.

#' An entry of the table of initializers.
#'
#' options: name -> default, all numbers.
#' draw(stream, n, inputs, units, options, ops): list(values, stream), n values, and the stream
#'   after them.
#' @noRd
Initializer <- function(options, draw) {
  list(options = options, draw = draw)
}

#' Draw n numbers uniform in [-limit, limit).
#' @noRd
uniform_within <- function(stream, n, limit) {
  uniform(stream, n, -limit, limit)
}

INITIALIZERS <- list(
  zeros = Initializer(list(), function(stream, n, inputs, units, o, ops) {
    list(values = numeric(n), stream = stream)
  }),
  constant = Initializer(list(value = 0), function(stream, n, inputs, units, o, ops) {
    list(values = rep(o$value, n), stream = stream)
  }),
  uniform = Initializer(list(low = 0, high = 1), function(stream, n, inputs, units, o, ops) {
    uniform(stream, n, o$low, o$high)
  }),
  normal = Initializer(list(mean = 0, sd = 1), function(stream, n, inputs, units, o, ops) {
    normal(stream, n, o$mean, o$sd, ops)
  }),
  # uniform, limit = sqrt(6 / (inputs + units)) (Glorot & Bengio 2010)
  glorot_uniform = Initializer(list(), function(stream, n, inputs, units, o, ops) {
    uniform_within(stream, n, sqrt(6 / (inputs + units)))
  }),
  # normal, sd = sqrt(2 / (inputs + units)) (Glorot & Bengio 2010)
  glorot_normal = Initializer(list(), function(stream, n, inputs, units, o, ops) {
    normal(stream, n, 0, sqrt(2 / (inputs + units)), ops)
  }),
  # uniform, limit = sqrt(6 / inputs) (He et al. 2015)
  he_uniform = Initializer(list(), function(stream, n, inputs, units, o, ops) {
    uniform_within(stream, n, sqrt(6 / inputs))
  }),
  # normal, sd = sqrt(2 / inputs) (He et al. 2015)
  he_normal = Initializer(list(), function(stream, n, inputs, units, o, ops) {
    normal(stream, n, 0, sqrt(2 / inputs), ops)
  }),
  # uniform, limit = sqrt(3 / inputs) (LeCun et al. 1998)
  lecun_uniform = Initializer(list(), function(stream, n, inputs, units, o, ops) {
    uniform_within(stream, n, sqrt(3 / inputs))
  }),
  # normal, sd = sqrt(1 / inputs) (LeCun et al. 1998)
  lecun_normal = Initializer(list(), function(stream, n, inputs, units, o, ops) {
    normal(stream, n, 0, sqrt(1 / inputs), ops)
  })
)

# How many weights a network has at most.
MOST_WEIGHTS <- 1e8

#' Refuse layers of more weights than MOST_WEIGHTS, each or in all.
#' @noRd
check_weight_count <- function(layers) {
  counts <- vapply(layers, function(layer) layer$inputs * layer$units, 0)
  large <- which(counts > MOST_WEIGHTS)
  if (length(large)) {
    requirement <- sprintf("a matrix of at most %.0f weights", MOST_WEIGHTS)
    layer <- layers[[large[1L]]]
    found <- sprintf("%.0f x %.0f", layer$inputs, layer$units)
    fail("E_SHAPE", sprintf("layers[%d].W", large[1L] - 1L), requirement, found)
  }
  if (sum(counts) > MOST_WEIGHTS) {
    requirement <- sprintf("layers of at most %.0f weights in all", MOST_WEIGHTS)
    fail("E_SHAPE", "layers", requirement, sprintf("%.0f", sum(counts)))
  }
}

#' Draw the parameters of every layer in the order W_1, b_1, W_2, b_2, ...
#'
#' layers: one list a layer with inputs, units and bias (TRUE or FALSE, by default TRUE).
#' initializer: a name in INITIALIZERS; a list with a name, its options and, for b, a "bias"
#'   initializer (by default zeros); or list(name = "file", path = ...).
#' seed, generator, skip: the stream, of which `skip` uniform numbers are passed over.
#' @noRd
initialize <- function(layers, initializer, seed = 42, generator = "numpy", skip = 0,
                       ops = NATIVE) {
  if (is.list(initializer) && identical(initializer$name, "file")) {
    return(parameters_from_file(layers, initializer))
  }
  weights <- check_initializer(initializer, "initializer", "bias")
  bias <- if (is.list(initializer)) initializer$bias
  biases <- check_initializer(if (is.null(bias)) "zeros" else bias, "initializer.bias")
  check_weight_count(layers)
  draws <- skip(stream(seed, generator), check_count(skip, "skip", 0, 1e8))
  draw_W <- INITIALIZERS[[weights$name]]$draw
  draw_b <- INITIALIZERS[[biases$name]]$draw
  parameters <- list()
  for (layer in layers) {
    inputs <- layer$inputs
    units <- layer$units
    W <- draw_W(draws, inputs * units, inputs, units, weights, ops)
    draws <- W$stream
    b <- NULL
    if (check_flag(if (is.null(layer$bias)) TRUE else layer$bias, "bias")) {
      b <- draw_b(draws, units, inputs, units, biases, ops)
      draws <- b$stream
    }
    W <- matrix(W$values, inputs, units, byrow = TRUE)
    parameters[[length(parameters) + 1L]] <- list(W = W, b = b$values)
  }
  parameters
}

#' Accept a name in INITIALIZERS, or an object of a name and options.
#'
#' The result has all options. `more` are names that the object may have besides. Errors: E_TYPE,
#' E_CHOICE, and those of the options' checks.
#' @noRd
check_initializer <- function(initializer, argument, more = NULL) {
  is_name <- is.character(initializer) && length(initializer) == 1L
  chosen <- if (is_name) list(name = initializer) else initializer
  if (!is.list(chosen) || is.null(names(chosen))) {
    fail("E_TYPE", argument, "a name or an object", describe(initializer))
  }
  name <- check_choice(chosen$name, paste0(argument, ".name"), names(INITIALIZERS))
  options <- c(list(name = name), INITIALIZERS[[name]]$options)
  for (option in names(chosen)) {
    check_choice(option, paste(argument, "option"), c(names(options), more))
  }
  for (option in names(INITIALIZERS[[name]]$options)) {
    value <- if (option %in% names(chosen)) chosen[[option]] else options[[option]]
    options[[option]] <- check_number(value, paste0(argument, ".", option))
  }
  options
}

#' Read W and b of every layer from a JSON file.
#'
#' The file looks like {"parameters": [{"W": [[...]], "b": [...]}, ...]}, one object a layer.
#' Errors: E_TYPE, E_CHOICE, E_FORMAT, E_SHAPE and those of reading a file.
#' @noRd
parameters_from_file <- function(layers, initializer) {
  for (option in names(initializer)) {
    check_choice(option, "initializer option", c("name", "path"))
  }
  path <- initializer$path
  if (!is.character(path) || length(path) != 1L) {
    fail("E_TYPE", "initializer.path", "the path of a file", describe(path))
  }
  document <- read_json(path, "initializer.path")
  found <- if (is_object(document)) document$parameters
  is_list <- is.list(found) && !is_object(found) && length(found) == length(layers)
  if (!is_list || !all(vapply(found, is_object, NA))) {
    requirement <- sprintf("a list of %d objects with W and b", length(layers))
    fail("E_FORMAT", "parameters", requirement, describe(found))
  }
  lapply(seq_along(layers), function(l) {
    layer <- layers[[l]]
    argument <- sprintf("parameters[%d]", l - 1L)
    W <- check_matrix(found[[l]]$W, paste0(argument, ".W"), layer$inputs, layer$units)
    bias <- if (is.null(layer$bias)) TRUE else layer$bias
    b <- if (bias) check_vector(found[[l]]$b, paste0(argument, ".b"), layer$units)
    list(W = W, b = b)
  })
}
