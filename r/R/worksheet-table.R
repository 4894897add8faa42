# The table of worksheets, and the refusal of what a sheet has no lines for.

# Settings that draw numbers in a step, or keep some of the samples away from it.
UNASKED <- c("dropout", "validation_fraction")
# What a page has room for.
MOST_SHEET_SAMPLES <- 24
MOST_SHEET_UNITS <- 12

#' Read the table of worksheets.
#' @noRd
worksheet_table <- function() {
  fixture_table("worksheet")
}

#' Refuse what a worksheet has no lines for.
#' @noRd
check_worksheet <- function(parts) {
  config <- parts$config
  refuse_settings(config, UNASKED, "left out in a worksheet, which has no lines for it")
  size <- min(config$batch_size, nrow(parts$X))
  if (size > MOST_SHEET_SAMPLES) {
    requirement <- sprintf("of at most %.0f samples a step on a worksheet", MOST_SHEET_SAMPLES)
    fail("E_RANGE", "data", requirement, describe(size))
  }
  widest <- max(ncol(parts$X), vapply(parts$network, function(layer) ncol(layer$W), 0L))
  if (widest > MOST_SHEET_UNITS) {
    requirement <- "of at most %.0f inputs or units a layer on a worksheet"
    fail("E_RANGE", "network", sprintf(requirement, MOST_SHEET_UNITS), describe(widest))
  }
  check_has_formulas(config, parts$network)
}
