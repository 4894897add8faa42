# Numbers come back bit by bit, files are old or new and never half, and what is not JSON is refused.

edges <- c(0, -0, 5e-324, -5e-324, 2.2250738585072009e-308, 2.2250738585072014e-308, 1e308, 1.7976931348623157e308, 0.1, 1 / 3, 2^53 + 2, 1e22, 1e23)

same_bits <- function(a, b) identical(a, b) && identical(1 / a, 1 / b)

# Finite doubles of every size: random bit patterns.
any_doubles <- function(n) {
  bytes <- as.raw(numpy_integers(stream(1), 8 * n, 256)$values)
  values <- readBin(bytes, "double", n)
  values[is.finite(values)]
}

test_that("doubles come back exactly", {
  subnormal <- 5e-324 * (2^52 * uniform(stream(2), 1000)$values)
  values <- c(edges, any_doubles(20000), subnormal)
  path <- new_path("values.json")
  write_json(path, values)
  expect_true(same_bits(as.double(unlist(read_json(path, "values"))), values))
})

test_that("text of values", {
  text <- list(
    list(0.1, "0.10000000000000001"), list(1, "1"), list(-0, "-0.0"), list(0, "0"), list(5e-324, "4.9406564584124654e-324"), list(1e22, "1e+22"),
    list(123456789, "123456789"), list(TRUE, "true"), list(NULL, "null"), list("\u00e9 \"</", "\"\u00e9 \\\"</\""), list(array(1, 1), "[1]"), list(c(1, 2), "[1, 2]"),
    list(rbind(c(1, 2), c(3, 4)), "[[1, 2], [3, 4]]"), list(rbind(c(1, 2)), "[[1, 2]]"), list(cbind(c(1, 2)), "[[1], [2]]")
  )
  for (pair in text) expect_identical(to_json(pair[[1L]]), pair[[2L]])
})

test_that("objects stand on lines and the rest on one", {
  value <- list(a = list(1, c(2, 3)), b = structure(list(), names = character(0)), c = list(list(d = NULL)), e = list())
  expect_identical(to_json(value), "{\n  \"a\": [1, [2, 3]],\n  \"b\": {},\n  \"c\": [\n    {\n      \"d\": null\n    }\n  ],\n  \"e\": []\n}")
})

test_that("what is not finite is not written, and the first one by rows is named", {
  text <- "`value` must be a finite number to be written as JSON, got %s."
  expect_refused(to_number(NaN), "E_NOT_FINITE", sprintf(text, "NaN"))
  expect_refused(to_json(rbind(c(1, Inf), c(NaN, 1))), "E_NOT_FINITE", sprintf(text, "Infinity"))
})

test_that("numbers are read as the nearest doubles", {
  text <- c("-0", "-0.0", "1e400", "9007199254740993", strrep("1", 400), "1e-400")
  read <- read_json(file_with(sprintf("[%s]", paste(text, collapse = ","))), "numbers")
  expect_true(same_bits(as.double(unlist(read)), c(0, -0, Inf, 2^53, Inf, 0)))
})

test_that("what is not JSON is refused", {
  contents <- list(
    "", "{", "[1,]", "[01]", "[+1]", "[.5]", "[NaN]", "[-Infinity]", "{} {}", "['a']", "[1 // a\n]", "/* a */ [1]", "{\"a\": 1, \"a\": 2}",
    "[\"a\\u0000\"]", "[\"\\ud800\"]", "[\"\\udc00 \\ud83d\\ude00\"]", as.raw(c(0x5b, 0x22, 0xe9, 0x22, 0x5d)), as.raw(c(0x5b, 0, 0x5d)), strrep("[", 64)
  )
  for (content in contents) {
    path <- file_with(content)
    expect_refused(read_json(path, "case"), "E_FORMAT", sprintf("`case` must be a JSON file, got %s, which is not valid JSON.", quote_json(path)))
  }
})

test_that("what is JSON is read", {
  expect_identical(read_json(file_with(as.raw(c(0xef, 0xbb, 0xbf, 0x5b, 0x31, 0x5d))), "case"), list(1L))
  expect_identical(read_json(file_with("[\"\\ud83d\\ude00 \\\\u0000 a/b\"]"), "case"), list("\U1F600 \\u0000 a/b"))
})

test_that("unreadable files", {
  for (path in c(new_path("missing.json"), tempdir(), "")) {
    expect_refused(read_json(path, "case"), "E_FILE", sprintf("`case` must be a readable file, got %s.", quote_json(path)))
  }
})

test_that("unwritable places, and nothing is left there", {
  old <- file_with("old", "file")
  folder <- dirname(old)
  dir.create(file.path(folder, "folder"))
  for (name in c("missing/out.json", "file/out.json", "folder")) {
    path <- file.path(folder, name)
    expect_refused(write_text(path, "new", "out"), "E_FILE", sprintf("`out` must be a writable file, got %s.", quote_json(path)))
  }
  expect_identical(dir(folder, all.files = TRUE, no.. = TRUE), c("file", "folder"))
  expect_identical(readLines(old, warn = FALSE), "old")
})

test_that("a write replaces the file", {
  path <- file_with("old")
  write_text(path, "n\u00e9w\n", "out")
  expect_identical(readBin(path, "raw", 100), as.raw(c(0x6e, 0xc3, 0xa9, 0x77, 0x0a)))
  expect_identical(dir(dirname(path), all.files = TRUE, no.. = TRUE), basename(path))
})
