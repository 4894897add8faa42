# A recorder takes what a program of one's own computes, and gives the trace that the checker takes.

# A trace of twinmlp, value by value through a recorder.
recorded_again <- function(case, trace) {
  r <- recorder(case)
  for (step in trace$steps) {
    record(r, "step", step$step)
    for (name in intersect(names(step), names_of_scope("step"))) record(r, name, step[[name]])
    for (l in seq_along(step$layers)) {
      for (name in names(step$layers[[l]])) record(r, name, l, step$layers[[l]][[name]])
    }
  }
  for (name in intersect(names(trace), names_of_scope("run"))) record(r, name, trace[[name]])
  for (name in names(trace$stopping)) record(r, name, trace$stopping[[name]])
  record(r, "final loss", trace$final$loss)
  for (l in seq_along(trace$final$parameters)) {
    for (name in c("W", "b")) record(r, paste("final", name), l, trace$final$parameters[[l]][[name]])
  }
  recorded_trace(r)
}

names_of_scope <- twinmlp:::names_of_scope

# An object without its empty parts, its names in order.
in_order <- function(value) {
  if (!is.list(value)) return(value)
  value <- lapply(Filter(length, value), in_order)
  if (is.null(names(value))) value else value[order(names(value))]
}

test_that("a whole trace goes through a recorder", {
  for (id in c("adam", "rprop", "dropout_two_layers", "clip_norm", "validation", "patience_loss")) {
    case <- read_document(fixture_path(sprintf("cases/%s.json", id)), "case")
    trace <- run_case(case)
    found <- recorded_again(case, trace)
    expect_identical(
      in_order(found[c("steps", "losses", "final")]), in_order(trace[c("steps", "losses", "final")]),
      info = id
    )
    path <- tempfile(fileext = ".json")
    write_json(path, found)
    expect_identical(read_document(path, "trace")$case, id)
  }
})

test_that("biases may be a matrix of one row", {
  document <- read_document(fixture_path("cases/article_a_uniform.json"), "case")
  layer <- run_case(document)$steps[[1L]]$layers[[1L]]
  r <- recorder(document)
  record(r, "db", 1, t(unlist(layer$db)))
  record(r, "b", 1, t(unlist(layer$b)))
  expect_true(summary(r)$passed)
  kept <- recorded_trace(r)$steps[[1L]]$layers[[1L]]$db
  expect_identical(as.double(unlist(kept)), as.double(unlist(layer$db)))
  r <- recorder(document)
  record(r, "db", 1, as.matrix(unlist(layer$db)))
  expect_false(summary(r)$passed)
})

test_that("what is not finite is recorded as a word, and what the case does not record left out", {
  r <- recorder(fixture_path("cases/one_unit.json"))
  for (step in 0:9) {
    record(r, "step", step)
    record(r, "loss", step)
  }
  record(r, "Z", 1, cbind(c(NaN, Inf, 1)))
  steps <- recorded_trace(r)$steps
  expect_identical(vapply(steps, `[[`, 0, "step"), c(0, 1, 2, 9))
  expect_identical(steps[[4L]]$layers[[1L]]$Z, list("NaN", "Infinity", 1))
})

test_that("a second value, a wrong number of values and unknown names are refused", {
  r <- recorder(fixture_path("cases/one_unit.json"))
  record(r, "loss", 1)
  refused <- function(...) conditionMessage(expect_error(record(r, ...), class = "twinmlp_error"))
  once <- "`loss` must be recorded once, or once in each step, which `step` begins, got a second value."
  expect_identical(refused("loss", 1), once)
  expect_identical(refused("Z", cbind(1)), "`Z` must be recorded with a layer and a value, got 1 of them.")
  expect_identical(refused("loss", 1, 2), "`loss` must be recorded with a value, got 2 of them.")
  expect_identical(refused("Z", 2, cbind(1)), "`layer` must be a whole number, 1 or less, got 2.")
  expect_identical(refused("step", -1), "`step` must be a whole number, 0 or more, got -1.")
  expect_match(refused("Q", 1), "`name` must be one of epoch, rows, Z")
})
