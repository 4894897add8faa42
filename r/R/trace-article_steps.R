# The article's twelve named steps, as a view of a recorded step.

#' One of the steps 0 to 11: its formula, the matrices it computes, the names of its inputs.
#' @noRd
NamedStep <- function(number, title, formula, computes, uses) {
  list(number = number, title = title, formula = formula, computes = computes, uses = uses)
}

#' All named steps of one recorded step, with the article's sign, E = -dA_L.
#'
#' error: what error_formula says.
#' updates: what update_formulas says of W and b; NULL for plain gradient descent.
#' @noRd
article_steps <- function(X, y, before, record, error = "y - output", updates = NULL) {
  L <- length(before)
  layers <- Map(article_layer, before, record$layers)
  start <- gather(layers, c("W", "b"), seq_len(L))
  steps <- list(
    NamedStep(0, "Read input and output", "", list(X = X, y = y), character(0)),
    NamedStep(1, "Initialize weights and biases", "", start, character(0))
  )
  for (l in seq_len(L - 1)) {
    steps <- c(steps, list(linear_step(2, layers, l), activation_step(3, layers, l)))
  }
  steps <- c(steps, list(output_step(4, layers)))
  E <- gather(layers, "dA", L)
  fused <- "no E; the loss is fused with the output activation, see step 7"
  formula <- if (length(E)) paste("E =", error) else fused
  title <- "Gradient of error at the output layer"
  steps <- c(steps, list(NamedStep(5, title, formula, E, c("y", "output"))))
  steps <- c(steps, list(slope_step(6, layers), output_delta_step(7, layers, error)))
  for (l in rev(seq_len(L - 1))) {
    steps <- c(steps, list(error_step(8, layers, l), delta_step(9, layers, l)))
  }
  c(steps, list(
    update_step(10, "Update weights", "W", layers, record, updates$W),
    update_step(11, "Update biases", "b", layers, record, updates$b)
  ))
}

#' Z = A W + b.
#' @noRd
linear_step <- function(number, layers, l) {
  L <- length(layers)
  uses <- c(article_name("A", l - 1, L), names(gather(layers, c("W", "b"), l)))
  bias <- if (length(uses) > 2L) paste(" +", uses[3L]) else ""
  product <- sprintf("matrix_dot_product(%s, %s)", name_below(layers, l), uses[2L])
  formula <- paste0(article_name("Z", l, L), " = ", product, bias)
  title <- "Linear transformation at the hidden layer"
  NamedStep(number, title, formula, gather(layers, "Z", l), uses)
}

#' A = f(Z).
#' @noRd
activation_step <- function(number, layers, l) {
  Z <- article_name("Z", l, length(layers))
  A <- article_name("A", l, length(layers))
  title <- "Non-linear transformation at the hidden layer"
  formula <- sprintf("%s = activation(%s)%s", A, Z, activation_text(layers[[l]], "value"))
  NamedStep(number, title, formula, gather(layers, "A", l), Z)
}

#' Z and A of the output layer.
#' @noRd
output_step <- function(number, layers) {
  L <- length(layers)
  step <- linear_step(number, layers, L)
  A <- activation_step(number, layers, L)
  step$title <- "Linear and non-linear transformation at the output layer"
  step$formula <- paste0(step$formula, "; ", A$formula)
  step$computes <- c(step$computes, A$computes)
  step
}

#' f'(Z) of all layers that have one, from the last to the first.
#' @noRd
slope_step <- function(number, layers) {
  sloped <- rev(Filter(function(l) !is.null(layers[[l]]$slope), seq_along(layers)))
  slopes <- gather(layers, "slope", sloped)
  activations <- vapply(sloped, function(l) article_name("A", l, length(layers)), "")
  written_out <- vapply(sloped, function(l) activation_text(layers[[l]], "derivative"), "")
  formula <- paste(names(slopes), "= derivative at", activations, recycle0 = TRUE)
  formula <- paste0(formula, written_out, recycle0 = TRUE, collapse = "; ")
  title <- "Slope at the output and hidden layers"
  NamedStep(number, title, formula, slopes, activations)
}

