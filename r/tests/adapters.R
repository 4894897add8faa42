# Run the tests of the adapters whose packages are installed, and name those that are not tested.
# The last line counts them, and the exit status says whether all passed.
library(testthat)
library(twinmlp)

needed <- list(
  broom = c("broom", "generics", "tibble"), ggplot2 = "ggplot2", caret = c("caret", "recipes", "pROC"),
  parsnip = c("parsnip", "hardhat"), mlr3 = c("mlr3", "paradox", "withr"), neuralnet = "neuralnet", RSNNS = "RSNNS",
  torch = "torch"
)
# Debian has no packages of these; they are tested where they are installed.
rare <- c("parsnip", "mlr3", "neuralnet", "RSNNS", "torch")
installed <- vapply(needed, function(packages) all(vapply(packages, requireNamespace, NA, quietly = TRUE)), NA)
missing <- setdiff(names(needed)[!installed], rare)
if (length(missing)) stop("not installed: ", paste(unlist(needed[missing]), collapse = ", "))

files <- sprintf("adapters/test-%s.R", names(needed)[installed])
# As in testthat.R; each in a process of its own, since packages take each other's names.
if (identical(commandArgs(TRUE), character(0))) {
  for (name in names(needed)[!installed]) cat(sprintf("Not tested: the adapter of %s, which is not installed.\n", name))
  quit(status = max(vapply(files, function(file) system2("Rscript", c("adapters.R", file)), 0L)))
}
results <- as.data.frame(test_file(commandArgs(TRUE), package = "twinmlp", load_package = "installed", reporter = "check", stop_on_failure = FALSE))
failed <- sum(results$failed, results$error, results$skipped)
cat(sprintf("R, %s: %d passed, %d failed\n", basename(commandArgs(TRUE)), sum(results$passed), failed))
quit(status = if (failed > 0 || sum(results$passed) == 0) 1 else 0)
