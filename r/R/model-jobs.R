# Run independent trainings, several at a time.

#' Run a training, in this process or in another one, and return its outcome.
#' @noRd
run_one <- function(arguments, task) {
  warned <- list()
  found <- withCallingHandlers(
    tryCatch(do.call(task, arguments), twinmlp_diverged_error = identity),
    twinmlp_warning = function(signal) {
      warned[[length(warned) + 1L]] <<- signal
      invokeRestart("muffleWarning")
    }
  )
  failed <- inherits(found, "error")
  list(found = if (!failed) found, error = if (failed) found, warned = warned)
}

#' Run all trainings, `jobs` of them at a time in processes; return their outcomes in order.
#'
#' future.apply runs them, on the workers of the plan; where that is sequential on new ones of this
#' machine.
#' @noRd
run_each <- function(jobs, task, arguments) {
  if (!requireNamespace("future.apply", quietly = TRUE)) {
    requirement <- 'installed (install.packages("future.apply"))'
    fail("E_USAGE", "future.apply", requirement, "nothing")
  }
  if (inherits(future::plan(), "sequential")) {
    most <- options(parallelly.maxWorkers.localhost = c(Inf, Inf))
    plan <- future::plan("multisession", workers = min(jobs, length(arguments)))
    on.exit({
      future::plan(plan)
      options(most)
    })
  }
  future.apply::future_lapply(
    arguments, run_one, task,
    future.globals = FALSE, future.packages = "twinmlp"
  )
}

#' Refuse to train in several processes with callbacks, or with rows held by workers.
#' @noRd
check_jobs <- function(jobs, on_step, on_epoch, X = NULL) {
  if (jobs == 1) return(invisible())
  functions <- list(on_step = on_step, on_epoch = on_epoch)
  for (name in names(Filter(Negate(is.null), functions))) {
    fail("E_CHOICE", name, "null where `jobs` is above 1", "a function")
  }
  if (is_dealt(X)) fail("E_CHOICE", "jobs", "1 where rows are dealt out", describe(jobs))
}
