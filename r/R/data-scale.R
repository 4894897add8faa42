# Scale inputs and targets for training, and scale predictions back.
#
# A scale is list(kind, inputs, targets): how both are scaled, by the rows trained on; targets is
# NULL if they are as they are.

# name -> scaling(X, ops) of every column, of those that `scale` may ask for.
SCALINGS <- list(
  standard = standard_scaling,
  min_max = function(X, ops) min_max_scaling(X)
)

#' Say whether targets are numbers to be scaled: the loss is one of errors, the outputs are no
#' softmax, and the targets are no labels and not only 0 and 1.
#' @noRd
scales_targets <- function(y, loss, activation, classes = NULL) {
  only_classes <- !is.null(classes) || all(y == 0 | y == 1)
  !(only_classes || is_fused(loss) || entry_name(activation) == "softmax")
}

#' Find the scale of this kind from the training rows; NULL for "none".
#'
#' y: the targets, or NULL if they stay as they are. Where the output activation does not reach all
#' numbers they are scaled by "min_max" whatever the kind: from 0 to 1 lies in every range.
#' @noRd
find_scale <- function(kind, X, y, activation, ops) {
  if (!kind %in% names(SCALINGS)) return(NULL)
  range <- lookup(activation, ACTIVATIONS)$range
  of_targets <- if (all(is.infinite(range))) kind else "min_max"
  targets <- if (!is.null(y)) SCALINGS[[of_targets]](y, ops)
  list(kind = kind, inputs = SCALINGS[[kind]](X, ops), targets = targets)
}

#' Scale the inputs for the network.
#' @noRd
scale_inputs <- function(X, scale) {
  if (is.null(scale)) X else apply_scaling(gathered(X), scale$inputs)
}

#' Scale the targets for the loss.
#' @noRd
scale_targets <- function(y, scale) {
  if (is.null(scale$targets)) y else apply_scaling(y, scale$targets)
}

#' Scale the network's outputs back to the units of the targets.
#' @noRd
unscale_outputs <- function(A, scale) {
  undo_scaling(A, scale$targets)
}

#' Refuse to return classes or their probabilities where targets are scaled numbers.
#' @noRd
check_no_numbers <- function(kind, scale) {
  if (kind %in% c("class", "probability") && !is.null(scale$targets)) {
    fail("E_CHOICE", "type", "response where targets are scaled numbers", describe(kind))
  }
}

#' Return a scale as it is written to a file.
#' @noRd
scale_record <- function(scale) {
  as_record <- function(scaling) lapply(scaling, function(part) array(part, length(part)))
  targets <- if (!is.null(scale$targets)) as_record(scale$targets)
  list(kind = scale$kind, inputs = as_record(scale$inputs), targets = targets)
}

#' Read the scale of a number of inputs and outputs from a file's object.
#' @noRd
read_scale <- function(record, inputs, outputs) {
  targets <- record$targets
  list(
    kind = record$kind,
    inputs = read_scaling(record$inputs, "scale.inputs", inputs),
    targets = if (!is.null(targets)) read_scaling(targets, "scale.targets", outputs)
  )
}

#' Read the shifts and the divisors, which are above 0, of a number of columns.
#' @noRd
read_scaling <- function(record, argument, length) {
  divisor <- check_vector(record$divisor, paste0(argument, ".divisor"), length)
  for (place in utils::head(which(divisor <= 0), 1L)) {
    where <- sprintf("%s.divisor[%d]", argument, place - 1L)
    fail("E_RANGE", where, "a number above 0", describe(divisor[place]))
  }
  list(shift = check_vector(record$shift, paste0(argument, ".shift"), length), divisor = divisor)
}

#' The network for inputs as they are: the first layer scales them, W / divisor and
#' b - (shift / divisor) W. Its outputs are the same but for rounding.
#' @noRd
fold_inputs <- function(network, scale) {
  if (is.null(scale)) return(network)
  first <- network[[1L]]
  b <- -as.vector((scale$inputs$shift / scale$inputs$divisor) %*% first$W)
  network[[1L]]$b <- if (is.null(first$b)) b else first$b + b
  network[[1L]]$W <- first$W / scale$inputs$divisor
  network
}
