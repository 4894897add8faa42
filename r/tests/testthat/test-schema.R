# The validator on valid and on damaged documents; Python's twin is held against the jsonschema library.

case_schema <- read_fixture("schemas", "case.schema.json")

test_that("every case and golden file fits its schema", {
  golden_schema <- read_fixture("schemas", "golden.schema.json")
  for (file in dir(fixture("cases"))) {
    expect_silent(check_schema(read_fixture("cases", file), case_schema))
    expect_silent(check_schema(read_fixture("golden", file), golden_schema))
  }
})

test_that("the path of what is wrong is named", {
  document <- read_fixture("cases", "article_a_uniform.json")
  document$data$X[[3L]][4L] <- list(NULL)
  expect_refused(check_schema(document, case_schema), "E_TYPE", "`data.X[2][3]` must be a number, got null.")
})

test_that("every keyword is kept", {
  refused <- function(value, schema, code, text) expect_refused(check_schema(value, schema, "v"), code, text)
  refused(1.5, list(type = "integer"), "E_TYPE", "`v` must be a whole number, got 1.5.")
  refused(NULL, list(type = list("object", "array")), "E_TYPE", "`v` must be an object or a list, got null.")
  refused(Inf, list(type = "number"), "E_NOT_FINITE", "`v` must be a finite number, got Infinity.")
  refused("c", list(enum = list("a", "b")), "E_CHOICE", "`v` must be one of \"a\", \"b\", got \"c\".")
  refused(TRUE, list(const = 1), "E_CHOICE", "`v` must be 1, got true.")
  refused(0, list(minimum = 1), "E_RANGE", "`v` must be 1 or more, got 0.")
  refused(1, list(exclusiveMinimum = 1), "E_RANGE", "`v` must be more than 1, got 1.")
  refused(3, list(maximum = 2), "E_RANGE", "`v` must be 2 or less, got 3.")
  refused(list(), list(minItems = 1L), "E_SHAPE", "`v` must be a list of 1 or more, got a list of 0.")
  refused(list(a = 1), list(required = list("b")), "E_FORMAT", "`v.b` must be present, got nothing.")
  refused(list(a = 1), list(properties = list(b = list()), additionalProperties = FALSE), "E_FORMAT", "`v.a` must be one of b, got an unknown name.")
  refused(list(1, "2"), list(items = list(type = "number")), "E_TYPE", "`v[1]` must be a number, got \"2\".")
  refused("a", list(oneOf = list(list(type = "object"), list(type = "array"))), "E_TYPE", "`v` must be an object or a list, got \"a\".")
})

test_that("a reference leads to its definition", {
  schema <- list("$ref" = "#/$defs/count", "$defs" = list(count = list(type = "integer", minimum = 1)))
  expect_silent(check_schema(2, schema, "v"))
  expect_refused(check_schema(0, schema, "v"), "E_RANGE", "`v` must be 1 or more, got 0.")
})
