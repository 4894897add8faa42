# The network and its losses.

loss_names <- function(A, y, loss, weight, case) {
  n <- nrow(y)
  P <- A
  if (identical(loss, "binary_cross_entropy")) P <- 1 / (1 + exp(-A))
  if (identical(loss, "cross_entropy")) {
    e <- exp(A - apply(A, 1, max))
    P <- e / rowSums(e)
  }
  delta <- if (is.null(case$loss$delta)) 1 else case$loss$delta
  weights <- case$data$sample_weight
  first <- if (is.null(weights)) rep(1, n) else as.numeric(unlist(weights))[seq_len(n)]
  list(
    A = A, y = y, n = n, m = ncol(y), d = A - y, P = P, weight = if (is.null(weight)) rep(1, n) else weight,
    divisor = if (identical(case$loss$reduction, "mean")) n else 1, delta = delta, first_weights = first
  )
}

activation <- function(space, layer) space$lookup(layer$activation, space$ACTIVATIONS)
concerns <- function(space, layer, words) words == "" || space$entry_name(layer$activation) == words

PLACES[c("Z", "A", "dZ", "dW", "loss", "gradient", "rows")] <- list(
  function(text, case, words, space) {
    old <- space$layer_forward
    list(layer_forward = function(layer, A, ops, keep_Z = TRUE) {
      Z <- old(layer, A, ops)$Z
      b <- if (is.null(layer$b)) numeric(ncol(Z)) else layer$b
      Z <- run_text(text, list(A = A, W = layer$W, b = b, B = matrix(rep(b, each = nrow(Z)), nrow(Z)), Z = Z))$Z
      list(Z = Z, A = activation(space, layer)$value(Z, ops))
    })
  },
  function(text, case, words, space) {
    old <- space$layer_forward
    list(layer_forward = function(layer, A, ops, keep_Z = TRUE) {
      values <- old(layer, A, ops)
      if (!concerns(space, layer, words)) return(values)
      f <- function(z) activation(space, layer)$value(z, ops)
      list(Z = values$Z, A = run_text(text, list(Z = values$Z, A = values$A, f = f))$A)
    })
  },
  function(text, case, words, space) {
    old <- space$layer_delta
    list(layer_delta = function(layer, values, dA, ops) {
      if (!concerns(space, layer, words)) return(old(layer, values, dA, ops))
      row <- activation(space, layer)
      d <- if (is.null(row$derivative)) 0 * dA else row$derivative(values$Z, values$A, ops)
      run_text(text, list(
        dA = dA, Z = values$Z, A = values$A, d = d, f = function(z) row$value(z, ops), rate = case$optimizer$learning_rate,
        slope = function(z, a) row$derivative(z, a, ops), relu = (space$entry_name(layer$activation) == "relu") + 0
      ))$dZ
    })
  },
  function(text, case, words, space, name = "dW") {
    old <- space$layer_backward
    list(layer_backward = function(layer, A, values, dA, ops, dZ = NULL) {
      right <- old(layer, A, values, dA, ops, dZ)
      if (name == "db" && is.null(layer$b)) return(right)
      names <- list(A_in = A, dA = right$dA, dZ = right$dZ, dW = right$dW, db = right$db, n = nrow(A), rate = case$optimizer$learning_rate)
      right[[name]] <- run_text(text, names)[[name]]
      right
    })
  },
  function(text, case, words, space) {
    old <- space$loss_value
    list(loss_value = function(A, y, loss, reduction, ops, weight = NULL, n = NULL) {
      name <- space$entry_name(loss)
      names <- c(loss_names(A, y, name, weight, case), list(J = old(A, y, loss, reduction, ops, weight, n)))
      run_text(text, names)$J
    })
  },
  function(text, case, words, space) {
    old <- space$loss_gradient
    list(loss_gradient = function(A, y, loss, reduction, ops, weight = NULL, n = NULL) {
      run_text(text, c(loss_names(A, y, "", weight, case), list(E = old(A, y, loss, reduction, ops, weight, n))))$E
    })
  },
  function(text, case, words, space) {
    old <- space$batches
    cut_blocks <- space$cut_blocks
    list(cut_blocks = function(rows, in_order, ...) cut_blocks(rows, FALSE, ...), batches = function(n, batch_size = NULL, order = "sequential", stream = NULL) {
      drawn <- old(n, batch_size, order, stream)
      cut <- function(rows) unname(split(rows, (seq_along(rows) - 1) %/% batch_size))
      same <- unlist(old(n, batch_size, order, space$stream(7, "numpy"))$batches)
      names <- list(n = n, batches = drawn$batches, each = function(f, b) lapply(b, f), cut = cut, in_order = seq_len(n) - 1, same = same)
      list(batches = run_text(text, names)$batches, stream = drawn$stream)
    })
  }
)
PLACES$db <- function(text, case, words, space) PLACES$dW(text, case, words, space, "db")
