# Messages of Protocol Buffers, as bytes: what a file of ONNX is made of.
#
# A message is its fields one after the other, each a key and a value; a message inside another is a
# field of bytes. Source: Protocol Buffers Documentation, Encoding.

# How many bytes a number of a tensor has, and the number of that type in TensorProto.DataType.
PRECISIONS <- list(double = c(8, 11), single = c(4, 1))

#' A whole number, 0 or more, seven bits a byte, the lowest first.
#' @noRd
varint <- function(value) {
  content <- raw(0)
  while (value >= 128) {
    content <- c(content, as.raw(value %% 128 + 128))
    value <- value %/% 128
  }
  c(content, as.raw(value))
}

#' A field with a whole number.
#' @noRd
whole_field <- function(number, value) {
  c(varint(8 * number), varint(value))
}

#' A field with bytes, or with a message.
#' @noRd
bytes_field <- function(number, content) {
  c(varint(8 * number + 2), varint(length(content)), content)
}

#' A field with text, in UTF-8.
#' @noRd
text_field <- function(number, text) {
  bytes_field(number, charToRaw(enc2utf8(text)))
}

#' Numbers as bytes, the lowest byte of each first, a matrix row by row.
#' @noRd
number_bytes <- function(values, precision) {
  values <- as.double(if (is.matrix(values)) t(values) else values)
  writeBin(values, raw(), size = PRECISIONS[[precision]][1L], endian = "little")
}
