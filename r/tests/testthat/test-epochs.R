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

# A run that ends only when it is interrupted: its number and the time as it begins, and when it
# has heard, the processor time that it took.
ENDLESS <- '
library(twinmlp)
x <- matrix(rnorm(10000), 500)
spent <- function() sum(proc.time()[1:2])
before <- spent()
cat(sprintf("%%d %%.3f", Sys.getpid(), Sys.time()), file = "%s")
tryCatch(
  mlp(x, x[, 1], hidden = 50, epochs = 1e9, batch_size = 50, arithmetic = "reproducible"),
  interrupt = function(signal) cat(spent() - before, file = "%s")
)'

test_that("Ctrl-C is heard at once", {
  files <- chartr("\\", "/", tempfile(c("script", "begun", "heard")))
  on.exit(unlink(files))
  writeLines(sprintf(ENDLESS, files[2L], files[3L]), files[1L])
  numbers_in <- function(file) {
    for (tenth in 1:600) {
      if (isTRUE(file.size(file) > 0)) return(scan(file, quiet = TRUE))
      Sys.sleep(0.1)
    }
    stop("nothing was written for a minute")
  }
  system2(file.path(R.home("bin"), "Rscript"), files[1L], wait = FALSE, stdout = FALSE, stderr = FALSE)
  begun <- numbers_in(files[2L])
  on.exit(tools::pskill(begun[1L], tools::SIGKILL), add = TRUE)
  Sys.sleep(0.5)
  expect_true(tools::pskill(begun[1L], tools::SIGINT))
  until_signal <- as.numeric(Sys.time()) - begun[2L]
  # Until the signal one thread has taken no more of a processor than had passed, however busy the
  # machine; the rest is what it took to hear.
  expect_lt(numbers_in(files[3L]) - until_signal, 0.5)
})

test_that("the products of a large step are counted", {
  network <- list(list(W = matrix(0, 784L, 256L)))
  expect_identical(twinmlp:::step_products(network, 60000L), 784 * 256 * 60000)
})

# A run of 40 epochs, fewer if on_epoch says so.
short_run <- function(engine, on_epoch = NULL, ...) {
  set.seed(2)
  x <- matrix(rnorm(60), 20)
  suppressWarnings(mlp(
    x, as.integer(x[, 1] > 0), hidden = 4, epochs = 40, optimizer = "adam", order = "shuffled",
    on_epoch = on_epoch, arithmetic = "reproducible", engine = engine, ...
  ))
}

results <- c("network", "losses", "final_loss", "history", "stopped")

test_that("what is watched has the same bits", {
  set.seed(3)
  x <- matrix(rnorm(43 * 4), 43)
  weights <- runif(43)
  watched <- list(
    list(metrics = c("accuracy", "log_loss"), patience = 4),
    list(metrics = c("r_squared", "mean_absolute_error", "mean_squared_error"), batch_size = 7),
    list(metrics = "accuracy", validation_fraction = 0.3, order = "shuffled", batch_size = 5),
    list(validation_fraction = 0.3, patience = 3, min_delta = 0.001, keep_weights = TRUE),
    list(validation_fraction = 0.3, dropout = 0.4, metrics = "log_loss", schedule = "cosine"),
    list(scale = "standard", output_activation = "identity", metrics = "r_squared"),
    list(scale = "min_max", output_activation = "identity", validation_fraction = 0.3)
  )
  for (outputs in c(1, 3)) {
    y <- matrix(runif(43 * outputs), 43)
    for (settings in watched) {
      ends <- lapply(c("plain", "compiled"), function(engine) {
        suppressWarnings(do.call(mlp, c(list(
          x, y, hidden = 6, epochs = 6, arithmetic = "reproducible", engine = engine,
          sample_weight = weights
        ), settings)))[results]
      })
      expect_identical(ends[[1L]], ends[[2L]])
    }
  }
})

test_that("a row ends the run where it stands", {
  for (last in c(0, 1, 17, 40)) {
    ends <- lapply(c("plain", "compiled"), function(engine) {
      rows <- list()
      model <- short_run(engine, function(row) {
        rows[[length(rows) + 1L]] <<- row
        row$epoch == last
      })
      expect_length(rows, last + 1)
      expect_identical(model$stopped, "on_epoch")
      list(rows, model[results])
    })
    expect_identical(ends[[1L]], ends[[2L]])
  }
})

test_that("a row is made when somebody looks at it, also later, and errors name its place", {
  for (engine in c("plain", "compiled")) {
    later <- list()
    model <- short_run(engine, function(row) {
      later[[length(later) + 1L]] <<- function() row$loss
      FALSE
    })
    expect_identical(vapply(later, function(loss) loss(), 0), model$history$loss)
    failed <- tryCatch(
      short_run(engine, function(row) if (row$epoch == 5) stop("no")), error = identity
    )
    expect_identical(conditionMessage(failed), "no")
    expect_match(deparse(conditionCall(failed)), "^on_epoch\\(seen_row\\(rows, [0-9]+\\)\\)$")
  }
})

