# A case and its traces as the data of the page.

RECORDED <- c("Z", "A", "dA", "dZ", "W", "b")

#' Return everything that the page shows.
#' @noRd
page_data <- function(parts, traces) {
  records <- lapply(parts$record, function(number) record_data(parts, traces, number))
  first <- named_steps(parts, traces$own, parts$record[1L])
  list(
    names = source_names(traces),
    learning_rate = parts$config$options$learning_rate,
    layers = lapply(unname(parts$network), layer_data),
    matrices = matrix_data(parts, first),
    steps = step_data(first, length(parts$network)),
    records = records,
    curve = curve_data(traces$own$losses)
  )
}

#' Return the size of a layer and the name of its activation.
#' @noRd
layer_data <- function(layer) {
  list(inputs = nrow(layer$W), units = ncol(layer$W), activation = entry_label(layer$activation))
}

#' Return the record of one step of a trace, with arrays, or NULL.
#' @noRd
step_of <- function(trace, number) {
  found <- Find(function(step) step$step == number, trace$steps)
  if (is.null(found)) return(NULL)
  found$rows <- as_array(found$rows)
  found$layers <- lapply(found$layers, function(layer) {
    Filter(Negate(is.null), lapply(layer[intersect(RECORDED, names(layer))], as_array))
  })
  found
}

#' Return the network from which a step starts: the case's, or that after the step before.
#'
#' Weights are NaN where the trace does not tell.
#' @noRd
weights_before <- function(parts, trace, number) {
  if (number == 0) return(unname(parts$network))
  before <- step_of(trace, number - 1)$layers
  if (is.null(before)) {
    before <- lapply(parts$network, function(layer) {
      lapply(Filter(Negate(is.null), layer[c("W", "b")]), `*`, NaN)
    })
  }
  layers_of(unname(before), parts$network)
}

#' Return the named steps of one step of a trace; none where the trace does not have it.
#' @noRd
named_steps <- function(parts, trace, number) {
  record <- step_of(trace, number)
  if (is.null(record)) return(list())
  rows <- record$rows + 1
  before <- weights_before(parts, trace, number)
  X <- parts$X[rows, , drop = FALSE]
  article_steps(X, parts$y[rows, , drop = FALSE], before, record, case_error(parts))
}

#' Return the matrices of all named steps; an updated one has a second name.
#' @noRd
all_values <- function(steps) {
  found <- list()
  for (step in steps) {
    for (name in names(step$computes)) {
      key <- if (name %in% names(found)) updated(name) else name
      found[[key]] <- step$computes[[name]]
    }
  }
  found
}

#' Return what the named steps say on the right of each name's equals sign.
#' @noRd
all_formulas <- function(steps) {
  texts <- unlist(lapply(steps, function(step) strsplit(step$formula, "; ", fixed = TRUE)[[1L]]))
  found <- list()
  for (text in texts) {
    parts <- regmatches(text, regexpr(" = ", text, fixed = TRUE), invert = TRUE)[[1L]]
    found[[parts[1L]]] <- if (length(parts) > 1L) parts[2L] else ""
  }
  found
}

#' Return the values of one recorded step from every trace; a slope has no true value.
#' @noRd
record_data <- function(parts, traces, number) {
  record <- step_of(traces$own, number)
  L <- length(parts$network)
  steps <- lapply(traces, function(trace) named_steps(parts, trace, number))
  sides <- lapply(steps, all_values)
  formulas <- all_formulas(steps$own)
  divisor <- if (parts$config$reduction == "mean") length(record$rows) else 1
  options <- list(learning_rate = parts$config$options$learning_rate, divisor = divisor)
  places <- name_places(L)
  values <- rules <- labels <- list()
  for (key in names(sides$own)) {
    matrix <- sides$own[[key]]
    name <- sub(updated(""), "", key, fixed = TRUE)
    values[[key]] <- lapply(sides, function(found) known(found[[key]]))
    if (grepl("slope", key, fixed = TRUE)) values[[key]]["true"] <- list(NULL)
    rule <- rule_of(places[[name]], key != name, parts$network, parts$config$loss)
    rule <- checked_rule(rule, matrix, sides$own, options)
    formula <- formulas[[name]]
    rules[[key]] <- rule_record(rule, if (is.null(formula)) "" else formula)
    labels[[key]] <- as.list(
      row_labels(places[[name]], L, record$rows, nrow(matrix), parts$names)
    )
  }
  list(
    step = number, epoch = record$epoch, loss = record$loss, divisor = divisor,
    rows = labels, rules = rules, values = values
  )
}

#' Return a matrix, or NULL if it is missing or not known.
#' @noRd
known <- function(matrix) {
  if (is.null(matrix) || anyNA(matrix)) NULL else matrix
}

#' Return what each matrix is called and stands for.
#' @noRd
matrix_data <- function(parts, steps) {
  L <- length(parts$network)
  values <- all_values(steps)
  found <- lapply(names(values), function(key) {
    place <- name_places(L)[[sub(updated(""), "", key, fixed = TRUE)]]
    columns <- unit_labels(place$l, L, ncol(values[[key]]), parts$names)
    list(
      symbol = symbol(place$quantity, place$l), quantity = place$quantity, layer = place$l,
      columns = as.list(columns)
    )
  })
  stats::setNames(found, names(values))
}

#' Return the named steps, their formulas, and the matrices they compute and use.
#' @noRd
step_data <- function(steps, L) {
  seen <- list()
  found <- list()
  for (step in Filter(function(step) length(step$computes) > 0L || nzchar(step$formula), steps)) {
    names <- names(step$computes)
    computes <- ifelse(names %in% names(seen), updated(names), names)
    seen[names] <- step$computes
    found <- c(found, list(list(
      number = step$number,
      title = step_title(step, L),
      formulas = as.list(strsplit(step$formula, "; ", fixed = TRUE)[[1L]]),
      notation = step_notation(step, seen, L),
      computes = as.list(computes),
      uses = as.list(step$uses)
    )))
  }
  found
}

#' Return the curve of the loss, thinned.
#' @noRd
curve_data <- function(losses) {
  epochs <- if (length(losses)) thinned(length(losses)) else numeric(0)
  list(
    epochs = as_list_of_numbers(epochs),
    losses = as_list_of_numbers(as.vector(losses)[epochs + 1])
  )
}
