# Dropout: in each training step a random share of a hidden layer's activations is set to 0.
#
# The others are divided by 1 - rate, so that sums keep their expected size, and nothing is done to
# a network that is not being trained ("inverted" dropout). Source: Srivastava et al. 2014.
#
# The dropout of one layer in one step is list(mask, keep): mask is the dropout mask, n x n_l, 0
# where a value is dropped, else 1; keep is 1 - rate.

#' Draw the dropout masks of one step from uniform u, first layer to last, row by row.
#'
#' A value with u < rate is dropped. A layer of rate 0 has NULL and draws nothing. The result is
#' list(drops, stream): one drop or NULL a layer, and the stream after the draws.
#' @noRd
draw_drops <- function(rates, units, n, stream) {
  drops <- vector("list", length(rates))
  for (l in which(rates != 0)) {
    drawn <- uniform(stream, n * units[l])
    mask <- matrix((drawn$values >= rates[l]) + 0, n, units[l], byrow = TRUE)
    drops[[l]] <- list(mask = mask, keep = 1 - rates[l])
    stream <- drawn$stream
  }
  list(drops = drops, stream = stream)
}

#' Compute values * mask / (1 - rate), of A_l in forward and of dA_l in backward.
#'
#' Without a drop the values themselves are returned.
#' @noRd
drop_units <- function(values, drop) {
  if (is.null(drop)) values else values * drop$mask / drop$keep
}

#' Accept one rate a layer, 0 for the output layer; the result is NULL if all are 0.
#' @noRd
check_rates <- function(rates, arguments) {
  checked <- unlist(Map(SHARE, rates, arguments), use.names = FALSE)
  last <- length(checked)
  if (checked[last] != 0) {
    fail("E_RANGE", arguments[last], "0 in the output layer", describe(rates[[last]]))
  }
  if (any(checked != 0)) checked else NULL
}
