# Mark a filled-in worksheet, following errors carried forward.

#' A quantity of a marked sheet: its points, of how many, and what went wrong.
#'
#' carried: how many numbers are right only by the sheet's own numbers before them; empty: how many
#' boxes are; wrong: the labels of those that are, a row each; mistake: what the wrong numbers are,
#' by its code and in words, or NULL.
#' @noRd
MarkedBlock <- function(key, points, of, carried, empty, wrong, mistake) {
  as.list(environment())
}

#' A marked sheet: the person, and the variant, or for a page the training step, from 0.
#' @noRd
Marked <- function(name, seed, step, blocks) {
  list(name = name, seed = seed, step = step, blocks = blocks)
}

#' The numbers filled in for a block.
#'
#' numbers: those of all blocks before it, as the sheet has them; filled: what stands in its boxes,
#' NA where nothing does; wrong: which of them are; half: how far a rounded number may be off.
#' @noRd
Written <- function(block, numbers, filled, wrong, half) {
  list(block = block, numbers = numbers, filled = filled, wrong = wrong, half = half)
}

#' Mark a filled-in sheet of a case.
#'
#' A number is right if it rounds the true value, or what follows from the printed numbers, or from
#' the numbers of the sheet itself, wrong ones included: an error is counted once. Rounding before
#' it is allowed for.
#'
#' blank: what was asked for; NULL for the boxes that the file has. name_mistake: gives the name of
#' a mistake that makes the wrong numbers of a block.
#' @noRd
mark_answers <- function(case, answers, blank = NULL, name_mistake = NULL) {
  if (answers$case != case$id) {
    requirement <- paste("of the case", quote_json(case$id))
    fail("E_FORMAT", "answers", requirement, quote_json(answers$case))
  }
  step <- answered_step(case, answers, blank)
  printed <- lapply(step$blocks, printed_numbers, answers)
  names(printed) <- vapply(step$blocks, `[[`, "", "key")
  known <- if (is.null(blank)) names(answers$numbers)
  numbers <- printed
  found <- list()
  for (block in step$blocks) {
    asked <- asked_places(block, known)
    if (any(asked)) {
      marked <- mark_block(step, block, asked, answers, printed, numbers, name_mistake)
      numbers <- marked$numbers
      found <- c(found, list(marked$block))
    }
  }
  if (length(found) == 0L) {
    fail("E_FORMAT", "answers", "a worksheet with boxes of the case", "one with none of them")
  }
  Marked(answers$name, answers$seed, answers$step, found)
}

#' Return the numbers of a block as printed; those that a sheet gives are exact.
#' @noRd
printed_numbers <- function(block, answers) {
  if (is.null(block$kind) && is.null(answers$step)) return(block$values)
  values <- block$values
  values[] <- read_decimals(cell_texts(block, answers$decimals))
  values
}

#' Return the places of the asked boxes of a block; of the known ones, if any are.
#' @noRd
asked_places <- function(block, known) {
  if (is.null(known)) return(block$blank)
  names <- outer(block$rows, block$columns, function(row, column) box_name(block$key, row, column))
  block$blank & matrix(names %in% known, nrow(block$blank))
}

#' Mark the boxes of a block; also return the numbers used for the next blocks.
#' @noRd
mark_block <- function(step, block, asked, answers, printed, numbers, name_mistake) {
  half <- 0.5 * 10^-answers$decimals * (1 + 1e-6) + 1e-12
  names <- outer(block$rows, block$columns, function(row, column) box_name(block$key, row, column))
  filled <- array(answers$numbers[as.vector(names)], dim(block$values))
  filled[!asked] <- NA_real_
  clean <- block_value(step, block, printed)
  expected <- block_value(step, block, numbers)
  spread <- rounding_spread(step, block, numbers, expected, half)
  near <- function(values, reach) (abs(filled - values) <= reach) %in% TRUE
  right <- near(clean, half + spread) | near(block$values, half)
  carried <- !right & near(expected, half + spread)
  wrong <- !is.na(filled) & !right & !carried
  at <- Written(block, numbers, filled, wrong, half)
  places <- which(t(wrong)) - 1L # row by row
  columns <- length(block$columns)
  labels <- cbind(block$rows[places %/% columns + 1L], block$columns[places %% columns + 1L])
  mistake <- if (any(wrong) && !is.null(name_mistake)) name_mistake(step, at)
  numbers[[block$key]] <- carried_numbers(at)
  list(
    block = MarkedBlock(
      block$key, sum(right | carried), sum(asked), sum(carried), sum(is.na(filled[asked])),
      labels, mistake
    ),
    numbers = numbers
  )
}

#' Bound how far rounding may have moved a block: the sum over all boxes before it of the effect of
#' half a unit of their last decimal.
#' @noRd
rounding_spread <- function(step, block, numbers, value, half) {
  spread <- 0 * value
  for (other in step$blocks) {
    if (other$key == block$key) break
    for (place in which(other$blank)) {
      moved <- numbers
      moved[[other$key]][place] <- moved[[other$key]][place] + half
      spread <- spread + abs(block_value(step, block, moved) - value)
    }
  }
  spread
}

#' Return the filled-in numbers of a block, with the right number in an empty box.
#' @noRd
carried_numbers <- function(at) {
  values <- ifelse(at$block$blank, at$block$values, at$numbers[[at$block$key]])
  known <- !is.na(at$filled)
  values[known] <- at$filled[known]
  array(values, dim(at$block$values))
}

#' Return all points of a sheet, and the possible points.
#' @noRd
points_of <- function(marked) {
  sum_of <- function(name) sum(vapply(marked$blocks, function(block) block[[name]] + 0, 0))
  c(sum_of("points"), sum_of("of"))
}
