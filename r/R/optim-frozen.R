# Frozen parameters: their gradient counts as 0, and an update leaves their bits unchanged.
#
# The mask of a layer is list(W, b): 0 where a parameter is frozen and 1 where it is trained, in the
# shapes of W and b; NULL where all of them are trained.

NOTHING_FROZEN <- list(W = NULL, b = NULL)

#' Accept one object with W and b for each layer, each null or left out where all are trained.
#'
#' Errors: E_SHAPE for another number of layers or another shape, E_TYPE, E_FORMAT for another name,
#' E_RANGE for a value that is neither 0 nor 1.
#' @noRd
check_frozen <- function(value, argument, network) {
  if (is.null(value)) return(NULL)
  check_items(value, argument, length(network))
  Map(
    check_frozen_layer,
    value,
    sprintf("%s[%d]", argument, seq_along(value) - 1L),
    unname(network),
    USE.NAMES = FALSE
  )
}

#' Accept the object of one layer, and return it with both W and b.
#' @noRd
check_frozen_layer <- function(value, argument, layer) {
  check_plain_object(value, argument)
  refuse_unknown(names(value), argument, c("W", "b"))
  W <- value[["W"]]
  b <- value[["b"]]
  if (!is.null(W)) {
    W <- check_zeros_and_ones(
      check_matrix(W, paste0(argument, ".W"), nrow(layer$W), ncol(layer$W)), paste0(argument, ".W")
    )
  }
  if (!is.null(b)) {
    if (is.null(layer$b)) {
      fail("E_SHAPE", paste0(argument, ".b"), "null in a layer without bias", describe(b))
    }
    b <- check_zeros_and_ones(
      check_vector(b, paste0(argument, ".b"), length(layer$b)), paste0(argument, ".b")
    )
  }
  list(W = W, b = b)
}

#' Accept zeros and ones.
#' @noRd
check_zeros_and_ones <- function(values, argument) {
  refuse_first(values != 0 & values != 1, values, "E_RANGE", argument, "0 or 1")
  values
}

#' Return the values where the mask is 1, and `otherwise` where it is 0.
#'
#' values: an array of the mask's shape; otherwise: another, or one number. Without a mask: the
#' values.
#' @noRd
unless_frozen <- function(values, mask, otherwise) {
  if (is.null(mask)) return(values)
  is_frozen <- mask == 0
  values[is_frozen] <- if (length(otherwise) == 1L) otherwise else otherwise[is_frozen]
  values
}

#' Return the mask of every layer; where nothing is frozen, masks of nothing.
#' @noRd
frozen_masks <- function(frozen, network) {
  if (is.null(frozen)) rep(list(NOTHING_FROZEN), length(network)) else frozen
}

#' Return the layer after an update, with frozen parameters as before it.
#' @noRd
keep_frozen <- function(after, before, mask) {
  after$W <- unless_frozen(after$W, mask$W, before$W)
  if (!is.null(after$b)) after$b <- unless_frozen(after$b, mask$b, before$b)
  after
}
