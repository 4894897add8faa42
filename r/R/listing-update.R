# The update of a program: penalty, frozen parameters, clipping, schedule and optimizer.

#' The parameters of all layers: W and b of layer 1, of layer 2, ...
#' @noRd
listed_order <- function(plan) {
  found <- list()
  for (l in seq_along(plan$parts$network)) {
    for (q in c("W", "b")) {
      if (!is.null(plan$parts$network[[l]][[q]])) found <- c(found, list(list(q = q, l = l)))
    }
  }
  found
}

#' Write the expression for the number of elements of a parameter.
#' @noRd
count_of <- function(plan, parameter) {
  size <- dim(plan$parts$network[[parameter$l]]$W)
  if (parameter$q == "W") count_text(size[1L], size[2L]) else sprintf("%d", size[2L])
}

#' Formulas of the optimizer for W or b, called w, with its gradient, called g.
#' @noRd
optimizer_lines <- function(plan, quantity) {
  config <- plan$parts$config
  entry <- optimizer_entry(config$optimizer, config$options)
  lines <- listing_table()$optimizers[[entry]]
  if (is.null(lines)) lines <- formula_table("optimizers")[[entry]]
  decays <- quantity == "W" && isTRUE(config$options$weight_decay > 0)
  decay <- formula_table("before")$weight_decay
  if (!is.null(config$frozen)) {
    decay <- gsub("decay)", "decay * (1 - frozen))", decay, fixed = TRUE)
  }
  c(if (decays) decay, unlist(lines))
}

#' Formulas that change a gradient before the optimizer, except clipping by norm.
#' @noRd
before_lines <- function(plan, parameter) {
  config <- plan$parts$config
  before <- formula_table("before")
  penalized <- !is.null(config$penalty) && (parameter$q == "W" || config$penalty$biases)
  c(
    if (penalized) before$penalty,
    if (!is.null(mask_of(plan, parameter))) before$frozen,
    if ("value" %in% names(config$clipping)) before$clipping_value
  )
}

#' Return the mask of a parameter, or NULL.
#' @noRd
mask_of <- function(plan, parameter) {
  frozen <- plan$parts$config$frozen
  if (!is.null(frozen)) frozen[[parameter$l]][[parameter$q]]
}

#' Formulas of the learning rate of a step.
#' @noRd
schedule_lines <- function(plan) {
  schedule <- plan$parts$config$schedule
  table <- listing_table()$schedules
  if (is.null(schedule)) return(character(0))
  lines <- c(unlist(table[[schedule$name]]), if (schedule$warmup > 0) unlist(table$warmup))
  gsub("\\btime\\b", if (schedule$by == "step") "t" else "epoch", lines, perl = TRUE)
}

#' All formulas of the update.
#' @noRd
update_lines <- function(plan) {
  before <- lapply(listed_order(plan), function(parameter) before_lines(plan, parameter))
  limit <- if ("norm" %in% names(plan$parts$config$clipping)) "limit"
  c(schedule_lines(plan), optimizer_lines(plan, "W"), unlist(before), limit)
}

#' Say whether the steps are counted.
#' @noRd
counts_steps <- function(plan) {
  any(grepl("\\bt\\b", update_lines(plan), perl = TRUE))
}

#' Name the parts of the optimizer's state.
#' @noRd
kept_names <- function(plan) {
  text <- paste(optimizer_lines(plan, "W"), collapse = " ")
  stands <- function(name) grepl(sprintf("\\b%s\\b", name), text, perl = TRUE)
  Filter(stands, names(listing_table()$kept))
}

#' Write a formula of w and g for one parameter.
#' @noRd
of_parameter <- function(plan, parameter, text) {
  w <- plan$name(parameter$q, parameter$l)
  named <- c(w = w, g = plan$name(paste0("d", parameter$q), parameter$l))
  for (name in kept_names(plan)) named[[name]] <- paste0(name, "_", w)
  if (is.null(mask_of(plan, parameter))) text <- gsub(" * (1 - frozen)", "", text, fixed = TRUE)
  named[["frozen"]] <- paste0("frozen_", w)
  for (word in names(named)) {
    text <- gsub(sprintf("(?<!#)\\b%s\\b", word), paste0("#", named[[word]]), text, perl = TRUE)
  }
  text
}

#' Return the two sides of a line.
#' @noRd
both_sides <- function(line) {
  sides <- regmatches(line, regexpr(" = ", line, fixed = TRUE), invert = TRUE)[[1L]]
  list(target = sub("^#", "", sides[1L]), text = sides[2L], kept = startsWith(line, "#"))
}

#' One line for all elements of a parameter.
#' @noRd
assign_elements <- function(plan, parameter, line) {
  sides <- both_sides(of_parameter(plan, parameter, line))
  count <- count_of(plan, parameter)
  statement("each", target = sides$target, text = sides$text, count = count, columns = 1)
}

#' All of the update, of the style "plain".
#' @noRd
listed_update <- function(plan) {
  config <- plan$parts$config
  found <- list()
  for (parameter in listed_order(plan)) {
    for (line in before_lines(plan, parameter)) {
      found <- c(found, list(assign_elements(plan, parameter, line)))
    }
  }
  if ("norm" %in% names(config$clipping)) found <- c(found, listed_norm(plan))
  if (!is.null(config$schedule)) found <- c(found, listed_note(plan, "rate"))
  for (sides in lapply(schedule_lines(plan), both_sides)) {
    found <- c(found, list(statement("scalar", target = sides$target, text = sides$text)))
  }
  if (counts_steps(plan)) {
    found <- c(found, listed_note(plan, "count"), list(statement("count")))
  }
  name <- if (config$optimizer == "sgd") "w = w - learning_rate * g" else config$optimizer
  found <- c(found, listed_note(plan, "update", optimizer = name))
  for (parameter in listed_order(plan)) {
    lines <- optimizer_lines(plan, parameter$q)
    found <- c(found, if (length(lines) == 1L) {
      list(assign_elements(plan, parameter, lines))
    } else {
      listed_block(plan, parameter, lines)
    })
  }
  found
}

#' The norm of all gradients, and its limit.
#' @noRd
listed_norm <- function(plan) {
  found <- listed_note(plan, "clip")
  kind <- "sum"
  for (parameter in listed_order(plan)) {
    text <- of_parameter(plan, parameter, "g^2")
    count <- count_of(plan, parameter)
    one <- statement(kind, target = "norm", text = text, count = count, columns = 1)
    found <- c(found, list(one))
    kind <- "sum_more"
  }
  found <- c(found, list(statement("scalar", target = "norm", text = "sqrt(norm)")))
  line <- formula_table("before")$clipping_norm
  line <- gsub("norm of all gradients", "norm", line, fixed = TRUE)
  c(found, lapply(listed_order(plan), function(parameter) assign_elements(plan, parameter, line)))
}

#' Several lines for each element of a parameter.
#' @noRd
listed_block <- function(plan, parameter, lines) {
  found <- list(statement("block", count = count_of(plan, parameter)))
  for (line in lines) {
    sides <- both_sides(of_parameter(plan, parameter, line))
    kind <- if (sides$kept) "line" else "forgotten"
    one <- statement(kind, target = sides$target, text = sides$text, columns = 1)
    found <- c(found, list(one))
  }
  c(found, list(statement("end_block")))
}
