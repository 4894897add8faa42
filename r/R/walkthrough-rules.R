# How each matrix of a named step follows from others.
#
# The page spells these rules out; each is checked against the recorded values first.

#' A kind in RULES, the names of the matrices it takes, and an activation if it needs one.
#' @noRd
Rule <- function(kind, inputs, activation = NULL) {
  list(kind = kind, inputs = inputs, activation = activation)
}

#' Return the name of a matrix after the update.
#' @noRd
updated <- function(name) {
  paste(name, "(updated)")
}

#' Compute f'(Z) from Z, or from A = f(Z) where the derivative reads A alone.
#' @noRd
slope <- function(activation, values) {
  f <- lookup(activation, ACTIVATIONS)
  f$derivative(values, if (f$needs_Z) f$value(values, NATIVE) else values, NATIVE)
}

# What each kind computes from its inputs m; `options` holds the learning rate and what the error is
# divided by.
RULES <- list(
  input = function(m, f, options) m[[1L]],
  linear = function(m, f, options) {
    Z <- m[[1L]] %*% m[[2L]]
    if (length(m) > 2L) sweep(Z, 2L, m[[3L]], `+`) else Z
  },
  activation = function(m, f, options) lookup(f, ACTIVATIONS)$value(m[[1L]], NATIVE),
  softmax = function(m, f, options) lookup(f, ACTIVATIONS)$value(m[[1L]], NATIVE),
  error = function(m, f, options) (m[[1L]] - m[[2L]]) / options$divisor,
  slope = function(m, f, options) slope(f, m[[1L]]),
  delta = function(m, f, options) m[[1L]] * m[[2L]],
  softmax_delta = function(m, f, options) m[[2L]] * (m[[1L]] - rowSums(m[[1L]] * m[[2L]])),
  back = function(m, f, options) m[[1L]] %*% t(m[[2L]]),
  update_W = function(m, f, options) m[[1L]] + crossprod(m[[2L]], m[[3L]]) * options$learning_rate,
  update_b = function(m, f, options) m[[1L]] + colSums(m[[2L]]) * options$learning_rate
)

#' Return the rule of a quantity of layer l, in the article's names.
#' @noRd
rule_of <- function(place, after, network, loss) {
  quantity <- place$quantity
  l <- place$l
  L <- length(network)
  if (l == 0 || quantity == "y" || (quantity %in% c("W", "b") && !after)) {
    return(Rule("input", character(0)))
  }
  name <- function(q, k) article_name(q, k, L)
  layer <- network[[l]]
  f <- lookup(layer$activation, ACTIVATIONS)
  error <- Rule("error", c("y", name("A", L)))
  elementwise <- !is.null(f$derivative)
  bias <- if (!is.null(layer$b)) name("b", l)
  delta <- if (l == L && is_fused(loss)) {
    error
  } else if (elementwise) {
    Rule("delta", c(name("dA", l), name("slope", l)))
  } else {
    Rule("softmax_delta", c("E", name("A", L)))
  }
  switch(
    quantity,
    Z = Rule("linear", c(name("A", l - 1), name("W", l), bias)),
    A = Rule(if (elementwise) "activation" else "softmax", name("Z", l), layer$activation),
    slope = Rule("slope", name(if (f$needs_Z) "Z" else "A", l), layer$activation),
    dA = if (l == L) error else Rule("back", c(name("dZ", l + 1), name("W", l + 1))),
    dZ = delta,
    W = Rule("update_W", c(name("W", l), name("A", l - 1), name("dZ", l))),
    b = Rule("update_b", c(name("b", l), name("dZ", l)))
  )
}

#' Return the rule if it gives the recorded values, else "other", which names the inputs, or
#' "settings" for an update that is more than a step down the gradient.
#' @noRd
checked_rule <- function(rule, value, matrices, options) {
  if (rule$kind == "input") return(rule)
  found <- RULES[[rule$kind]](unname(matrices[rule$inputs]), rule$activation, options)
  near <- abs(found - value) <= 1e-9 * (abs(value) + max(abs(value)))
  if (!all(near)) rule$kind <- if (startsWith(rule$kind, "update_")) "settings" else "other"
  rule
}

#' Return a rule as the page reads it; `formula` is that of its named step.
#' @noRd
rule_record <- function(rule, formula) {
  part <- list(activation = "value", slope = "derivative")[[rule$kind]]
  written <- if (!is.null(part)) activation_formula(rule$activation, part)
  if (!is.null(written)) formula <- written
  list(kind = rule$kind, inputs = as.list(rule$inputs), formula = formula)
}
