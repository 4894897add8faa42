# Metrics: one number, by name, that says how good outputs are.

# Probabilities are held off 0 and 1 by this much before their logarithm is taken.
CLIP <- 2^-52

#' Say whether targets are several labels at once: columns of numbers from 0 to 1 whose rows do not
#' all add up to 1, as those of one class a sample do.
#' @noRd
are_independent <- function(y) {
  if (ncol(y) == 1L || any(y < 0) || any(y > 1)) return(FALSE)
  any(abs(rowSums(y) - 1) > 1e-9)
}

#' Return which of several independent labels a sample has: 1 if a > 0.5, else 0.
#' @noRd
output_labels <- function(A) {
  (A > 0.5) + 0
}

#' Return the class of every sample, counted from 0.
#'
#' Of one output it is 1 if a > 0.5, of several the first that is largest.
#' @noRd
output_classes <- function(A) {
  if (ncol(A) == 1L) as.vector(A > 0.5) + 0 else max.col(A, ties.method = "first") - 1
}

#' The confusion matrix
#'
#' Count the samples of each true class (rows) by the class the network put them in (columns).
#'
#' A and y are n x n_L; with one output there are two classes.
#'
#' Errors: E_TYPE, E_SHAPE or E_NOT_FINITE for what is no matrix of numbers, E_RANGE for several
#' labels at once.
#'
#' @param A The outputs, n x n_L, or n values.
#' @param y The targets, n x n_L, or n values.
#' @return A matrix of counts, classes x classes; the classes are counted from 0.
#' @examples
#' confusion_matrix(c(0.1, 0.8, 0.7), c(0, 1, 0))
#' @export
confusion_matrix <- function(A, y) {
  A <- check_matrix(as_column(A), "A")
  y <- check_matrix(as_column(y), "y", nrow(A), ncol(A))
  if (are_independent(y)) {
    row <- which(abs(rowSums(y) - 1) > 1e-9)[1L]
    requirement <- "a row that adds up to 1: one class for each sample"
    fail("E_RANGE", sprintf("y[%d]", row - 1L), requirement, describe(round(sum(y[row, ]), 9)))
  }
  classes <- max(ncol(A), 2)
  places <- output_classes(A) * classes + output_classes(y) + 1
  matrix(tabulate(places, classes * classes) + 0, classes, classes)
}

#' Compute the share of samples in their true class.
#' @noRd
accuracy <- function(A, y, ops) {
  sum(output_classes(A) == output_classes(y)) / nrow(y)
}

#' Compute the share of samples all of whose labels are right.
#' @noRd
exact_match <- function(A, y, ops) {
  sum(rowSums(output_labels(A) != output_labels(y)) == 0) / nrow(y)
}

#' Compute the mean over samples of -log of the probability of the true class.
#'
#' Probabilities are held 2^-52 away from 0 and 1.
#' @noRd
log_loss <- function(A, y, ops) {
  if (ncol(A) == 1L) return(label_log_loss(A, y, ops))
  -ops$total(y * ops$log(pmin(pmax(A, CLIP), 1 - CLIP))) / nrow(y)
}

#' Compute the mean over samples of the sum over outputs p of -y log p - (1 - y) log(1 - p).
#' @noRd
label_log_loss <- function(A, y, ops) {
  p <- pmin(pmax(A, CLIP), 1 - CLIP)
  -ops$total(y * ops$log(p) + (1 - y) * ops$log(1 - p)) / nrow(y)
}

#' Compute R^2 of each output, and average: 1 - (sum of (y - a)^2) / (sum of (y - mean)^2).
#'
#' Where y does not vary it is 1 if a = y, else 0.
#' @noRd
r_squared <- function(A, y, ops) {
  rest <- y - A
  spread <- y - rep(ops$column_sums(y) / nrow(y), each = nrow(y))
  left <- ops$column_sums(rest * rest)
  whole <- ops$column_sums(spread * spread)
  constant <- ifelse(left == 0, 1, 0)
  scores <- ifelse(whole == 0, constant, 1 - left / ifelse(whole == 0, 1, whole))
  ops$total(matrix(scores, 1L)) / length(scores)
}

#' Compute the mean of |a - y| over samples and outputs.
#' @noRd
mean_absolute_error <- function(A, y, ops) {
  ops$total(abs(A - y)) / length(y)
}

#' Compute the mean of (a - y)^2 over samples and outputs.
#' @noRd
mean_squared_error <- function(A, y, ops) {
  difference <- A - y
  ops$total(difference * difference) / length(y)
}

METRICS <- list(
  accuracy = accuracy,
  log_loss = log_loss,
  r_squared = r_squared,
  mean_absolute_error = mean_absolute_error,
  mean_squared_error = mean_squared_error
)

# What these are of several labels at once.
LABEL_METRICS <- list(accuracy = exact_match, log_loss = label_log_loss)

#' Return metrics by name: those of several labels at once if they are independent.
#' @noRd
choose_metrics <- function(names, independent = FALSE) {
  for (name in names) check_choice(name, "name", base::names(METRICS))
  names <- as.character(unlist(names))
  table <- if (independent) utils::modifyList(METRICS, LABEL_METRICS) else METRICS
  table[names]
}

#' Metrics of outputs
#'
#' Compute a metric of the outputs A against the targets y, both n x n_L, or n values.
#'
#' Targets from 0 to 1 in several columns whose rows do not all add up to 1 are several labels at
#' once: accuracy is then the share of samples with all labels right, and log_loss adds up the
#' losses of the labels.
#'
#' Metrics: accuracy, log_loss, r_squared, mean_absolute_error, mean_squared_error.
#'
#' Errors: E_CHOICE for another name, E_TYPE, E_SHAPE or E_NOT_FINITE for what is no matrix of
#' numbers.
#'
#' @param name accuracy, log_loss, r_squared, mean_absolute_error or mean_squared_error.
#' @param A The outputs, n x n_L, or n values.
#' @param y The targets, n x n_L, or n values.
#' @param ops The arithmetic whose sums and logarithm are used, as [choose_arithmetic()] gives it;
#'   default native.
#' @return One number.
#' @examples
#' metric("accuracy", c(0.1, 0.8, 0.7, 0.9), c(0, 1, 0, 1))
#' @export
metric <- function(name, A, y, ops = NATIVE) {
  check_choice(name, "name", names(METRICS))
  A <- check_matrix(as_column(A), "A")
  y <- check_matrix(as_column(y), "y", nrow(A), ncol(A))
  check_arithmetic(ops)
  choose_metrics(name, are_independent(y))[[1L]](A, y, ops)
}
