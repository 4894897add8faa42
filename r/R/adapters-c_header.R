# A network as a header of C that predicts, and needs nothing but the mathematics of C99.

# What an activation that is no function of one z is written as, after z stands in its place.
SOFTMAX <- "  {
    double largest = a%(l)d[0], total = 0;
    for (j = 1; j < %(units)d; j++) if (a%(l)d[j] > largest) largest = a%(l)d[j];
    for (j = 0; j < %(units)d; j++) total += a%(l)d[j] = exp(a%(l)d[j] - largest);
    for (j = 0; j < %(units)d; j++) a%(l)d[j] /= total;
  }"

HEAD <- "/* A %(network)s, written by twinmlp %(version)s.
   %(name)s_predict(x, y) computes the %(outputs)d outputs y of the %(inputs)d inputs x. */
#ifndef TWINMLP_%(name)s_H
#define TWINMLP_%(name)s_H

#include <math.h>

#define %(name)s_INPUTS %(inputs)d
#define %(name)s_OUTPUTS %(outputs)d
"

#' A text with values in the places of their names.
#' @noRd
filled <- function(text, values) {
  for (name in names(values)) {
    text <- gsub(sprintf("%%\\(%s\\)[sd]", name), as.character(values[[name]]), text)
  }
  text
}

#' Numbers between braces, with the digits from which they are read exactly.
#' @noRd
c_numbers <- function(values) {
  paste0("{", paste(to_number(values), collapse = ", "), "}")
}

#' A vector as a constant array.
#' @noRd
c_vector <- function(name, values) {
  sprintf("static const double %s[%d] = %s;", name, length(values), c_numbers(as.vector(values)))
}

#' A matrix as a constant array, a line a row.
#' @noRd
c_matrix <- function(name, values) {
  rows <- paste0("  ", apply(values, 1L, c_numbers), collapse = ",\n")
  sprintf("static const double %s[%d][%d] = {\n%s\n};", name, nrow(values), ncol(values), rows)
}

#' The activation of layer l as an expression of z; NULL if it is no function of one z.
#' @noRd
c_expression <- function(chosen, l) {
  entry <- exported_activation(chosen, sprintf("layers[%d].activation", l - 1L))
  text <- entry$c
  for (name in names(entry$parameters)) {
    value <- sprintf("(%s)", to_number(entry$parameters[[name]]))
    text <- gsub(sprintf("\\b%s\\b", name), value, text)
  }
  text
}

#' What computes the values of layer l.
#' @noRd
c_layer <- function(layer, l, name) {
  inputs <- nrow(layer$W)
  units <- ncol(layer$W)
  expression <- c_expression(layer$activation, l)
  start <- if (is.null(layer$b)) "0" else sprintf("%s_b%d[j]", name, l)
  below <- sprintf("a%d", l - 1L)
  W <- sprintf("%s_W%d", name, l)
  c(
    sprintf("  /* layer %d: %s */", l, entry_name(layer$activation)),
    sprintf("  for (j = 0; j < %d; j++) {", units),
    sprintf("    double z = %s;", start),
    sprintf("    for (i = 0; i < %d; i++) z += %s[i] * %s[i][j];", inputs, below, W),
    sprintf("    a%d[j] = %s;", l, if (is.null(expression)) "z" else expression),
    "  }",
    if (is.null(expression)) filled(SOFTMAX, list(l = l, units = units))
  )
}

#' The text of the header.
#' @noRd
c_header <- function(model, name) {
  network <- unname(model$network)
  scale <- model$scale
  L <- length(network)
  widths <- c(nrow(network[[1L]]$W), vapply(network, function(layer) ncol(layer$W), 0L))
  inputs <- widths[1L]
  outputs <- widths[L + 1L]
  lines <- filled(HEAD, list(
    network = describe_network(network), version = as.character(utils::packageVersion("twinmlp")),
    name = name, inputs = inputs, outputs = outputs
  ))
  for (part in c("", "target_")) {
    scaling <- if (nzchar(part)) scale$targets else scale$inputs
    for (of in if (!is.null(scaling)) c("shift", "divisor")) {
      lines <- c(lines, c_vector(sprintf("%s_%s%s", name, part, of), scaling[[of]]))
    }
  }
  for (l in seq_len(L)) {
    layer <- network[[l]]
    lines <- c(
      lines, c_matrix(sprintf("%s_W%d", name, l), layer$W),
      if (!is.null(layer$b)) c_vector(sprintf("%s_b%d", name, l), layer$b)
    )
  }
  arrays <- paste(sprintf("a%d[%d]", seq(0L, L), widths), collapse = ", ")
  scaled <- sprintf("(x[i] - %s_shift[i]) / %s_divisor[i]", name, name)
  taken <- if (is.null(scale)) "x[i]" else scaled
  given <- if (is.null(scale$targets)) {
    sprintf("a%d[j]", L)
  } else {
    sprintf("a%d[j] * %s_target_divisor[j] + %s_target_shift[j]", L, name, name)
  }
  head <- "static inline void %s_predict(const double x[%d], double y[%d]) {"
  lines <- c(
    lines,
    "",
    sprintf(head, name, inputs, outputs),
    sprintf("  double %s;", arrays),
    "  int i, j;",
    sprintf("  for (i = 0; i < %d; i++) a0[i] = %s;", inputs, taken),
    unlist(Map(c_layer, network, seq_len(L), name)),
    sprintf("  for (j = 0; j < %d; j++) y[j] = %s;", outputs, given),
    "}",
    "",
    "#endif"
  )
  paste0(paste(lines, collapse = "\n"), "\n")
}

#' Write a network as a header of C
#'
#' Write a network as a header of C99 that needs no library but that of mathematics.
#'
#' It has NAME_predict(x, y), which computes what `predict` gives of one sample, and the counts
#' NAME_INPUTS and NAME_OUTPUTS.
#'
#' Errors: E_FILE for a file that cannot be written, E_CHOICE for a name that C does not have, or
#' where an activation is a function of your own.
#'
#' @param model A trained model.
#' @param path The file, a path.
#' @param name What the names in it begin with: letters, digits and underscores; default "network".
#' @return Nothing, invisibly.
#' @examples
#' model <- mlp(cbind(c(0, 1)), c(0, 1), hidden = 2, epochs = 10)
#' to_c(model, tempfile(fileext = ".h"))
#' @export
to_c <- function(model, path, name = "network") {
  check_exported(model)
  plain <- is.character(name) && length(name) == 1L && grepl("^[A-Za-z_][A-Za-z0-9_]*$", name)
  if (!plain) {
    fail("E_CHOICE", "name", "letters, digits and underscores, no digit first", describe(name))
  }
  write_text(path, c_header(model, name), "path")
}
