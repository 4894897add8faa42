# The commands of both languages: run-case, train, case, predict, steps, gradcheck, compare.

#' Train as a case says and write the trace.
#' @noRd
run_case_command <- function(case, out, arithmetic = NULL, engine = "auto") {
  parts <- case_parts(read_named(case, "case"))
  if (is.null(arithmetic)) arithmetic <- parts$arithmetic
  check_choice(arithmetic, "--arithmetic", names(ARITHMETICS))
  check_choice(engine, "--engine", ENGINES)
  write_json(out, run_parts(parts, arithmetic, engine))
  0
}

#' Train a network on a data file and write it; or go on from a checkpoint.
#' @noRd
train_command <- function(data, out, target = NULL, resume = NULL, history = NULL, ...) {
  categorical <- text_columns(resume, ...)
  samples <- read_data(data, target, categorical = categorical)
  model <- if (is.null(resume)) {
    mlp(samples$X, samples$y, ...)
  } else {
    mlp_resume(resume, samples$X, samples$y, ...)
  }
  if (!is.null(history)) {
    columns <- unclass(model$history)[names(model$history)]
    if (endsWith(history, ".csv")) {
      write_csv(history, names(columns), do.call(cbind, columns), "history")
    } else {
      columns <- lapply(columns, as_list_of_numbers)
      write_json(history, list(columns = columns, stopped = model$stopped), "history")
    }
  }
  write_mlp(model, out)
  print(model)
  0
}

#' Return the columns of text: those of a checkpoint, or those that the options name.
#' @noRd
text_columns <- function(resume, categorical = NULL, ...) {
  if (is.null(resume)) categorical else names(read_checkpoint(resume)$levels)
}

#' Say whether a file is a network; it may be a data file.
#' @noRd
is_network <- function(path) {
  document <- if (!is_csv(path)) read_json(path, "source")
  is_object(document) && identical(document$format, "twinmlp-network")
}

#' Write the case of a training: of a new network, or of one that is read from a file.
#' @noRd
case_command <- function(source, out, data = NULL, target = NULL, steps = 0, ...) {
  if (is.null(data) && is_network(source)) {
    fail("E_USAGE", "--data", "given with a network", "nothing")
  }
  id <- sub("[.][^.]*$", "", basename(out))
  document <- if (is.null(data)) {
    samples <- read_data(source, target, categorical = text_columns(NULL, ...))
    mlp_case(new_mlp(list(...)), samples$X, samples$y, id, steps)
  } else {
    network_case(source, data, target, id, steps, ...)
  }
  write_json(out, document)
  0
}

#' The case of a training that starts from a network; its own settings are the defaults.
#' @noRd
network_case <- function(source, data, target = NULL, id = "model", steps = 0, ...) {
  saved <- read_mlp(source)
  kept <- saved$arguments[setdiff(names(saved$arguments), ARGUMENTS_OF_LAYERS)]
  options <- list(...)
  kept[names(options)] <- options
  model <- do.call(mlp_from_layers, c(list(saved$network), kept))
  model[KNOWN] <- saved[KNOWN]
  samples <- do.call(read_data, c(list(data, target), data_columns(saved)))
  mlp_case(model, samples$X, samples$y, id, steps)
}

#' Return the case of a file; or that of a network, with the samples of another file.
#' @noRd
source_case <- function(source, data, target) {
  if (is.null(data)) read_named(source, "case") else network_case(source, data, target)
}

#' Write the outputs of a network for a data file as CSV; or probabilities, or classes.
#' @noRd
predict_command <- function(network, data, out = NULL, type = "response") {
  model <- read_mlp(network)
  inputs <- do.call(read_inputs, c(list(data), data_columns(model)))
  outputs <- as.matrix(stats::predict(model, inputs, type))
  names <- answer_names(model, type, ncol(outputs))
  if (is.null(out)) cat(format_csv(names, outputs)) else write_csv(out, names, outputs)
  0
}

#' Compare a case's derivatives with central differences; status 1 if one is wrong.
#' @noRd
gradcheck_command <- function(case) {
  parts <- case_parts(read_named(case, "case"))
  ops <- choose_arithmetic(parts$arithmetic)
  found <- check_gradients(
    parts$network, parts$X, parts$y, parts$config, ops,
    weight = parts$weight
  )
  cat(format_gradcheck(found), sep = "\n")
  if (found$passed) 0 else 1
}

#' Show one training step as the article's twelve named steps.
#' @noRd
steps_command <- function(case, step = 0, decimals = 4) {
  document <- read_named(case, "case")
  step <- check_count(step, "--step", 0)
  decimals <- check_count(decimals, "--decimals", 1, 17)
  steps <- case_named_steps(case_step(document, step))
  cat(format_steps(steps, decimals), sep = "\n")
  0
}

#' Compare a trace with another or a golden file; status 1 if they differ or one lacks parts.
#' @noRd
compare_command <- function(trace, reference, factor = 1) {
  comparison <- compare_traces(
    read_document(trace, "trace"), read_named(reference, "reference", "golden"),
    check_positive(factor, "--factor")
  )
  cat(format_comparison(comparison), sep = "\n")
  if (is.null(comparison$first) && length(comparison$missing) == 0L) 0 else 1
}
