# Masks: where one is 0 the parameter is frozen, and keeps its bits; its gradient counts as 0.
#
# The mask of a layer is list(W, b): 0 and 1 in the shapes of W and b; NULL where all of them are
# trained.

#' Accept one object with W and b a layer, each null or left out where all are trained.
#' @noRd
check_masks <- function(value, argument, network) {
  if (is.null(value)) return(NULL)
  if (!is.list(value) || is_object(value) || length(value) != length(network)) {
    fail("E_SHAPE", argument, sprintf("a list of %d", length(network)), describe(value))
  }
  Map(
    check_mask,
    value,
    sprintf("%s[%d]", argument, seq_along(value) - 1L),
    unname(network),
    USE.NAMES = FALSE
  )
}

#' Accept the masks of one layer.
#' @noRd
check_mask <- function(value, argument, layer) {
  if (!is_object(value)) fail("E_TYPE", argument, "an object", describe(value))
  for (name in names(value)) {
    if (!name %in% c("W", "b")) {
      fail("E_FORMAT", paste0(argument, ".", name), "one of W, b", "an unknown name")
    }
  }
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

#' Accept zeros and ones, and say where the first other number is, counted row by row from 0.
#' @noRd
check_zeros_and_ones <- function(values, argument) {
  by_rows <- if (is.matrix(values)) as.vector(t(values)) else values
  other <- which(by_rows != 0 & by_rows != 1)
  if (length(other)) {
    at <- other[1L] - 1L
    index <- if (is.matrix(values)) c(at %/% ncol(values), at %% ncol(values)) else at
    fail(
      "E_RANGE",
      paste0(argument, paste0("[", index, "]", collapse = "")),
      "0 or 1",
      describe(by_rows[at + 1L])
    )
  }
  values
}

#' The values where the mask is 1, what is frozen where it is 0.
#' @noRd
trained <- function(values, mask, frozen) {
  if (is.null(mask)) return(values)
  is_frozen <- mask == 0
  values[is_frozen] <- if (length(frozen) == 1L) frozen else frozen[is_frozen]
  values
}
