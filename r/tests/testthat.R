# Run every test of the R package; the last line counts them, and the exit status says whether all passed.
# CRAN's machines, where NOT_CRAN is not true, run those that take seconds and need nothing but the package.
library(testthat)
# Some packages ask the machine for its time zone where none is set.
if (!nzchar(Sys.getenv("TZ"))) Sys.setenv(TZ = "UTC")
library(twinmlp)

quick <- c(
  "adapters", "article", "checks", "chunks", "class-labels", "compare", "data", "datafiles", "endings", "errors", "files", "frame",
  "frame-files", "gradcheck-penalty", "initializers", "labels", "lbfgs", "mlp", "names", "network", "optimizers", "perceptron", "plots",
  "tables", "targets", "training"
)
filter <- if (!identical(Sys.getenv("NOT_CRAN"), "true")) sprintf("^(%s)$", paste(quick, collapse = "|"))
# R CMD check has a file of its own that each R reads first; an R that a test starts elsewhere would not find it.
Sys.setenv(R_TESTS = "")

results <- as.data.frame(test_dir(
  "testthat", filter = filter, package = "twinmlp", load_package = "installed", reporter = "check", stop_on_failure = FALSE
))
# A test that is skipped, that warns or that expects nothing has not passed.
failed <- sum(results$failed, results$error, results$skipped, results$warning)
cat(sprintf("R: %d passed, %d failed in %.0f s\n", sum(results$passed), failed, proc.time()[["elapsed"]]))
quit(status = if (failed > 0 || sum(results$passed) == 0) 1 else 0)
