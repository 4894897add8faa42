# The cases and references that a command line names: by a path, or by the id of a known case.

SHOWN_NEAR <- 3 # ids at most that an error shows
NEAR <- 3 # letters at most by which such an id differs

#' The names that are near a word, or hold it: the nearest first.
#' @noRd
near_names <- function(word, names) {
  distances <- as.vector(utils::adist(word, names))
  near <- which(grepl(word, names, fixed = TRUE) | distances <= NEAR)
  sorted <- near[order(distances[near], names[near], method = "radix")]
  names[utils::head(sorted, SHOWN_NEAR)]
}

#' The path of a file: one that is there, or that of a known case with this id.
#' @noRd
find_document <- function(name, argument, folder) {
  if (!grepl("^[A-Za-z0-9_-]+$", name) || file.exists(name)) return(name)
  ids <- sub("[.]json$", "", dir(fixture_path(folder), pattern = "[.]json$"))
  if (name %in% ids) return(fixture_path(sprintf("%s/%s.json", folder, name)))
  near <- near_names(name, ids)
  found <- paste0(describe(name), if (length(near)) paste0("; near it: ", toString(near)))
  fail("E_FILE", argument, "a readable file or the id of a known case", found)
}

#' Read a case, by its path or its id.
#' @noRd
read_case <- function(name) {
  read_document(find_document(name, "case", "cases"), "case")
}

#' Read a golden file or, of the kind "reference", also a trace: by its path, or the id of its case.
#' @noRd
read_reference <- function(name, kind = "reference") {
  read_document(find_document(name, kind, "golden"), kind)
}
