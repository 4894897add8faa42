# The fixtures, as the package carries them; what only tests read, configure has put beside them.

BESIDE <- normalizePath("fixtures", winslash = "/", mustWork = TRUE)

fixture <- function(...) {
  path <- file.path(BESIDE, ...)
  if (!file.exists(path)) path <- twinmlp:::fixture_path(file.path(...))
  if (!nzchar(path)) stop("no such fixture: ", file.path(...))
  path
}

read_fixture <- function(...) jsonlite::fromJSON(fixture(...), simplifyVector = FALSE)

# For calls whose training is not meant to succeed.
unwarned <- function(call) suppressWarnings(call, classes = "twinmlp_warning")

# A path in a new empty folder.
new_path <- function(name) {
  folder <- tempfile("twinmlp-test-")
  dir.create(folder)
  file.path(folder, name)
}

# Write text to a new file and give its path.
file_with <- function(text, name = "file.json") {
  path <- new_path(name)
  writeBin(if (is.raw(text)) text else charToRaw(enc2utf8(text)), path)
  path
}

# The call is refused with this code and this text, in the class of the code.
expect_refused <- function(call, code, text) {
  error <- tryCatch(call, twinmlp_error = identity)
  expect_s3_class(error, "twinmlp_error")
  if (inherits(error, "twinmlp_error")) {
    expect_identical(c(error$code, conditionMessage(error)), c(code, text))
    expect_s3_class(error, ERRORS[[code]])
  }
}

# What a call prints, as one text without the last line's end.
printed <- function(call) paste(utils::capture.output(call), collapse = "\n")

# The largest difference in units in the last place.
ulps <- function(a, b) max(abs(a - b) / (2^floor(log2(pmax(abs(b), 2^-1000))) * 2^-52))
