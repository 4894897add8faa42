# Data files: CSV as people write it, and JSON.

csv <- function(content) file_with(content, "t.csv")

test_that("numbers", {
  cells <- c(
    "1" = 1, "+1" = 1, ".5" = 0.5, "1." = 1, "-.5" = -0.5, "1e5" = 1e5, "1E+5" = 1e5, "1.e-2" = 0.01, " 2 " = 2, "\t2" = 2, "007" = 7, "-00.5" = -0.5,
    "\"3\"" = 3, "-0" = -0, "0.1" = 0.1, "5e-324" = 5e-324, "1e-400" = 0, "9007199254740993" = 2^53, "0.30000000000000004" = 0.1 + 0.2
  )
  for (cell in names(cells)) {
    table <- read_table(csv(sprintf("a,b\n%s,2\n", cell)), "data")
    expect_identical(table, list(names = c("a", "b"), values = rbind(c(cells[[cell]], 2))))
    expect_identical(1 / table$values[1L], 1 / cells[[cell]])
  }
})

test_that("tables", {
  contents <- c(
    "a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4", "\ufeffa,b\n1,2\n3,4\n", "\na,b\n\n1,2\n\n3,4\n\n", "\"a\",\" b \"\n1,2\n3,4\n", "a , b\n1,2\n3,4\n"
  )
  for (content in contents) expect_identical(read_table(csv(content), "data"), list(names = c("a", "b"), values = rbind(c(1, 2), c(3, 4))))
})

test_that("tables that are refused", {
  refused <- function(content, code, given) {
    path <- csv(content)
    expect_refused(read_table(path, "data"), code, sprintf("`data` must be %s.", sub("{path}", quote_json(path), given, fixed = TRUE)))
  }
  refused("", "E_FORMAT", "a header line and at least one row, got nothing")
  refused("a,b\n", "E_FORMAT", "a header line and at least one row, got 1 line")
  # Each cell of the first line a number, or a word of its column: data, not names.
  for (content in c("5.1,3\n4.9,3\n", "0,0\n1,2\n", "5.1,x\n1,x\n", "1e400,1e400\n1,2\n")) {
    refused(content, "E_FORMAT", "a table with a line of names, got data in the first line")
  }
  for (header in c("0,1", "2019,2020", "400.5,kind", "5.1,word")) {
    table <- list(names = strsplit(header, ",")[[1L]], values = rbind(c(1, 2)))
    expect_identical(read_table(csv(paste0(header, "\n1,2\n")), "data"), table)
  }
  refused("a,b\n1\n", "E_FORMAT", "a table of 2 columns, got 1 in row 1")
  refused("a,b\n1,2\n1,2,\n", "E_FORMAT", "a table of 2 columns, got 3 in row 2")
  refused("a,b\n1,x\n", "E_TYPE", "a table of numbers, got \"x\" in row 1, column b")
  refused("a,b\n,2\n", "E_TYPE", "a table of numbers, got \"\" in row 1, column a")
  refused("a,b\n1,2\n1,NA\n", "E_TYPE", "a table of numbers, got \"NA\" in row 2, column b")
  refused("a,b\n1,0x10\n", "E_TYPE", "a table of numbers, got \"0x10\" in row 1, column b")
  refused("a,b\n1,\u0662\n", "E_TYPE", "a table of numbers, got \"\u0662\" in row 1, column b")
  refused("a,b\n1,\u00a02\n", "E_TYPE", "a table of numbers, got \"\u00a02\" in row 1, column b")
  refused("a,b\n1,\"2\n", "E_FORMAT", "a CSV file, got {path}, which has quotes out of place in row 1")
  refused("a,b\n1, \"2\"\n", "E_FORMAT", "a CSV file, got {path}, which has quotes out of place in row 1")
  refused("a,b\n1,2\"\n", "E_FORMAT", "a CSV file, got {path}, which has quotes out of place in row 1")
  refused("a;b\n1,5;2\n", "E_FORMAT", "a CSV file, got {path}, which has semicolons in place of commas")
  refused("\"a\"\tb\n1\t2\n", "E_FORMAT", "a CSV file, got {path}, which has tabs in place of commas")
  refused("a|b\n1|2\n", "E_FORMAT", "a CSV file, got {path}, which has bars in place of commas")
  refused("\"\",a\n1,2\n", "E_FORMAT", "a table of columns with names, got none in column 1")
  refused("a, \n1,2\n", "E_FORMAT", "a table of columns with names, got none in column 2")
  refused(c(charToRaw("a,b\n1,"), as.raw(0xe9)), "E_FORMAT", "a CSV file, got {path}, which is not text")
  refused(c(charToRaw("a,b\n1,2"), as.raw(0)), "E_FORMAT", "a CSV file, got {path}, which is not text")
  expect_refused(read_table(csv("a,b\n1,1e400\n"), "data"), "E_NOT_FINITE", "`data[0][1]` must be a finite number, got Infinity.")
  expect_refused(read_data("no.csv"), "E_FILE", "`data` must be a readable file, got \"no.csv\".")
})

test_that("cells of a line", {
  split <- function(line) {
    rows <- check_rows("t.csv", c(line, line), "data")
    vapply(seq_along(charToRaw(gsub("[^,]", "", rows[2L]))) - 1, column_of, "", lines = rows[2L])
  }
  expect_identical(split("a,b,"), c("a", "b"))
  expect_identical(split("\"a,b\",c,"), c("a,b", "c"))
  expect_identical(split("\"a \"\"b\"\"\",,"), c("a \"b\"", ""))
  for (line in c("a\"b", "\"a\"b", "\"a")) {
    expect_error(check_rows("t.csv", c("a", line), "data"), "quotes out of place in row 1")
  }
})

