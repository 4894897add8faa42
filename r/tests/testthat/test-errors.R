# What is refused, with the code and the text of fixtures/errors.json and of hand-written lines.

refused <- read_fixture("errors.json")
X <- rbind(c(0, 0), c(0, 1), c(1, 0))
y <- c(0, 1, 1)

# A document with the values of change$set put at their paths and those of change$remove taken away; paths count from 0.
changed <- function(document, change) {
  for (pair in change$set) document <- put(document, pair[[1L]], list(pair[[2L]]))
  for (path in change$remove) document <- put(document, path, NULL)
  document
}

put <- function(document, path, value) {
  key <- if (is.numeric(path[[1L]])) path[[1L]] + 1 else path[[1L]]
  if (length(path) == 1L) document[key] <- value else document[[key]] <- put(document[[key]], path[-1L], value)
  document
}

for (entry in refused$cases) local({
  entry <- entry
  test_that(paste("case is refused:", entry$id), {
    document <- changed(read_fixture("cases", "article_a_uniform.json"), entry)
    expect_refused({
      check_schema(document, read_fixture("schemas", "case.schema.json"))
      case_parts(document)
    }, entry$code, entry$text)
  })
})

for (entry in refused$files) local({
  entry <- entry
  test_that(paste("file is refused:", entry$id), {
    path <- file_with(entry$content, "case.json")
    expect_refused(read_document(path, "case"), entry$code, sub("{path}", quote_json(path), entry$text, fixed = TRUE))
  })
})

for (entry in refused$models) local({
  entry <- entry
  test_that(paste("model is refused:", entry$id), {
    error <- tryCatch(do.call(mlp, c(list(X, y), entry$arguments)), twinmlp_error = identity)
    expect_identical(error$code, entry$code)
    text <- sub("at step [0-9]+", "at step {step}", conditionMessage(error))
    expect_identical(text, entry$text)
  })
})

for (entry in refused$command_lines) local({
  entry <- entry
  test_that(paste("command line is refused:", entry$id), {
    folder <- dirname(new_path("x"))
    kept <- setwd(folder)
    on.exit(setwd(kept))
    arguments <- sub("{data}", fixture("data", "cars.json"), as.character(entry$arguments), fixed = TRUE)
    text <- utils::capture.output(status <- main(arguments), type = "message")
    expect_identical(c(status, text), c(2, entry$text))
    expect_identical(dir(folder, all.files = TRUE, no.. = TRUE), character(0))
  })
})

test_that("every code has its class", {
  for (code in names(ERRORS)) expect_refused(fail(code, "size", "small", "9"), code, "`size` must be small, got 9.")
})

test_that("inputs are refused", {
  refused <- function(bad, code, text) expect_refused(mlp(bad, y, epochs = 1), code, text)
  refused(rbind(c(0, NaN), 1, 2), "E_NOT_FINITE", "`X[0][1]` must be a finite number, got NaN.")
  refused(rbind(c(0, 1), 2, c(-Inf, 4)), "E_NOT_FINITE", "`X[2][0]` must be a finite number, got -Infinity.")
  refused(rbind(c(NA, 1), 1, 2), "E_NOT_FINITE", "`X[0][0]` must be a finite number, got NaN.")
  refused(rbind(c("a", "1"), "2", "3"), "E_TYPE", "`X` must be a matrix of finite numbers, got values that are not numbers.")
  refused(data.frame(a = c("u", "v", "w"), b = 1), "E_TYPE", "`X` must be a table of numbers, or text in the columns of `categorical`, got other values in the column a.")
  refused(list(list(NULL, 1), list(1, 2), list(3, 4)), "E_TYPE", "`X` must be a matrix of finite numbers, got values that are not numbers.")
  refused(list(c(0, 1), 1, c(3, 4)), "E_SHAPE", "`X` must be a matrix of finite numbers, got rows of different lengths.")
  refused(list(), "E_SHAPE", "`X` must be a matrix of finite numbers, got a list of 0.")
  refused(list(list(), list()), "E_SHAPE", "`X` must be a n x m matrix, got a 2 x 0 matrix.")
  refused(c(1, 2, 3), "E_SHAPE", "`X` must be a matrix of finite numbers, got a list of 3.")
  refused(5, "E_SHAPE", "`X` must be a matrix of finite numbers, got 5.")
  refused(NULL, "E_TYPE", "`X` must be a matrix of finite numbers, got null.")
  refused("text", "E_TYPE", "`X` must be a matrix of finite numbers, got \"text\".")
  refused(list(a = c(1, 2)), "E_TYPE", "`X` must be a matrix of finite numbers, got an object.")
  refused(array(0, c(3, 2, 1)), "E_SHAPE", "`X` must be a matrix of finite numbers, got an array of 3 dimensions.")
})

