# Draw pictures with base graphics.
#
# Devices are closed again, and the settings of a device that is open are restored.

MARKS <- c(circle = 21, square = 22, triangle = 24, diamond = 23)
FORMATS <- c("png", "svg", "pdf")
# What the end of a whole file of each holds.
ENDS <- c(png = "IEND", svg = "</svg>", pdf = "%%EOF")
# Base graphics' font size is 12 points, its symbols are 0.45 of that wide; a line width of 1 is
# 1/96 inch.
POINTS <- 12
MARK_WIDTH <- 0.45
FAMILY <- "DejaVu Sans"
LINE_WIDTH <- 96 / 72
SMOOTH <- 100

# One function a shape.
DRAW <- list(
  rectangle = function(shape) {
    graphics::rect(
      shape$x, shape$y + shape$height, shape$x + shape$width, shape$y,
      col = shape$fill, border = if (is.null(shape$line)) NA else shape$line, lwd = 0.8 * LINE_WIDTH
    )
  },
  label = function(shape) {
    graphics::text(
      shape$x,
      shape$y,
      shape$text,
      cex = shape$size / POINTS,
      col = shape$colour,
      font = if (shape$bold) 2 else 1,
      adj = c(c(left = 0, center = 0.5, right = 1)[[shape$anchor]], NA),
      srt = if (shape$turned) 90 else 0
    )
  },
  path = function(shape) {
    graphics::lines(
      shape$x,
      shape$y,
      col = shape$colour,
      lwd = shape$width * LINE_WIDTH,
      lty = if (shape$dashed) "43" else "solid"
    )
  },
  dots = function(shape) {
    graphics::points(
      shape$x, shape$y, pch = MARKS[[shape$mark]], bg = shape$fill, col = shape$line,
      cex = shape$size / (POINTS * MARK_WIDTH), lwd = 0.6 * LINE_WIDTH
    )
  },
  raster = function(shape) {
    colours <- matrix(shape$colours[shape$cells + 1], nrow(shape$cells))
    graphics::rasterImage(
      grDevices::as.raster(colours),
      shape$x,
      shape$y + shape$height,
      shape$x + shape$width,
      shape$y,
      interpolate = nrow(colours) > SMOOTH # a fine raster is no table of cells
    )
  }
)

#' Draw the picture on the open device, as large as there is room, and restore its settings.
#' @noRd
draw_picture <- function(picture) {
  before <- graphics::par("cex")
  settings <- graphics::par(
    mar = c(0, 0, 0, 0), bg = picture$paper, xpd = NA, ps = POINTS, lend = "butt"
  )
  on.exit({
    graphics::par(settings)
    graphics::par(cex = before)
  })
  graphics::plot.new()
  size <- graphics::par("din") * 72
  scale <- min(size / c(picture$width, picture$height))
  graphics::par(cex = scale)
  graphics::plot.window(c(0, size[1L] / scale), c(size[2L] / scale, 0), xaxs = "i", yaxs = "i")
  for (shape in picture$shapes) DRAW[[shape$shape]](shape)
  invisible(picture)
}

#' Write a .png, .svg or .pdf; a PNG has 72 times `scale` dots an inch.
#' @noRd
write_picture <- function(picture, path, scale = 2, argument = "out") {
  path <- check_path(path, argument)
  kind <- check_choice(tolower(tools::file_ext(path)), "format", FORMATS)
  write_bytes(path, picture_bytes(picture, kind, scale), argument)
  invisible(path)
}

#' Return the file's content. The device that is open stays the current one.
#'
#' A device says nothing of a disk that is full: what it wrote must have its end.
#' @noRd
picture_bytes <- function(picture, kind = "png", scale = 2) {
  path <- tempfile(fileext = paste0(".", kind))
  on.exit(unlink(path))
  draw_file(picture, kind, path, scale)
  content <- readBin(path, "raw", file.size(path))
  if (!any(grepRaw(ENDS[[kind]], utils::tail(content, 20L), fixed = TRUE))) {
    fail("E_FILE", "TMPDIR", "a writable folder", quote_json(tempdir()))
  }
  content
}

#' Draw the picture on a new device, which writes a file.
#' @noRd
draw_file <- function(picture, kind, path, scale) {
  current <- grDevices::dev.cur()
  width <- picture$width / 72
  height <- picture$height / 72
  switch(
    kind,
    png = grDevices::png(
      path,
      width,
      height,
      units = "in",
      res = 72 * scale,
      family = FAMILY,
      bg = picture$paper,
      type = png_type()
    ),
    svg = grDevices::svg(path, width, height, family = FAMILY, bg = picture$paper),
    pdf = grDevices::cairo_pdf(path, width, height, family = FAMILY, bg = picture$paper)
  )
  device <- grDevices::dev.cur()
  on.exit({
    grDevices::dev.off(device)
    if (current > 1L) grDevices::dev.set(current)
  })
  draw_picture(picture)
}

#' Find out how this R makes a PNG: with cairo if it can, which needs no screen.
#' @noRd
png_type <- function() {
  if (capabilities("cairo")) "cairo" else getOption("bitmapType")
}
