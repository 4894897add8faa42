# The table of listings, and the refusal of what it has no lines for.

LISTING_STYLES <- c("plain", "article")
# Settings that need the random streams, or that end a run: a program has no lines for them.
UNLISTED <- c("dropout", "validation_fraction", "patience", "threshold")
# A shuffled run has its order written out, up to so many numbers.
MOST_PLACES <- 1000
# Samples, weights and biases are written out, up to so many numbers.
MOST_LISTED <- 20000
#' Read the table of listings.
#' @noRd
listing_table <- function() {
  fixture_table("listing")
}

#' Refuse what a listing has no lines for.
#' @noRd
check_listing <- function(parts, style) {
  config <- parts$config
  refuse_settings(config, UNLISTED, "left out in a listing, which has no lines for it")
  check_has_formulas(config, parts$network)
  if (is_shuffled(parts) && config$epochs * nrow(parts$X) > MOST_PLACES) {
    requirement <- sprintf("sequential in a listing of more than %.0f places of rows", MOST_PLACES)
    fail("E_CHOICE", "order", requirement, "\"shuffled\"")
  }
  weights <- sum(vapply(parts$network, function(layer) length(layer$W), 0L))
  numbers <- length(parts$X) + length(parts$y) + weights
  if (numbers > MOST_LISTED) {
    requirement <- "of at most %.0f numbers in a listing, weights counted in"
    fail("E_RANGE", "data", sprintf(requirement, MOST_LISTED), describe(numbers))
  }
  special <- length(update_formulas(config, "W")) > 0L || !is.null(config$schedule)
  if (style == "article" && special) {
    requirement <- "plain where the update is more than learning_rate times the gradient"
    fail("E_CHOICE", "style", requirement, "\"article\"")
  }
  last <- parts$network[[length(parts$network)]]
  softmax <- is.null(ACTIVATIONS[[entry_name(last$activation)]]$derivative)
  if (style == "article" && softmax && entry_name(config$loss) != "cross_entropy") {
    requirement <- "plain where softmax has another loss than cross_entropy"
    fail("E_CHOICE", "style", requirement, "\"article\"")
  }
}

#' Say whether an epoch is more than one step.
#' @noRd
is_batched <- function(parts) {
  size <- parts$config$batch_size
  !is.null(size) && size < nrow(parts$X)
}

#' Say whether the order of the rows matters: it does in batches.
#' @noRd
is_shuffled <- function(parts) {
  is_batched(parts) && parts$config$order == "shuffled"
}
