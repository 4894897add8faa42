# A network as a file of safetensors: weights that many libraries read, and all else as metadata.
#
# The file is the length of its header, eight bytes; the header, JSON; and the numbers. Weights have
# the names and the layout of PyTorch's Sequential(Linear, activation, Linear, ...): layer l,
# counted from 0, is "2l.weight", units x inputs, and "2l.bias". Source: the safetensors format.

# What a type of numbers is called in a file, and how many bytes each has.
TENSOR_KINDS <- c(double = "F64", single = "F32")
TENSOR_SIZES <- c(F64 = 8, F32 = 4)

# How many bytes of a header are read at most.
LARGEST_HEADER <- 100000000

#' The weights and biases by their names, in their order.
#' @noRd
network_tensors <- function(network) {
  tensors <- list()
  for (l in seq_along(network)) {
    tensors[[sprintf("%d.weight", 2L * l - 2L)]] <- t(network[[l]]$W)
    b <- as_list_of_numbers(network[[l]]$b)
    if (!is.null(b)) tensors[[sprintf("%d.bias", 2L * l - 2L)]] <- b
  }
  tensors
}

#' The bytes of a file.
#' @noRd
tensors_bytes <- function(tensors, metadata, precision) {
  kind <- TENSOR_KINDS[[precision]]
  header <- list(`__metadata__` = metadata)
  start <- 0
  for (name in names(tensors)) {
    end <- start + length(tensors[[name]]) * TENSOR_SIZES[[kind]]
    shape <- as_list_of_numbers(dim(tensors[[name]]))
    header[[name]] <- list(dtype = kind, shape = shape, data_offsets = c(start, end))
    start <- end
  }
  text <- charToRaw(enc2utf8(to_json(header)))
  text <- c(text, rep(charToRaw(" "), -length(text) %% 8))
  size <- as.raw(length(text) %/% 256^(0:7) %% 256)
  c(size, text, unlist(lapply(unname(tensors), number_bytes, precision)))
}

#' Parse JSON from a file; NULL if it is none.
#' @noRd
parse_header <- function(content) {
  header <- tempfile()
  on.exit(unlink(header))
  writeBin(content, header)
  tryCatch(read_json(header, "path"), twinmlp_error = function(e) NULL)
}

#' The arrays of a file by their names, and what twinmlp has written among its metadata, or NULL;
#' what a file claims is checked before it is believed.
#' @noRd
read_tensors <- function(path) {
  path <- check_path(path, "path")
  wrong <- paste0(quote_json(path), ", which is another file")
  content <- read_bytes(path, "path")
  start <- as.integer(utils::head(content, 8L))
  size <- sum(start * 256^(seq_along(start) - 1))
  fits <- size > 0 && size + 8 <= length(content) && size <= LARGEST_HEADER
  header <- if (fits) parse_header(content[8 + seq_len(size)])
  if (!is_object(header)) fail("E_FORMAT", "path", "a file of safetensors", wrong)
  rest <- content[-seq_len(8 + size)]
  metadata <- header[["__metadata__"]]
  is_foreign <- !"__metadata__" %in% names(header) ||
    is_object(metadata) && !"twinmlp" %in% names(metadata)
  text <- if (is_object(metadata)) metadata$twinmlp
  if (!is_foreign && !is.character(text)) {
    wrong <- paste0(quote_json(path), ", whose metadata are wrong")
    fail("E_FORMAT", "path", "a file of safetensors", wrong)
  }
  tensors <- list()
  entries <- header[setdiff(names(header), "__metadata__")]
  for (name in names(entries)) tensors[[name]] <- read_tensor(entries[[name]], rest)
  fits <- length(tensors) == length(entries)
  if (!fits || !follow(lapply(entries, `[[`, "data_offsets"), length(rest))) {
    fail("E_FORMAT", "path", "a file of matrices and vectors, F64 or F32", wrong)
  }
  list(tensors = tensors, text = text)
}

#' Say whether places follow each other from the start to the end of so many bytes.
#' @noRd
follow <- function(places, length) {
  starts <- sort(vapply(places, `[[`, 0, 1L))
  ends <- sort(vapply(places, `[[`, 0, 2L))
  all(c(starts, length) == c(0, ends))
}

