# The loop of a program: forward, loss, backward, update, batch by batch.

#' Everything after the settings.
#' @noRd
listing_loop <- function(plan) {
  parts <- plan$parts
  shape <- list(n = nrow(parts$X), inputs = ncol(parts$X), outputs = ncol(parts$y))
  weighted <- !is.null(parts$weight)
  batched <- is_batched(parts)
  found <- c(listed_buffers(plan), list(statement("main")), listed_kept(plan))
  if (counts_steps(plan)) found <- c(found, list(statement("counter")))
  found <- c(found, list(statement("gap"), statement("epochs")))
  if (batched) found <- c(found, list(Statement("whole", shape)))
  if (batched && weighted) found <- c(found, list(statement("whole_weight")))
  found <- c(
    found, listed_rows(plan), listed_forward(plan), listed_loss(plan),
    list(statement("report"), statement("stop"))
  )
  if (batched) {
    kinds <- if (is_shuffled(parts)) c("shuffled", "batch_weight") else c("in_turn", "turn_weight")
    found <- c(found, listed_note(plan, "batches"), list(Statement(kinds[1L], shape)))
    if (weighted) found <- c(found, list(statement(kinds[2L])))
    found <- c(found, listed_rows(plan), listed_forward(plan))
  }
  found <- c(found, listed_backward(plan), rep(list(statement("end")), if (batched) 2L else 1L))
  printed <- lapply(listed_order(plan), function(parameter) {
    name <- plan$name(parameter$q, parameter$l)
    statement("print", name = name, count = count_of(plan, parameter))
  })
  c(found, listed_note(plan, "end"), printed, list(statement("end_main")))
}

#' The number of samples, where losses are averaged.
#' @noRd
listed_rows <- function(plan) {
  if (plan$parts$config$reduction == "mean") list(statement("mean", X = "X"))
}

#' The forward pass.
#' @noRd
listed_forward <- function(plan) {
  found <- list()
  L <- length(plan$parts$network)
  for (l in seq_len(L)) {
    layer <- plan$parts$network[[l]]
    Z <- plan$name("Z", l)
    A <- plan$name("A", l)
    m <- ncol(layer$W)
    key <- if (l == L && plan$style == "article") "forward_output" else "forward"
    said <- listed_note(plan, key, l = sprintf("%d", l), Z = Z)
    linear <- statement(
      if (is.null(layer$b)) "linear_without" else "linear", below = nrow(layer$W), m = m, Z = Z,
      A = plan$name("A", l - 1), W = plan$name("W", l), b = plan$name("b", l)
    )
    value <- value_of(plan, l)
    found <- c(found, said, list(linear), if (is.null(value)) {
      list(statement("softmax", target = A, Z = Z, m = m))
    } else {
      each_element(plan, A, value, l)
    })
  }
  found
}

#' The loss of all samples.
#' @noRd
listed_loss <- function(plan) {
  config <- plan$parts$config
  L <- length(plan$parts$network)
  A <- plan$name("A", L)
  m <- ncol(plan$parts$y)
  found <- listed_note(plan, "loss")
  if (entry_name(config$loss) == "cross_entropy") {
    one <- statement("log_softmax", target = paste0("log_", A), Z = plan$name("Z", L), m = m)
    found <- c(found, list(one))
  }
  text <- loss_text(plan, "term")
  if (!is.null(plan$parts$weight)) text <- sprintf("(%s) * %%weight", text)
  count <- count_text("n", m)
  all <- statement("sum", target = "loss", text = text, count = count, columns = m)
  found <- c(found, list(all))
  if (config$reduction == "mean") {
    found <- c(found, list(statement("scalar", target = "loss", text = "loss / n")))
  }
  if (is.null(config$penalty)) return(found)
  found <- c(found, listed_note(plan, "penalty"))
  for (parameter in listed_order(plan)) {
    if (parameter$q == "b" && !config$penalty$biases) next
    name <- paste0("#", plan$name(parameter$q, parameter$l))
    text <- gsub("#w", name, "l1 * abs(#w) + l2 / 2 * #w^2", fixed = TRUE)
    count <- count_of(plan, parameter)
    one <- statement("sum_more", target = "loss", text = text, count = count, columns = 1)
    found <- c(found, list(one))
  }
  found
}

#' The initial state of the optimizer.
#' @noRd
listed_kept <- function(plan) {
  found <- list()
  for (parameter in listed_order(plan)) {
    own <- plan$name(parameter$q, parameter$l)
    for (name in kept_names(plan)) {
      value <- listing_table()$kept[[name]]
      found <- c(found, list(statement(
        if (value == "0") "kept_zero" else "kept", name = paste0(name, "_", own), like = own,
        value = value, count = count_of(plan, parameter)
      )))
    }
  }
  if (length(found)) c(listed_note(plan, "kept"), found)
}

#' Declare all matrices, in languages that need it.
#' @noRd
listed_buffers <- function(plan) {
  parts <- plan$parts
  L <- length(parts$network)
  n <- nrow(parts$X)
  sizes <- list()
  fused <- is_fused(parts$config$loss)
  for (l in seq_len(L)) {
    count <- count_text(n, ncol(parts$network[[l]]$W))
    for (q in c("Z", "A", if (plan$style == "article") "slope", "dA", "dZ")) {
      if (l < L || !fused || !q %in% c("slope", "dA")) sizes[[plan$name(q, l)]] <- count
    }
  }
  if (entry_name(parts$config$loss) == "cross_entropy") {
    sizes[[paste0("log_", plan$name("A", L))]] <- count_text(n, ncol(parts$y))
  }
  for (parameter in listed_order(plan)) {
    count <- count_of(plan, parameter)
    sizes[[plan$name(paste0("d", parameter$q), parameter$l)]] <- count
    own <- plan$name(parameter$q, parameter$l)
    for (name in kept_names(plan)) sizes[[paste0(name, "_", own)]] <- count
  }
  if (is_shuffled(parts)) {
    sizes$some_inputs <- count_text(n, ncol(parts$X))
    sizes$some_targets <- count_text(n, ncol(parts$y))
    if (!is.null(parts$weight)) sizes$some_weights <- sprintf("%d", n)
  }
  scalars <- c("loss", vapply(lapply(schedule_lines(plan), both_sides), `[[`, "", "target"))
  scalars <- unique(c(scalars, if ("norm" %in% names(parts$config$clipping)) "norm"))
  pointers <- if (is_batched(parts)) {
    c(X = "inputs", y = "targets", weight = if (!is.null(parts$weight)) "weights")
  }
  c(
    list(statement("samples", n = n)),
    Map(function(name, from) statement("pointer", name = name, from = from), names(pointers),
        pointers, USE.NAMES = FALSE),
    lapply(scalars, function(name) statement("variable", name = name)),
    list(statement("buffers", sizes = sizes))
  )
}
