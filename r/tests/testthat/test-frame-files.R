# The formula of a model in its files: read again it predicts from a data frame, and a file from elsewhere runs nothing.

cars <- data.frame(
  y = c(0.42, 0.78, 0.24, 0.88, 0.56, 0.66, 0.14, 0.44), a = c(1, 2, 0.5, 3, 1.5, 2.5, 0.2, 1.1), b = c(3, 1, 4, 1, 5, 9, 2, 6),
  kind = factor(c("u", "v", "w", "u", "v", "w", "u", "v")), flag = c(TRUE, FALSE, TRUE, TRUE, FALSE, FALSE, TRUE, FALSE)
)
FORMULAS <- list(
  y ~ kind + a, y ~ kind * a, y ~ log(a) + I(a^2), y ~ poly(a, 2) + b, y ~ scale(a) + b, y ~ a:b, y ~ flag + a, y ~ kind - 1, y ~ ., y ~ . - b,
  sqrt(y) ~ factor(b > 3) + a, cbind(u = y, a) ~ b, kind ~ a + b, y ~ I(a * 0.1234567890123456)
)

read_again <- function(model) {
  path <- new_path("network.json")
  write_mlp(model, path)
  read_mlp(path)
}

fit <- function(formula, ...) {
  of_labels <- is.factor(cars[[all.vars(formula)[1L]]])
  output <- if (of_labels) "softmax" else "identity"
  loss <- if (of_labels) "cross_entropy" else "half_squared_error"
  mlp(formula, cars, hidden = 2, output_activation = output, loss = loss, epochs = 5, learning_rate = 0.01, ...)
}

test_that("a model that is read predicts from a data frame as the one that was written", {
  holes <- cars[c(3, 3, 7, 1), rev(names(cars))]
  holes$a[2] <- NA
  for (formula in FORMULAS) {
    model <- fit(formula)
    again <- read_again(model)
    expect_identical(predict(again, cars), predict(model, cars), info = deparse(formula))
    expect_identical(predict(again, holes), predict(model, holes), info = deparse(formula))
    expect_equal(formula(again), formula(model), ignore_attr = TRUE)
    expect_identical(model.matrix(again, cars), model.matrix(model, cars))
    expect_identical(coef(partial_fit(again, holes, epochs = 0)), coef(model))
    paths <- c(new_path("first.json"), new_path("again.json"))
    write_mlp(model, paths[1L])
    write_mlp(again, paths[2L])
    expect_identical(readLines(paths[2L]), readLines(paths[1L]))
  }
  labels <- fit(kind ~ a + b)
  expect_identical(predict(read_again(labels), cars, type = "class"), predict(labels, cars, type = "class"))
})

test_that("names that are no words are kept", {
  more <- setNames(cars, c("y", "my var", "b", "the kind", "flag"))
  model <- mlp(y ~ poly(`my var`, 2) + `the kind`, more, epochs = 3)
  again <- read_again(model)
  expect_identical(predict(again, more[3:4, ]), predict(model, more[3:4, ]))
  expect_refused(predict(again, transform(more["my var"], `the kind` = "q", check.names = FALSE)), "E_CHOICE",
    "`X.the kind` must be one of u, v, w, got \"q\".")
})

test_that("contrasts of every kind are kept", {
  contr.own <- function(n, contrasts = TRUE) cbind(own = seq_along(n)^2)
  assign("contr.own", contr.own, globalenv())
  on.exit(rm("contr.own", envir = globalenv()))
  for (coding in list("contr.sum", "contr.helmert", "contr.own", cbind(c(1, 2, 4), c(0, 1, -1)))) {
    model <- fit(y ~ kind + a, contrasts = list(kind = coding))
    expect_identical(predict(read_again(model), cars[4:5, ]), predict(model, cars[4:5, ]))
  }
  kept <- options(contrasts = c("contr.sum", "contr.poly"))
  model <- fit(y ~ kind + flag)
  options(kept)
  expect_identical(predict(read_again(model), cars[4:5, ]), predict(model, cars[4:5, ]))
})

