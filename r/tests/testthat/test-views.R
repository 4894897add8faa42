# Pages and workbooks of a model, and the names that they show.

texts_of <- function(picture) {
  labels <- Filter(function(shape) shape$shape == "label", picture$shapes)
  vapply(labels, `[[`, "", "text")
}

test_that("a model writes its page and its workbook", {
  folder <- tempfile("views")
  dir.create(folder)
  x <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))
  y <- c(0, 1, 1, 0)
  model <- mlp(x, y, hidden = 2, epochs = 3)
  page <- file.path(folder, "page.html")
  expect_identical(mlp_walkthrough(model, x, y, page, steps = c(0, 2)), model)
  text <- readLines(page)
  expect_identical(text[1L], "<!DOCTYPE html>")
  # The page holds the loss before training, with all its digits.
  expect_true(any(grepl(sprintf("%.17g", model$losses[1L]), text, fixed = TRUE)))
  book <- file.path(folder, "book.xlsx")
  mlp_workbook(model, x, y, book, epochs = 2)
  expect_identical(openxlsx::getSheetNames(book), c("Inputs", "Error", "Step 1", "Step 2", "Final"))
  expect_refused(
    mlp_workbook(model, x, y, file.path(folder, "no", "book.xlsx")), "E_FILE",
    sprintf("`out` must be a writable file, got \"%s/no/book.xlsx\".", folder)
  )
  expect_refused(
    mlp_workbook(mlp(x, y, optimizer = "adam", epochs = 2), x, y, book), "E_CHOICE",
    "`optimizer` must be one of sgd, got \"adam\"."
  )
  # masks that freeze nothing are refused as any others
  case <- mlp_case(model, x, y)
  case$masks <- list(list(W = matrix(1, 2, 2), b = c(1, 1)), list(W = NULL, b = NULL))
  expect_refused(
    layout_workbook(case), "E_CHOICE",
    "`frozen` must be left out in a workbook, which has no formulas for it, got a value."
  )
})

test_that("names are those of the data", {
  flowers <- iris[c(1:3, 51:53, 101:103), ]
  model <- suppressWarnings(mlp(Species ~ ., flowers, hidden = 2, epochs = 2))
  case <- mlp_case(model, flowers)
  expect_identical(as.vector(case$inputs), names(iris)[1:4])
  expect_identical(as.vector(case$outputs), levels(iris$Species))
  pictures <- case_pictures(case)
  for (name in c("sheet", "network", "gradients")) {
    expect_true(all(c(names(iris)[1:4], levels(iris$Species)) %in% texts_of(pictures[[name]])))
  }
  expect_false(any(c("x1", "y1") %in% unlist(lapply(pictures, texts_of))))
})

test_that("a formula is that of the function", {
  Z <- matrix(c(-4, -1.5, -0.3, 0.2, 1, 3.5))
  for (name in setdiff(names(ACTIVATIONS), "softmax")) {
    f <- ACTIVATIONS[[name]]
    A <- f$value(Z, NATIVE)
    written <- function(part) {
      text <- gsub("if(", "ifelse(", activation_formula(name, part), fixed = TRUE)
      text <- gsub("\\b(max|min)\\(", "p\\1(", text)
      eval(parse(text = text), list(z = Z, a = A, ln = log))
    }
    expect_equal(as.vector(written("value")), as.vector(A), tolerance = 1e-12, info = name)
    slope <- as.vector(f$derivative(Z, A, NATIVE))
    expect_equal(rep_len(as.vector(written("derivative")), 6L), slope, tolerance = 1e-12, info = name)
  }
})
