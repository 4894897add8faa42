# R only: the learners "classif.twinmlp" and "regr.twinmlp" of mlr3.

# What R6 puts beside the methods of a class.
utils::globalVariables(c("self", "super", "private"))

# For each type of task: the class of mlr3 that a learner extends, what it can do, and what each
# kind of its predictions is called here.
MLR3_LEARNERS <- list(
  classif = list(
    parent = quote(mlr3::LearnerClassif), properties = c("twoclass", "multiclass", "weights"),
    types = c(response = "class", prob = "probability")
  ),
  regr = list(
    parent = quote(mlr3::LearnerRegr), properties = "weights", types = c(response = "response")
  )
)

# How an argument is described to mlr3, by its check; any other is checked by mlp alone.
MLR3_PARAMETERS <- list(
  amount = function(entry) paradox::p_dbl(lower = 0, tags = "train"),
  choice = function(entry) paradox::p_fct(argument_choices(entry), tags = "train"),
  count = function(entry) paradox::p_int(lower = entry$minimum, tags = "train"),
  flag = function(entry) paradox::p_lgl(tags = "train"),
  positive = function(entry) paradox::p_dbl(lower = 0, tags = "train")
)

#' Tell mlr3 of the learners.
#' @noRd
register_mlr3 <- function(...) {
  mlr3::mlr_learners$add("classif.twinmlp", mlr3_learner("classif"))
  mlr3::mlr_learners$add("regr.twinmlp", mlr3_learner("regr"))
}

#' The arguments of mlp as a set of parameters; those that may be NULL or a list take anything.
#' @noRd
mlr3_parameters <- function() {
  found <- lapply(argument_table(), function(entry) {
    plain <- is.null(entry$each) && is.null(entry$none)
    described <- if (plain) MLR3_PARAMETERS[[entry$check]]
    if (is.null(described)) paradox::p_uty(tags = "train") else described(entry)
  })
  do.call(paradox::ps, stats::setNames(found, argument_names("name")))
}

#' The weights of a task's samples, in older and newer versions of mlr3.
#' @noRd
mlr3_weights <- function(task, learner) {
  if (is.function(learner$.get_weights)) learner$.get_weights(task) else task$weights$weight
}

#' The class of the learners for a type of task.
#' @noRd
mlr3_learner <- function(type) {
  about <- MLR3_LEARNERS[[type]]
  initialize <- function() {
    super$initialize(
      id = paste0(type, ".twinmlp"), packages = "twinmlp", param_set = mlr3_parameters(),
      feature_types = c("logical", "integer", "numeric"), predict_types = names(about$types),
      properties = about$properties, label = "Multi-Layer Perceptron", man = "twinmlp::fit_mlp"
    )
  }
  train <- function(task) {
    x <- as.data.frame(task$data(cols = task$feature_names))
    arguments <- self$param_set$get_values(tags = "train")
    weights <- mlr3_weights(task, private)
    do.call(fit_mlp, c(list(x, task$truth(), weights = weights), arguments), quote = TRUE)
  }
  predict <- function(task) {
    x <- as.data.frame(task$data(cols = self$state$train_task$feature_names))
    found <- stats::predict(self$model, x, type = about$types[[self$predict_type]])
    stats::setNames(list(unname_rows(found)), self$predict_type)
  }
  do.call(R6::R6Class, list(
    paste0(about$parent[[3L]], "Twinmlp"), inherit = about$parent, parent_env = environment(),
    public = list(initialize = initialize), private = list(.train = train, .predict = predict)
  ))
}

#' A prediction without the names of its rows.
#' @noRd
unname_rows <- function(found) {
  if (is.matrix(found)) rownames(found) <- NULL else names(found) <- NULL
  found
}
