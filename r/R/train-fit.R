# A whole fit: data set aside for validation, the training watched, and the best parameters given
# back.

#' Train as `train` does. With plan.validation_fraction, a split is the first that the training
#' stream draws.
#' @noRd
fit_network <- function(network, X, y, plan, ops, record = numeric(0), point = NULL,
                        watching = Watching(), weight = NULL) {
  draws <- NULL
  split <- NULL
  if (!is.null(plan$validation_fraction) && is.null(watching$validation)) {
    split <- train_test_split(
      nrow(X), stream(plan$seed, plan$generator), plan$validation_fraction, "validation_fraction"
    )
    draws <- split$stream
    set_aside <- split$test + 1
    rows <- split$train + 1
    watching$validation <- list(
      X = X[set_aside, , drop = FALSE], y = y[set_aside, , drop = FALSE], weight = weight[set_aside]
    )
    X <- X[rows, , drop = FALSE]
    y <- y[rows, , drop = FALSE]
    weight <- weight[rows]
  }
  check_one_loss(plan, nrow(X))
  if (is.null(point)) point <- start_point(network, plan, draws)
  plan$full_loss <- plan$full_loss || takes_rows(plan, watching)
  follow <- follower(list(X = X, y = y, weight = weight), plan, ops, watching)
  training <- train(
    network, X, y, plan, ops, record, point, follow, stepper(plan, watching$on_step), weight
  )
  if (!is.null(split)) {
    training$steps <- lapply(training$steps, function(step) {
      replace(step, "rows", list(split$train[step$rows + 1]))
    })
  }
  restored(training, plan)
}

#' The training with the network of the best row, where there is one and it is wanted.
#' @noRd
restored <- function(training, plan) {
  if (is.null(plan$patience) || !plan$restore_best || is.null(training$point$watch)) {
    return(training)
  }
  best <- training$point$watch$best
  training$network <- best$network
  training$final_loss <- best$loss
  training
}
