# Other packages, loaded when they are asked for.

#' Load another library, which may be missing.
#'
#' name: a package, such as "nnet".
#'
#' Errors: E_USAGE with the line that installs it, if it is missing.
#' @noRd
extra <- function(name) {
  if (!requireNamespace(name, quietly = TRUE)) {
    fail("E_USAGE", name, sprintf('installed (install.packages("%s"))', name), "nothing")
  }
  asNamespace(name)
}
