# Run every test of the R package; the last line counts them, and the exit status says whether all passed.
library(testthat)
library(twinmlp)

results <- as.data.frame(test_dir("testthat", package = "twinmlp", load_package = "installed", reporter = "check", stop_on_failure = FALSE))
# A test that is skipped, that warns or that expects nothing has not passed.
failed <- sum(results$failed, results$error, results$skipped, results$warning)
cat(sprintf("R: %d passed, %d failed\n", sum(results$passed), failed))
quit(status = if (failed > 0 || sum(results$passed) == 0) 1 else 0)
