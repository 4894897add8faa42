# The command line: the same words, outputs and exit statuses in both languages.

#' Train as a case says and write the trace.
#' @noRd
run_case_command <- function(case, out, arithmetic = NULL) {
  parts <- case_parts(read_document(case, "case"))
  arithmetic <- if (is.null(arithmetic)) parts$arithmetic else check_choice(arithmetic, "--arithmetic", names(ARITHMETICS))
  write_json(out, run_parts(parts, arithmetic))
  0
}

#' Train a network on a data file and write it; or go on from a checkpoint.
#' @noRd
train_command <- function(data, out, target = NULL, resume = NULL, history = NULL, ...) {
  matrices <- read_data(data, target)
  model <- if (is.null(resume)) mlp(matrices$X, matrices$y, ...) else mlp_resume(resume, matrices$X, matrices$y, ...)
  if (!is.null(history)) {
    columns <- lapply(unclass(model$history)[names(model$history)], as_list_of_numbers)
    write_json(history, list(columns = columns, stopped = model$stopped), "history")
  }
  write_mlp(model, out)
  print(model)
  0
}

#' Write the outputs of a network for a data file as CSV; or probabilities, or classes.
#' @noRd
predict_command <- function(network, data, out = NULL, type = "response") {
  model <- read_mlp(network)
  outputs <- stats::predict(model, read_inputs(data, nrow(model$network[[1L]]$W)), type)
  outputs <- as.matrix(outputs)
  if (is.null(out)) cat(format_csv(outputs)) else write_csv(out, outputs)
  0
}

#' Hold the derivatives at a case's start against central differences; exit status 1 if one is wrong.
#' @noRd
gradcheck_command <- function(case) {
  parts <- case_parts(read_document(case, "case"))
  ops <- choose_arithmetic(parts$arithmetic)
  found <- check_gradients(parts$network, parts$X, parts$y, parts$plan, ops, weight = parts$weight)
  cat(format_gradcheck(found), sep = "\n")
  if (found$passed) 0 else 1
}

#' Show one training step as the article's twelve named steps.
#' @noRd
steps_command <- function(case, step = 0, decimals = 4) {
  document <- read_document(case, "case")
  step <- check_count(step, "--step", 0)
  decimals <- check_count(decimals, "--decimals")
  document$record <- list(steps = as.list(unique(c(max(step - 1, 0), step))))
  parts <- case_parts(document)
  records <- run_parts(parts, parts$arithmetic)$steps
  before <- case_network(document)
  if (step > 0) {
    before <- Map(function(r, layer) list(W = r$W, b = r[["b"]], activation = layer$activation), records[[1L]]$layers, before)
  }
  record <- records[[length(records)]]
  rows <- record$rows + 1
  X <- parts$X[rows, , drop = FALSE]
  y <- parts$y[rows, , drop = FALSE]
  cat(format_steps(article_steps(X, y, unname(before), record), decimals), sep = "\n")
  0
}

#' Hold a trace against a reference trace or golden file; exit status 1 if they differ or something is missing.
#' @noRd
compare_command <- function(trace, reference, factor = 1) {
  comparison <- compare_traces(read_document(trace, "trace"), read_document(reference, "reference"), check_positive(factor, "--factor"))
  cat(format_comparison(comparison), sep = "\n")
  if (is.null(comparison$first) && length(comparison$missing) == 0L) 0 else 1
}

TRAINING_OPTIONS <- list(
  hidden = option_numbers, activation = option_names, "output-activation" = option_named, bias = option_switch,
  loss = option_named, reduction = option_text, optimizer = option_named, "learning-rate" = option_number,
  epochs = option_number, "batch-size" = option_number, order = option_text, initializer = option_text,
  seed = option_number, generator = option_text, skip = option_number, arithmetic = option_text,
  dropout = option_numbers, "validation-fraction" = option_number, patience = option_number, "min-delta" = option_number,
  "restore-best" = option_switch, threshold = option_number, metrics = option_words, checkpoint = option_text,
  "checkpoint-every" = option_number, verbose = option_switch, "class-weight" = option_weights,
  schedule = option_named, clipping = option_pairs, penalty = option_pairs, "full-loss" = option_switch
)

