# Whole passes, and dropout.

PLACES[c("dA below", "Z dropped", "D", "mask")] <- list(
  function(text, case, words, space) {
    list(backward = function(network, X, values, dA, ops, drops = NULL, dZ = NULL) {
      gradients <- vector("list", length(network))
      for (l in rev(seq_along(network))) {
        A <- if (l > 1L) values[[l - 1L]]$A else X
        drop <- if (is.null(drops) || l == 1L) NULL else drops[[l - 1L]]
        names <- list(A = A, mask = if (is.null(drop)) 1 else drop$mask, keep = if (is.null(drop)) 1 else drop$keep)
        inputs <- if (is.null(drop)) A else run_text(with_mistake("A_in = A * mask / keep", chosen(text, "A_in")), names)$A_in
        gradients[[l]] <- space$layer_backward(network[[l]], inputs, values[[l]], dA, ops, dZ)
        here <- gradients[[l]]
        dZ <- NULL
        if (l > 1L) {
          D <- ops$tcrossprod(here$dZ, network[[l]]$W)
          names <- c(names, list(dZ = here$dZ, dW = here$dW, dA = dA, W = network[[l]]$W, rate = case$optimizer$learning_rate, D = D))
          dA <- if (is.null(drop) && words == "dropped") D else run_text(with_mistake("dA = D * mask / keep", chosen(text, "dA")), names)$dA
        }
      }
      gradients
    })
  },
  function(text, case, words, space) {
    list(forward = function(network, X, ops, drops = NULL, keep_Z = TRUE) {
      values <- vector("list", length(network))
      A <- X
      for (l in seq_along(network)) {
        values[[l]] <- space$layer_forward(network[[l]], A, ops)
        A <- values[[l]]$A
        if (!is.null(drops) && l == length(network) && chosen(text, "A") != "") {
          alternate <- matrix((seq_along(A) - 1) %% 2, nrow(A), ncol(A), byrow = TRUE)
          keep <- min(unlist(lapply(drops, `[[`, "keep")))
          values[[l]]$A <- run_text(chosen(text, "A"), list(A = A, mask = alternate, keep = keep))$A
        }
        if (!is.null(drops) && !is.null(drops[[l]])) {
          A <- run_text(with_mistake("D = A * mask / keep", chosen(text, "D")), list(A = A, mask = drops[[l]]$mask, keep = drops[[l]]$keep))$D
        }
      }
      values
    })
  },
  function(text, case, words, space) {
    list(drop_units = function(values, drop) {
      if (is.null(drop)) values else run_text(text, list(A = values, mask = drop$mask, keep = drop$keep))$D
    })
  },
  function(text, case, words, space) {
    list(draw_drops = function(rates, units, n, stream) {
      drops <- vector("list", length(rates))
      generator <- if (is.null(case$training$generator)) "numpy" else case$training$generator
      other <- if (generator == "numpy") "r" else "numpy"
      seed <- if (is.null(case$training$seed)) 42 else case$training$seed
      used <- if (words == "") stream else space$stream(seed, if (words == "other") other else generator)
      layers <- which(rates != 0)
      for (l in if (grepl("reversed", text)) rev(layers) else layers) {
        drawn <- space$uniform(used, n * units[l])
        used <- drawn$stream
        names <- list(u = matrix(drawn$values, n, units[l], byrow = TRUE), rate = rates[l])
        drops[[l]] <- list(mask = run_text(with_mistake("mask = where(u < rate, 0, 1)", text), names)$mask, keep = 1 - rates[l])
      }
      list(drops = drops, stream = if (words == "") used else stream)
    })
  }
)
PLACES$`dA dropped` <- PLACES$`dW dropped` <- PLACES$`dA below`
PLACES$`A dropped` <- PLACES$`Z dropped`