test_that("targets are refused", {
  refused <- function(bad, code, text) expect_refused(mlp(X, bad, epochs = 1), code, text)
  refused(c(0, 1), "E_SHAPE", "`y` must be a 3 x m matrix, got a 2 x 1 matrix.")
  refused(c(0, 1, NaN), "E_NOT_FINITE", "`y[2][0]` must be a finite number, got NaN.")
  text <- "`y` must be numbers, or labels of two classes; of more where output_activation is left out, got 3 classes."
  expect_refused(mlp(X, c("a", "b", "c"), output_activation = "sigmoid", epochs = 1), "E_RANGE", text)
  text <- "`y` must be numbers, or labels of two classes; of more where output_activation is left out, got 3 classes."
  expect_refused(mlp(X, factor(c("a", "b", "c")), output_activation = "sigmoid", epochs = 1), "E_RANGE", text)
  refused(c("a", "a", "a"), "E_RANGE", "`y` must be numbers, or labels of two classes, got 1 class.")
  refused(list("a", 1, 0), "E_TYPE", "`y` must be a matrix of finite numbers, got values that are not numbers.")
  refused(list("a", NULL, "b"), "E_TYPE", "`y[1]` must be a label, got nothing.")
  refused(c("a", NA, "b"), "E_TYPE", "`y[1]` must be a label, got nothing.")
  refused(factor(c("a", NA, "b")), "E_TYPE", "`y[1]` must be a label, got nothing.")
  refused(rbind(c("a", "b"), c("b", "a"), c("a", "a")), "E_TYPE", "`y` must be a matrix of finite numbers, got values that are not numbers.")
  refused(list(list("a", "b"), list("b", "a"), list("a", "a")), "E_TYPE", "`y` must be a matrix of finite numbers, got values that are not numbers.")
  refused(data.frame(u = c("a", "b", "a"), v = c("b", "a", "a")), "E_TYPE", "`y` must be a table of numbers, got other values in the column u.")
  refused(c("a", "b"), "E_SHAPE", "`y` must be a 3 x m matrix, got a 2 x 1 matrix.")
  refused(list(0, c(1, 2), 3), "E_SHAPE", "`y` must be a matrix of finite numbers, got rows of different lengths.")
  refused(list(), "E_SHAPE", "`y` must be a matrix of finite numbers, got a list of 0.")
  refused(NULL, "E_TYPE", "`y` must be a matrix of finite numbers, got null.")
})

test_that("misspelt arguments are refused", {
  expect_refused(mlp(X, y, hiden = 3), "E_USAGE", "`hiden` must be left out, got an unknown argument.")
  model <- mlp(X, y, epochs = 1)
  text <- "`tpye` must be left out, got an unknown argument."
  expect_refused(predict(model, X, tpye = "class"), "E_USAGE", text)
  expect_refused(coef(model, tpye = "table"), "E_USAGE", text)
  expect_refused(plot(model, tpye = "network"), "E_USAGE", text)
  expect_refused(predict(model, X, "class", 1), "E_USAGE", "`argument` must be left out, got an unknown argument.")
})

test_that("dates and times are no targets", {
  text <- "`y` must be a matrix of finite numbers, got values that are not numbers."
  for (when in list(as.Date("2020-01-01") + 0:2, Sys.time() + 0:2, as.difftime(1:3, units = "secs"))) {
    expect_refused(mlp(X, when), "E_TYPE", text)
  }
})

test_that("describe", {
  said <- list(
    list(NULL, "null"), list(TRUE, "true"), list(FALSE, "false"), list("a \"b\"\n", "\"a \\\"b\\\"\\n\""), list(strrep("x", 60), paste0("\"", strrep("x", 60), "\"")),
    list(strrep("x", 61), paste0("\"", strrep("x", 57), "...\"")), list(5, "5"), list(-0.1, "-0.1"), list(0.1 + 0.2, "0.3"), list(1e5, "100000"),
    list(1e16, "1e+16"), list(NaN, "NaN"), list(NA, "NaN"), list(Inf, "Infinity"), list(-Inf, "-Infinity"), list(list(), "a list of 0"), list(c(1, 2), "a list of 2"),
    list(structure(list(), names = character(0)), "an object"), list(matrix(0, 2, 3), "a 2 x 3 matrix"), list(array(0, 1), "a list of 1"), list(sum, "a function"),
    list(as.raw(1), "a raw"), list(Sys.Date(), "a Date"), list(quote(a + b), "a call"), list(globalenv(), "a environment"),
    list(structure(list(), class = c("recipe", "b")), "a recipe"), list(factor("a"), "a factor")
  )
  for (pair in said) expect_identical(describe(pair[[1L]]), pair[[2L]])
})
