# The names of the matrices of a program, in the two styles.

NAMED_BY_ARTICLE <- c("Z", "A", "slope", "dA", "dZ", "W", "b")

#' Return the function that names a quantity of layer l: A of layer 0 is X.
#' @noRd
listing_names <- function(style, L) {
  templates <- listing_table()$names[[style]]
  function(quantity, l) {
    if (quantity == "A" && l == 0) return("X")
    if (style == "article" && quantity %in% NAMED_BY_ARTICLE) {
      return(article_name(quantity, l, L))
    }
    if (style == "article" && quantity %in% c("dW", "db")) {
      parameter <- substring(quantity, 2L)
      own <- stats::setNames(list(article_name(parameter, l, L)), parameter)
      return(fill_template(templates[[quantity]], own))
    }
    fill_template(templates[[quantity]], list(l = sprintf("%.0f", l)))
  }
}

#' Name the function of a slope.
#' @noRd
slope_function <- function(style, activation) {
  fill_template(listing_table()$names[[style]]$slope_function, list(f = activation))
}
