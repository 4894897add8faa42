# Where a mistake is planted in the R package: the words of planting.py. The places of places_*.py are in the other files.
#
# PLANT(place, text, case, words) replaces functions of the loaded package and gives a function that puts them back.

shaped <- function(values, ...) {
  for (like in list(...)) {
    if (is.matrix(like)) return(matrix(values, nrow(like), ncol(like)))
  }
  values
}

WORDS <- list2env(list(
  sgn = function(x) sign(x),
  where = function(condition, yes, no) {
    n <- max(length(condition), length(yes), length(no))
    out <- rep_len(no, n)
    chosen <- which(as.logical(rep_len(condition, n)))
    out[chosen] <- rep_len(yes, n)[chosen]
    shaped(out, condition, yes, no)
  },
  minimum = function(a, b) shaped(pmin(as.vector(a), as.vector(b)), a, b),
  maximum = function(a, b) shaped(pmax(as.vector(a), as.vector(b)), a, b),
  product = function(A, B) A %*% B,
  turned = function(W) if (nrow(W) == ncol(W)) t(W) else W,
  total = function(M) sum(M), size = function(M) length(M), row_sums = function(M) rowSums(M), column_sums = function(M) colSums(M),
  column_means = function(M) colMeans(M),
  single = function(x) {
    rounded <- readBin(writeBin(as.vector(x), raw(), size = 4), "numeric", length(x), 4)
    shaped(rounded, x)
  },
  by_columns = function(M) matrix(as.vector(t(M)), nrow(M), ncol(M)),
  by_rows = function(M) matrix(as.vector(M), nrow(M), ncol(M), byrow = TRUE),
  transposed_by_rows = function(M) matrix(as.vector(t(M)), ncol(M), nrow(M), byrow = TRUE),
  first_row = function(M) M[1, , drop = FALSE], last_row = function(M) M[nrow(M), , drop = FALSE],
  repeated = function(values, like) shaped(rep_len(as.vector(values), length(like)), like),
  down = function(b, Z) matrix(rep_len(b, length(Z)), nrow(Z), ncol(Z)),
  every_row = function(row, M) matrix(rep(as.vector(row), each = nrow(M)), nrow(M)),
  flat = function(M) as.vector(M), sigmoid = function(z) 1 / (1 + exp(-z)), Phi = function(z) shaped(pnorm(as.vector(z)), z),
  phi = function(z) exp(-z * z / 2) / sqrt(2 * pi), softplus = function(z) shaped(pmax(as.vector(z), 0) + log1p(exp(-abs(as.vector(z)))), z),
  backwards = function(values) rev(values), ordered = function(values) sort(values)
), parent = globalenv())

pieces <- function(text) {
  lines <- trimws(strsplit(text, ";", fixed = TRUE)[[1]])
  lines[lines != ""]
}
assigned <- function(lines) trimws(sub(" = .*", "", lines))
with_mistake <- function(right, mistake) {
  lines <- pieces(right)
  wrong <- pieces(mistake)
  for (line in wrong) {
    same <- match(assigned(line), assigned(lines))
    if (is.na(same)) lines <- c(lines, line) else lines[same] <- line
  }
  paste(lines, collapse = "; ")
}
chosen <- function(text, names) {
  lines <- pieces(text)
  paste(lines[assigned(lines) %in% names], collapse = "; ")
}
run_text <- function(text, names) {
  space <- list2env(Filter(Negate(is.null), names), parent = WORDS)
  eval(parse(text = pieces(text)), space)
  space
}

case_rows <- function(case) if (is.null(case$training$batch_size)) length(case$data$X) else case$training$batch_size

PLANT <- function(place, text, case, words) {
  case <- jsonlite::parse_json(case)
  space <- asNamespace("twinmlp")
  layer_forward <- space$layer_forward
  kept <- list(layer_forward = function(layer, A, ops, keep = TRUE) layer_forward(layer, A, ops)) # a mistake may take any value
  changes <- utils::modifyList(kept, PLACES[[place]](text, case, words, space))
  old <- sapply(names(changes), function(name) get(name, space), simplify = FALSE)
  put <- function(values, lock) {
    for (name in names(values)) {
      unlockBinding(name, space)
      assign(name, values[[name]], space)
      if (lock) lockBinding(name, space)
    }
  }
  put(changes, FALSE)
  function() put(old, TRUE)
}

PLACES <- list()
