# How far a long run is, on a terminal.

#' A bar from epoch `first` to `epochs` on standard error: what moves it, and what ends it. Nothing
#' where it is no terminal.
#' @noRd
progress_bar <- function(epochs, first) {
  if (!isatty(stderr()) || epochs <= first) {
    return(list(move = function(state) NULL, close = function() NULL))
  }
  bar <- utils::txtProgressBar(first, epochs, style = 3, file = stderr())
  list(move = function(state) utils::setTxtProgressBar(bar, state$epoch), close = function() {
    close(bar)
  })
}
