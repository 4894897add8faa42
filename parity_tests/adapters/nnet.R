# R's nnet: Rscript nnet.R CASE TRACE. One hidden layer of sigmoids; it shows the outputs and the loss, and no gradients.
#
# Its weights are one vector: for each hidden unit its bias and then its inputs, for each output its bias and then the
# hidden units; so rbind(b, W), column by column. Its value is the sum of squares, without the half. nnet trains by
# BFGS only, so this is the case's network before its first step.
words <- commandArgs(trailingOnly = TRUE)
case <- jsonlite::parse_json(paste(readLines(words[1L]), collapse = "\n"))
as_matrix <- function(rows) do.call(rbind, lapply(rows, unlist))
layers <- case$network$layers
plain <- case$loss$name == "half_squared_error" && setequal(names(case$optimizer), c("name", "learning_rate")) &&
  case$optimizer$name == "sgd" && !any(c("clipping", "masks") %in% names(case)) && is.null(case$data$sample_weight) &&
  all(unlist(case$penalty) == 0) && !any(vapply(layers, function(l) "dropout" %in% names(l), NA)) &&
  !any(c("validation_fraction", "patience", "threshold") %in% names(case$training))
fits <- plain && length(layers) == 2L && layers[[1L]]$activation == "sigmoid" && layers[[2L]]$activation %in% c("sigmoid", "identity") &&
  !identical(layers[[1L]]$bias, FALSE) && !identical(layers[[2L]]$bias, FALSE) && is.null(case$training$batch_size) &&
  case$loss$reduction == "sum" && 0 %in% unlist(case$record$steps)
if (!fits) {
  cat("not a network that nnet has, with all rows at once and a sum of squares\n", file = stderr())
  quit(status = 77)
}
weights <- unlist(lapply(case$parameters, function(p) rbind(unlist(p$b), as_matrix(p$W))))
X <- as_matrix(case$data$X)
fit <- nnet::nnet(
  X, as_matrix(case$data$y), size = layers[[1L]]$units, Wts = weights, maxit = 0, trace = FALSE, linout = layers[[2L]]$activation == "identity"
)
rows <- paste(apply(fit$fitted.values, 1L, function(r) paste0("[", paste(sprintf("%.17g", r), collapse = ", "), "]")), collapse = ", ")
writeLines(sprintf('{"steps": [{"step": 0, "loss": %.17g, "layers": [null, {"A": [%s]}]}]}', fit$value / 2, rows), words[2L])