#' dA_l = dZ_{l+1} W_{l+1}^T, with W_{l+1} from before its update.
#' @noRd
error_step <- function(number, layers, l) {
  L <- length(layers)
  uses <- c(article_name("dZ", l + 1, L), article_name("W", l + 1, L))
  product <- sprintf("matrix_dot_product(%s, %s.Transpose)", uses[1L], uses[2L])
  if (layers[[l]]$dropped) product <- sprintf("dropout(%s)", product)
  formula <- paste(article_name("dA", l, L), "=", product)
  NamedStep(number, "Error at the hidden layer", formula, gather(layers, "dA", l), uses)
}

#' dZ = dA * f'(Z).
#' @noRd
delta_step <- function(number, layers, l) {
  uses <- names(gather(layers, c("dA", "slope"), l))
  where <- if (l == length(layers)) "output" else "hidden"
  delta <- article_name("dZ", l, length(layers))
  formula <- if (length(uses) == 2L) paste(delta, "=", paste(uses, collapse = " * ")) else ""
  title <- sprintf("Delta at the %s layer", where)
  NamedStep(number, title, formula, gather(layers, "dZ", l), uses)
}

#' dZ_L = dA_L * f'(Z_L); of a fused loss the error; of softmax over all outputs of a row.
#' @noRd
output_delta_step <- function(number, layers, error) {
  L <- length(layers)
  step <- delta_step(number, layers, L)
  if (is.null(layers[[L]]$dA)) {
    step$formula <- paste("d_output =", error)
    step$uses <- c("y", "output")
  } else if (is.null(layers[[L]]$slope)) {
    step$formula <- "d_output = output * (E - row sums of E * output)"
    step$uses <- c("E", "output")
  }
  step
}

#' W <- W + A^T delta * learning_rate, b <- b + column sums of delta * learning_rate.
#'
#' lines: the update of a parameter w by its gradient g, where it is another one.
#' @noRd
update_step <- function(number, title, quantity, layers, record, lines) {
  L <- length(layers)
  computes <- list()
  formulas <- uses <- character(0)
  for (l in rev(seq_len(L))) {
    if (is.null(layers[[l]][[quantity]])) next
    name <- article_name(quantity, l, L)
    A <- article_name("A", l - 1, L)
    delta <- article_name("dZ", l, L)
    gradient <- if (quantity == "W") {
      sprintf("matrix_dot_product(%s.Transpose, %s)", name_below(layers, l), delta)
    } else {
      sprintf("sum(%s, axis=0)", delta)
    }
    values <- record$layers[[l]][[quantity]]
    computes[[name]] <- if (is.matrix(values)) values else matrix(values, 1L)
    formula <- sprintf("%s = %s + %s * learning_rate", name, name, gradient)
    if (length(lines)) formula <- sprintf("of w = %s is g = -%s", name, gradient)
    formulas <- c(formulas, formula)
    uses <- c(uses, if (quantity == "W") c(name, A, delta) else c(name, delta))
  }
  if (length(formulas)) formulas <- c(formulas, lines)
  NamedStep(number, title, paste(formulas, collapse = "; "), computes, unique(uses))
}

#' All steps as text.
#' @noRd
format_steps <- function(steps, decimals = 4) {
  lines <- character(0)
  for (step in steps) {
    parts <- strsplit(step$formula, "; ", fixed = TRUE)[[1L]]
    lines <- c(lines, "", sprintf("Step %.0f: %s", step$number, step$title))
    if (length(parts)) lines <- c(lines, paste0("  ", parts))
    for (name in names(step$computes)) {
      matrix <- format_matrix(step$computes[[name]], decimals)
      lines <- c(lines, paste0("  ", name), paste0("    ", matrix))
    }
  }
  lines[-1L]
}
