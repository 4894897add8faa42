# Worksheets: their numbers, boxes and variants, and the forms in which they are written.

sheet_of <- function(id, ...) {
  make_worksheet(read_document(fixture("cases", paste0(id, ".json")), "case"), ...)
}
keys_of <- function(sheet) vapply(sheet$blocks, `[[`, "", "key")
values_of <- function(sheet, key) sheet$blocks[[match(key, keys_of(sheet))]]$values

test_that("the numbers are those of a step by hand", {
  sheet <- sheet_of("article_a_uniform", "W,b", 3, 7)
  X <- values_of(sheet, "X")
  y <- values_of(sheet, "y")
  sigmoid <- function(z) 1 / (1 + exp(-z))
  A1 <- sigmoid(X %*% values_of(sheet, "W1") + rep(values_of(sheet, "b1"), each = 3))
  A2 <- sigmoid(A1 %*% values_of(sheet, "W2") + c(values_of(sheet, "b2")))
  dZ2 <- (A2 - y) * A2 * (1 - A2)
  dZ1 <- dZ2 %*% t(values_of(sheet, "W2")) * A1 * (1 - A1)
  expect_equal(values_of(sheet, "loss"), matrix(sum((A2 - y)^2) / 2), tolerance = 1e-14)
  expect_equal(values_of(sheet, "dW1"), t(X) %*% dZ1, tolerance = 1e-13)
  new_W2 <- values_of(sheet, "W2") - 0.1 * t(A1) %*% dZ2
  expect_equal(values_of(sheet, "new_W2"), new_W2, tolerance = 1e-14)
})

test_that("boxes are those that are asked for", {
  asked <- function(blank) {
    sheet <- sheet_of("article_a_uniform", blank)
    keys_of(sheet)[vapply(sheet$blocks, function(block) any(block$blank), NA)]
  }
  expect_identical(asked(NULL), c("dZ2", "dW2", "db2", "dZ1", "dW1", "db1"))
  expect_identical(asked("dZ, A1"), c("A1", "dZ2", "dZ1"))
  expect_identical(asked(list("A1", "dZ")), c("A1", "dZ2", "dZ1"))
  expect_identical(number_of_blanks(sheet_of("article_a_uniform", "40%", 3, 2)), 35L)
  expect_identical(utils::tail(keys_of(sheet_of("article_a_uniform", "dZ2")), 2L), c("dA2", "dZ2"))
  expect_refused(
    sheet_of("article_a_uniform", "dQ"), "E_CHOICE",
    paste(
      "`blank` must be one of Z, A, loss, dA, dZ, dW, db, W, b, as it is or with its layer, or a",
      "share such as 40%, got \"dQ\"."
    )
  )
})

test_that("what a page has no room for is refused", {
  x <- cbind(0:24, 1)
  model <- mlp(x, rep(0.5, 25), hidden = 2, epochs = 1)
  expect_refused(
    mlp_worksheet(model, x, rep(0.5, 25), new_path("sheet.html")), "E_RANGE",
    "`data` must be of at most 24 samples a step on a worksheet, got 25."
  )
  model <- mlp(x[1:3, ], rep(0.5, 3), hidden = 13, epochs = 1)
  expect_refused(
    mlp_worksheet(model, x[1:3, ], rep(0.5, 3), new_path("sheet.html")), "E_RANGE",
    "`network` must be of at most 12 inputs or units a layer on a worksheet, got 13."
  )
})

test_that("R's notebook checks what is written", {
  text <- worksheet_rmd(sheet_of("article_a_uniform", "dZ2,db1", 3, 7))
  chunks <- regmatches(text, gregexpr("(?s)```\\{r [^\n]*\n.*?\n```", text, perl = TRUE))[[1L]]
  code <- sub("\n```$", "", sub("^[^\n]*\n", "", chunks))
  environment <- new.env(parent = baseenv())
  run <- function(k, text = code[k]) eval(parse(text = text), environment)
  for (k in 1:2) run(k)
  expect_error(run(3), "write the line that is missing")
  run(2, "dZ2 <- function(dA2, Z2, A2) dA2 * A2 * (1 - A2)")
  expect_output(run(3), "dZ2: right")
  run(2, "dZ2 <- function(dA2, Z2, A2) dA2 * A2")
  expect_error(run(3), "dZ2: not yet right")
  run(4, "db1 <- function(dZ1) colSums(dZ1)")
  expect_output(run(5), "db1: right")
})

