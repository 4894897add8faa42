# Rscript workload.R ROOT ARITHMETIC [compiled | plain]: the golden functions, products and trainings again, a line and a checksum for each.
#
# The sources are read as they are, so that any R can run this; with an engine the package is loaded, and that engine
# is used. The twin of workload.py.
arguments <- commandArgs(trailingOnly = TRUE)
ROOT <- arguments[1L]
loaded <- length(arguments) > 2L
twinmlp <- if (loaded) asNamespace("twinmlp") else new.env()
collate <- read.dcf(file.path(ROOT, "r", "DESCRIPTION"), "Collate")[[1L]]
for (name in if (!loaded) scan(text = collate, what = "", quiet = TRUE)) {
  sys.source(file.path(ROOT, "r", "R", name), twinmlp, keep.source = FALSE)
}

FUNCTIONS <- c("exp", "expm1", "log", "log1p", "tanh", "sigmoid", "softplus")
SHORT <- 300
layer <- function(inputs, units) list(inputs = inputs, units = units, activation = "sigmoid", bias = FALSE)
# The article's moons, for so many epochs; the weights are uniforms 31 to 60 of the stream.
MOONS <- list(
  id = "moons",
  network = list(layers = list(layer(2, 10), layer(10, 1))),
  loss = list(name = "half_squared_error", reduction = "sum"),
  optimizer = list(name = "sgd", learning_rate = 0.1),
  training = list(epochs = SHORT, order = "sequential"),
  parameters = list(initializer = list(name = "uniform"), seed = 42, generator = "numpy", skip = 30)
)

read <- function(path) jsonlite::fromJSON(file.path(ROOT, "fixtures", path), simplifyVector = FALSE)

# Bit patterns of every number, row by row; every NaN the same.
patterns <- function(...) {
  flat <- unlist(lapply(list(...), function(A) as.vector(if (is.matrix(A)) t(A) else A)))
  digits <- matrix(as.character(writeBin(flat, raw(), endian = "big")), 8L)
  text <- do.call(paste0, lapply(1:8, function(i) digits[i, ]))
  replace(text, is.na(flat), "7ff8000000000000")
}

checksum <- function(...) {
  path <- tempfile()
  on.exit(unlink(path))
  connection <- file(path, "wb")
  writeLines(patterns(...), connection, sep = "\n")
  close(connection)
  unname(tools::md5sum(path))
}

# Numbers of bit patterns.
values <- function(patterns) {
  text <- unlist(patterns)
  bytes <- strtoi(substring(rep(text, each = 8L), seq.int(1L, 15L, 2L), seq.int(2L, 16L, 2L)), 16L)
  readBin(as.raw(bytes), "double", length(text), endian = "big")
}

# The inputs of the large products, as products.json says; the remainder without %%, which takes long double.
recipe <- function(rows, columns, seed) {
  i <- 7919 * (seq_len(rows * columns) - 1) + 104729 * seed
  matrix(((i - 2003 * floor(i / 2003)) - 1001) / 997, rows, columns, byrow = TRUE)
}

functions <- function(ops) {
  x <- values(read("golden/bits/functions.json")$x)
  many <- c(-25000:25000 / 4999, -25000:25000 / 2499999)
  for (name in FUNCTIONS) cat(name, suppressWarnings(checksum(ops[[name]](x))), suppressWarnings(checksum(ops[[name]](many))), "\n")
}

products <- function(ops) {
  for (row in read("golden/bits/products.json")$large) {
    A <- recipe(row$M, row$K, 1)
    B <- recipe(row$K, row$N, 2)
    cat("product", checksum(ops$product(A, B)), "\n")
    cat("crossprod", checksum(ops$crossprod(t(A), B)), "\n")
    cat("tcrossprod", checksum(ops$tcrossprod(A, t(B))), "\n")
    cat("sums", checksum(ops$row_sums(A)), checksum(ops$column_sums(A)), patterns(ops$total(A)), "\n")
  }
}

trainings <- function(ops) {
  every <- read("golden/bits/article_c.json")$every
  parts <- twinmlp$case_parts(c(MOONS, list(data = read("data/moons_c.json"))))
  record <- seq(every - 1, SHORT - 1, every)
  for (step in twinmlp$train(parts$network, twinmlp$Samples(parts$X, parts$y), parts$config, ops, record)$steps) {
    cat("moons", do.call(checksum, lapply(step$network, `[[`, "W")), "\n")
  }
  parts <- twinmlp$case_parts(read("cases/article_a_uniform.json"))
  network <- twinmlp$train(parts$network, twinmlp$Samples(parts$X, parts$y), parts$config, ops)$network
  cat("article A", do.call(checksum, unlist(lapply(network, `[`, c("W", "b")), recursive = FALSE, use.names = FALSE)), "\n")
}

ops <- twinmlp$choose_arithmetic(arguments[2L], if (loaded) arguments[3L] else "plain")
functions(ops)
products(ops)
trainings(ops)
