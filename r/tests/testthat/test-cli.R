# The command line: what it writes and prints, and its exit statuses 0, 1 and 2.

case <- fixture("cases", "one_unit.json")
golden <- fixture("golden", "one_unit.json")

# Exit status, standard output and standard error of a command line, run in a new empty folder unless one is given.
run <- function(..., folder = dirname(new_path("x"))) {
  kept <- setwd(folder)
  on.exit(setwd(kept))
  err <- utils::capture.output(out <- utils::capture.output(status <- main(c(...))), type = "message")
  list(status = status, out = out, err = err, files = dir(folder, all.files = TRUE, no.. = TRUE))
}

test_that("run-case writes the trace", {
  folder <- dirname(new_path("x"))
  expect_identical(run("run-case", case, "--out", "trace.json", folder = folder), list(status = 0, out = character(0), err = character(0), files = "trace.json"))
  trace <- read_document(file.path(folder, "trace.json"), "trace")
  expected <- run_case(read_fixture("cases", "one_unit.json"))
  expect_identical(list(trace$case, unlist(trace$losses)), list("one_unit", as.vector(expected$losses)))
  expect_identical(trace$implementation, list(name = "twinmlp", version = as.character(packageVersion("twinmlp")), language = "R", arithmetic = "native"))
  expect_identical(run("run-case", case, "--out", "trace.json", "--arithmetic", "reproducible", folder = folder)$status, 0)
  expect_identical(read_document(file.path(folder, "trace.json"), "trace")$implementation$arithmetic, "reproducible")
})

test_that("compare says whether there is a difference", {
  folder <- dirname(new_path("x"))
  run("run-case", case, "--out", "trace.json", folder = folder)
  same <- run("compare", "trace.json", golden, folder = folder)
  expect_identical(list(same$status, same$out[1L], same$err), list(0, "No difference beyond what is allowed.", character(0)))
  trace <- read_json(file.path(folder, "trace.json"), "trace")
  bad <- trace
  bad$steps[[2L]]$layers[[1L]]$dW[[1L]][[1L]] <- bad$steps[[2L]]$layers[[1L]]$dW[[1L]][[1L]] + 0.5
  write_json(file.path(folder, "bad.json"), bad)
  other <- run("compare", "bad.json", golden, folder = folder)
  expect_identical(other$status, 1)
  expect_match(other$out[1L], "First wrong value: step 1, backward, layer 1, dW[0][0]: ", fixed = TRUE)
  write_json(file.path(folder, "short.json"), replace(trace, "steps", list(list())))
  short <- run("compare", "short.json", golden, folder = folder)
  expect_identical(short$status, 1)
  expect_match(short$out[1L], "^Missing: ")
})

test_that("train and predict", {
  data <- file_with("a,b,both\n0,0,0\n0,1,0\n1,0,0\n1,1,1\n", "and.csv")
  folder <- dirname(data)
  trained <- run("train", "and.csv", "--out", "network.json", "--hidden", "none", "--learning-rate", "1", "--epochs", "2000", "--bias", "true", folder = folder)
  expect_identical(list(trained$status, trained$err), list(0, character(0)))
  expect_identical(trained$out[1L], "2-1 network, sigmoid, 3 parameters")
  expect_match(trained$out[2L], "^trained for 2000 epochs, loss ")
  predicted <- run("predict", "network.json", "and.csv", folder = folder)
  expect_identical(predicted$out[1L], "both")
  expect_identical(round(read_decimals(predicted$out[-1L])), c(0, 0, 0, 1))
  expect_identical(run("predict", "network.json", "and.csv", "--out", "out.csv", folder = folder)$status, 0)
  expect_identical(readLines(file.path(folder, "out.csv")), predicted$out)
})

test_that("train takes every option", {
  folder <- dirname(file_with("{\"X\": [[0, 1], [1, 0]], \"y\": [[1], [0]]}", "d.json"))
  trained <- run(
    "train", "d.json", "--out", "n.json", "--hidden", "3,2", "--activation", "tanh, relu", "--output-activation", "identity", "--bias", "false",
    "--loss", "half_squared_error", "--reduction", "mean", "--optimizer", "sgd", "--learning-rate", ".5", "--epochs", "3", "--batch-size", "1",
    "--order", "shuffled", "--initializer", "he_normal", "--seed", "1", "--generator", "r", "--skip", "2", "--arithmetic", "reproducible",
    folder = folder
  )
  dead <- "warning: `activation` relu has a slope of 0 for every sample in 2 of the 2 units of layer 2, which cannot learn: use scale standard, a smaller learning_rate, another seed, or another activation."
  expect_identical(list(trained$status, trained$err, trained$out[1L]), list(0, dead, "2-3-2-1 network, tanh, relu, identity, 14 parameters"))
})

