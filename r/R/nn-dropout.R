# Dropout: some activations of a hidden layer set to zero for one training step, the others made larger for it.
#
# What one step drops of a layer is list(mask, keep): mask is n x n_l, 0 where a value is dropped and else 1; keep is 1 - rate.

#' Draw the masks of one step, first layer to last, row by row: u < rate is dropped; rate 0 draws nothing.
#' @noRd
draw_drops <- function(rates, units, n, stream) {
  drops <- vector("list", length(rates))
  for (l in which(rates != 0)) {
    drawn <- uniform(stream, n * units[l])
    drops[[l]] <- list(mask = matrix((drawn$values >= rates[l]) + 0, n, units[l], byrow = TRUE), keep = 1 - rates[l])
    stream <- drawn$stream
  }
  list(drops = drops, stream = stream)
}

#' (A * mask) / (1 - rate), for activations on the way forward and for their derivatives on the way back.
#' @noRd
drop_units <- function(values, drop) {
  if (is.null(drop)) values else values * drop$mask / drop$keep
}

#' Accept a rate of dropout.
#' @noRd
check_rate <- function(value, argument) {
  rate <- check_number(value, argument)
  if (!(0 <= rate && rate < 1)) fail("E_RANGE", argument, "a number from 0 to less than 1", describe(value))
  rate
}

#' Accept one rate a layer, 0 for the output layer; NULL if all are 0.
#' @noRd
check_rates <- function(rates, arguments) {
  checked <- unlist(Map(check_rate, rates, arguments), use.names = FALSE)
  last <- length(checked)
  if (checked[last] != 0) fail("E_RANGE", arguments[last], "0 in the output layer", describe(rates[[last]]))
  if (any(checked != 0)) checked else NULL
}
