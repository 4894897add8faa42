# The package's source, as tests read it.

# In a checkout two folders up, under R CMD check where it unpacks what it checks.
source_folder <- local({
  found <- Filter(dir.exists, c("../../R", "../../00_pkg_src/twinmlp/R"))
  if (length(found) == 0L) stop("the R files of the package are not where these tests look for them")
  found[1L]
})

# The names that expressions assign at top level, in order.
assigned_names <- function(expressions) {
  assigned <- Filter(function(call) {
    is.call(call) && identical(call[[1L]], as.name("<-")) && is.name(call[[2L]])
  }, as.list(expressions))
  vapply(assigned, function(call) as.character(call[[2L]]), "")
}

# The names that a file assigns at top level, in order.
defined_in <- function(file) assigned_names(parse(file, keep.source = FALSE))

# The names that a function's body assigns or loops over, those of functions inside it left out.
local_names <- function(body) {
  if (!is.call(body)) return(character(0))
  called <- if (is.name(body[[1L]])) as.character(body[[1L]]) else ""
  if (called == "function") return(character(0))
  assigned <- called %in% c("<-", "=", "for") && is.name(body[[2L]])
  c(if (assigned) as.character(body[[2L]]), unlist(lapply(as.list(body), function(part) {
    if (!missing(part)) local_names(part)
  })))
}

# The names that an expression takes from outside: arguments and what functions assign are their own;
# what follows $, @ or ::, is quoted or is a formula is no name of the package.
free_names <- function(expression) {
  found <- character(0)
  walk <- function(expression, bound) {
    if (is.name(expression)) {
      found <<- c(found, setdiff(as.character(expression), c(bound, "")))
    } else if (is.pairlist(expression)) {
      walk_all(expression, bound)
    } else if (is.call(expression)) {
      called <- if (is.name(expression[[1L]])) as.character(expression[[1L]]) else ""
      if (called == "function") {
        arguments <- expression[[2L]]
        bound <- c(bound, names(arguments), local_names(expression[[3L]]))
        walk(arguments, bound)
        walk(expression[[3L]], bound)
      } else if (called %in% c("$", "@")) {
        walk(expression[[2L]], bound)
      } else if (!called %in% c("::", ":::", "quote", "bquote", "~")) {
        walk_all(expression, bound)
      }
    }
  }
  # A missing argument is the empty name, which cannot be handed on.
  walk_all <- function(parts, bound) {
    for (part in as.list(parts)) if (!missing(part)) walk(part, bound)
  }
  walk(expression, character(0))
  unique(found)
}
