# Pictures: what they say, the files they become, and that the session's own devices and settings stay as they are.

texts <- function(picture) {
  unlist(lapply(picture$shapes, function(shape) if (shape$shape == "label") shape$text))
}

case_document <- function(id) {
  document <- read_fixture("cases", paste0(id, ".json"))
  document$training$epochs <- 2
  document$record <- NULL
  document
}

case_tables <- function(id, ...) case_step_tables(case_step(case_document(id)), ...)

test_that("the twelve steps show their matrices, sources first", {
  tables <- case_tables("article_a_uniform")
  expect_identical(vapply(tables, `[[`, 0, "number"), as.numeric(0:11))
  expect_identical(tables[[3]]$formulas, list("hidden_layer_input = matrix_dot_product(X, wh) + bh"))
  expect_identical(tables[[3]]$notation, list("Z_1 = X W_1 + b_1"))
  roles <- vapply(tables[[3]]$tables, `[[`, "", "role")
  expect_identical(roles, c("source", "source", "source", "computed"))
  expect_identical(tables[[3]]$tables[[4]]$cells[1, ], c("1.265", "2.029", "1.515"))
})

test_that("deeper networks repeat steps, batches say what is left out", {
  tables <- case_tables("three_hidden_layers", max_rows = 3)
  expect_identical(step_files(tables)[3:6], c("step_02_1", "step_03_1", "step_02_2", "step_03_2"))
  expect_identical(tables[[1]]$tables[[1]]$more_rows, 3L)
  expect_true("... 3 more rows" %in% texts(layout_step(tables[[1]])))
})

test_that("a network without biases has no table of them", {
  tables <- case_tables("article_b_first_update")
  expect_identical(vapply(tables, `[[`, 0, "number"), as.numeric(0:10))
})

test_that("every format is written, and the devices are as before", {
  picture <- layout_step(case_tables("article_a_uniform")[[3]])
  starts <- list(png = as.raw(c(0x89, 0x50, 0x4e, 0x47)), svg = charToRaw("<?xm"), pdf = charToRaw("%PDF"))
  grDevices::pdf(NULL)
  open <- grDevices::dev.cur()
  on.exit(grDevices::dev.off(open))
  for (format in names(starts)) {
    path <- new_path(paste0("step.", format))
    write_picture(picture, path)
    expect_identical(readBin(path, "raw", 4L), starts[[format]], info = format)
    expect_identical(grDevices::dev.cur(), open)
  }
  expect_refused(write_picture(picture, new_path("step.jpeg")), "E_CHOICE", '`format` must be one of png, svg, pdf, got "jpeg".')
})

test_that("the device is closed when drawing fails", {
  before <- grDevices::dev.list()
  broken <- Picture(100, 100, "#FFFFFF", list(list(shape = "no such shape")))
  expect_error(write_picture(broken, new_path("broken.png")))
  expect_identical(grDevices::dev.list(), before)
})

test_that("plot() restores the settings of the device it draws on", {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  graphics::par(mar = c(1, 2, 3, 4), cex = 0.7)
  names <- c("mar", "cex", "bg", "xpd", "ps", "lend", "family", "font", "lty", "lwd", "mfrow", "oma")
  before <- graphics::par(names)
  data <- DATA_SETS$xor()
  model <- mlp(data$X, data$y, epochs = 3)
  for (which in c("error", "network", "weights")) expect_identical(withVisible(plot(model, which))$visible, FALSE)
  plot(model, "boundary", data = data)
  plot_steps(model, data$X, data$y, step = 1, numbers = c(2, 3))
  plot_steps(model, data$X, data$y)
  expect_identical(graphics::par(names), before)
  expect_refused(plot(model, "boundary"), "E_TYPE", "`data` must be (X, y) where `which` is \"boundary\", got null.")
})

test_that("the published points lie on the curve", {
  picture <- published_curve("article_b", "B", "light", "R")$picture
  line <- Filter(function(shape) shape$shape == "path" && shape$width == 4.5, picture$shapes)[[1]]
  points <- Filter(function(shape) shape$shape == "dots", picture$shapes)[[1]]
  expect_length(points$x, 10)
  expect_lt(max(abs(stats::approx(line$x, line$y, points$x)$y - points$y)), 0.5)
})

test_that("ticks are round", {
  expect_identical(tick_texts(axis_ticks(0, 1)), c("0.0", "0.2", "0.4", "0.6", "0.8", "1.0"))
  expect_identical(tick_texts(axis_ticks(-3, 7)), c("-2", "0", "2", "4", "6"))
  expect_identical(tick_texts(axis_ticks(0.24, 0.26)), c("0.240", "0.245", "0.250", "0.255", "0.260"))
})

test_that("the boundary is where the class changes", {
  network <- list(list(W = matrix(c(100, 0)), b = -25, activation = "sigmoid"))
  area <- layout_boundary(network, matrix(c(0, 1, 0, 1), 2), matrix(c(0, 1)), "A line", grid = 200)$shapes[[1]]
  edge <- which(area$cells[50, ] == length(area$colours) - 1)
  expect_lt(abs(-1 / 12 + (min(edge) - 0.5) / 200 * 14 / 12 - 0.25), 0.01)
})

test_that("network and heat maps say what they leave out", {
  wide <- list(list(W = matrix(1, 30, 12), b = NULL, activation = "relu"), list(W = matrix(-1, 12, 1), b = 0, activation = "sigmoid"))
  said <- texts(layout_network(wide, "30-12-1"))
  expect_true(all(c("... 20 more", "... 2 more", "b 0.00") %in% said))
  expect_true("W_1, 30 x 12" %in% texts(layout_heat(list(W_1 = wide[[1]]$W), "Weights")))
})

test_that("the commands write a folder of pictures", {
  folder <- new_path("pictures")
  expect_identical(pictures_command(fixture("cases/two_hidden_layers.json"), folder, format = "svg"), 0)
  files <- list.files(folder)
  expect_true(all(c("sheet.svg", "error.svg", "network.svg", "weights.svg", "gradients.svg", "step_02_1.svg") %in% files))
  network <- new_path("network.json")
  data <- DATA_SETS$article_a()
  write_mlp(mlp(data$X, data$y, epochs = 1), network)
  expect_refused(
    boundary_command(network, file_with("a,b,y\n1,2,0\n", "data.csv"), new_path("out.png")), "E_SHAPE",
    "`network` must be a network of 2 inputs, and data of 2 features, got 4 and 2."
  )
})
