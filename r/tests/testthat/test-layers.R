# The order of the house: which file may use what another one defines.

# From the ground up; a file uses only what its subject and those before it define.
subjects <- c("base", "arithmetic", "rng", "nn", "optim", "data", "train", "trace", "plots", "model", "conformance", "adapters", "listing", "workbook", "worksheet", "walkthrough", "cli")

# For each file, the names it uses that another one defines; the names say which.
uses_between <- function(sources) {
  defined <- lapply(sources, assigned_names)
  home <- setNames(rep(names(defined), lengths(defined)), unlist(defined))
  uses <- lapply(sources, function(source) {
    home[intersect(unlist(lapply(as.list(source), free_names)), names(home))]
  })
  Map(function(used, file) used[used != file], uses, names(sources))
}

level <- function(files) match(sub("-.*", "", files), subjects)

# "file uses name of file", for what a subject above defines.
upward <- function(uses) {
  unlist(lapply(names(uses), function(file) {
    used <- uses[[file]][level(uses[[file]]) > level(file)]
    if (length(used)) sprintf("%s uses %s of %s", file, names(used), used)
  }))
}

# The files that are reached from themselves.
in_circles <- function(uses) {
  reached <- lapply(uses, unique)
  repeat {
    further <- lapply(reached, function(files) union(files, unlist(reached[files])))
    if (identical(lengths(further), lengths(reached))) break
    reached <- further
  }
  sort(names(reached)[mapply(`%in%`, names(reached), reached)])
}

files <- dir(source_folder, "[.]R$")
sources <- lapply(file.path(source_folder, files), parse, keep.source = FALSE)
names(sources) <- sub("[.]R$", "", files)
uses <- uses_between(sources)

test_that("every file belongs to a subject, and files are read in the order of subjects", {
  description <- read.dcf(file.path(source_folder, "../DESCRIPTION"), "Collate")
  collate <- scan(text = gsub("'", "", description), what = "", quiet = TRUE)
  expect_setequal(collate, files)
  expect_false(is.unsorted(level(collate)))
})

test_that("no name is defined by two files", {
  defined <- unlist(lapply(sources, function(source) unique(assigned_names(source))))
  expect_equal(unname(defined[duplicated(defined)]), character(0))
})

test_that("a file uses only what its subject and those below define", {
  expect_gt(length(unlist(uses)), 300L)
  expect_null(upward(uses))
})

test_that("files do not use each other in a circle", {
  expect_identical(in_circles(uses), character(0))
})

test_that("an upward use and a circle are seen, and what only looks like one is none", {
  see <- function(...) uses_between(lapply(list(...), function(text) parse(text = text, keep.source = FALSE)))
  above <- "layers <- function(x) x"
  expect_identical(upward(see(`base-a` = "f <- function(y) layers(y)", `nn-b` = above)), "base-a uses layers of nn-b")
  expect_identical(upward(see(`base-a` = "f <- function(g = layers) g", `nn-b` = above)), "base-a uses layers of nn-b")
  for (text in c("x$layers", "p::layers", "quote(layers)", "function(layers) layers[, 1]", "{layers <- 1; layers}", "list(layers = 1)")) {
    expect_null(upward(see(`base-a` = sprintf("f <- function(x) %s", text), `nn-b` = above)), info = text)
  }
  expect_null(upward(see(`nn-a` = "f <- function(x) layers(x)", `base-b` = above)))
  circle <- see(`nn-a` = "f <- function() g()", `nn-b` = "g <- function() h()", `nn-c` = "h <- function() f()", `nn-d` = "k <- f")
  expect_identical(in_circles(circle), c("nn-a", "nn-b", "nn-c"))
})
