# Files of the command line by name: a case of the project by its id, in place of its path.

#' The ids of the cases of the project.
#' @noRd
case_ids <- function() {
  sort(sub("[.]json$", "", list.files(fixture_path("cases"), "[.]json$")), method = "radix")
}

#' The path of a file: what is there, or a file of the project by its id.
#' @noRd
named_file <- function(name, kind, folder) {
  if (file.exists(name) || grepl("[/.]", name)) return(name)
  ids <- case_ids()
  if (name %in% ids) return(fixture_path(sprintf("%s/%s.json", folder, name)))
  near <- utils::head(ids[grepl(name, ids, fixed = TRUE)], 5L)
  requirement <- "a readable file, or the id of a case"
  if (length(near)) requirement <- paste(requirement, "such as", paste(near, collapse = ", "))
  fail("E_FILE", kind, requirement, quote_json(name))
}

#' The document of a path, or of the id of a case: the case, or its golden file.
#' @noRd
read_named <- function(name, kind, folder = "cases") {
  read_document(named_file(name, kind, folder), kind)
}
