# What users read: every exported name has a page with an example that runs, and every argument is described.

man_folder <- local({
  found <- Filter(dir.exists, c("../../man", "../../00_pkg_src/twinmlp/man"))
  if (length(found) == 0L) stop("the manual pages of the package are not where these tests look for them")
  found[1L]
})
pages <- dir(man_folder, pattern = "[.]Rd$", full.names = TRUE)
tag_of <- function(part) attr(part, "Rd_tag")
parts_of <- function(page, tag) Filter(function(part) tag_of(part) == tag, tools::parse_Rd(page))
text_of <- function(part) paste(unlist(part), collapse = "")

test_that("pages are well made", {
  for (page in pages) expect_length(tools::checkRd(page), 0L)
})

test_that("every exported name has a page with an example", {
  described <- unlist(lapply(pages, function(page) {
    if (length(parts_of(page, "\\examples"))) vapply(parts_of(page, "\\alias"), text_of, "")
  }))
  expect_identical(setdiff(getNamespaceExports("twinmlp"), described), character(0))
  expect_true(all(c("predict.twinmlp", "coef.twinmlp", "plot.twinmlp", "mlp.formula") %in% described))
})

test_that("every argument is described, and no other", {
  for (page in pages) {
    names <- intersect(vapply(parts_of(page, "\\alias"), text_of, ""), ls(asNamespace("twinmlp")))
    expected <- as.character(unique(unlist(lapply(names, function(name) names(formals(get(name, asNamespace("twinmlp"))))))))
    items <- Filter(function(part) tag_of(part) == "\\item", unlist(parts_of(page, "\\arguments"), recursive = FALSE))
    found <- unlist(strsplit(vapply(items, function(item) text_of(item[[1L]]), ""), ", *"))
    expect_setequal(sub("\\dots", "...", found, fixed = TRUE), expected)
  }
})

test_that("examples run", {
  kept <- setwd(tempfile_folder <- dirname(new_path("x")))
  on.exit(setwd(kept))
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off(), add = TRUE)
  for (page in file.path(kept, pages)) {
    script <- tempfile(fileext = ".R")
    tools::Rd2ex(page, script)
    if (!file.exists(script)) next
    said <- utils::capture.output(expect_no_error(source(script, local = new.env(), echo = FALSE), message = basename(page)))
  }
})
