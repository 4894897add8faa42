# Small data sets: three of the article's, XOR, iris, cars, and moons and blobs as scikit-learn
# draws them.
#
# The article is "Understanding and coding Neural Networks From Scratch in Python and R".

#' Build a data set from two lists of rows.
#' @noRd
data_set <- function(X, y) {
  list(X = check_matrix(X, "X"), y = check_matrix(y, "y"))
}

#' Read the data set `name` from the fixtures.
#' @noRd
stored_data_set <- function(name) {
  document <- read_json(fixture_path(sprintf("data/%s.json", name)), "data")
  data_set(document$X, document$y)
}

#' Return n numbers start + i (stop - start) / (n - 1), the last of them exactly stop.
#' @noRd
linspace <- function(start, stop, n) {
  step <- (stop - start) / max(n - 1, 1)
  values <- start + (seq_len(n) - 1) * step
  if (n > 1) values[n] <- stop
  values
}

#' Two moons
#'
#' Draw points on two half circles, one for each class, in shuffled order and with normal noise.
#'
#' Class 0 is at (cos t, sin t), class 1 at (1 - cos t, 1 - sin t - 0.5), for t from 0 to pi. With
#' the generator "numpy", they are as scikit-learn's make_moons draws them from the same seed.
#'
#' Errors: E_TYPE or E_RANGE for another number of samples or noise. Source: make_moons of
#' scikit-learn, which draws the same.
#'
#' @param n_samples How many samples: a count, 2 or more; default 100.
#' @param noise Standard deviation of the noise, 0 or more; default 0.
#' @param seed A whole number, 0 to 4294967295; for generator "r" -2147483647 to 2147483647;
#'   default 42.
#' @param shuffled Whether the samples are in shuffled order; default `TRUE`.
#' @param generator "numpy" or "r"; default "numpy".
#' @param ops The arithmetic whose logarithm is used, as [choose_arithmetic()] gives it; default
#'   native.
#' @return X, n x 2, and y, n x 1, of 0 and 1.
#' @examples
#' data <- moons(100, noise = 0.1)
#' model <- mlp(data$X, data$y, hidden = 10, epochs = 100)
#' @export
moons <- function(n_samples = 100, noise = 0, seed = 42, shuffled = TRUE, generator = "numpy",
                  ops = NATIVE) {
  n <- check_count(n_samples, "n_samples", 2, MOST_SAMPLES)
  noise <- check_not_negative(noise, "noise")
  check_arithmetic(ops)
  draws <- stream(seed, generator)
  outer <- linspace(0, pi, n %/% 2)
  inner <- linspace(0, pi, n - n %/% 2)
  X <- cbind(
    c(cos(outer), 1 - cos(inner)), c(sin(outer), 1 - sin(inner) - 0.5)
  )
  y <- matrix(rep(c(0, 1), c(n %/% 2, n - n %/% 2)))
  rows <- shuffled_rows(X, y, shuffled, draws)
  list(
    X = rows$X + matrix(normal(rows$stream, 2 * n, 0, noise, ops)$values, n, 2L, byrow = TRUE),
    y = rows$y
  )
}