test_that("a new level is refused after reading, too", {
  text <- "`X.kind` must be one of u, v, w, got \"q\"."
  expect_refused(predict(read_again(fit(y ~ kind)), data.frame(kind = "q")), "E_CHOICE", text)
})

test_that("a checkpoint has the formula, and resuming takes a data frame", {
  path <- new_path("run.json")
  whole <- fit(y ~ poly(a, 2) + kind)
  mlp(y ~ poly(a, 2) + kind, cars, hidden = 2, output_activation = "identity", epochs = 3, learning_rate = 0.01, checkpoint = path)
  on <- mlp_resume(path, cars[rev(names(cars))], epochs = 5)
  # poly finds its values anew, to rounding.
  expect_equal(coef(on), coef(whole), tolerance = 1e-12)
  expect_equal(predict(on, cars[3, ]), predict(whole, cars[3, ]), tolerance = 1e-12)
})

test_that("what a file cannot hold is refused", {
  double <- function(a) 2 * a
  expect_refused(write_mlp(fit(y ~ double(a)), new_path("n.json")), "E_CHOICE", "`formula` must be of functions that SPEC.md lists, in a file, got double.")
  degree <- 2
  expect_refused(write_mlp(fit(y ~ poly(a, degree)), new_path("n.json")), "E_CHOICE",
    "`formula` must be of columns of the data, to be written to a file, got degree.")
})

test_that("a formula of a file calls nothing else, and is refused where it is none", {
  path <- new_path("network.json")
  write_mlp(fit(y ~ poly(a, 2) + kind), path)
  good <- read_json(path, "network")
  canary <- new_path("canary")
  change <- function(name, value, code, text) {
    document <- good
    document$formula[[name]] <- value
    write_json(path, document)
    expect_refused(read_mlp(path), code, text)
  }
  evil <- sprintf("file.create(\"%s\")", canary)
  text <- "must be of functions that SPEC.md lists, in a file, got file.create."
  change("text", paste("y ~", evil), "E_CHOICE", paste("`formula.text`", text))
  change("variables", list(`poly(a, 2)` = evil), "E_CHOICE", paste("`formula.variables.poly(a, 2)`", text))
  change("text", "y ~ base::file.remove(a)", "E_CHOICE", "`formula.text` must be of functions that SPEC.md lists, in a file, got base::file.remove.")
  change("text", "y ~ (function() 1)()", "E_CHOICE", "`formula.text` must be of functions that SPEC.md lists, in a file, got (function() 1).")
  change("contrasts", list(kind = "quit"), "E_CHOICE",
    "`formula.contrasts.kind` must be one of contr.treatment, contr.sum, contr.helmert, contr.poly, contr.SAS, got \"quit\".")
  change("contrasts", list(kind = rbind(1, 2)), "E_SHAPE", "`formula.contrasts.kind` must be a 3 x m matrix, got a 2 x 1 matrix.")
  change("text", "y ~ ", "E_FORMAT", "`formula.text` must be a formula as text, got \"y ~ \".")
  change("text", "~ a", "E_FORMAT", "`formula.text` must be a formula with a response, as y ~ a, got \"~ a\".")
  change("text", "y ~ .", "E_FORMAT", "`formula.text` must be a formula with a response, as y ~ a, got \"y ~ .\".")
  change("variables", list(q = "a"), "E_CHOICE", "`formula.variables.q` must be one of y, poly(a, 2), kind, got \"q\".")
  expect_false(file.exists(canary))
  # A formula that makes another number of columns than there are inputs is found by the data.
  good$formula$text <- "y ~ a"
  good$formula$variables <- NULL
  good$formula$contrasts <- NULL
  write_json(path, good)
  expect_refused(predict(read_mlp(path), cars), "E_SHAPE", "`X` must be data of which the formula makes 4 columns, got a 8 x 1 matrix.")
})
