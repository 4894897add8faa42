# A trace held against the true values of its case, without the Python program.

alone <- function(call) {
  before <- Sys.getenv("TWINMLP_PYTHON", NA)
  Sys.setenv(TWINMLP_PYTHON = "none")
  on.exit(if (is.na(before)) Sys.unsetenv("TWINMLP_PYTHON") else Sys.setenv(TWINMLP_PYTHON = before))
  call
}

case <- read_fixture("cases/two_hidden_layers.json")

test_that("a right trace passes, and its places are all right", {
  found <- alone(check_trace(case, run_case(case)))
  expect_true(found$passed)
  expect_false(found$named)
  expect_match(found$lines[1L], "^Right: all [0-9]+ quantities of the trace[.]$")
  expect_output(print(found), found$lines[1L], fixed = TRUE)
})

test_that("a wrong trace is located, and where there is no Python this is said", {
  trace <- run_case(case)
  trace$steps[[1L]]$layers[[2L]]$dW[2L, 1L] <- NaN
  found <- alone(check_trace(case, trace))
  expect_false(found$passed)
  expect_match(found$lines[1L], "^First wrong value: step 0, backward, layer 2, dW\\[1\\]\\[0\\]: yours NaN, true ")
  expect_match(paste(found$lines, collapse = " "), "the Python program says: it is not installed", fixed = TRUE)
})

test_that("a case that is not in the fixtures is held against a run in R", {
  own <- modifyList(case, list(id = "own", optimizer = list(learning_rate = 0.45)))
  trace <- run_case(own)
  found <- alone(check_trace(own, trace))
  expect_true(found$passed)
  expect_match(found$lines, "True values: a run in R, each within 1e-09 of the largest number", all = FALSE, fixed = TRUE)
  trace$final$loss <- trace$final$loss * (1 + 1e-7)
  expect_false(alone(check_trace(own, trace))$passed)
  expect_true(alone(check_trace(own, trace, digits = 6))$passed)
  golden <- read_fixture("golden/two_hidden_layers.json")
  expect_match(alone(check_trace(own, trace, reference = golden))$lines[1L], "step 0, update", fixed = TRUE)
})

test_that("what is rounded is recognised", {
  single <- function(value) {
    if (is.list(value)) return(lapply(value, single))
    if (is.double(value)) as_single_matrix(value) else value
  }
  as_single_matrix <- function(value) {
    value[] <- readBin(writeBin(as.vector(value), raw(), size = 4L), "double", length(value), size = 4L)
    value
  }
  found <- alone(check_trace(case, single(run_case(case))))
  expect_match(found$lines[1L], "^Right, in single precision \\(float32\\): all ")
  expect_error(alone(check_trace(case, run_case(case), precision = "half")), class = "twinmlp_choice_error")
})

test_that("a trace of another case, or none, is refused", {
  expect_error(check_trace(case, list(case = "other")), class = "twinmlp_choice_error")
  expect_error(check_trace(case, list(1)), class = "twinmlp_type_error")
})
