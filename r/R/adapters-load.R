# R only: when the package is loaded it makes itself known to the packages that list models.

# Of each package, the function that makes it known there.
REGISTERED_WITH <- list(parsnip = register_parsnip, mlr3 = register_mlr3)

# Now, if the other package is loaded, else as soon as it is.
.onLoad <- function(libname, pkgname) {
  for (package in names(REGISTERED_WITH)) {
    if (isNamespaceLoaded(package)) REGISTERED_WITH[[package]]()
    setHook(packageEvent(package, "onLoad"), REGISTERED_WITH[[package]])
  }
}
