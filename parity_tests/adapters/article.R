# The article's own loop in R: Rscript article.R CASE TRACE. A bias of its own for every sample, summed over units.
#
# Only cases of its kind: two sigmoid layers with biases, all rows at once, the loss summed. The article's errors are
# y - output; here their signs are turned, so that a trace holds derivatives.
words <- commandArgs(trailingOnly = TRUE)
case <- jsonlite::parse_json(paste(readLines(words[1L]), collapse = "\n"))
as_matrix <- function(rows) do.call(rbind, lapply(rows, unlist))
layers <- case$network$layers
plain <- case$loss$name == "half_squared_error" && setequal(names(case$optimizer), c("name", "learning_rate")) &&
  case$optimizer$name == "sgd" && !any(c("clipping", "masks") %in% names(case)) && is.null(case$data$sample_weight) &&
  all(unlist(case$penalty) == 0) && !any(vapply(layers, function(l) "dropout" %in% names(l), NA)) &&
  !any(c("validation_fraction", "patience", "threshold") %in% names(case$training))
fits <- plain && length(layers) == 2L && all(vapply(layers, function(l) l$activation == "sigmoid" && !identical(l$bias, FALSE), NA)) &&
  is.null(case$training$batch_size) && case$loss$reduction == "sum"
if (!fits) {
  cat("not the article's network\n", file = stderr())
  quit(status = 77)
}
line <- function(values) paste0("[", paste(sprintf("%.17g", values), collapse = ", "), "]")
rows <- function(m) paste0("[", paste(apply(m, 1L, line), collapse = ", "), "]")
layer <- function(...) {
  parts <- list(...)
  paste0("{", paste0('"', names(parts), '": ', vapply(parts, function(p) if (is.matrix(p)) rows(p) else line(p), ""), collapse = ", "), "}")
}

sigmoid <- function(x) 1 / (1 + exp(-x))
derivatives_sigmoid <- function(x) x * (1 - x)
X <- as_matrix(case$data$X)
Y <- as_matrix(case$data$y)
wh <- as_matrix(case$parameters[[1L]]$W)
wout <- as_matrix(case$parameters[[2L]]$W)
lr <- case$optimizer$learning_rate
bh <- matrix(rep(unlist(case$parameters[[1L]]$b), nrow(X)), nrow = nrow(X), byrow = FALSE)
bout <- matrix(rep(unlist(case$parameters[[2L]]$b), nrow(X)), nrow = nrow(X), byrow = FALSE)
steps <- character(0)
losses <- numeric(0)
for (i in seq_len(case$training$epochs)) {
  hidden_layer_input <- X %*% wh + bh
  hiddenlayer_activations <- sigmoid(hidden_layer_input)
  output_layer_input <- hiddenlayer_activations %*% wout + bout
  output <- sigmoid(output_layer_input)
  E <- Y - output
  d_output <- E * derivatives_sigmoid(output)
  Error_at_hidden_layer <- d_output %*% t(wout)
  d_hiddenlayer <- Error_at_hidden_layer * derivatives_sigmoid(hiddenlayer_activations)
  losses[i] <- sum(E^2) / 2
  dwout <- t(hiddenlayer_activations) %*% d_output
  dwh <- t(X) %*% d_hiddenlayer
  wout <- wout + dwout * lr
  bout <- bout + rowSums(d_output) * lr
  wh <- wh + dwh * lr
  bh <- bh + rowSums(d_hiddenlayer) * lr
  if ((i - 1L) %in% unlist(case$record$steps)) {
    hidden <- layer(Z = hidden_layer_input, A = hiddenlayer_activations, dA = -Error_at_hidden_layer, dZ = -d_hiddenlayer, dW = -dwh,
                    db = -rowSums(d_hiddenlayer), W = wh, b = bh)
    out <- layer(Z = output_layer_input, A = output, dA = -E, dZ = -d_output, dW = -dwout, db = -rowSums(d_output), W = wout, b = bout)
    steps <- c(steps, sprintf('{"step": %d, "loss": %.17g, "layers": [%s, %s]}', i - 1L, losses[i], hidden, out))
  }
}
final <- sprintf('{"parameters": [%s, %s]}', layer(W = wh, b = bh), layer(W = wout, b = bout))
writeLines(sprintf('{"steps": [%s], "losses": %s, "final": %s}', paste(steps, collapse = ", "), line(losses), final), words[2L])
