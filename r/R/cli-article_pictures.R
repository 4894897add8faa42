# Curves and boundaries of the article: the walk-through, the moons, the blobs of its exercise.
#
# The article is "Understanding and coding Neural Networks From Scratch in Python and R".

# The three clouds of the exercise, near enough to each other to be a task.
CENTERS <- list(c(-1.5, -1), c(1.5, -1), c(0, 1.5))

#' A network trained on a data set.
#' @noRd
trained_on <- function(data, ...) {
  mlp(data$X, data$y, ...)
}

#' The arguments of a training run of the article, and the errors it prints.
#' @noRd
published_run <- function(name) {
  training <- read_json(fixture_path(sprintf("published/%s.json", name)), "published")$training
  list(arguments = training$arguments, published = list(
    epochs = unlist(training$epochs), errors = vapply(training$errors, read_decimals, 0)
  ))
}

#' Train as the article does, and lay the printed errors over the curve.
#' @noRd
published_curve <- function(name, title, theme, language) {
  run <- published_run(name)
  data <- DATA_SETS[[name]]()
  model <- do.call(trained_on, c(list(data), run$arguments))
  curve <- stats::setNames(list(model$losses / nrow(data$X)), language)
  picture <- layout_curve(curve, title, run$published, theme, y_label = "mean error")
  list(model = model, picture = picture)
}

#' Blobs of two or three classes, scaled to [0, 1]; three classes have three outputs.
#' @noRd
exercise_data <- function(classes) {
  drawn <- blobs(90 * classes, centers = CENTERS[seq_len(classes)], cluster_std = 0.7, seed = 42)
  X <- apply_scaling(drawn$X, min_max_scaling(drawn$X))
  list(X = X, y = if (classes == 2) drawn$y else one_hot(drawn$y, classes))
}

#' The network that solves the exercise.
#' @noRd
exercise_model <- function(classes) {
  trained_on(exercise_data(classes), hidden = 6, learning_rate = 0.05, epochs = 1500)
}

#' The error curves with the published points, moons and blobs, by the names of their files.
#' @noRd
article_pictures <- function(theme = "light", grid = 500, language = "R") {
  moons <- DATA_SETS$article_c()
  walk_through <- published_curve("article_b", "The walk-through: mean error", theme, language)
  trained <- published_curve("article_c", "Moons: mean error", theme, language)
  title <- "Moons: the boundary after 10000 epochs"
  pictures <- list(
    error_b = walk_through$picture, error_c = trained$picture,
    moons = layout_scatter(moons$X, moons$y, "Moons: 1000 samples", theme),
    moons_boundary = layout_boundary(
      trained$model$network, moons$X, moons$y, title, theme, grid = grid
    )
  )
  for (classes in 2:3) {
    data <- exercise_data(classes)
    solved <- exercise_model(classes)
    title <- sprintf("Blobs of %d classes: the boundary", classes)
    name <- sprintf("blobs_%d", classes)
    pictures[[name]] <- layout_boundary(solved$network, data$X, data$y, title, theme, grid = grid)
  }
  pictures
}
