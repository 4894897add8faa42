# The backward pass of a program, in both styles.

#' The statements for all derivatives, and the update.
#' @noRd
listed_backward <- function(plan) {
  if (plan$style == "article") article_backward(plan) else plain_backward(plan)
}

#' One line for all elements of a matrix of layer l.
#' @noRd
each_element <- function(plan, target, text, l) {
  m <- ncol(plan$parts$network[[l]]$W)
  count <- count_text("n", m)
  list(statement("each", target = target, text = text, count = count, columns = m))
}

#' The derivative by the outputs, or with the article's sign the error.
#' @noRd
output_text <- function(plan, part) {
  text <- loss_text(plan, part)
  if (plan$parts$config$reduction == "mean") text <- sprintf("(%s) / n", text)
  if (is.null(plan$parts$weight)) text else sprintf("(%s) * %%weight", text)
}

#' Layer by layer, from the last to the first; then the update.
#' @noRd
plain_backward <- function(plan) {
  L <- length(plan$parts$network)
  name <- plan$name
  fused <- is_fused(plan$parts$config$loss)
  start <- name(if (fused) "dZ" else "dA", L)
  found <- c(
    listed_note(plan, if (fused) "fused" else "output", dA = start, dZ = start),
    each_element(plan, start, output_text(plan, "gradient"), L)
  )
  for (l in L:1) {
    number <- sprintf("%d", l)
    found <- c(found, if (fused && l == L) {
      listed_note(plan, "gradients", l = number)
    } else {
      c(listed_note(plan, "delta", l = number, dZ = name("dZ", l)), listed_delta(plan, l))
    }, listed_gradients(plan, l))
    if (l > 1) {
      found <- c(found, listed_note(plan, "back", dA = name("dA", l - 1)), listed_back(plan, l))
    }
  }
  c(found, listed_update(plan))
}

#' The statements for dZ of layer l, from its dA.
#' @noRd
listed_delta <- function(plan, l) {
  dA <- plan$name("dA", l)
  dZ <- plan$name("dZ", l)
  if (!has_slope(plan, l)) {
    m <- ncol(plan$parts$network[[l]]$W)
    A <- plan$name("A", l)
    return(list(statement("softmax_delta", dA = dA, dZ = dZ, A = A, m = m)))
  }
  slope <- slope_of(plan, l)
  each_element(plan, dZ, paste0("#", dA, if (slope != "1") paste(" *", slope)), l)
}

#' The sizes and names of layer l.
#' @noRd
layer_fields <- function(plan, l) {
  layer <- plan$parts$network[[l]]
  quantities <- c("W", "b", "dA", "dZ", "dW", "db")
  named <- lapply(stats::setNames(quantities, quantities), plan$name, l)
  c(list(below = nrow(layer$W), m = ncol(layer$W)), named, list(A = plan$name("A", l - 1)))
}

#' The statements for dW and db of layer l.
#' @noRd
listed_gradients <- function(plan, l) {
  fields <- layer_fields(plan, l)
  biased <- !is.null(plan$parts$network[[l]]$b)
  c(
    list(Statement("weight_gradient", fields)), if (biased) list(Statement("bias_gradient", fields))
  )
}

#' The statements for dA of the layer below l.
#' @noRd
listed_back <- function(plan, l) {
  fields <- replace(layer_fields(plan, l), "dA", plan$name("dA", l - 1))
  list(Statement("back", fields))
}

#' Steps 5 to 11 with the article's sign: what others subtract is added here.
#' @noRd
article_backward <- function(plan) {
  L <- length(plan$parts$network)
  name <- plan$name
  fused <- is_fused(plan$parts$config$loss)
  start <- name(if (fused) "dZ" else "dA", L)
  found <- listed_note(plan, if (fused) "fused" else "output")
  found <- c(found, each_element(plan, start, output_text(plan, "error"), L))
  sloped <- Filter(function(l) has_slope(plan, l), L:1)
  if (length(sloped)) found <- c(found, listed_note(plan, "slopes"))
  for (l in sloped) found <- c(found, each_element(plan, name("slope", l), slope_of(plan, l), l))
  for (l in L:1) {
    if (l < L) found <- c(found, listed_note(plan, "back"), listed_back(plan, l + 1))
    if (l %in% sloped) {
      text <- sprintf("#%s * #%s", name("dA", l), name("slope", l))
      said <- listed_note(plan, if (l == L) "delta_output" else "delta")
      found <- c(found, said, each_element(plan, name("dZ", l), text, l))
    }
  }
  for (quantity in c("W", "b")) {
    layers <- Filter(function(l) !is.null(plan$parts$network[[l]][[quantity]]), L:1)
    if (length(layers)) found <- c(found, listed_note(plan, paste0("update_", quantity)))
    for (l in layers) {
      count <- count_of(plan, list(q = quantity, l = l))
      fields <- c(list(count = count), layer_fields(plan, l))
      found <- c(found, list(Statement(paste0("climb_", quantity), fields)))
    }
  }
  found
}
