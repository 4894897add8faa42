# R only: rows of NumPy's .npy files of doubles, read where they are needed.
#
# Format: numpy.lib.format, versions 1 to 3: "\x93NUMPY", version, length of the header, the header,
# then the numbers, row by row.

#' Write a matrix as a .npy file.
#' @noRd
write_npy <- function(path, X) {
  shape <- sprintf("'shape': (%d, %d)", nrow(X), ncol(X))
  header <- sprintf("{'descr': '<f8', 'fortran_order': False, %s, }", shape)
  header <- formatC(header, width = -(118 - 1), flag = "-")
  stream <- file(path, "wb")
  on.exit(close(stream))
  writeBin(as.raw(c(0x93, utf8ToInt("NUMPY"), 1, 0)), stream)
  writeBin(nchar(header) + 1L, stream, size = 2L, endian = "little")
  writeBin(charToRaw(paste0(header, "\n")), stream)
  writeBin(as.vector(t(X)), stream, endian = "little")
}

#' Where the numbers of a .npy file begin, and its numbers of rows and columns.
#' @noRd
read_npy_header <- function(path, argument) {
  bad <- function(found) {
    fail("E_FORMAT", argument, "a .npy file of a matrix of doubles, row by row", found)
  }
  if (!file.exists(path) || dir.exists(path)) {
    fail("E_FILE", argument, "a file that can be read", describe(path))
  }
  stream <- file(path, "rb")
  on.exit(close(stream))
  magic <- readBin(stream, "raw", 8L)
  if (!identical(magic[1:6], as.raw(c(0x93, utf8ToInt("NUMPY"))))) bad("another file")
  long <- as.integer(magic[7L]) > 1L
  bytes <- if (long) 4L else 2L
  size <- readBin(stream, "integer", 1L, size = bytes, signed = long, endian = "little")
  if (length(size) == 0L || size < 1 || size > 1e6) bad("another file")
  header <- rawToChar(readBin(stream, "raw", size))
  found <- regmatches(header, regexec("'shape': \\(([0-9]+), ([0-9]+)\\)", header))[[1L]]
  doubles <- grepl("'descr': '<f8'", header, fixed = TRUE)
  by_row <- grepl("'fortran_order': False", header, fixed = TRUE)
  if (length(found) != 3L || !doubles || !by_row) bad("other numbers")
  at <- if (long) 12 + size else 10 + size
  shape <- as.double(found[-1L])
  if (min(shape) < 1) {
    fail("E_SHAPE", argument, "a n x m matrix", sprintf("a %s x %s matrix", found[2L], found[3L]))
  }
  if (file.size(path) != at + 8 * prod(shape)) bad("a file of another length")
  list(at = at, rows = shape[1L], columns = shape[2L])
}

#' These rows of a .npy file, by their places from 0.
#' @noRd
read_npy_rows <- function(path, header, rows) {
  stream <- file(path, "rb")
  on.exit(close(stream))
  columns <- header$columns
  # Rows that follow each other are read at once.
  runs <- split(rows, cumsum(c(TRUE, diff(rows) != 1)))
  values <- lapply(runs, function(run) {
    seek(stream, header$at + 8 * columns * run[1L])
    readBin(stream, "double", columns * length(run), endian = "little")
  })
  matrix(unlist(values, use.names = FALSE), length(rows), columns, byrow = TRUE)
}
