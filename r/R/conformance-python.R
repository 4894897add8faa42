# R only: the Python program, which names mistakes, looked for and asked; in Python this is the
# package itself.

#' The words that start the Python program; NULL where it is not installed, or not to be asked.
#'
#' The environment variable TWINMLP_PYTHON names the Python it is in, or is "none"; else twinmlp and
#' python3 are looked for.
#' @noRd
python_program <- function() {
  chosen <- Sys.getenv("TWINMLP_PYTHON")
  inside <- nzchar(Sys.getenv("TWINMLP_ASKED_FROM_R")) # a twinmlp that is R's own asks nobody
  if (chosen == "none" || inside) return(NULL)
  if (nzchar(chosen)) return(with_package(chosen))
  program <- Sys.which("twinmlp")
  if (nzchar(program)) return(shQuote(program))
  python <- Sys.which("python3")
  if (nzchar(python)) with_package(python)
}

#' A Python with the words that start the package; NULL where the package is not in it.
#' @noRd
with_package <- function(python) {
  words <- c("-c", shQuote("import twinmlp.conformance"))
  status <- suppressWarnings(system2(python, words, stdout = FALSE, stderr = FALSE))
  if (status == 0L) c(shQuote(python), "-m", "twinmlp")
}

#' Ask the Python program for a command: its exit status and what it prints; NULL where it is not
#' there or ends in another way than by a verdict or a refusal.
#' @noRd
ask_python <- function(command, files, options = list()) {
  program <- python_program()
  if (is.null(program)) return(NULL)
  options <- Filter(Negate(is.null), options)
  options <- lapply(options, function(value) if (is.numeric(value)) to_number(value) else value)
  named <- if (length(options)) paste0("--", names(options), "=", unlist(options))
  words <- c(program[-1L], command, shQuote(c(files, named)))
  errors <- tempfile("twinmlp-")
  on.exit(unlink(errors))
  lines <- suppressWarnings(system2(
    "env", c("TWINMLP_ASKED_FROM_R=1", "PYTHONIOENCODING=utf-8", program[1L], words),
    stdout = TRUE, stderr = errors
  ))
  status <- attr(lines, "status")
  status <- if (is.null(status)) 0 else as.double(status)
  said <- readLines(errors, encoding = "UTF-8", warn = FALSE)
  if (!status %in% 0:2 || status == 2 && length(said) != 1L) return(NULL)
  lines <- as.vector(lines)
  Encoding(lines) <- "UTF-8"
  list(status = status, lines = lines, refusal = if (status == 2) said)
}
