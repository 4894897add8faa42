# The beginning of a program: its functions, data, starting weights and settings.

#' Everything up to the settings.
#' @noRd
listing_head <- function(plan) {
  c(
    list(statement("note", text = one_line(case_title(plan$parts)))),
    listed_note(plan, "about")[-1L],
    list(statement("import"), statement("helpers")),
    listed_functions(plan),
    listed_data(plan),
    listed_parameters(plan),
    listed_settings(plan)
  )
}

#' The activations and their slopes, each once.
#' @noRd
listed_functions <- function(plan) {
  found <- list()
  for (l in seq_along(plan$parts$network)) {
    name <- plan$functions[l]
    if (is_written(plan, l)) found[[name]] <- listed_function(plan, l, name, "value", "z")
    arguments <- if (has_slope(plan, l)) slope_arguments(plan, l)
    if (length(arguments)) {
      slope <- slope_function(plan$style, name)
      found[[slope]] <- listed_function(plan, l, slope, "derivative", arguments)
    }
  }
  if (length(found) == 0L) return(list())
  said <- listed_note(plan, "functions")[-1L]
  between <- list(statement("between"))
  lines <- unlist(lapply(unname(found), c, between), recursive = FALSE)
  c(between, said, lines)
}

#' One of the functions.
#' @noRd
listed_function <- function(plan, l, name, part, arguments) {
  lines <- activation_lines(plan$parts$network[[l]]$activation, part)
  lets <- lapply(lines$first, function(line) {
    sides <- both_sides(line)
    statement("let", name = sides$target, text = sides$text)
  })
  typed <- paste("double", arguments, collapse = ", ")
  arguments <- paste(arguments, collapse = ", ")
  start <- statement("function", name = name, arguments = arguments, typed = typed)
  c(list(start), lets, list(statement("return", text = lines$formula)))
}

#' Samples, targets, weights of samples, and the order of the rows.
#' @noRd
listed_data <- function(plan) {
  parts <- plan$parts
  batched <- is_batched(parts)
  X <- listed_matrix(if (batched) "inputs" else "X", parts$X)
  y <- listed_matrix(if (batched) "targets" else "y", parts$y)
  found <- c(listed_note(plan, "data"), list(X, y))
  if (!is.null(parts$weight)) {
    name <- if (batched) "weights" else "weight"
    weight <- statement("literal", shape = "weights", name = name, rows = cbind(parts$weight))
    found <- c(found, listed_note(plan, "weights"), list(weight))
  }
  if (is_shuffled(parts)) {
    order <- statement("literal", shape = "whole_numbers", name = "order", rows = row_order(plan))
    found <- c(found, listed_note(plan, "order"), list(order))
  }
  found
}

#' A matrix written out.
#' @noRd
listed_matrix <- function(name, values) {
  shape <- if (ncol(values) == 1L) "column" else "rows"
  statement("literal", shape = shape, name = name, rows = values)
}

#' The order of the rows in every epoch.
#' @noRd
row_order <- function(plan) {
  config <- plan$parts$config
  draws <- stream(config$seed, config$generator)
  found <- list()
  for (epoch in seq_len(config$epochs)) {
    taken <- batches(nrow(plan$parts$X), config$batch_size, "shuffled", draws)
    draws <- taken$stream
    found[[epoch]] <- unlist(taken$batches)
  }
  do.call(rbind, found)
}

#' The starting weights and biases, and which of them are frozen.
#' @noRd
listed_parameters <- function(plan) {
  found <- listed_note(plan, "parameters")
  frozen <- list()
  for (l in seq_along(plan$parts$network)) {
    layer <- plan$parts$network[[l]]
    found <- c(found, list(listed_matrix(plan$name("W", l), layer$W)))
    if (!is.null(layer$b)) found <- c(found, list(listed_vector(plan$name("b", l), layer$b)))
  }
  for (l in seq_along(plan$parts$config$frozen)) {
    mask <- plan$parts$config$frozen[[l]]
    own <- function(q) paste0("frozen_", plan$name(q, l))
    if (!is.null(mask$W)) frozen <- c(frozen, list(listed_matrix(own("W"), 1 - mask$W)))
    if (!is.null(mask$b)) frozen <- c(frozen, list(listed_vector(own("b"), 1 - mask$b)))
  }
  if (length(frozen)) c(found, listed_note(plan, "frozen"), frozen) else found
}

#' A vector written out.
#' @noRd
listed_vector <- function(name, values) {
  statement("literal", shape = "vector", name = name, rows = matrix(values, 1L))
}

#' Learning rate, epochs, size of the batches, and the options that formulas name.
#' @noRd
listed_settings <- function(plan) {
  config <- plan$parts$config
  every <- if (config$epochs <= 20) 1 else ceiling(config$epochs / 10)
  rate <- if (is.null(config$schedule)) "learning_rate" else "rate"
  options <- stats::setNames(list(config$options$learning_rate), rate)
  added <- c(config$penalty, config$options)
  for (value in config$clipping) added$limit <- value
  added <- c(added, config$schedule)
  for (name in names(added)) options[name] <- added[name]
  lines <- paste(update_lines(plan), collapse = " ")
  stands <- function(name) grepl(sprintf("\\b%s\\b", name), lines, perl = TRUE)
  named <- Filter(function(name) name != "learning_rate" || name == rate, names(options))
  used <- Filter(function(name) name == rate || stands(name), named)
  numbers <- lapply(used, function(name) statement("number", name = name, number = options[[name]]))
  whole <- list(epochs = config$epochs, print_every = every)
  if (is_batched(plan$parts)) whole$batch_size <- config$batch_size
  whole <- lapply(names(whole), function(name) {
    statement("whole_number", name = name, number = whole[[name]])
  })
  c(listed_note(plan, "settings"), numbers, whole)
}
