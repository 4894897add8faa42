# The compiled core: the operations of the reproducible arithmetic in C, with the same bits.
#
# Its sources are in src; R compiles them when the package is installed.

# The interface that this file speaks with.
CORE_VERSION <- 3L
# How many terms its native products sum at a time (arithmetic-native_product.h), the last sum
# taking less than half as many more.
TERMS_OF_BLOCK <- 256
# The functions in the order of the core's table.
FUNCTIONS <- c("exp", "expm1", "log", "log1p", "tanh", "sigmoid", "softplus")

#' The core of this installation.
#'
#' library: TRUE, or NULL where it is not used; about: how it computes, or why it is not used.
#' TWINMLP_LANES in the environment, 2, 4 or 8, is how many numbers a vector has at most.
#' @noRd
the_core <- function() {
  # The sources may be read as they are, too, without the package.
  without <- "it was installed without a C compiler"
  if (!exists("C_core_about")) return(list(library = NULL, about = without))
  about <- about_core()
  if (about[1L] != CORE_VERSION) {
    return(list(library = NULL, about = "its library is of another version"))
  }
  if (!about[3L]) {
    return(list(library = NULL, about = "its library does not compute as IEEE 754 says"))
  }
  list(library = TRUE, about = sprintf("%d numbers at a time", about[2L]))
}

#' Return the library's version, how many doubles it computes at once, and whether it is exact.
#' @noRd
about_core <- function() {
  width <- Sys.getenv("TWINMLP_LANES", "8")
  .Call(C_core_about, if (grepl("^[0-9]+$", width)) as.integer(width) else 8L)
}

#' Return how many doubles the core computes at once in a vector.
#' @noRd
lanes_of <- function(library) {
  about_core()[2L]
}

#' Make one of FUNCTIONS work on a number or an array of any shape.
#' @noRd
map_of <- function(library, place) {
  force(place)
  function(x) .Call(C_core_map, place, x)
}

#' The products of one of the arithmetics by name.
#' @noRd
compiled_products <- function(library, native) {
  force(native)
  list(
    product = function(A, B) .Call(C_core_product, A, B, FALSE, FALSE, native),
    crossprod = function(A, B) .Call(C_core_product, A, B, TRUE, FALSE, native),
    tcrossprod = function(A, B) .Call(C_core_product, A, B, FALSE, TRUE, native)
  )
}

#' The operations of the arithmetic by name.
#' @noRd
compiled_operations <- function(library) {
  functions <- lapply(seq_along(FUNCTIONS) - 1L, function(place) map_of(library, place))
  names(functions) <- FUNCTIONS
  c(
    compiled_products(library, FALSE),
    list(
      column_sums = function(A) .Call(C_core_sums, A, FALSE),
      row_sums = function(A) .Call(C_core_sums, A, TRUE),
      total = function(A) .Call(C_core_total, A)
    ),
    functions
  )
}
