# The training loop: steps over the batches of every epoch.

#' Where training begins; `draws` is the training stream, if it does not begin at the seed.
#' @noRd
start_point <- function(network, plan, draws = NULL) {
  if (is.null(draws) && (plan$order == "shuffled" || !is.null(plan$dropout))) {
    draws <- stream(plan$seed, plan$generator)
  }
  Point(network, start_states(network, plan), draws, 0, 0, numeric(0), NULL)
}

#' Train to epoch plan.epochs, from the start or from `point`; keep the steps whose number is in
#' `record`.
#'
#' follow(point, loss), before every epoch and at the end, gives the new watch and why to stop, or
#' NULL; loss is J if plan.full_loss, else NULL. judge(step), after every step, says why to stop, or
#' NULL; if it says "gradient", the step's update is not made.
#' @noRd
train <- function(network, X, y, plan, ops, record = numeric(0), point = NULL, follow = NULL,
                  judge = NULL, weight = NULL) {
  if (is.null(point)) point <- start_point(network, plan)
  network <- point$network
  states <- point$states
  draws <- point$stream
  epoch <- point$epoch
  number <- point$step
  losses <- c(point$losses, numeric(max(plan$epochs - epoch, 0)))
  watch <- point$watch
  steps <- list()
  stopped <- NULL
  known <- NULL
  units <- vapply(network, function(layer) ncol(layer$W), 0L)
  sequential <- plan$order == "sequential"
  whole <- sequential && (is.null(plan$batch_size) || plan$batch_size >= nrow(X))
  # With the whole batch in its order, the only step's loss is J before the epoch; it need not be
  # computed twice.
  ahead <- !is.null(plan$dropout) || (plan$full_loss && !(whole && is.null(follow)))
  epoch_rows <- if (sequential) batches(nrow(X), plan$batch_size)$batches
  whole_blocks <- if (whole) cut_blocks(epoch_rows[[1L]], TRUE, X, y, weight, ops)
  while (epoch < plan$epochs && is.null(stopped)) {
    loss <- if (ahead) network_loss(network, X, y, plan, ops, weight)
    if (!is.null(follow)) {
      followed <- follow(
        Point(network, states, draws, epoch, number, losses[seq_len(epoch)], watch), loss
      )
      watch <- followed$watch
      stopped <- followed$stopped
      if (!is.null(stopped)) break
    }
    if (!sequential) {
      drawn <- batches(nrow(X), plan$batch_size, plan$order, draws)
      epoch_rows <- drawn$batches
      draws <- drawn$stream
    }
    before <- network
    batch_losses <- numeric(length(epoch_rows))
    done <- 0L
    for (rows in epoch_rows) {
      drops <- NULL
      if (!is.null(plan$dropout)) {
        masks <- draw_drops(plan$dropout, units, length(rows), draws)
        drops <- masks$drops
        draws <- masks$stream
      }
      recorded <- length(record) > 0L && number %in% record
      keep <- recorded || !is.null(judge)
      blocks <- if (whole) whole_blocks else cut_blocks(rows, sequential, X, y, weight, ops)
      now <- if (is.null(plan$schedule)) plan else plan_at(plan, epoch, number, ops)
      step <- NULL # the matrices of the step before go before those of this one come
      step <- train_step(network, states, blocks, now, ops, drops, keep, known)
      check_loss(step$loss, number)
      done <- done + 1L
      batch_losses[done] <- if (whole) step$loss else step$data_loss
      if (keep) {
        step[c("step", "epoch", "rows")] <- list(number, epoch, rows)
        if (!is.null(judge)) stopped <- judge(step)
        if (identical(stopped, "gradient")) step[c("network", "states")] <- list(network, states)
        if (recorded) steps[[length(steps) + 1L]] <- step
      }
      network <- step$network
      states <- step$states
      number <- number + 1
      if (!is.null(step$search)) { # where it ends is where the next one begins
        known <- step$search$end
        if (is.null(stopped) && step$search$stuck) stopped <- "line_search"
      }
      if (!is.null(stopped)) break
    }
    if (is.null(loss)) {
      made <- seq_len(done)
      loss <- if (whole) {
        step$loss
      } else {
        batches_loss(batch_losses[made], lengths(epoch_rows[made]), before, plan, ops)
      }
    }
    epoch <- epoch + 1
    losses[epoch] <- loss
  }
  losses <- losses[seq_len(epoch)]
  step <- whole_blocks <- NULL
  final_loss <- network_loss(network, X, y, plan, ops, weight)
  check_loss(final_loss, number)
  point <- Point(network, states, draws, epoch, number, losses, watch)
  if (!is.null(follow)) {
    followed <- follow(point, final_loss)
    point["watch"] <- list(followed$watch)
    if (is.null(stopped)) stopped <- followed$stopped
  }
  list(
    network = network,
    losses = losses,
    final_loss = final_loss,
    steps = steps,
    point = point,
    stopped = stopped
  )
}
