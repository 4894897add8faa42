# A process that has loaded the package of the checkout and forks for each command line; see loaded.py.
words <- commandArgs(trailingOnly = TRUE)
script <- words[1L]
invisible(loadNamespace("twinmlp", lib.loc = file.path(dirname(dirname(dirname(script))), ".rlib")))

# Run the program's own script for a job; its last line quits with the status.
run <- function(job) {
  options(warn = 1) # what would be said at the end of a process
  setwd(job[[2L]])
  Sys.unsetenv(grep("^TWINMLP_", names(Sys.getenv()), value = TRUE))
  if (length(job[[3L]])) do.call(Sys.setenv, job[[3L]])
  arguments <- as.character(unlist(job[[1L]]))
  callCC(function(end) {
    program <- new.env(parent = globalenv())
    program$commandArgs <- function(trailingOnly = FALSE) {
      c(if (!trailingOnly) paste0("--file=", script), arguments)
    }
    program$quit <- function(status) end(status)
    sys.source(script, program)
  })
}

jobs <- file(words[2L], "r", raw = TRUE)
while (length(line <- readLines(jobs, 1L, warn = FALSE, encoding = "UTF-8"))) {
  job <- jsonlite::parse_json(line)
  status <- parallel::mccollect(parallel::mcparallel(run(job), mc.set.seed = FALSE))[[1L]]
  cat(if (is.numeric(status)) status else 99, file = words[3L])
}
