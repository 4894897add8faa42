# The commands that make pictures.

#' Write pictures into a folder, which is made if it is not there.
#' @noRd
write_pictures <- function(pictures, out, format = "png") {
  check_choice(format, "--format", FORMATS)
  suppressWarnings(dir.create(out, recursive = TRUE))
  if (!dir.exists(out)) fail("E_FILE", "out", "a folder that can be made", describe(out))
  for (name in names(pictures)) {
    write_picture(pictures[[name]], file.path(out, paste0(name, ".", format)))
  }
  0
}

#' Write all pictures of a case into a folder.
#' @noRd
pictures_command <- function(case, out, step = 0, decimals = 3, format = "png", theme = "light") {
  document <- read_named(case, "case")
  step <- check_count(step, "--step", 0)
  decimals <- check_count(decimals, "--decimals", 1, 17)
  check_choice(format, "--format", FORMATS)
  check_choice(theme, "--theme", names(THEMES))
  write_pictures(case_pictures(document, step, decimals, theme), out, format)
}

#' Write the article's curves and boundaries into a folder.
#' @noRd
article_pictures_command <- function(out, format = "png", theme = "light") {
  check_choice(format, "--format", FORMATS)
  write_pictures(article_pictures(check_choice(theme, "--theme", names(THEMES))), out, format)
}

#' Draw the outputs of a network with two inputs, under the samples of a data file.
#' @noRd
boundary_command <- function(
  network, data, out, target = NULL, title = "Decision boundary", theme = "light"
) {
  model <- read_mlp(network)
  layers <- fold_inputs(model$network, model$scale)
  samples <- do.call(read_data, c(list(data, target), data_columns(model)))
  check_choice(theme, "--theme", names(THEMES))
  check_choice(tolower(tools::file_ext(out)), "--out", FORMATS)
  inputs <- c(nrow(layers[[1L]]$W), ncol(samples$X))
  if (any(inputs != 2L)) {
    found <- sprintf("%d and %d", inputs[1L], inputs[2L])
    fail("E_SHAPE", "network", "a network of 2 inputs, and data of 2 features", found)
  }
  X <- mlp_inputs(model, samples$X)
  y <- if (is.null(model$classes)) unname(samples$y) else mlp_data(model, samples$X, samples$y)$y
  y <- scale_targets(y + 0, model$scale)
  write_picture(layout_boundary(layers, X, y, title, theme), out)
  0
}
