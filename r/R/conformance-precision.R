# R only: with how many digits a trace's numbers were computed or written, and what that explains.
# Python's is conformance/judge/precision.py.

ENOUGH_NUMBERS <- 4L # fewer show nothing, if they are short
LONG_NUMBER <- 10L # digits that no number in single precision is written with by intent
MIXED_PRECISION <- paste(
  "Some arrays are of single numbers (float32), most are not. If all are meant to be, state",
  "--precision single, to see what else is wrong."
)
SINGLE_FACTOR <- 2^29 # how much larger a rounding error in single precision is
SINGLE_GROWTH <- 64 # times the unit of single precision, about what a run adds up to
SINGLE_MARGIN <- 8 # data and options are rounded in single precision too

#' How a trace's numbers were rounded: kind is double, single, digits or decimals.
#' @noRd
Precision <- function(kind, digits = 0) {
  list(kind = kind, digits = digits)
}

#' A precision in words.
#' @noRd
precision_text <- function(precision) {
  plural <- if (precision$digits == 1) "" else "s"
  switch(precision$kind,
    double = "double precision",
    single = "single precision (float32)",
    digits = sprintf("%.0f significant digit%s", precision$digits, plural),
    decimals = sprintf("%.0f decimal%s", precision$digits, plural)
  )
}

#' The precision that a command line states, if it does.
#' @noRd
stated_precision <- function(precision, digits) {
  if (!is.null(digits)) return(Precision("digits", check_count(digits, "--digits")))
  if (is.null(precision)) return(NULL)
  Precision(check_choice(precision, "--precision", c("double", "single")))
}

#' How far written values may be from those that were computed.
#' @noRd
slack <- function(precision, values) {
  values <- abs(values)
  switch(precision$kind,
    double = 0 * values,
    single = 2^-24 * values + 2^-149,
    decimals = 0.501 * 10^-precision$digits + 0 * values,
    digits = {
      place <- floor(log10(ifelse(values > 0, values, 1))) + 1 - precision$digits
      (0.501 * 10^place + ulp(values)) * (values > 0)
    }
  )
}

#' A quantity with its tolerance widened by what a precision explains.
#' @noRd
widened_quantity <- function(quantity, precision) {
  exact <- c(whole_numbers(), "mask", "stopped")
  if (precision$kind == "double" || quantity$quantity %in% exact) return(quantity)
  values <- by_row(as_numbers(quantity))
  allowed <- if (is.null(quantity$allowed)) 0 else quantity$allowed
  short <- precision$kind == "digits" && precision$digits <= 8
  factor <- if (precision$kind == "single" || short) SINGLE_MARGIN * SINGLE_FACTOR else 1
  allowed <- allowed * factor + slack(precision, values)
  if (factor > 1) { # what is exact in doubles, as products of single ones, allows nothing
    travelled <- SINGLE_GROWTH * 2^-24 * max(0, abs(values))
    allowed <- pmax(allowed, slack(precision, values) * 1.001 + travelled)
  }
  quantity$allowed <- allowed
  quantity
}

#' The precision that the numbers of a trace show: of its arrays, where these are enough, since a
#' program in single precision keeps some numbers of a step in doubles.
#' @noRd
recognised_precision <- function(trace) {
  arrays <- Filter(is_array_of_layer, quantities(trace))
  numbers <- fractions_of(arrays)
  if (length(numbers) < ENOUGH_NUMBERS) {
    arrays <- quantities(trace)
    numbers <- fractions_of(arrays)
  }
  if (shows_single(arrays)) return(Precision("single"))
  if (length(numbers) < ENOUGH_NUMBERS) return(Precision("double"))
  counts <- digits_of(abs(numbers), identity, 17L)
  most <- lapply(counts[c("digits", "decimals")], max)
  limits <- list(digits = if (length(numbers) > 30L) 16L else 15L, decimals = 12L)
  full <- 0
  best <- Precision("double")
  for (kind in names(limits)) {
    count <- sum(counts[[kind]] == most[[kind]])
    if (most[[kind]] <= limits[[kind]] && count > full) {
      best <- Precision(kind, most[[kind]])
      full <- count
    }
  }
  best
}

#' Whether most long numbers of the first step that has some are single ones: a double is one by
#' chance once in 2^29, but what is computed with a double that slipped in is double from there on.
#' @noRd
shows_single <- function(entries) {
  steps <- vapply(entries, function(entry) if (is.null(entry$step)) -1 else entry$step, 0)
  for (step in unique(steps)) {
    numbers <- fractions_of(entries[steps == step])
    long <- numbers[digits_of(abs(numbers), identity, 17L)$digits >= LONG_NUMBER]
    if (length(long)) return(mean(as_single(long) == long) > 0.5)
  }
  numbers <- fractions_of(entries)
  if (length(numbers) < ENOUGH_NUMBERS) return(FALSE)
  as_text <- sign(numbers) * digits_of(abs(as_single(numbers)), as_single, 9L)$value
  all(as_text == numbers) && mean(digits_of(abs(numbers), identity, 17L)$digits >= 7) > 0.5
}

#' What the numbers of a trace do not show of their precision, if they do not.
#' @noRd
untold_precision <- function(trace) {
  count <- length(fractions_of(quantities(trace)))
  if (count >= ENOUGH_NUMBERS) {
    arrays <- Filter(is_array_of_layer, quantities(trace))
    single <- vapply(arrays, function(entry) shows_single(list(entry)), NA)
    return(if (any(single)) MIXED_PRECISION)
  }
  are <- if (count != 1L) "numbers that are" else "number that is"
  paste(
    sprintf("With %d %s not whole, nobody can tell with how many digits they were", count, are),
    "computed: what is wrong may be that alone. State it, with --precision single or --digits 6."
  )
}

#' Whether a quantity is a layer's, and not one of the numbers that an optimizer keeps.
#' @noRd
is_array_of_layer <- function(entry) {
  !is.null(entry$layer) && !sub(".*[.]", "", entry$quantity) %in% state_parts("numbers")
}

#' The different finite numbers of quantities that are not whole.
#' @noRd
fractions_of <- function(entries) {
  unique(unlist(lapply(entries, function(entry) {
    if (entry$quantity %in% c(whole_numbers(), "mask", "stopped")) return(NULL)
    values <- as.vector(as_numbers(entry))
    values[is.finite(values) & values != round(values)]
  })))
}

#' The nearest number of single precision.
#' @noRd
as_single <- function(numbers) {
  readBin(writeBin(numbers, raw(), size = 4L), "double", length(numbers), size = 4L)
}

#' The fewest digits, and their decimals, from which numbers above 0 are read again in a precision;
#' and the numbers with these digits.
#' @noRd
digits_of <- function(numbers, rounded, most) {
  digits <- rep(most, length(numbers))
  decimals <- values <- numeric(length(numbers))
  left <- seq_along(numbers)
  for (count in seq_len(most)) {
    text <- sprintf("%.*e", count - 1L, numbers[left])
    read <- as.double(unlist(jsonlite::parse_json(sprintf("[%s]", paste(text, collapse = ",")))))
    done <- rounded(read) == numbers[left] | count == most
    at <- left[done]
    digits[at] <- count
    decimals[at] <- pmax(0, count - 1 - as.integer(sub(".*e", "", text[done])))
    values[at] <- read[done]
    left <- left[!done]
    if (length(left) == 0L) break
  }
  list(digits = digits, decimals = decimals, value = values)
}
