# Choose which boxes of a worksheet are empty.

# What can be asked for; W and b are those after the update.
ASKED <- c("Z", "A", "loss", "dA", "dZ", "dW", "db", "W", "b")

#' A matrix of a sheet: its key, such as dZ2 or new_W1, what it is, and its numbers.
#'
#' part: given, forward, loss, backward or update; kind: what formula it has, NULL for an input.
#' blank: for each number, whether it is asked for.
#' @noRd
SheetBlock <- function(
  key, part, quantity, l, kind, values, rows, columns, formula, blank
) {
  as.list(environment())
}

#' Empty some boxes: those of the named quantities, or a share of all, such as "40%".
#' @noRd
choose_blanks <- function(blocks, blank, seed) {
  words <- if (is.null(blank)) worksheet_table()$blank else blank
  if (is.character(words) && length(words) == 1L) {
    words <- trimws(strsplit(paste0(words, ","), ",", fixed = TRUE)[[1L]], whitespace = " ")
  }
  if (!(is.character(words) || is_list(words)) || length(words) == 0L) {
    fail("E_TYPE", "blank", "names of quantities, or a share such as 40%", describe(blank))
  }
  first <- words[[1L]]
  if (length(words) == 1L && is.character(first) && grepl("^[0-9]+([.][0-9]+)?%$", first)) {
    return(empty_share(blocks, read_decimals(sub("%", "", first)) / 100, seed))
  }
  found <- character(0)
  for (word in words) {
    named <- Filter(function(block) !is.null(block$kind) && is_named(block, word), blocks)
    if (length(named) == 0L) {
      names <- paste(present(blocks), collapse = ", ")
      requirement <- "one of %s, as it is or with its layer, or a share such as 40%%"
      fail("E_CHOICE", "blank", sprintf(requirement, names), describe(word))
    }
    found <- c(found, vapply(named, `[[`, "", "key"))
  }
  lapply(blocks, function(block) {
    block$blank[] <- block$key %in% found
    block
  })
}

#' Return the names of the quantities on a sheet that can be asked for.
#' @noRd
present <- function(blocks) {
  asked <- Filter(function(block) !is.null(block$kind), blocks)
  intersect(ASKED, vapply(asked, `[[`, "", "quantity"))
}

#' Say whether a word is the name of a block: dZ for all layers, dZ2 for one.
#' @noRd
is_named <- function(block, word) {
  word %in% c(block$quantity, block$key, sub("^new_", "", block$key))
}

#' Empty a share of all boxes that are computed, drawn by the seed; one at least.
#' @noRd
empty_share <- function(blocks, share, seed) {
  if (!(share > 0 && share <= 1)) {
    fail("E_RANGE", "blank", "more than 0% and at most 100%", describe(share * 100))
  }
  computed <- vapply(blocks, function(block) !is.null(block$kind), NA)
  sizes <- ifelse(computed, vapply(blocks, function(block) length(block$values), 0L), 0L)
  total <- sum(sizes)
  places <- permutation(stream(seed), total)$values
  chosen <- logical(total)
  chosen[places[seq_len(max(1, floor(share * total + 0.5)))] + 1] <- TRUE
  start <- 0
  for (k in which(sizes > 0L)) {
    blank <- chosen[start + seq_len(sizes[k])]
    blocks[[k]]$blank <- matrix(blank, nrow(blocks[[k]]$values), byrow = TRUE)
    start <- start + sizes[k]
  }
  blocks
}
