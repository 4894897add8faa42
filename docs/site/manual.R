# manual.R FOLDER: each manual page of the R package as HTML in a folder, NAME.html, and a table of their aliases.
folder <- commandArgs(TRUE)[1L]
dir.create(folder, showWarnings = FALSE, recursive = TRUE)
pages <- dir("r/man", pattern = "[.]Rd$", full.names = TRUE)
aliases <- lapply(pages, function(page) {
  tools::Rd2HTML(page, file.path(folder, sub("[.]Rd$", ".html", basename(page))), package = "twinmlp", stages = c("build", "install", "render"))
  parts <- Filter(function(part) attr(part, "Rd_tag") == "\\alias", tools::parse_Rd(page))
  data.frame(alias = vapply(parts, function(part) paste(unlist(part), collapse = ""), ""), page = sub("[.]Rd$", "", basename(page)))
})
write.table(do.call(rbind, aliases), file.path(folder, "aliases.tsv"), sep = "\t", quote = FALSE, row.names = FALSE, col.names = FALSE)
