# Prepare data for training: scaling, one-hot targets, a split, batches.

#' Find shift = min X and divisor = max(X - shift), of every column or of the whole "array".
#'
#' A divisor 0 becomes 1.
#' @noRd
min_max_scaling <- function(X, by = "column") {
  X <- check_matrix(X, "X")
  check_choice(by, "by", c("column", "array"))
  extremes <- function(X, extreme) {
    if (by == "column") apply(X, 2L, extreme) else rep(extreme(X), ncol(X))
  }
  shift <- extremes(X, min)
  divisor <- extremes(X - rep(shift, each = nrow(X)), max)
  list(shift = unname(shift), divisor = unname(replace(divisor, divisor == 0, 1)))
}

#' Find shift = mean and divisor = sqrt(mean of (X - shift)^2) of every column.
#'
#' A divisor that is no more than the rounding of the mean, n 2^-52 |mean|, becomes 1.
#' @noRd
standard_scaling <- function(X, ops = NATIVE) {
  X <- check_matrix(X, "X")
  shift <- ops$column_sums(X) / nrow(X)
  rest <- X - rep(shift, each = nrow(X))
  divisor <- sqrt(ops$column_sums(rest * rest) / nrow(X))
  constant <- divisor <= nrow(X) * 2^-52 * abs(shift)
  list(shift = unname(shift), divisor = unname(replace(divisor, constant, 1)))
}

#' Compute (X - shift) / divisor.
#' @noRd
apply_scaling <- function(X, scaling) {
  X <- check_matrix(X, "X", columns = length(scaling$shift))
  (X - rep(scaling$shift, each = nrow(X))) / rep(scaling$divisor, each = nrow(X))
}

#' Compute X * divisor + shift; without a scaling it is X.
#' @noRd
undo_scaling <- function(X, scaling) {
  if (is.null(scaling)) return(X)
  X <- check_matrix(X, "X", columns = length(scaling$shift))
  X * rep(scaling$divisor, each = nrow(X)) + rep(scaling$shift, each = nrow(X))
}

#' Turn class numbers 0, 1, ..., an n x 1 matrix, into an n x classes matrix: 1 at the class, else
#' 0.
#' @noRd
one_hot <- function(y, classes = NULL) {
  y <- check_matrix(y, "y", columns = 1)
  classes <- if (is.null(classes)) floor(max(y, 0)) + 1 else check_count(classes, "classes")
  bad <- which(y[, 1L] != floor(y[, 1L]) | y[, 1L] < 0 | y[, 1L] >= classes)
  if (length(bad)) {
    fail(
      "E_RANGE",
      sprintf("y[%d][0]", bad[1L] - 1L),
      sprintf("a whole number from 0 to %.0f", classes - 1),
      describe(y[bad[1L], 1L])
    )
  }
  outer(as.vector(y), seq_len(classes) - 1, "==") + 0
}

#' Count the test samples of n: test_fraction n, rounded up; at least 1 and at most n - 1.
#' @noRd
count_tested <- function(n, test_fraction, argument) {
  tested <- ceiling(test_fraction * n)
  if (tested < 1 || tested >= n) {
    fail(
      "E_RANGE",
      argument,
      sprintf("a number that leaves 1 to %.0f of %.0f rows for testing", n - 1, n),
      describe(test_fraction)
    )
  }
  tested
}

#' Share test samples out among classes of these sizes.
#'
#' Each has floor(size tested / n); those that are left go to the classes with the largest
#' remainders, one each, of equal ones to the first.
#' @noRd
share_of_classes <- function(sizes, tested) {
  shares <- (sizes * tested) %/% sum(sizes)
  order <- order(-((sizes * tested) %% sum(sizes)), method = "radix")
  more <- order[seq_len(tested - sum(shares))]
  replace(shares, more, shares[more] + 1)
}

#' Draw a permutation of n samples: the first ceil(test_fraction n) are for testing, the rest for
#' training; with classes, the number of each sample's, the first of every class.
#' @noRd
train_test_split <- function(
  n, stream, test_fraction = 0.25, argument = "test_fraction", classes = NULL
) {
  n <- check_count(n, "n", 2)
  test_fraction <- check_number(test_fraction, argument)
  tested <- count_tested(n, test_fraction, argument)
  rows <- permutation(stream, n)
  in_test <- seq_len(n) <= tested
  if (!is.null(classes)) {
    drawn <- classes[rows$values + 1] + 1
    shares <- share_of_classes(tabulate(drawn), tested)
    in_test <- stats::ave(drawn, drawn, FUN = seq_along) <= shares[drawn]
  }
  list(train = rows$values[!in_test], test = rows$values[in_test], stream = rows$stream)
}

#' Count the steps of an epoch over n samples; without a batch size it is one.
#' @noRd
steps_per_epoch <- function(n, batch_size) {
  if (is.null(batch_size)) 1 else ceiling(n / batch_size)
}

#' Cut the samples of one epoch into batches of batch_size; the last has what remains.
#'
#' With the order "shuffled" a permutation is drawn first.
#' @noRd
batches <- function(n, batch_size = NULL, order = "sequential", stream = NULL) {
  n <- check_count(n, "n")
  size <- if (is.null(batch_size)) n else check_count(batch_size, "batch_size")
  check_choice(order, "order", c("sequential", "shuffled"))
  rows <- list(values = seq_len(n) - 1, stream = stream)
  if (order == "shuffled") {
    if (is.null(stream)) {
      fail("E_TYPE", "stream", 'a stream where `order` is "shuffled"', describe(stream))
    }
    rows <- permutation(stream, n)
  }
  list(
    batches = lapply(seq(0, n - 1, by = size), function(start) {
      rows$values[(start + 1):min(start + size, n)]
    }),
    stream = rows$stream
  )
}
