# Seeds, draws and saved streams that are refused.

test_that("broken stream is refused", {
  broken <- stream(1)
  broken$position <- 625
  expect_refused(uniform(broken, 5), "E_FORMAT", "`stream.position` must be a whole number from 1 to 624, got 625.")
  broken$key <- c(1, 2)
  expect_refused(uniform(broken, 5), "E_FORMAT", "`stream.key` must be 624 words, got a list of 2.")
})

test_that("broken state is refused", {
  refused <- function(name, value, text) {
    state <- stream_state(stream(1))
    state[[name]] <- value
    expect_refused(restore_stream(state), "E_FORMAT", text)
  }
  refused("format", "x", '`stream.format` must be "twinmlp-stream", got "x".')
  refused("version", 2, "`stream.version` must be 1, got 2.")
  refused("generator", "pcg", '`stream.generator` must be one of numpy, r, got "pcg".')
  refused("position", 0, "`stream.position` must be a whole number from 1 to 624, got 0.")
  refused("cached", "7ff0000000000000", '`stream.cached` must be null or the 16 hex digits of a finite number, got "7ff0000000000000".')
  refused("key", list(1, 2), "`stream.key` must be 624 whole numbers from 0 to 4294967295, not all 0, got a list of 2.")
  refused("key", as.list(numeric(624)), "`stream.key` must be 624 whole numbers from 0 to 4294967295, not all 0, got a list of 624.")
})

test_that("bad seed is refused", {
  numpy <- "`seed` must be a whole number from 0 to 4294967295, got %s."
  r <- "`seed` must be a whole number from -2147483647 to 2147483647, got %s."
  expect_refused(stream(-1), "E_RANGE", sprintf(numpy, "-1"))
  expect_refused(stream(2^32), "E_RANGE", sprintf(numpy, "4294967296"))
  expect_refused(stream(2^31, "r"), "E_RANGE", sprintf(r, "2147483648"))
  expect_refused(stream(-2^31, "r"), "E_RANGE", sprintf(r, "-2147483648"))
  expect_refused(stream(1.5), "E_TYPE", sprintf(numpy, "1.5"))
  expect_refused(stream(NaN, "r"), "E_TYPE", sprintf(r, "NaN"))
  expect_refused(stream(NA_integer_, "r"), "E_TYPE", sprintf(r, "NaN"))
  expect_refused(stream("1"), "E_TYPE", sprintf(numpy, '"1"'))
  expect_refused(stream(TRUE), "E_TYPE", sprintf(numpy, "true"))
  expect_refused(stream(NULL), "E_TYPE", sprintf(numpy, "null"))
  expect_refused(stream(1, "pcg"), "E_CHOICE", '`generator` must be one of numpy, r, got "pcg".')
})

test_that("bad draw is refused", {
  s <- stream(1)
  expect_refused(uniform(s, -1), "E_RANGE", "`n` must be a whole number, 0 or more, got -1.")
  expect_refused(normal(s, 1, 0, -1), "E_RANGE", "`sd` must be a finite number, 0 or more, got -1.")
  expect_refused(integers(s, 1, 3, 3), "E_RANGE", "`high` must be 1 to 4500000000000000 above `low`, got 3.")
  expect_refused(sample(s, 3, 4), "E_RANGE", "`size` must be 3 or less without replacement, got 4.")
})
