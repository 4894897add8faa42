# Aligned text.

test_that("align", {
  expect_identical(align(list(c("a", "bb", "c"), c("aaa", "b", "ccc"))), c("a    bb    c", "aaa   b  ccc"))
  expect_identical(align(list(c("a", "bb"), c("aaa", "")), left = 2), c("a    bb", "aaa"))
})

test_that("format_value", {
  expect_identical(
    vapply(c(0, 1 / 3, -2.5, 0.0001, 0.00009, 999999, 1000000, -1e-300), format_value, ""),
    c("0.0000", "0.3333", "-2.5000", "0.0001", "9.00e-05", "999999.0000", "1.00e+06", "-1.00e-300")
  )
  expect_identical(vapply(c(1, 2, 6), function(d) format_value(0.000123, d), ""), c("1.2e-04", "1.2e-04", "0.000123"))
})

test_that("format_matrix", {
  expect_identical(format_matrix(rbind(c(1, -10), c(0.25, 3)), 2), c("1.00  -10.00", "0.25    3.00"))
})

test_that("fill_template", {
  expect_identical(fill_template("{a}{b} {c}", list(a = "x", c = 1)), "x{b} 1")
})

test_that("wrap_words", {
  expect_identical(wrap_words("a bb ccc dddddd", 6, " "), c(" a bb", " ccc", " dddddd"))
  expect_identical(wrap_words("a bb ccc", 8), "a bb ccc")
  expect_identical(wrap_words("a bb ccc", 7), c("a bb", "ccc"))
})
