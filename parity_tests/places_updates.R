# Updates: penalty, masks, clipping, optimizer, schedule.

PLACES[c("loss penalty", "given", "W mask", "update", "learning_rate")] <- list(
  function(text, case, words, space) {
    list(with_penalty = function(loss, network, plan, ops) {
      over <- function(name, f) sum(vapply(network, function(layer) sum(f(layer[[name]])), 0))
      run_text(with_mistake("J = loss + l1 * sizes_W + l2 * squares_W / 2", text), list(
        loss = loss, n = case_rows(case), l1 = plan$penalty$l1, l2 = plan$penalty$l2, sizes_W = over("W", abs), sizes_b = over("b", function(v) abs(as.numeric(v))),
        squares_W = over("W", function(v) v^2), squares_b = over("b", function(v) as.numeric(v)^2)
      ))$J
    })
  },
  function(text, case, words, space) {
    masked <- if (chosen(text, "w") != "") PLACES$`W mask`(chosen(text, "w"), case, words, space)
    c(masked, list(given_gradients = function(network, gradients, plan, ops) {
      penalty <- if (is.null(plan$penalty)) list(l1 = 0, l2 = 0) else plan$penalty
      kind <- if (is.null(plan$clipping)) "none" else names(plan$clipping)
      kept <- list()
      for (l in seq_along(network)) {
        for (name in c("W", "b")) {
          w <- network[[l]][[name]]
          if (is.null(w)) next
          mask <- if (is.null(plan$masks)) NULL else plan$masks[[l]][[name]]
          is_W <- (name == "W") + 0
          d <- gradients[[l]][[paste0("d", name)]]
          one <- list(
            w = w, d = d, mask = if (is.null(mask)) 0 * w + 1 else mask, n = case_rows(case), l = l, name = name,
            case_l1 = penalty$l1, case_l2 = penalty$l2, l1 = penalty$l1 * is_W, l2 = penalty$l2 * is_W
          )
          kept[[length(kept) + 1L]] <- as.list(run_text(with_mistake(GIVEN, chosen(text, assigned(pieces(GIVEN)))), one))
        }
      }
      squares <- vapply(kept, function(one) sum(one$kept^2), 0)
      owner <- vapply(kept, function(one) one$l, 0)
      is_W <- vapply(kept, function(one) one$name == "W", TRUE)
      norm <- run_text(
        with_mistake("norm = sqrt(squares)", chosen(text, "norm")), list(squares = sum(squares), weight_squares = sum(squares[is_W]))
      )$norm
      found <- lapply(network, function(layer) list(dW = NULL, db = NULL))
      for (i in seq_along(kept)) {
        one <- kept[[i]]
        names <- c(one, list(
          norm = norm, limit = if (kind == "none") 0 else plan$clipping[[kind]], own_norm = sqrt(squares[i]),
          layer_norm = sqrt(sum(squares[owner == one$l])), all_norm = sqrt(sum(squares))
        ))
        lines <- with_mistake(CLIP[[kind]], chosen(text, assigned(pieces(CLIP[[kind]]))))
        found[[one$l]][[paste0("d", one$name)]] <- run_text(lines, names)$g
      }
      list(given = unname(found), norm = if (kind == "norm") norm)
    }))
  },
  function(text, case, words, space) {
    list(masked_layer = function(after, before, mask) {
      for (name in c("W", "b")) {
        if (!is.null(after[[name]]) && !is.null(mask[[name]])) {
          after[[name]] <- run_text(text, list(before = before[[name]], after = after[[name]], mask = mask[[name]]))$w
        }
      }
      after
    })
  },
  function(text, case, words, space) {
    name <- case$optimizer$name
    mode <- if (is.null(case$optimizer$epsilon_mode)) "outside" else case$optimizer$epsilon_mode
    lines <- RECURRENCES[[name]]
    if (is.null(lines)) lines <- RECURRENCES[[paste(name, mode)]]
    table <- space$OPTIMIZERS
    old <- table[[name]]
    table[[name]]$update <- function(w, g, state, options, ops) {
      decay <- if (is.null(options$weight_decay)) 0 else options$weight_decay
      is_W <- is.matrix(w) + 0
      from <- options
      from$learning_rate <- case$optimizer$learning_rate
      start <- old$start(w, from)
      before <- state
      if (length(before)) names(before) <- paste0(names(before), "_before")
      first <- all(vapply(names(state), function(part) identical(as.vector(state[[part]]), as.vector(start[[part]])), TRUE)) + 0
      known <- lapply(old$options, `[[`, "default")
      names(known) <- paste0("default_", names(known))
      values <- c(state, options[setdiff(names(options), names(state))], before, known, list(
        w = w, g = g, rate = options$learning_rate, base_rate = case$optimizer$learning_rate, decay = decay * is_W, case_decay = decay,
        is_W = is_W, n = case_rows(case), first = first
      ))
      after <- run_text(with_mistake(lines, text), values)
      list(parameter = after$w, state = sapply(names(state), function(part) after[[part]], simplify = FALSE))
    }
    list(OPTIMIZERS = table, decayed = function(W, options) W)
  },
  function(text, case, words, space) {
    list(scheduled_rate = function(learning_rate, schedule, epoch, step, ops) {
      names <- c(Filter(is.numeric, schedule), list(epoch = epoch, step = step, base = learning_rate))
      names$time <- names[[schedule$by]]
      run_text(with_mistake(sub("factor = 1", SCHEDULES[[schedule$name]], TIME, fixed = TRUE), text), names)$rate
    })
  }
)
