# Lay out a worksheet as data: one training step as blocks of numbers, some of them empty.

#' Everything on a sheet, independent of its file format.
#'
#' facts: what is said of the network above the numbers, by name; case: the case of its numbers.
#' @noRd
Worksheet <- function(id, title, facts, blocks, decimals, seed, case) {
  as.list(environment())
}

#' Lay out the first training step of a case, with some boxes empty.
#'
#' blank: names of quantities, dZ for all layers or dZ2 for one, or a share such as "40%"; NULL for
#' those of the table. seed: 0 for the case's own weights; else a variant's.
#' @noRd
make_worksheet <- function(case, blank = NULL, decimals = 3, seed = 0) {
  check_worksheet(case_parts(case))
  decimals <- check_count(decimals, "decimals", 1, 6)
  seed <- check_count(seed, "seed", 0)
  document <- variant_case(case, seed, decimals)
  parts <- case_parts(document)
  record <- run_parts(parts, parts$arithmetic)$steps[[1L]]
  blocks <- until_last(choose_blanks(layout_blocks(parts, record), blank, seed))
  rate <- record$learning_rate
  if (is.null(rate)) rate <- parts$config$options$learning_rate
  widths <- c(nrow(parts$network[[1L]]$W), vapply(parts$network, function(one) ncol(one$W), 0L))
  labels <- vapply(parts$network, function(layer) entry_label(layer$activation), "")
  facts <- c(
    network = paste0(paste(widths, collapse = "-"), ": ", paste(labels, collapse = ", ")),
    loss = paste0(entry_label(parts$config$loss), ", ", parts$config$reduction),
    rate = sprintf("%.15g", rate)
  )
  title <- if (seed == 0) case_title(parts) else describe_network(parts$network)
  Worksheet(parts$id, one_line(title), facts, blocks, decimals, seed, document)
}

#' Return the blocks up to the last asked one; later ones would reveal it.
#' @noRd
until_last <- function(blocks) {
  blocks[seq_len(max(which(vapply(blocks, function(block) any(block$blank), NA))))]
}

#' Return all blocks of a step, none of them empty yet.
#' @noRd
layout_blocks <- function(parts, record) {
  L <- length(parts$network)
  rows <- record$rows + 1
  input <- function(quantity, l, values) {
    list(make_block(parts, record, "given", quantity, l, NULL, values))
  }
  biased <- vapply(parts$network, function(layer) !is.null(layer$b), NA)
  of <- function(part, quantity, l, kind) list(of_layer(parts, record, part, quantity, l, kind))
  found <- input("A", 0L, parts$X[rows, , drop = FALSE])
  found <- c(found, input("y", L, parts$y[rows, , drop = FALSE]))
  for (l in seq_len(L)) {
    found <- c(found, input("W", l, parts$network[[l]]$W))
    if (biased[l]) found <- c(found, input("b", l, parts$network[[l]]$b))
  }
  for (l in seq_len(L)) {
    found <- c(found, of("forward", "Z", l, if (biased[l]) "Z" else "Z_without"))
    found <- c(found, of("forward", "A", l, "A"))
  }
  loss <- make_block(parts, record, "loss", "loss", L, "loss", matrix(record$loss))
  found <- c(found, list(loss))
  fused <- is_fused(parts$config$loss)
  for (l in L:1) {
    if (!(fused && l == L)) found <- c(found, of("backward", "dA", l, asked_kind(parts, "dA", l)))
    found <- c(found, of("backward", "dZ", l, asked_kind(parts, "dZ", l)))
    found <- c(found, of("backward", "dW", l, "dW"))
    if (biased[l]) found <- c(found, of("backward", "db", l, "db"))
  }
  for (l in seq_len(L)) {
    found <- c(found, of("update", "W", l, "W"))
    if (biased[l]) found <- c(found, of("update", "b", l, "b"))
  }
  found
}

#' Return which formula dA or dZ of a layer has.
#' @noRd
asked_kind <- function(parts, quantity, l) {
  last <- l == length(parts$network)
  if (quantity == "dA") return(if (last) "dA_output" else "dA")
  if (last && is_fused(parts$config$loss)) return("dZ_fused")
  if (entry_label(parts$network[[l]]$activation) == "softmax") "dZ_softmax" else "dZ"
}

#' Make a block of a recorded quantity of a layer.
#' @noRd
of_layer <- function(parts, record, part, quantity, l, kind) {
  make_block(parts, record, part, quantity, l, kind, record$layers[[l]][[quantity]])
}

#' A block with its labels and its formula.
#' @noRd
make_block <- function(parts, record, part, quantity, l, kind, values) {
  L <- length(parts$network)
  if (!is.matrix(values)) values <- matrix(values, 1L)
  shape <- switch(quantity, dW = "W", db = "b", quantity)
  rows <- row_labels(Place(shape, l), L, record$rows, nrow(values), parts$names)
  columns <- unit_labels(l, L, ncol(values), parts$names)
  if (quantity == "loss") rows <- columns <- ""
  key <- if (quantity %in% c("y", "loss")) quantity else sprintf("%s%d", quantity, l)
  key <- if (key == "A0") "X" else if (part == "update") paste0("new_", key) else key
  formula <- if (is.null(kind)) "" else block_formula(parts, record, quantity, l, kind)
  blank <- matrix(FALSE, nrow(values), ncol(values))
  SheetBlock(key, part, quantity, l, kind, values, rows, columns, formula, blank)
}

#' Count the empty boxes.
#' @noRd
number_of_blanks <- function(sheet) {
  sum(vapply(sheet$blocks, function(block) sum(block$blank), 0L))
}