#' Normal clouds
#'
#' Draw normal clouds of points around centers, one cloud for each class, in shuffled order.
#'
#' Centers are rows, or how many to draw uniform in center_box. With the generator "numpy", they are
#' as scikit-learn's make_blobs draws them from the same seed.
#'
#' Errors: E_TYPE, E_RANGE or E_SHAPE for other numbers, or lists of another length. Source:
#' make_blobs of scikit-learn, which draws the same.
#'
#' @param n_samples How many samples: a count, 1 or more, or a list of one for each center;
#'   default 100.
#' @param n_features How many features, where centers are drawn: a count, 1 or more; default 2.
#' @param centers How many centers to draw, or the centers themselves, k x n_features; default 3.
#' @param cluster_std Standard deviation of the clouds, 0 or more: a number, or a list of one for
#'   each center; default 1.
#' @param seed A whole number, 0 to 4294967295; for generator "r" -2147483647 to 2147483647;
#'   default 42.
#' @param shuffled Whether the samples are in shuffled order; default `TRUE`.
#' @param center_box The limits between which centers are drawn: two numbers; default -10 and 10.
#' @param generator "numpy" or "r"; default "numpy".
#' @param ops The arithmetic whose logarithm is used, as [choose_arithmetic()] gives it; default
#'   native.
#' @return X, n x n_features, and y, n x 1, the classes 0, 1, ...
#' @examples
#' data <- blobs(30, centers = rbind(c(0, 0), c(3, 3)), cluster_std = 0.5)
#' table(data$y)
#' @export
blobs <- function(n_samples = 100, n_features = 2, centers = 3, cluster_std = 1, seed = 42,
                  shuffled = TRUE, center_box = c(-10, 10), generator = "numpy", ops = NATIVE) {
  draws <- stream(seed, generator)
  sizes <- NULL
  check_flag(shuffled, "shuffled")
  check_arithmetic(ops)
  if (is_many(n_samples)) {
    counts <- check_vector(n_samples, "n_samples")
    sizes <- vapply(counts, check_count, 0, "n_samples", 0, MOST_SAMPLES)
  }
  if (!is_many(centers)) {
    k <- if (is.null(sizes)) check_count(centers, "centers", 1, MOST_SAMPLES) else length(sizes)
    columns <- check_count(n_features, "n_features", 1, MOST_SAMPLES)
    check_room(k, columns)
    box <- check_vector(center_box, "center_box", 2)
    drawn <- uniform(draws, k * columns, box[1L], box[2L])
    centers <- matrix(drawn$values, k, columns, byrow = TRUE)
    draws <- drawn$stream
  }
  centers <- check_matrix(centers, "centers")
  k <- nrow(centers)
  if (is.null(sizes)) {
    n <- check_count(n_samples, "n_samples", 1, MOST_SAMPLES)
    sizes <- n %/% k + (seq_len(k) <= n %% k)
  }
  spreads <- rep(list(cluster_std), k)
  if (is_many(cluster_std)) spreads <- check_vector(cluster_std, "cluster_std")
  stds <- vapply(spreads, check_not_negative, 0, "cluster_std")
  if (length(sizes) != k || length(stds) != k) {
    short <- if (length(sizes) != k) list("n_samples", sizes) else list("cluster_std", stds)
    fail(
      "E_SHAPE",
      short[[1L]],
      sprintf("one number or a list of %d, one for each center", k),
      describe(as.list(short[[2L]]))
    )
  }
  check_room(sum(sizes), ncol(centers))
  clouds <- list()
  for (i in seq_len(k)) {
    drawn <- normal(draws, sizes[i] * ncol(centers), 0, stds[i], ops)
    clouds[[i]] <- t(centers[i, ] + matrix(drawn$values, nrow = ncol(centers)))
    draws <- drawn$stream
  }
  y <- matrix(rep(seq_len(k) - 1, sizes))
  shuffled_rows(do.call(rbind, clouds), y, shuffled, draws)[c("X", "y")]
}

#' Put the rows of X and y in the order of a permutation, or leave them if they are not to be
#' shuffled.
#' @noRd
shuffled_rows <- function(X, y, shuffled, draws) {
  if (!check_flag(shuffled, "shuffled")) return(list(X = X, y = y, stream = draws))
  rows <- permutation(draws, nrow(X))
  order <- rows$values + 1
  list(X = X[order, , drop = FALSE], y = y[order, , drop = FALSE], stream = rows$stream)
}

DATA_SETS <- list(
  article_a = function() {
    data_set(list(c(1, 0, 1, 0), c(1, 0, 1, 1), c(0, 1, 0, 1)), cbind(c(1, 1, 0)))
  },
  article_b = function() {
    data_set(list(c(1, 0, 0, 0), c(1, 0, 1, 1), c(0, 1, 0, 1)), cbind(c(1, 1, 0)))
  },
  # moons(1000, 0.1), then the whole array min-max scaled; 17 digits, because sin, cos and log are
  # not the same everywhere.
  article_c = function() stored_data_set("moons_c"),
  xor = function() data_set(list(c(0, 0), c(0, 1), c(1, 0), c(1, 1)), cbind(c(0, 1, 1, 0))),
  # 150 flowers: sepal length and width, petal length and width (cm); setosa 0, versicolor 1,
  # virginica 2.
  iris = function() stored_data_set("iris"),
  # 50 cars: speed (mph); stopping distance (ft).
  cars = function() stored_data_set("cars"),
  moons = moons,
  blobs = blobs
)
