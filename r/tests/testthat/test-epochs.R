# Whole epochs in the compiled core against the plain loop: no bit differs.

plain <- choose_arithmetic("reproducible", "plain")
core <- choose_arithmetic("reproducible", "compiled")

# A training without its steps.
outcome <- function(parts, ops) {
  training <- fit_network(parts$network, Samples(parts$X, parts$y, parts$weight), parts$config, ops)
  training[setdiff(names(training), "steps")]
}

takes_the_core <- function(parts, ops) {
  samples <- Samples(parts$X, parts$y, parts$weight)
  run_ops <- arithmetic_of_run(parts$network, samples, parts$config, ops)
  takes_epochs(run_ops, numeric(0), make_monitor(samples, parts$config, MonitorConfig(), ops))
}

test_that("every case ends with the same bits", {
  for (path in Sys.glob(file.path(dirname(fixture("cases", "one_unit.json")), "*.json"))) {
    parts <- case_parts(read_document(path, "case"))
    covered <- parts$config$optimizer != "lbfgs" && is.null(parts$config$threshold)
    expect_identical(takes_the_core(parts, core), covered, info = path)
    if (covered) expect_identical(outcome(parts, core), outcome(parts, plain), info = path)
  }
})

pick <- function(values) values[[base::sample(length(values), 1L)]]

# Settings of every kind, drawn at random.
any_settings <- function() {
  loss <- pick(names(LOSSES))
  output <- LOSSES[[loss]]$fused_with
  if (is.null(output)) output <- pick(names(ACTIVATIONS))
  hidden <- as.list(base::sample(20, base::sample(0:3, 1L)))
  activations <- lapply(hidden, function(units) pick(setdiff(names(ACTIVATIONS), "softmax")))
  settings <- list(
    hidden = hidden, activation = if (length(hidden)) activations else "sigmoid",
    output_activation = output,
    loss = if (loss == "huber") list(name = "huber", delta = 0.3) else loss,
    reduction = pick(c("sum", "mean")), optimizer = pick(setdiff(names(OPTIMIZERS), "lbfgs")),
    learning_rate = 0.003, epochs = 6, batch_size = pick(list(NULL, 1, 7, 16, 64)),
    order = pick(c("sequential", "shuffled")), generator = pick(names(GENERATORS)),
    seed = base::sample(1000, 1L)
  )
  extras <- list(
    dropout = if (length(hidden)) 0.3 else 0, penalty = list(l1 = 0.01, l2 = 0.02, biases = TRUE),
    clipping = pick(list(list(value = 0.1), list(norm = 0.5))),
    schedule = list(name = pick(names(SCHEDULES)), by = pick(c("epoch", "step"))),
    full_loss = TRUE, patience = 2
  )
  c(settings, extras[runif(length(extras)) < 0.3])
}

test_that("any training ends with the same bits", {
  set.seed(4)
  for (trial in 1:20) {
    settings <- any_settings()
    n <- base::sample(150, 1L)
    x <- matrix(rnorm(n * 3), n)
    y <- matrix(runif(n * 2), n)
    y <- y / (y[, 1] + y[, 2])
    weights <- if (trial %% 3 == 0) runif(n)
    ends <- lapply(c("plain", "compiled"), function(engine) {
      more <- list(arithmetic = "reproducible", engine = engine, sample_weight = weights)
      tryCatch(
        {
          model <- suppressWarnings(do.call(mlp, c(list(x, y), settings, more)))
          model[c("network", "losses", "final_loss", "state")]
        },
        twinmlp_diverged_error = conditionMessage
      )
    })
    expect_identical(ends[[2L]], ends[[1L]], info = deparse(settings))
  }
})

test_that("callbacks see what the plain loop shows, and end it", {
  set.seed(5)
  x <- matrix(rnorm(120), 40)
  y <- runif(40)
  seen <- lapply(c("plain", "compiled"), function(engine) {
    rows <- list()
    look <- function(row) {
      rows[[length(rows) + 1L]] <<- row[c("epoch", "loss")]
      length(rows) > 4L
    }
    model <- mlp(
      x, y, hidden = 4, epochs = 6, batch_size = 9, order = "shuffled", optimizer = "adam",
      arithmetic = "reproducible", on_epoch = look, engine = engine
    )
    model <- partial_fit(model, x, y, epochs = 3)
    list(rows, model$losses, model$network)
  })
  expect_identical(seen[[2L]], seen[[1L]])
})

test_that("Ctrl-C is heard at once", {
  script <- tempfile(fileext = ".R")
  begun <- tempfile()
  writeLines(c(
    "library(twinmlp)", "x <- matrix(rnorm(10000), 500)",
    sprintf("cat(Sys.getpid(), file = %s)", deparse(begun)),
    "mlp(x, x[, 1], hidden = 50, epochs = 1e9, batch_size = 50, arithmetic = \"reproducible\")"
  ), script)
  system2("Rscript", script, wait = FALSE, stdout = FALSE, stderr = FALSE)
  on.exit(unlink(c(script, begun)))
  while (!file.exists(begun) || file.size(begun) == 0) Sys.sleep(0.05)
  Sys.sleep(0.5)
  id <- as.integer(readLines(begun, warn = FALSE))
  expect_true(tools::pskill(id, tools::SIGINT))
  ended <- FALSE
  for (tenth in 1:20) {
    Sys.sleep(0.1)
    ended <- !tools::pskill(id, 0L)
    if (ended) break
  }
  expect_true(ended)
  if (!ended) tools::pskill(id, tools::SIGKILL)
})

test_that("the products of a large step are counted", {
  network <- list(list(W = matrix(0, 784L, 256L)))
  expect_identical(twinmlp:::step_products(network, 60000L), 784 * 256 * 60000)
})
