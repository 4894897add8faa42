# Two traces held against each other: planted differences are found where they are.

trace <- function(id = "two_hidden_layers") {
  jsonlite::fromJSON(to_json(run_case(read_fixture("cases", paste0(id, ".json")))), simplifyVector = FALSE)
}
whole <- trace()

test_that("ulp is the distance to the next double", {
  # 2^(e - 52) for 2^e <= x < 2^(e + 1); 2^-1074 for all below 2^-1021
  values <- c(0, 1, -1, 0.75, 2, -3.5, 1.7976931348623157e308, 5e-324, 2.2250738585072014e-308, 1e-310)
  expect_identical(ulp(values), 2^c(-1074, -52, -52, -53, -51, -51, 971, -1074, -1074, -1074))
})

test_that("a trace does not differ from itself", {
  found <- compare_traces(whole, whole)
  expect_null(found$first)
  expect_identical(found$missing, character(0))
  expect_true(all(c("Z_1", "A_3", "loss", "dA_2", "dZ_1", "dW_3", "db_1", "W_2", "b_3", "losses", "final loss", "final W_1") %in% names(found$worst)))
  expect_identical(format_comparison(found)[1L], "No difference beyond what is allowed.")
})

test_that("quantities come in the order of the computation", {
  names <- vapply(quantities(trace("one_unit")), place_name, "")
  expect_identical(names[1:11], c(
    "step 0, batch, epoch", "step 0, batch, rows", "step 0, forward, layer 1, Z", "step 0, forward, layer 1, A", "step 0, loss, loss",
    "step 0, backward, layer 1, dA", "step 0, backward, layer 1, dZ", "step 0, backward, layer 1, dW", "step 0, backward, layer 1, db",
    "step 0, update, layer 1, W", "step 0, update, layer 1, b"
  ))
  expect_identical(utils::tail(names, 4L), c("losses, losses", "final, final loss", "final, layer 1, final W", "final, layer 1, final b"))
})

test_that("a planted difference is found where it is", {
  plant <- function(step, layer, quantity, index) {
    planted <- whole
    place <- planted$steps[[step]]$layers[[layer]][[quantity]][[index[1L] + 1L]][[index[2L] + 1L]]
    planted$steps[[step]]$layers[[layer]][[quantity]][[index[1L] + 1L]][[index[2L] + 1L]] <- place + ulp(place)
    found <- compare_traces(planted, whole)
    expect_identical(found$first$entry[c("step", "layer", "quantity")], list(step = whole$steps[[step]]$step, layer = layer, quantity = quantity))
    expect_equal(found$first$index, index)
    expect_identical(c(found$wrong, found$first$ulps), c(1, 1))
  }
  plant(1, 1L, "Z", c(4, 3))
  plant(2, 2L, "A", c(0, 2))
  plant(3, 3L, "dA", c(1, 0))
  plant(4, 1L, "dW", c(2, 3))
  plant(5, 2L, "W", c(0, 0))
})

test_that("the first difference is named and all are counted", {
  planted <- whole
  planted$steps[[2L]]$layers[[1L]]$W[[1L]][[1L]] <- 9
  planted$steps[[2L]]$layers[[3L]]$dZ[[1L]][[1L]] <- 9
  planted$final$loss <- 9
  found <- compare_traces(planted, whole)
  expect_identical(place_name(found$first$entry), "step 1, backward, layer 3, dZ")
  expect_identical(found$wrong, 3)
})

test_that("the value that uses up most is named", {
  # 2 of 10 allowed is less than 1 of 2
  worst <- compare_traces(list(losses = c(3, 2)), list(losses = c(1, 1), losses_tolerance = c(10, 2)))$worst$losses
  expect_equal(c(worst$index, worst$allowed), c(1, 2))
})

test_that("what the reference allows times the factor", {
  wrong <- function(value, factor) compare_traces(list(losses = value), list(losses = 1, losses_tolerance = 0.5), factor)$wrong
  expect_identical(c(wrong(1.5, 1), wrong(1.5000001, 1), wrong(1.5000001, 2), wrong(2, 2)), c(0, 1, 0, 0))
})

test_that("another shape is a difference, rows of different lengths are refused", {
  planted <- whole
  planted$steps[[1L]]$layers[[1L]]$Z[[5L]] <- NULL
  lines <- format_comparison(compare_traces(planted, whole))
  expect_identical(lines[1L], "First wrong value: step 0, forward, layer 1, Z: the shape differs from the reference's.")
  planted$steps[[1L]]$layers[[1L]]$Z[[2L]][[1L]] <- NULL
  text <- "`step 0, forward, layer 1, Z` must be a matrix of finite numbers, got rows of different lengths."
  expect_refused(compare_traces(planted, whole), "E_SHAPE", text)
})

test_that("what is missing is named", {
  planted <- whole
  planted$steps <- planted$steps[1L]
  found <- compare_traces(planted, whole)
  expect_null(found$first)
  expect_identical(format_comparison(found)[1L], sprintf("Missing: %d quantities, the first is step 1, batch, epoch.", length(found$missing)))
})

test_that("what is not finite is wrong, and numbers may be far apart", {
  for (value in c(NaN, Inf)) {
    found <- compare_traces(list(losses = value), list(losses = 1, losses_tolerance = 0.5))
    expect_identical(c(found$wrong, found$first$difference), c(1, Inf))
  }
  found <- compare_traces(list(losses = 1e308), list(losses = -1e308))
  expect_match(format_comparison(found)[1L], "Infinity")
})

test_that("no losses are nothing to compare", {
  expect_identical(compare_traces(list(losses = list()), list(losses = list()))$worst, list())
})

test_that("golden values state what is allowed", {
  found <- compare_traces(trace("one_unit"), read_fixture("golden", "one_unit.json"))
  expect_null(found$first)
  expect_true(all(vapply(found$worst[!names(found$worst) %in% c("epoch", "rows")], `[[`, 0, "allowed") > 0))
})
