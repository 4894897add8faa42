# What the files of the reproducible arithmetic may say: an operation that is not allowed by name is refused.

FILES <- c("exp_table", "exp", "log", "tree_sums")
OPERATORS <- c("'+'", "'-'", "'*'", "'/'", "GT", "GE", "LT", "LE", "EQ", "NE", "AND2", "OR2", "'!'", "':'", "LEFT_ASSIGN", "EQ_ASSIGN", "EQ_SUB")
OTHERS <- c(
  "NUM_CONST", "STR_CONST", "NULL_CONST", "SYMBOL", "SYMBOL_FUNCTION_CALL", "SYMBOL_SUB", "SYMBOL_FORMALS", "EQ_FORMALS",
  "FUNCTION", "IF", "ELSE", "FOR", "IN", "WHILE", "forcond", "'('", "')'", "'{'", "'}'", "'['", "']'", "','", "'$'", "COMMENT"
)
FUNCTIONS_ALLOWED <- c(
  "abs", "any", "as.integer", "as.matrix", "as.vector", "c", "dim", "findInterval", "is.matrix", "isTRUE", "length", "list", "matrix", "max", "min",
  "ncol", "nrow", "pmax", "pmin", "rbind", "rep", "rep.int", "return", "seq", "seq.int", "seq_len", "sqrt", "t", "which"
)

# Every operator, call or name of a base function that is not on the lists.
faults <- function(text, known) {
  data <- utils::getParseData(parse(text = text, keep.source = TRUE))
  data <- data[data$terminal, ]
  strange <- data$text[!data$token %in% c(OPERATORS, OTHERS)]
  calls <- data$text[data$token == "SYMBOL_FUNCTION_CALL"]
  names <- data$text[data$token == "SYMBOL"]
  own <- c(known, data$text[data$token %in% c("SYMBOL_FORMALS", "SYMBOL_SUB")], assigned(data))
  borrowed <- Filter(function(name) exists(name, envir = baseenv(), mode = "function"), setdiff(names, own))
  unique(c(strange, setdiff(calls, c(FUNCTIONS_ALLOWED, known)), setdiff(borrowed, FUNCTIONS_ALLOWED)))
}

# What is given a value in the file.
assigned <- function(data) {
  data$text[which(data$token == "LEFT_ASSIGN") - 1L]
}

r_file <- function(name) file.path("..", "..", "R", paste0("arithmetic-", name, ".R"))

known <- function() {
  unlist(lapply(FILES, function(name) {
    found <- utils::getParseData(parse(r_file(name), keep.source = TRUE))
    assigned(found[found$terminal, ])
  }))
}

read <- function(name) paste(readLines(r_file(name)), collapse = "\n")

test_that("only allowed operations are used", {
  for (name in FILES) expect_identical(faults(read(name), known()), character(0), info = name)
})

test_that("forbidden operations are found", {
  mutations <- list(
    list("tree_sums", "as.vector(P) + 0", "colSums(P)", "colSums"),
    list("tree_sums", "as.vector(P) + 0", "apply(P, 2, sum)", c("apply", "sum")),
    list("tree_sums", "branch_by_branch(A, t(B))", "A %*% B", "%*%"),
    list("tree_sums", "branch_by_branch(t(A), t(B))", "crossprod(A, B)", "crossprod"),
    list("tree_sums", "branch_by_branch(A, t(B))", "outer(A[, 1L], B[1L, ])", "outer"),
    list("tree_sums", "as.integer(h / 2)", "h %/% 2L", "%/%"),
    list("exp", "(parts$s * parts$t + parts$s) * back", "exp(x)", "exp"),
    list("exp", "(r * r)", "r^2", "^"),
    list("exp", "(r * r)", "base::exp(r)", c("base", "::", "exp")),
    list("log", "z <- s * s", "z <- log(s)", "log"),
    list("log", "z <- s * s", "z <- mean(s)", "mean"),
    list("log", "z <- s * s", "z <- do.call(\"sum\", list(s))", "do.call")
  )
  for (mutation in mutations) {
    source <- read(mutation[[1L]])
    expect_true(grepl(mutation[[2L]], source, fixed = TRUE), info = mutation[[2L]])
    changed <- sub(mutation[[2L]], mutation[[3L]], source, fixed = TRUE)
    expect_true(all(setdiff(mutation[[4L]], "base") %in% faults(changed, known())), info = mutation[[3L]])
  }
})
