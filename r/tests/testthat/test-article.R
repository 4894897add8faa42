# The article's named steps, on the step worked out in helper-hand.R.

steps <- article_steps(hand$X, hand$y, hand$network, list(layers = hand$layers))
values <- do.call(c, lapply(steps, `[[`, "computes"))
step_of <- function(number) Filter(function(step) step$number == number, steps)[[1L]]

steps_of <- function(id) {
  document <- read_fixture("cases", paste0(id, ".json"))
  parts <- case_parts(document)
  article_steps(parts$X, parts$y, parts$network, run_case(document)$steps[[1L]])
}

numbers_of <- function(steps) vapply(steps, `[[`, 0, "number")

test_that("the twelve steps in order, with the article's names", {
  expect_identical(numbers_of(steps), as.double(0:11))
  expect_identical(lapply(steps, function(step) names(step$computes)), list(
    c("X", "y"), c("wh", "bh", "wout", "bout"), "hidden_layer_input", "hiddenlayer_activations", c("output_layer_input", "output"), "E",
    c("slope_output_layer", "slope_hidden_layer"), "d_output", "Error_at_hidden_layer", "d_hiddenlayer", c("wout", "wh"), c("bout", "bh")
  ))
})

test_that("values have the article's sign", {
  # These names stand for the weights of steps 1 and of steps 10 and 11; the last ones are the new ones.
  last <- values[!duplicated(names(values), fromLast = TRUE)]
  expect_identical(last$E, rbind(1, -2)) # y - output: 1.5 - 0.5, -7.5 + 5.5
  expect_identical(last$d_output, rbind(1, -2)) # E * slope, and the slope is 1
  expect_identical(last$Error_at_hidden_layer, rbind(c(2, -4), c(-4, 8))) # d_output wout^T, with wout = (2, -4) from before its update
  expect_identical(last$slope_hidden_layer, rbind(c(1, 1), c(0, 1)))
  expect_identical(last$d_hiddenlayer, rbind(c(2, -4), c(0, 8)))
  expect_identical(last[c("wout", "wh")], list(wout = hand$layers[[2L]]$W, wh = hand$layers[[1L]]$W))
  expect_identical(last[c("bout", "bh")], list(bout = rbind(hand$layers[[2L]]$b), bh = rbind(hand$layers[[1L]]$b)))
})

test_that("formulas hold on the values", {
  old <- values[!duplicated(names(values))]
  new <- values[!duplicated(names(values), fromLast = TRUE)]
  expect_identical(new$E, new$y - new$output)
  expect_identical(new$d_output, new$E * new$slope_output_layer)
  expect_identical(new$Error_at_hidden_layer, new$d_output %*% t(old$wout))
  expect_identical(new$wout, old$wout + t(new$hiddenlayer_activations) %*% new$d_output * hand$learning_rate)
  expect_identical(new$wh, old$wh + t(new$X) %*% new$d_hiddenlayer * hand$learning_rate)
  expect_identical(new$bh, old$bh + colSums(new$d_hiddenlayer) * hand$learning_rate)
})

test_that("formulas as text", {
  expect_identical(step_of(2)$formula, "hidden_layer_input = matrix_dot_product(X, wh) + bh")
  expect_identical(step_of(8)$formula, "Error_at_hidden_layer = matrix_dot_product(d_output, wout.Transpose)")
  expect_identical(step_of(11)$formula, "bout = bout + sum(d_output, axis=0) * learning_rate; bh = bh + sum(d_hiddenlayer, axis=0) * learning_rate")
})

test_that("what a step uses has been computed before", {
  known <- character(0)
  for (step in steps) {
    expect_true(all(step$uses %in% known))
    known <- c(known, names(step$computes))
  }
})

test_that("three layers are numbered, and one layer has no hidden steps", {
  expect_identical(numbers_of(steps_of("two_hidden_layers")), c(0, 1, 2, 3, 2, 3, 4, 5, 6, 7, 8, 9, 8, 9, 10, 11))
  expect_identical(numbers_of(steps_of("one_unit")), c(0, 1, 4, 5, 6, 7, 10, 11))
  expect_identical(c(article_name("W", 1, 3), article_name("W", 3, 3), article_name("A", 0, 3)), c("wh1", "wout", "X"))
})

test_that("layers without bias have none to update", {
  steps <- steps_of("article_b_first_update")
  expect_identical(steps[[length(steps)]]$computes, list())
  expect_no_match(steps[[3L]]$formula, "bh")
})

test_that("as text", {
  lines <- format_steps(steps, 2)
  expect_identical(lines[1L], "Step 0: Read input and output")
  place <- which(lines == "Step 5: Gradient of error at the output layer")
  expect_identical(lines[place + 1:4], c("  E = y - output", "  E", "     1.00", "    -2.00"))
})

test_that("the error of each loss, and every view of cases of all kinds", {
  # -dJ/dA of a sum, and of a mean over n samples with weights: see Losses in SPEC.md.
  expect_identical(error_formula("half_squared_error"), "y - output")
  expect_identical(error_formula("cross_entropy", "mean"), "(y - output) / n")
  expect_identical(error_formula("squared_error", "mean", TRUE), "weight * 2 * (y - output) / n")
  expect_identical(error_formula("absolute_error"), "sign(y - output)")
  expect_identical(error_formula("huber"), "(y - output, at most delta in size)")
  ids <- sub("[.]json$", "", list.files(fixture("cases"), "[.]json$"))
  for (id in ids[seq(1L, length(ids), by = 6L)]) {
    document <- read_document(fixture("cases", paste0(id, ".json")), "case")
    pictures <- case_pictures(document, grid = 10)
    expect_true(all(c("sheet", "error", "network", "weights", "gradients") %in% names(pictures)))
    tables <- case_step_tables(case_step(document))
    formulas <- lapply(tables, `[[`, "formulas")
    numbers <- vapply(tables, `[[`, 0, "number")
    expect_true(all(lengths(formulas[numbers %in% c(5, 7)]) > 0L))
  }
})
