# Pictures of ggplot2: what is in them, and that they can be drawn.

model <- mlp(Species ~ ., iris, reduction = "mean", epochs = 20, validation_fraction = 0.2, metrics = "accuracy")

test_that("the history has a panel for each quantity, with training and validation", {
  picture <- ggplot2::autoplot(model)
  panels <- ggplot2::ggplot_build(picture)$layout$layout
  expect_identical(as.character(panels$quantity), c("accuracy", "loss"))
  drawn <- ggplot2::layer_data(picture)
  expect_identical(nrow(drawn), 4L * 21L)
  expect_setequal(drawn$y[drawn$PANEL == 2], c(model$history$loss, model$history$validation_loss))
  path <- tempfile(fileext = ".png")
  suppressMessages(ggplot2::ggsave(path, picture, width = 4, height = 3))
  expect_gt(file.size(path), 5000)
})

test_that("the weights have a tile each", {
  picture <- ggplot2::autoplot(model, "weights")
  # From below: in each panel the rows of W in their order, and b as the last.
  expect_identical(levels(picture$data$source), c("b", "h3", "h2", "h1", rev(names(iris)[1:4])))
  drawn <- ggplot2::layer_data(picture)
  expect_identical(nrow(drawn), length(coef(model, "vector")))
  refused <- tryCatch(ggplot2::autoplot(model, "weight"), twinmlp_error = identity)
  expect_match(conditionMessage(refused), "`which` must be one of")
})