COMMANDS <- list(
  "run-case" = Command(
    run_case_command, "CASE", list(out = list(option_text, TRUE), arithmetic = list(option_text, FALSE)),
    "train as a case says and write the trace"
  ),
  train = Command(
    train_command, "DATA",
    c(
      list(
        out = list(option_text, TRUE), target = list(option_words, FALSE), resume = list(option_text, FALSE),
        history = list(option_text, FALSE)
      ),
      lapply(TRAINING_OPTIONS, list, FALSE)),
    "train a network on a data file (CSV, or JSON with X and y) and write it"
  ),
  predict = Command(
    predict_command, c("NETWORK", "DATA"), list(out = list(option_text, FALSE), type = list(option_text, FALSE)), "write a network's outputs for a data file as CSV"
  ),
  steps = Command(
    steps_command, "CASE", list(step = list(option_number, FALSE), decimals = list(option_number, FALSE)),
    "show one training step as the article's twelve named steps"
  ),
  gradcheck = Command(
    gradcheck_command, "CASE", list(), "hold a case's derivatives against central differences; exit status 1 if one is wrong"
  ),
  compare = Command(
    compare_command, c("TRACE", "REFERENCE"), list(factor = list(option_number, FALSE)),
    "hold a trace against a reference; exit status 1 if they differ"
  )
)

# Commands of the Python program alone; the help names them in both languages.
PYTHON_COMMANDS <- list(
  check = c("CASE TRACE", "hold anybody's trace against the true values: where it goes wrong first, and why"),
  conform = c("-- COMMAND ...", "run a command on every case and check its traces"),
  walkthrough = c("CASE --out PAGE", "a training run as a page: every number, where it comes from, and in R"),
  workbook = c("CASE --out BOOK", "a training run as a live spreadsheet of formulas"),
  "workbook-trace" = c("CASE BOOK --out TRACE", "the cells of such a spreadsheet as a trace")
)

#' The commands of both languages, those that draw pictures among them.
#' @noRd
all_commands <- function() {
  c(COMMANDS, PICTURE_COMMANDS)
}

#' All commands with their files and options.
#' @noRd
usage <- function() {
  commands <- all_commands()
  lines <- c("usage: twinmlp COMMAND ...", "")
  for (name in names(commands)) {
    command <- commands[[name]]
    required <- vapply(command$options, `[[`, NA, 2L)
    needed <- paste0(sprintf(" --%s ...", names(command$options)[required]), collapse = "")
    lines <- c(lines, paste0("  ", paste(c(name, command$files), collapse = " "), needed), paste0("      ", command$does))
    others <- sprintf("--%s", names(command$options)[!required])
    while (length(others)) {
      lines <- c(lines, paste0("      ", paste(utils::head(others, 7L), collapse = " ")))
      others <- others[-seq_len(min(7L, length(others)))]
    }
  }
  lines <- c(lines, "", "in the Python program only:", "")
  for (name in names(PYTHON_COMMANDS)) {
    command <- PYTHON_COMMANDS[[name]]
    lines <- c(lines, sprintf("  %s %s", name, command[1L]), paste0("      ", command[2L]))
  }
  paste(c(lines, "", "exit status: 0 done, 1 a difference was found, 2 bad input or usage"), collapse = "\n")
}

#' Run one command line and give its exit status.
#' @noRd
main <- function(arguments = commandArgs(trailingOnly = TRUE)) {
  first <- if (length(arguments)) arguments[1L] else ""
  if (first %in% c("--help", "help")) {
    cat(usage(), "\n", sep = "")
    return(0)
  }
  if (first == "--version") {
    cat(sprintf("twinmlp %s\n", utils::packageVersion("twinmlp")))
    return(0)
  }
  tryCatch(
    {
      if (length(arguments) == 0L) fail("E_USAGE", "COMMAND", "given; twinmlp --help shows them all", "nothing")
      commands <- all_commands()
      command <- commands[[check_choice(first, "COMMAND", names(commands))]]
      do.call(command$run, parse_line(arguments[-1L], command))
    },
    twinmlp_error = function(error) {
      cat(conditionMessage(error), "\n", sep = "", file = stderr())
      2
    }
  )
}
