# Files of the command line by name: a case of the project by its id, in place of its path.

NEAR <- 2 # the most letters in which a suggested id differs
NAMES_SHOWN <- 3 # the most suggestions

#' The ids of the cases of the project.
#' @noRd
case_ids <- function() {
  sort(sub("[.]json$", "", list.files(fixture_path("cases"), "[.]json$")), method = "radix")
}

#' Return the names that are similar to a word or contain it, the most similar first.
#' @noRd
near_names <- function(word, names) {
  distances <- as.vector(utils::adist(word, names))
  near <- which(grepl(word, names, fixed = TRUE) | distances <= NEAR)
  sorted <- near[order(distances[near], names[near], method = "radix")]
  utils::head(names[sorted], NAMES_SHOWN)
}

#' The path of a file: what is there, or a file of the project by its id.
#' @noRd
named_file <- function(name, kind, folder) {
  if (file.exists(name) || grepl("[/.]", name)) return(name)
  ids <- case_ids()
  if (name %in% ids) return(fixture_path(sprintf("%s/%s.json", folder, name)))
  near <- near_names(name, ids)
  requirement <- "a readable file, or the id of a case"
  if (length(near)) requirement <- paste(requirement, "such as", paste(near, collapse = ", "))
  fail("E_FILE", kind, requirement, quote_json(name))
}

#' The document of a path, or of the id of a case: the case, or its golden file.
#' @noRd
read_named <- function(name, kind, folder = "cases") {
  read_document(named_file(name, kind, folder), kind)
}
