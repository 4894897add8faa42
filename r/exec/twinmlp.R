# Rscript r/exec/twinmlp.R COMMAND ...: in a checkout, the R library of the checkout goes first.
status <- tryCatch({
  script <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)[1L])
  library_folder <- file.path(dirname(dirname(dirname(normalizePath(script)))), ".rlib")
  if (dir.exists(library_folder)) .libPaths(c(library_folder, .libPaths()))
  # Text is UTF-8, also where the system says nothing about it.
  if (!l10n_info()[["UTF-8"]]) invisible(suppressWarnings(Sys.setlocale("LC_CTYPE", "C.UTF-8")))
  twinmlp:::program(commandArgs(trailingOnly = TRUE))
}, interrupt = function(signal) { # also while the package is loaded
  cat("interrupted\n", file = stderr())
  130
})
quit(status = status)