test_that("the target is the last column or those named", {
  path <- csv("a,b,c\n1,2,3\n4,5,6\n")
  expect_identical(read_data(path), list(X = rbind(c(a = 1, b = 2), c(4, 5)), y = rbind(c(c = 3L), 6L)))
  expect_identical(read_data(path, c("c", "a")), list(X = rbind(c(b = 2), 5), y = rbind(c(c = 3, a = 1), c(6, 4))))
  expect_identical(read_data(path, "c", "b"), list(X = rbind(c(b = 2), 5), y = rbind(c(c = 3L), 6L)))
  expect_refused(read_data(path, "d"), "E_CHOICE", "`target` must be one of a, b, c, got \"d\".")
  expect_refused(read_data(path, c("a", "b", "c")), "E_SHAPE", "`data` must be a table with a column that is not a target, got a 2 x 3 matrix.")
})

test_that("what is read as CSV", {
  expect_identical(is_csv(c("d.json", "D.JSON", "d.CSV", "json")), c(FALSE, FALSE, TRUE, TRUE))
})

test_that("JSON data", {
  data <- read_data(file_with("{\"X\": [[1, 2], [3, 4]], \"y\": [[5], [6]], \"more\": \"text\"}"))
  expect_identical(data, list(X = rbind(c(1, 2), c(3, 4)), y = rbind(5L, 6L)))
  refused <- function(content, code, text) expect_refused(read_data(file_with(content)), code, text)
  refused("[1]", "E_FORMAT", "`data.X` must be present, got nothing.")
  refused("{\"X\": [[1]]}", "E_FORMAT", "`data.y` must be present, got nothing.")
  refused("{\"X\": [[1, null]], \"y\": [[1]]}", "E_TYPE", "`data.X` must be a matrix of finite numbers, got values that are not numbers.")
  refused("{\"X\": [[1, null], [2, 3]], \"y\": [[1]]}", "E_TYPE", "`data.X` must be a matrix of finite numbers, got values that are not numbers.")
  refused("{\"X\": [1, 2], \"y\": [[1]]}", "E_SHAPE", "`data.X` must be a matrix of finite numbers, got a list of 2.")
  refused("{\"X\": [[1, 2], [3]], \"y\": [[1]]}", "E_SHAPE", "`data.X` must be a matrix of finite numbers, got rows of different lengths.")
  refused("{\"X\": [[1], [2]], \"y\": [[1]]}", "E_SHAPE", "`data.y` must be a 2 x m matrix, got a 1 x 1 matrix.")
  refused("{\"X\": {\"a\": [1]}, \"y\": [[1]]}", "E_TYPE", "`data.X` must be a matrix of finite numbers, got an object.")
})

test_that("inputs are found by name", {
  path <- csv("a,b,c,d\n1,2,3,word\n")
  expect_identical(read_inputs(path, c("c", "a")), rbind(c(c = 3, a = 1)))
  expect_identical(read_inputs(csv("a,b\n1,2\n"), NULL), rbind(c(a = 1, b = 2)))
  expect_identical(read_inputs(file_with("{\"X\": [[1, 2]]}"), c("c", "a")), rbind(c(1, 2)))
  text <- "`data` must be a table with the column e, got the columns a, b, c, d."
  expect_refused(read_inputs(path, c("a", "e")), "E_CHOICE", text)
  text <- "`data` must be a table of different columns, got two columns a."
  expect_refused(read_inputs(csv("a,a\n1,2\n"), NULL), "E_CHOICE", text)
})

test_that("CSV is written with 17 digits and read back", {
  values <- rbind(c(0.1, -0), c(1 / 3, 1e-300))
  path <- new_path("out.csv")
  write_csv(path, c("a", "b, \"c\""), values)
  expect_identical(readLines(path)[1:2], c("a,\"b, \"\"c\"\"\"", "0.10000000000000001,-0.0"))
  expect_identical(1 / read_table(path, "data")$values, 1 / values)
})

test_that("words are no formulas", {
  words <- c("=1+1", "@SUM(A1)", "-a", "+x", "\tx", "-1", "+2.5e3", "a=1", "")
  written <- c("'=1+1", "'@SUM(A1)", "'-a", "'+x", "'\tx", "-1", "+2.5e3", "a=1", "")
  expect_identical(to_cell(words), paste0("\"", written, "\""))
  expect_identical(to_name(words), written)
})

test_that("plain tables and others have the same numbers", {
  texts <- c("1", "-0", "0.1", "1e22", "9007199254740993", "1e-400", "123456789012345678", "-1.5E+3")
  values <- c(1, -0, 0.1, 1e22, 9007199254740992, 0, 123456789012345677, -1500)
  a <- tempfile(fileext = ".csv")
  b <- tempfile(fileext = ".csv")
  writeLines(c("a,b", paste(texts, texts, sep = ",")), a)
  writeLines(c("a,b", paste(texts, texts, sep = ", ")), b)
  expect_identical(read_table(a, "data")$values, read_table(b, "data")$values)
  expect_identical(read_table(a, "data")$values[, 1L], values)
  expect_identical(1 / read_table(a, "data")$values[2L, 1L], -Inf)
})