#' One matrix or vector; NULL if its entry does not fit.
#' @noRd
read_tensor <- function(entry, content) {
  if (!is_object(entry)) entry <- list()
  numbers <- c(entry$shape, entry$data_offsets)
  whole <- function(n) is_number(n) && n == floor(n) && n >= 0
  kind <- entry$dtype
  fits <- is.list(entry$shape) && is.list(entry$data_offsets) && is.character(kind) &&
    kind %in% names(TENSOR_SIZES)
  if (!fits || !all(vapply(numbers, whole, NA))) return(NULL)
  shape <- unlist(entry$shape)
  places <- c(unlist(entry$data_offsets), -1, -1)[1:2]
  expected <- prod(shape) * TENSOR_SIZES[[kind]]
  if (!length(shape) %in% 1:2 || places[2L] - places[1L] != expected ||
    places[2L] > length(content)) {
    return(NULL)
  }
  part <- content[places[1L] + seq_len(expected)]
  values <- readBin(part, "double", prod(shape), size = TENSOR_SIZES[[kind]], endian = "little")
  if (length(shape) == 1L) values else matrix(values, shape[1L], shape[2L], byrow = TRUE)
}

#' Write a network as safetensors
#'
#' Write a network as a file of safetensors.
#'
#' PyTorch's Sequential of a model without a scale loads it; [from_safetensors()] has the whole
#' model from it again.
#'
#' Errors: E_FILE for a file that cannot be written, E_CHOICE for another precision, or where an
#' activation is a function of your own.
#'
#' @param model A trained model.
#' @param path The file, a path.
#' @param precision Of its numbers: "double" or "single"; default "double".
#' @return Nothing, invisibly.
#' @examples
#' model <- mlp(cbind(c(0, 1)), c(0, 1), hidden = 2, epochs = 10)
#' to_safetensors(model, tempfile(fileext = ".safetensors"))
#' @export
to_safetensors <- function(model, path, precision = "double") {
  check_exported(model)
  check_choice(precision, "precision", names(TENSOR_KINDS))
  record <- network_record(model)
  record$layers <- lapply(record$layers, `[`, "activation")
  metadata <- list(format = "pt", twinmlp = to_json(record))
  tensors <- network_tensors(unname(model$network))
  write_bytes(path, tensors_bytes(tensors, metadata, precision), "path")
}

#' Read a network from safetensors
#'
#' Make a model of a file of safetensors, which to_safetensors or PyTorch wrote.
#'
#' Errors: E_FILE for a file that cannot be read, E_FORMAT for one that has no layers "0.weight",
#' "0.bias", "2.weight" and so on, E_USAGE where neither it nor the arguments say activations.
#'
#' @param path The file, a path.
#' @param ... Of a file without twinmlp's metadata, as for [mlp_from_layers()]: the activations.
#' @return The model.
#' @examples
#' model <- mlp(cbind(c(0, 1)), c(0, 1), hidden = 2, epochs = 10)
#' path <- tempfile(fileext = ".safetensors")
#' to_safetensors(model, path)
#' identical(predict(from_safetensors(path), cbind(0)), predict(model, cbind(0)))
#' @export
from_safetensors <- function(path, ...) {
  found <- read_tensors(path)
  tensors <- found$tensors
  layers <- list()
  while (!is.null(tensors[[sprintf("%d.weight", 2L * length(layers))]])) {
    names <- sprintf(c("%d.weight", "%d.bias"), 2L * length(layers))
    W <- t(tensors[[names[1L]]])
    layers <- c(layers, list(list(W = W, b = tensors[[names[2L]]])))
    tensors <- tensors[setdiff(names(tensors), names)]
  }
  if (length(layers) == 0L || length(tensors)) {
    left <- paste(vapply(names(tensors), quote_json, ""), collapse = ", ")
    requirement <- 'layers "0.weight", "0.bias", "2.weight", ... alone'
    fail("E_FORMAT", "path", requirement, if (nzchar(left)) left else "nothing")
  }
  if (is.null(found$text)) return(model_of_weights(layers, list(...)))
  record <- parse_header(charToRaw(enc2utf8(found$text)))
  if (!is_object(record) || length(record$layers) != length(layers)) {
    wrong <- paste0(quote_json(path), ", whose metadata are wrong")
    fail("E_FORMAT", "path", "a file of safetensors", wrong)
  }
  rows <- function(W) lapply(seq_len(nrow(W)), function(i) as.list(W[i, ]))
  record$layers <- Map(function(said, layer) {
    b <- if (!is.null(layer$b)) as.list(layer$b)
    c(said["activation"], list(W = rows(layer$W), b = b))
  }, record$layers, layers)
  check_schema(record, read_json(fixture_path("schemas/network.schema.json"), "schema"))
  model_of_record(record)
}