test_that("an error in on_epoch is the user's, and a run that is interrupted leaves its state", {
  files <- lapply(c("plain", "compiled"), function(engine) {
    file <- tempfile(fileext = ".json")
    expect_error(short_run(engine, function(row) if (row$epoch == 5) stop("no")), "no")
    interrupted <- tryCatch(short_run(engine, function(row) {
      if (row$epoch == 13) {
        signal <- structure(class = c("interrupt", "condition"), list(message = "", call = NULL))
        signalCondition(signal)
        stop(signal)
      }
    }, checkpoint = file, checkpoint_every = 50), interrupt = function(signal) TRUE)
    expect_true(interrupted)
    readLines(file)
  })
  expect_match(files[[1L]], "\"epoch\": 12,", all = FALSE, fixed = TRUE)
  expect_identical(files[[1L]], files[[2L]])
})

test_that("threads change no bit", {
  set.seed(1)
  x <- matrix(rnorm(1501 * 30), 1501)
  y <- matrix(runif(3002), 1501)
  settings <- list(
    list(),
    list(batch_size = 700, order = "shuffled", dropout = 0.25, metrics = "accuracy"),
    list(batch_size = 700, optimizer = "adam", clipping = list(norm = 0.01))
  )
  for (more in settings) {
    ends <- lapply(c(1, 2, 3, 7), function(threads) {
      suppressWarnings(do.call(mlp, c(list(
        x, y, hidden = 40, epochs = 2, validation_fraction = 0.1, full_loss = TRUE,
        arithmetic = "reproducible", engine = "compiled", threads = threads
      ), more)))[results]
    })
    for (end in ends[-1L]) expect_identical(end, ends[[1L]])
  }
})

test_that("threads are counts, and the environment says how many", {
  expect_identical(choose_arithmetic("reproducible", "compiled", 3)$threads, 3)
  expect_error(new_mlp(list(threads = 0)), "`threads` must be", fixed = TRUE)
  expect_error(new_mlp(list(threads = 1025)), "got 1025", fixed = TRUE)
  before <- Sys.getenv("TWINMLP_THREADS", NA)
  on.exit(if (is.na(before)) Sys.unsetenv("TWINMLP_THREADS") else Sys.setenv(TWINMLP_THREADS = before))
  Sys.setenv(TWINMLP_THREADS = "2")
  expect_identical(choose_arithmetic("reproducible", "compiled")$threads, 2)
  Sys.setenv(TWINMLP_THREADS = "many")
  expect_error(choose_arithmetic("native"), "`TWINMLP_THREADS` must be", fixed = TRUE)
})

test_that("native arithmetic goes where it is fast", {
  ops <- choose_arithmetic("native", "compiled")
  config <- TrainConfig(list(learning_rate = 0.1), 1)
  arithmetic_of <- function(weights, n) {
    network <- list(list(W = matrix(0, weights, 1L), b = NULL, activation = "identity"))
    arithmetic_of_run(network, Samples(matrix(0, n, 0), matrix(0, n, 1)), config, ops)
  }
  expect_identical(arithmetic_of(1000L, 50L)$name, "reproducible")
  expect_identical(arithmetic_of(1001L, 50L)[c("name", "block")], list(name = "native", block = 256))
  Sys.setenv(TWINMLP_LANES = "2")
  on.exit(Sys.unsetenv("TWINMLP_LANES"))
  rows <- NATIVE_PRODUCTS[["2"]] / 2000
  expect_true(arithmetic_of(2000L, rows)$core)
  expect_null(arithmetic_of(2000L, rows + 1)$core)
})

test_that("native steps of several chunks have the same bits, looked at or not, on any threads", {
  X <- matrix(sin(seq_len(1500L * 41L)^2), 1500L)
  y <- diag(3)[1 + seq_len(1500L) %% 3L, ]
  for (settings in list(list(), list(batch_size = 300, order = "shuffled", dropout = 0.2))) {
    ends <- list()
    for (how in list(list(), list(threads = 3), list(on_step = function(step) NULL))) {
      arguments <- c(list(X, y, c(37, 20), reduction = "mean", seed = 3, epochs = 2), settings, how)
      model <- do.call(mlp, arguments)
      ends <- c(ends, list(list(unname(model$network), model$losses)))
    }
    expect_identical(ends[[2L]], ends[[1L]])
    expect_identical(ends[[3L]], ends[[1L]])
  }
})