test_that("steps shows the article's steps", {
  # Step 5 of one_unit: w = 0.5, b = -0.25, x = -1: Z = -0.75, so output = 1/(1 + e^0.75) = 0.3208, E = 0 - 0.3208
  lines <- run("steps", case)$out
  place <- which(lines == "Step 5: Gradient of error at the output layer")
  expect_identical(lines[place + 1:3], c("  E = y - output", "  E", "    -0.3208"))
})

test_that("a later step starts from the weights before it", {
  steps <- read_fixture("golden", "one_unit.json")$steps
  lines <- run("steps", case, "--step", "1", "--decimals", "6")$out
  shown <- trimws(lines[which(lines == "  wout") + 1L])
  expect_identical(shown, vapply(steps[1:2], function(step) sprintf("%.6f", step$layers[[1L]]$W[[1L]][[1L]]), ""))
})

test_that("steps of a batch shows its rows", {
  lines <- run("steps", fixture("cases", "minibatch_remainder.json"), "--step", "2", "--decimals", "2")$out
  data <- read_fixture("cases", "minibatch_remainder.json")$data
  expect_identical(lines[2:5], c("  X", paste0("    ", paste(sprintf("%.2f", unlist(data$X[[7L]])), collapse = "  ")), "  y", sprintf("    %.2f", data$y[[7L]][[1L]])))
})

test_that("bad input is refused", {
  refused <- function(text, ...) expect_identical(run(...), list(status = 2, out = character(0), err = text, files = character(0)))
  refused("`record.steps[0]` must be a step of this run, 9 or less, got 99.", "steps", case, "--step", "99")
  refused("`--step` must be a whole number, 0 or more, got -1.", "steps", case, "--step", "-1")
  refused("`--decimals` must be a whole number, 1 or more, got \"x\".", "steps", case, "--decimals", "x")
  refused("`data` must be a readable file, got \"no.csv\".", "train", "no.csv", "--out", "n.json")
  refused("`data.X` must be present, got nothing.", "train", golden, "--out", "n.json")
  refused("`--bias` must be one of true, false, got \"maybe\".", "train", case, "--out", "n.json", "--bias", "maybe")
  refused("`format` must be \"twinmlp-network\", got \"twinmlp-case\".", "predict", case, case)
  refused("`format` must be \"twinmlp-trace\", got \"twinmlp-case\".", "compare", case, golden)
  refused("`out` must be a writable file, got \"no/such/folder/trace.json\".", "run-case", case, "--out", "no/such/folder/trace.json")
  refused("`out` must be a writable file, got \".\".", "run-case", case, "--out", ".")
})

test_that("help and version", {
  help <- run("--help")
  expect_identical(list(help$status, help$err), list(0, character(0)))
  for (name in names(command_table())) expect_true(any(startsWith(help$out, sprintf("  %s ", name))))
  expect_identical(run("--version")$out, c(paste("twinmlp", packageVersion("twinmlp")), twinmlp:::describe_engine()))
})

test_that("a name takes any number of parameters", {
  expect_identical(option_named("adam:beta1=0.8:epsilon_mode=hat", "--optimizer"), list(name = "adam", beta1 = 0.8, epsilon_mode = "hat"))
  expect_identical(option_named("rprop:backtracking=false", "--optimizer"), list(name = "rprop", backtracking = FALSE))
  for (text in c("adam", "adam:", "adam:beta1", "adam:beta1=0.8:", ":beta1=0.8")) { # refused as they stand, where they are used
    expect_identical(option_named(text, "--optimizer"), text)
  }
})

test_that("pairs are numbers and flags", {
  found <- option_pairs("l2=0.01,biases=true,l1=x,l3", "--penalty")
  expect_identical(found, list(l2 = 0.01, biases = TRUE, l1 = "x", l3 = ""))
})
