# The vignette runs from start to end, and its numbers are the article's.

# The vignette's source: in a checkout, and under R CMD check where it unpacks what it checks.
vignette_source <- Filter(file.exists, c(
  "../../vignettes/article.Rmd", "../../00_pkg_src/twinmlp/vignettes/article.Rmd", system.file("doc/article.Rmd", package = "twinmlp")
))[1L]

test_that("the vignette runs", {
  folder <- new_path("article.md")
  old <- setwd(dirname(folder))
  on.exit(setwd(old))
  source <- normalizePath(file.path(old, vignette_source))
  chunks <- knitr::opts_chunk$get()
  on.exit(knitr::opts_chunk$restore(chunks), add = TRUE)
  knitr::opts_chunk$set(error = FALSE)
  lines <- readLines(knitr::knit(source, folder, quiet = TRUE, envir = new.env()))
  expect_gt(length(list.files("figure", "png$")), 9L)
  for (number in c("0.05013458", "0.03727248", "0.25388062", "0.01190", "0.05129", "0.02163", "0.01157")) {
    expect_true(any(grepl(number, lines, fixed = TRUE)), info = number)
  }
})
