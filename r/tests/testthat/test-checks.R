# Every check accepts what it should, as what it should, and refuses the rest.

test_that("numbers become doubles", {
  for (check in list(check_number, check_positive, check_count)) expect_identical(check(2L, "size"), 2)
})

test_that("a recipe is refused with what to do", {
  recipe <- structure(list(), class = "recipe")
  text <- "a formula and data, such as recipes::bake(recipes::prep(x), new_data = NULL) gives them, got a recipe."
  expect_refused(mlp(recipe, data.frame(y = 1)), "E_TYPE", paste("`X` must be", text))
})

test_that("numbers are refused", {
  expect_refused(check_number("2", "size"), "E_TYPE", "`size` must be a finite number, got \"2\".")
  expect_refused(check_number(TRUE, "size"), "E_TYPE", "`size` must be a finite number, got true.")
  expect_refused(check_number(NaN, "size"), "E_NOT_FINITE", "`size` must be a finite number, got NaN.")
  expect_refused(check_number(c(1, 2), "size"), "E_TYPE", "`size` must be a finite number, got a list of 2.")
  expect_refused(check_number(factor("a"), "size"), "E_TYPE", "`size` must be a finite number, got a factor.")
  expect_refused(check_positive(0, "size"), "E_RANGE", "`size` must be a positive finite number, got 0.")
  expect_refused(check_positive(-0.5, "size"), "E_RANGE", "`size` must be a positive finite number, got -0.5.")
  expect_refused(check_positive(Inf, "size"), "E_NOT_FINITE", "`size` must be a positive finite number, got Infinity.")
  expect_refused(check_positive(NULL, "size"), "E_TYPE", "`size` must be a positive finite number, got null.")
  expect_refused(check_count(0, "size"), "E_RANGE", "`size` must be a whole number, 1 or more, got 0.")
  expect_refused(check_count(1.5, "size"), "E_TYPE", "`size` must be a whole number, 1 or more, got 1.5.")
  expect_refused(check_count(2^54, "size"), "E_RANGE", "`size` must be a whole number, 1 or more, got 1.8014398509482e+16.")
  expect_refused(check_flag(1, "size"), "E_TYPE", "`size` must be true or false, got 1.")
  expect_refused(check_flag(NA, "size"), "E_TYPE", "`size` must be true or false, got NaN.")
})

test_that("choices", {
  expect_identical(check_choice("b", "kind", c("a", "b")), "b")
  expect_refused(check_choice("c", "kind", c("a", "b")), "E_CHOICE", "`kind` must be one of a, b, got \"c\".")
  expect_refused(check_choice(NULL, "kind", c("a", "b")), "E_CHOICE", "`kind` must be one of a, b, got null.")
  expect_refused(check_choice(c("a", "b"), "kind", c("a", "b")), "E_CHOICE", "`kind` must be one of a, b, got a list of 2.")
})

test_that("matrices are made of lists of rows, data frames, integers and truth values", {
  expected <- rbind(c(1, 2, 3), c(4, 5, 6))
  expect_identical(check_matrix(list(c(1, 2, 3), c(4, 5, 6)), "X"), expected)
  expect_identical(check_matrix(list(list(1, 2, 3), list(4, 5, 6)), "X"), expected)
  expect_identical(check_matrix(rbind(1:3, 4:6), "X"), expected)
  expect_identical(unname(check_matrix(data.frame(a = c(1, 4), b = c(2L, 5L), c = c(3, 6)), "X")), expected)
  expect_identical(check_matrix(list(list(TRUE, 0.5)), "X"), rbind(c(1, 0.5)))
  expect_identical(check_matrix(list(list(1), list(2)), "X"), rbind(1, 2))
})

test_that("matrices of the wrong size", {
  expect_refused(check_matrix(rbind(c(1, 2)), "X", rows = 3), "E_SHAPE", "`X` must be a 3 x m matrix, got a 1 x 2 matrix.")
  expect_refused(check_matrix(rbind(c(1, 2)), "X", columns = 1), "E_SHAPE", "`X` must be a n x 1 matrix, got a 1 x 2 matrix.")
  expect_refused(check_matrix(rbind(c(1, 2)), "X", 1e5, 1), "E_SHAPE", "`X` must be a 100000 x 1 matrix, got a 1 x 2 matrix.")
})

test_that("vectors", {
  expect_identical(check_vector(list(1, 2L), "b", 2), c(1, 2))
  refused <- function(bad, code, given) expect_refused(check_vector(bad, "b", 2), code, sprintf("`b` must be a list of 2 finite numbers, got %s.", given))
  refused(c(1, 2, 3), "E_SHAPE", "a list of 3")
  refused(rbind(c(1, 2)), "E_SHAPE", "a 1 x 2 matrix")
  refused("ab", "E_TYPE", "\"ab\"")
  refused(NULL, "E_TYPE", "null")
  refused(list(1, NULL), "E_TYPE", "values that are not numbers")
  refused(list(1, list(2)), "E_TYPE", "values that are not numbers")
  refused(list(a = 1), "E_TYPE", "an object")
})

test_that("the first value that is not finite is named", {
  expect_refused(check_all_finite(rbind(c(1, 2), c(3, Inf), c(NaN, 4)), "X"), "E_NOT_FINITE", "`X[1][1]` must be a finite number, got Infinity.")
  expect_refused(check_vector(c(1, NaN), "b", 2), "E_NOT_FINITE", "`b[1]` must be a finite number, got NaN.")
})