test_that("a model writes its worksheet in every form", {
  x <- rbind(c(0, 1), c(1, 0), c(1, 1))
  y <- c(0, 1, 1)
  model <- mlp(x, y, hidden = 2, epochs = 4)
  path <- new_path("sheet.html")
  expect_identical(mlp_worksheet(model, x, y, path, "dZ,dW", 4, TRUE, 7), model)
  text <- paste(readLines(path), collapse = "\n")
  expect_match(text, "<td class=\"blank\"></td>", fixed = TRUE)
  expect_match(text, "answer key", fixed = TRUE)
  for (form in c("csv", "ipynb", "Rmd", "xlsx")) {
    path <- new_path(paste0("sheet.", form))
    mlp_worksheet(model, x, y, path, "dZ")
    expect_gt(file.size(path), 100)
  }
  path <- new_path("sheet.xlsx")
  mlp_worksheet(model, x, y, path, "dZ", key = TRUE)
  expect_identical(openxlsx::getSheetNames(path), c("Worksheet", "Boxes", "Key"))
  boxes <- openxlsx::read.xlsx(path, "Boxes", startRow = 4)
  expect_identical(unique(boxes$quantity), c("dZ2", "dZ1"))
  expect_refused(
    mlp_worksheet(model, x, y, new_path("sheet.doc")), "E_CHOICE",
    "`out` must be one of html, pdf, xlsx, ipynb, Rmd, csv, got \"doc\"."
  )
})

# A sheet of one unit whose boxes are filled in by `change`, from the right answers.
filled_in <- function(change, blank = "A,dA,dZ,dW,db,W,b", decimals = 3) {
  x <- cbind(c(0, 1, 2))
  y <- c(0, 1, 1)
  model <- mlp_from_layers(list(list(W = cbind(0.5), b = 0.25, activation = "sigmoid")))
  path <- new_path("sheet.csv")
  mlp_worksheet(model, x, y, path, blank, decimals, key = TRUE)
  lines <- utils::read.csv(path, colClasses = "character")
  asked <- lines$key != ""
  lines$answer[asked] <- change(lines$quantity[asked], lines$key[asked])
  utils::write.csv(lines[1:4], path, row.names = FALSE, quote = FALSE)
  mlp_mark(model, x, y, path)
}

test_that("an error costs once, what follows from it is right, and rounding is allowed for", {
  before <- Sys.getenv("TWINMLP_PYTHON")
  Sys.setenv(TWINMLP_PYTHON = "none")
  on.exit(Sys.setenv(TWINMLP_PYTHON = before))
  right <- filled_in(function(quantity, key) key)
  expect_identical(right[1], "sheet (variant 0): 13 of 13 points")
  expect_length(right, 8)
  # dZ without the slope: dW, db and the update go on with dA, 0.562, -0.321, -0.223
  found <- filled_in(function(quantity, key) {
    at <- quantity == "dZ1"
    dA <- key[quantity == "dA1"]
    key[at] <- dA
    numbers <- as.numeric(dA)
    rate <- 0.1
    key[quantity == "dW1"] <- sprintf("%.3f", sum(0:2 * numbers))
    key[quantity == "db1"] <- sprintf("%.3f", sum(numbers))
    key[quantity == "new_W1"] <- sprintf("%.3f", 0.5 - rate * sum(0:2 * numbers))
    key[quantity == "new_b1"] <- sprintf("%.3f", 0.25 - rate * sum(numbers))
    key
  })
  expect_identical(found[1], "sheet (variant 0): 10 of 13 points")
  expect_match(found, "^  dZ1 +0/3  all wrong$", all = FALSE)
  expect_match(found, "^  dW1 +1/1  1 right by the numbers before, which are wrong$", all = FALSE)
  expect_identical(found[length(found)], UNNAMED)
  empty <- filled_in(function(quantity, key) rep("", length(key)))
  expect_identical(empty[1], "sheet (variant 0): 0 of 13 points")
  expect_match(empty, "3 empty", all = FALSE)
})

test_that("numbers are read as people write them", {
  written <- list("0.5", "0,5", " -1.25 ", "\u22120.5", 3, "", NULL, "?", "1e-3", "nan", "inf")
  expected <- c(0.5, 0.5, -1.25, -0.5, 3, NA, NA, NA, 1e-3, NA, NA)
  expect_identical(vapply(written, as_answer, 0), expected)
})

test_that("files that are no sheets are refused", {
  path <- new_path("notes.csv")
  writeLines(c("a,b", "1,2"), path)
  said <- sprintf("`answers` must be a worksheet of twinmlp, .xlsx or .csv, got \"%s\".", path)
  expect_refused(read_answers(path), "E_FORMAT", said)
  book <- new_path("notes.xlsx")
  writeLines("no book", book)
  said <- sub(path, book, said, fixed = TRUE)
  expect_refused(read_answers(book), "E_FORMAT", said)
})
