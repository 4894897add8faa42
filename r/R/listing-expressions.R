# A formula of the tables in the words of a language.

# What a power is taken of and to: what stands in brackets, or a word, or a word with a place.
POWERS <- c("\\(([^()]*)\\)\\^([\\w.]+)", "([\\w.]+(?:\\[\\w+\\])?)\\^([\\w.]+)")
DIGITS <- c(15L, 16L, 17L)

#' Write a number with the fewest digits, 15 to 17, from which it is read exactly.
#' @noRd
shortest <- function(value) {
  texts <- sprintf("%.*g", DIGITS, value)
  same <- read_decimals(texts) == value
  if (any(same)) texts[which(same)[1L]] else to_number(value)
}

#' Write a number; a negative one in brackets.
#' @noRd
in_brackets <- function(value) {
  if (value >= 0) shortest(value) else sprintf("(%s)", shortest(value))
}

#' Return what f, the part "value", or f', "derivative", computes first, and its formula.
#' @noRd
activation_lines <- function(activation, part) {
  name <- entry_name(activation)
  entry <- listing_table()$activations[[name]]
  if (is.null(entry)) entry <- formula_table("activations")[[name]]
  first <- unlist(entry[[if (part == "derivative") "let" else "let_value"]])
  parameters <- lookup(activation, ACTIVATIONS)$parameters
  formula <- if (is.null(entry[[part]])) "" else entry[[part]]
  list(
    first = if (length(first)) with_parameters(first, parameters, in_brackets),
    formula = with_parameters(formula, parameters, in_brackets)
  )
}

#' Write a formula in a language; `columns` are those of the matrices in it.
#' @noRd
express <- function(text, language, columns = 1) {
  element <- language$element
  of_row <- language$of_row
  if (columns == 1 && grepl("[", of_row, fixed = TRUE)) of_row <- element
  text <- gsub("#(\\w+)", fill_template(element, list(name = "\\1")), text, perl = TRUE)
  row <- list(name = "\\1", columns = sprintf("%.0f", columns))
  text <- gsub("%(\\w+)", fill_template(of_row, row), text, perl = TRUE)
  text <- with_choices(text, language$choice)
  power <- language$power
  for (pattern in if (power == "pow") POWERS) {
    text <- gsub(pattern, "pow(\\1, \\2)", text, perl = TRUE)
  }
  text <- gsub("^", power, text, fixed = TRUE)
  for (word in names(language$words)) {
    own <- paste0(language$words[[word]], "(")
    text <- gsub(sprintf("(?<![\\w.])%s\\(", word), own, text, perl = TRUE)
  }
  text
}

#' Write every if(condition, then, else) as a language does, the innermost first.
#' @noRd
with_choices <- function(text, choice) {
  repeat {
    starts <- gregexpr("if(", text, fixed = TRUE)[[1L]]
    if (starts[1L] < 0L) return(text)
    start <- starts[length(starts)]
    letters <- strsplit(text, "")[[1L]]
    depth <- 1L
    place <- start + 3L
    cuts <- start + 2L
    while (depth > 0L) {
      depth <- depth + (letters[place] == "(") - (letters[place] == ")")
      if (depth == 0L || (depth == 1L && letters[place] == ",")) cuts <- c(cuts, place)
      place <- place + 1L
    }
    pieces <- trimws(substring(text, cuts[1:3] + 1L, cuts[2:4] - 1L))
    names(pieces) <- c("if", "then", "else")
    chosen <- fill_template(choice, as.list(pieces))
    text <- paste0(substring(text, 1L, start - 1L), chosen, substring(text, place))
  }
}
