# The numbers of a worksheet: those of a case, rounded, or a variant for each member of a class.

# Weights of a variant are multiples of 0.01 from -1 to 1.
WEIGHT_GRID <- 100

#' Round numbers as they are printed.
#' @noRd
rounded <- function(values, decimals) {
  printed <- read_decimals(sprintf("%.*f", as.integer(decimals), values)) + 0
  dim(printed) <- dim(values)
  printed
}

#' Return the case of a sheet: one step, with numbers that are exact as printed.
#'
#' seed: 0 for the case's own weights, rounded; else for drawn ones.
#' @noRd
variant_case <- function(case, seed, decimals) {
  parts <- case_parts(case)
  draws <- if (seed > 0) stream(seed)
  places <- max(decimals, 2)
  parameters <- lapply(parts$network, function(layer) list(W = layer$W, b = layer$b))
  for (l in seq_along(parameters)) {
    for (name in c("W", "b")) {
      value <- parameters[[l]][[name]]
      if (is.null(value)) next
      if (!is.null(draws)) {
        numbers <- uniform(draws, length(value))
        draws <- numbers$stream
        drawn <- (floor(numbers$values * (2 * WEIGHT_GRID + 1)) - WEIGHT_GRID) / WEIGHT_GRID
        value <- if (is.matrix(value)) matrix(drawn, nrow(value), byrow = TRUE) else drawn
      }
      parameters[[l]][[name]] <- rounded(value, places)
    }
  }
  soft <- entry_name(parts$config$loss) == "cross_entropy"
  left_out <- c("patience", "min_delta", "restore_best", "threshold")
  case$arithmetic <- "reproducible"
  case$training <- replace(case$training[setdiff(names(case$training), left_out)], "epochs", 1)
  case$data$X <- rounded(parts$X, places)
  case$data$y <- if (soft) parts$y else rounded(parts$y, places)
  case$parameters <- parameters
  case$record <- list(steps = list(0))
  case
}
