# Run one training on scaled data, or the best of several from different seeds.

#' Find the scale that the arguments name, from the samples that are trained on.
#' @noRd
model_scale <- function(model, samples, held_out, classes) {
  kind <- model$arguments$scale
  if (kind == "none") return(NULL)
  activation <- model$activations[[length(model$activations)]]
  rows <- trained_samples(samples, model$config, held_out)
  numbers <- scales_targets(rows$y, model$config$loss, activation, classes)
  ops <- choose_arithmetic(model$arithmetic, model$engine)
  find_scale(kind, rows$X, if (numbers) rows$y, activation, ops)
}

#' Refuse a scale if the layers were made without one.
#' @noRd
check_scale <- function(model) {
  kind <- model$arguments$scale
  if (!is.null(model$network) && is.null(model$scale) && kind != "none") {
    fail("E_CHOICE", "scale", "none where layers were made without it", describe(kind))
  }
}

#' Scale the samples for the network and the loss.
#' @noRd
scale_samples <- function(samples, scale) {
  Samples(scale_inputs(samples$X, scale), scale_targets(samples$y, scale), samples$weight)
}

#' Train to `epochs` epochs, from the start or from the current state.
#' @noRd
mlp_run <- function(model, x, y, epochs, validation, sample_weight, classes = NULL) {
  check_scale(model)
  asked <- model$arguments[c("scale", "categorical")]
  asked <- setting_not_dealt(model$arithmetic, asked$scale, asked$categorical, model$wanted$on_step)
  check_jobs(model$jobs, NULL, NULL, x)
  check_not_dealt(asked, x)
  model["classes"] <- list(check_classes(classes, model$classes))
  framed <- frame_data(model, x, y, sample_weight)
  if (is.null(model$network)) {
    model <- keep_frame(model, x)
    model <- mlp_choose_output(find_names(model, x, framed), framed$y)
  }
  data <- mlp_data(model, framed$x, framed$y)
  model["classes"] <- list(data$classes)
  if (is.null(model$target_kind)) {
    output <- model$activations[[length(model$activations)]]
    model$target_kind <- find_target_kind(framed$y, data$y, output)
  }
  model <- keep_rows(model, framed)
  samples <- Samples(data$X, data$y, mlp_weights(model, data$y, framed$weight))
  held_out <- if (!is.null(validation)) mlp_held_out(model, samples, validation)
  done <- length(model$state$losses)
  run <- if (is.null(model$network) && model$restarts > 1) {
    best_run(model, samples, held_out, epochs)
  } else {
    mlp_train(model, samples, held_out, epochs)
  }
  model <- run$model
  ops <- choose_arithmetic(model$arithmetic, model$engine, model$threads)
  config <- replace(model$config, "epochs", epochs)
  trained <- scale_samples(trained_samples(samples, config, held_out), model$scale)
  if (!is_out_of_range(trained$y, model$activations[[length(model$activations)]])) {
    warn_after(run$training, trained, config, ops, done)
  }
  if (epochs == model$config$epochs) warn_of_limits(run$training, config)
  model$targets <- samples$y
  A <- network_outputs(model$network, scale_inputs(samples$X, model$scale), ops)
  model$fitted.values <- unscale_outputs(A, model$scale)
  model
}

#' Return the validation data, which have the columns of the samples.
#' @noRd
mlp_held_out <- function(model, samples, validation) {
  if (is.null(model$network)) {
    model$network <- mlp_start(model, ncol(samples$X), ncol(samples$y))
  }
  data <- validation_data(model, validation)
  Samples(data$X, data$y)
}

#' Train once, and store the result in the model.
#' @noRd
mlp_train <- function(model, samples, held_out, epochs) {
  if (is.null(model$network)) {
    model["scale"] <- list(model_scale(model, samples, held_out, model$classes))
  }
  n <- nrow(samples$y)
  scaled <- scale_samples(samples, model$scale)
  activation <- model$activations[[length(model$activations)]]
  warn_before(scaled$y, activation, model$config, !is.null(held_out))
  ops <- choose_arithmetic(model$arithmetic, model$engine, model$threads)
  config <- replace(model$config, "epochs", epochs)
  state <- model$state
  network <- state$network
  if (is.null(network)) network <- mlp_start(model, ncol(scaled$X), ncol(scaled$y))
  config["frozen"] <- list(check_frozen(model$masks, "masks", network))
  bar <- if (model$verbose) progress_bar(epochs, if (is.null(state)) 0 else state$epoch)
  arguments <- replace(model$arguments, "epochs", epochs)
  save <- checkpoint_writer(
    model$checkpoint, model$checkpoint_every, arguments, n, model$arithmetic, known_record(model)
  )
  wanted <- model$wanted
  wanted["validation"] <- list(if (!is.null(held_out)) scale_samples(held_out, model$scale))
  wanted$after <- Filter(Negate(is.null), list(save, bar$move))
  wanted["targets"] <- list(model$scale$targets)
  wanted$metrics <- metrics_for(names(wanted$metrics), samples$y, model$target_kind)
  wanted["every"] <- list(if (!is.null(save)) model$checkpoint_every)
  training <- withCallingHandlers(
    fit_network(network, scaled, config, ops, state = state, wanted = wanted),
    interrupt = function(signal) if (!is.null(save)) save(NULL, NULL, TRUE)
  )
  if (!is.null(save)) save(training$state, training$stopped, TRUE)
  if (!is.null(bar)) bar$close()
  results <- c("network", "losses", "final_loss", "state", "stopped")
  model[results] <- training[results]
  model$seed <- config$seed
  model$history <- training_history(training, config, n, ops)
  list(model = model, training = training)
}

#' Train as often as `restarts` says, from the seeds seed, seed + 1, ..., and return the first
#' training with the smallest loss at its end. One that diverges is left out, unless all do.
#' Warnings before a training are shown once.
#' @noRd
best_run <- function(model, samples, held_out, epochs) {
  best <- failed <- NULL
  first <- model$arguments$seed
  stream(first, model$config$generator) # which refuses what is no seed
  runs <- lapply(seq_len(model$restarts) - 1, function(k) {
    list(model, first + k, samples, held_out, epochs)
  })
  found <- train_all(runs, model$jobs)
  for (signal in found[[1L]]$warned) warning(signal)
  for (run in found) {
    if (!is.null(run$error)) {
      if (is.null(failed)) failed <- run$error
      next
    }
    one <- run$found
    loss <- kept_loss(one$training, one$model$config)
    if (is.null(best) || loss < kept_loss(best$training, best$model$config)) best <- one
  }
  if (is.null(best)) stop(failed)
  best
}

#' Run all trainings, `jobs` at a time, and return their outcomes.
#' @noRd
train_all <- function(runs, jobs) {
  if (jobs > 1) run_each(jobs, train_from_seed, runs) else lapply(runs, run_one, train_from_seed)
}

#' Train a copy of the model from a seed; return it and its training.
#' @noRd
train_from_seed <- function(model, seed, samples, held_out, epochs) {
  model$config$seed <- seed
  model$verbose <- model$verbose && model$jobs == 1
  mlp_train(model, samples, held_out, epochs)
}
