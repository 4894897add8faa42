# The statements of a program, independent of a language: the parts of a listing.

#' A statement: its kind in the table, and the values of the fields in its template.
#' @noRd
Statement <- function(kind, fields) {
  list(kind = kind, fields = fields)
}

#' What every part of a listing needs: the case, the style, and the names of its matrices.
#'
#' functions: for each layer the name of its activation as a function.
#' @noRd
Plan <- function(parts, style, name, functions) {
  list(parts = parts, style = style, name = name, functions = functions)
}

#' Choose the names of a listing.
#' @noRd
make_plan <- function(parts, style) {
  Plan(parts, style, listing_names(style, length(parts$network)), function_names(parts))
}

#' Make a statement.
#' @noRd
statement <- function(kind, ...) {
  Statement(kind, list(...))
}

#' Make a comment of the table, if the style has one.
#' @noRd
listed_note <- function(plan, key, ...) {
  text <- listing_table()$notes[[plan$style]][[key]]
  if (is.null(text)) return(list())
  list(statement("gap"), statement("note", text = fill_template(text, list(...))))
}

#' Name the activation of each layer; one with other parameters has a number, too.
#' @noRd
function_names <- function(parts) {
  seen <- list()
  names <- character(0)
  for (layer in parts$network) {
    name <- entry_name(layer$activation)
    lines <- activation_lines(layer$activation, "value")
    if (!any(vapply(seen[[name]], identical, NA, lines))) {
      seen[[name]] <- c(seen[[name]], list(lines))
    }
    place <- which(vapply(seen[[name]], identical, NA, lines))
    names <- c(names, if (place == 1L) name else sprintf("%s_%d", name, place))
  }
  names
}

#' Write A of layer l by its Z; NULL for softmax, which takes whole rows.
#' @noRd
value_of <- function(plan, l) {
  Z <- paste0("#", plan$name("Z", l))
  lines <- activation_lines(plan$parts$network[[l]]$activation, "value")
  activation <- plan$functions[l]
  if (activation == "softmax") return(NULL)
  if (lines$formula == "z" && length(lines$first) == 0L) return(Z)
  sprintf("%s(%s)", activation, Z)
}

#' Say whether the program has a function for the activation of layer l.
#' @noRd
is_written <- function(plan, l) {
  formula <- activation_lines(plan$parts$network[[l]]$activation, "value")$formula
  !formula %in% c("z", paste0(plan$functions[l], "(z)")) && !is.null(value_of(plan, l))
}

#' Say whether layer l needs its slope: not beside a fused loss, nor for softmax.
#' @noRd
has_slope <- function(plan, l) {
  last <- l == length(plan$parts$network)
  !(last && is_fused(plan$parts$config$loss)) && plan$functions[l] != "softmax"
}

#' Name what the slope of layer l is computed from: z, a, both or nothing.
#' @noRd
slope_arguments <- function(plan, l) {
  lines <- activation_lines(plan$parts$network[[l]]$activation, "derivative")
  text <- paste(c(lines$first, lines$formula), collapse = " ")
  Filter(function(name) grepl(sprintf("\\b%s\\b", name), text, perl = TRUE), c("z", "a"))
}

#' Write the slope of layer l by its Z and A; a constant as it is.
#' @noRd
slope_of <- function(plan, l) {
  formula <- activation_lines(plan$parts$network[[l]]$activation, "derivative")$formula
  names <- c(z = plan$name("Z", l), a = plan$name("A", l))
  arguments <- slope_arguments(plan, l)
  if (length(arguments) == 0L) return(formula)
  name <- slope_function(plan$style, plan$functions[l])
  sprintf("%s(%s)", name, paste0("#", names[arguments], collapse = ", "))
}

#' A formula of the loss, by the names of the program.
#' @noRd
loss_text <- function(plan, part) {
  config <- plan$parts$config
  L <- length(plan$parts$network)
  text <- formula_table("losses")[[entry_name(config$loss)]][[part]]
  text <- with_parameters(text, lookup(config$loss, LOSSES)$parameters, in_brackets)
  A <- plan$name("A", L)
  names <- c(log_a = paste0("log_", A), a = A, y = "y", z = plan$name("Z", L))
  for (word in names(names)) {
    own <- paste0("#", names[[word]])
    text <- gsub(sprintf("(?<!#)\\b%s\\b", word), own, text, perl = TRUE)
  }
  text
}
