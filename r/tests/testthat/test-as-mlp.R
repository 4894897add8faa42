# Networks of other packages come in, held against their own predictions.

x <- as.matrix(iris[1:4])
distance <- function(a, b) max(abs(unclass(a) - unclass(b)))
# Sums of at most 5 terms in two layers, in another order, of outputs of a size up to 8.
close <- 8 * 2^-50

test_that("networks of nnet predict the same", {
  set.seed(1)
  for (options in list(
    list(y = iris$Petal.Width / 3, size = 3), list(y = iris$Petal.Width, size = 3, linout = TRUE),
    list(y = as.matrix(iris[3:4]), size = 2, linout = TRUE, decay = 0.01),
    list(y = iris$Petal.Width, size = 0, skip = TRUE, linout = TRUE),
    list(y = nnet::class.ind(iris$Species), size = 2, softmax = TRUE, decay = 0.1)
  )) {
    net <- do.call(nnet::nnet, c(list(x / 10), options, list(trace = FALSE, maxit = 30)))
    expect_lt(distance(predict(as_mlp(net), x / 10), predict(net, x / 10)), close)
  }
})

test_that("a network of a formula brings names and classes", {
  set.seed(1)
  net <- nnet::nnet(Species ~ Petal.Width + Sepal.Width, iris, size = 2, decay = 0.1, trace = FALSE)
  model <- as_mlp(net)
  expect_lt(distance(predict(model, iris), predict(net, iris)), close)
  expect_identical(as.character(predict(model, iris, type = "class")), predict(net, iris, type = "class"))
  expect_identical(model$inputs, c("Petal.Width", "Sepal.Width"))
  expect_identical(model$classes, levels(iris$Species))
})

test_that("the loss of nnet is that of the model, its decay included", {
  set.seed(1)
  for (decay in c(0, 0.02)) {
    net <- nnet::nnet(x / 10, iris[[5]] == "setosa", size = 2, decay = decay, trace = FALSE, maxit = 5)
    losses <- mlp_trace(as_mlp(net, epochs = 1, learning_rate = 1e-6), x / 10, iris[[5]] == "setosa")$losses
    expect_equal(losses[1L], net$value, tolerance = 1e-14)
  }
})

test_that("where nnet differs, it has cut its sigmoid off at 15", {
  set.seed(2)
  net <- nnet::nnet(x * 20, iris$Petal.Width / 3, size = 3, trace = FALSE, maxit = 0, rang = 0.5)
  model <- as_mlp(net)
  Z <- layer_outputs(model, x * 20)[[1L]]$Z
  expect_true(any(abs(Z) > 15))
  cut <- function(z) ifelse(z < -15, 0, ifelse(z > 15, 1, 1 / (1 + exp(-z))))
  output <- model$network[[2L]]
  expected <- cut(cut(Z) %*% output$W + output$b)
  expect_lt(distance(predict(net, x * 20), expected), close)
  difference <- distance(predict(model, x * 20), predict(net, x * 20))
  expect_gt(difference, close)
  expect_lt(difference, exp(-15) * (1 + sum(abs(output$W))))
})

test_that("the intercept of multinom is the bias of the model", {
  for (response in c("Species", "Species == 'virginica'")) {
    formula <- stats::as.formula(paste(response, "~ Petal.Width + Sepal.Width"))
    net <- nnet::multinom(formula, iris, trace = FALSE, maxit = 5)
    model <- as_mlp(net)
    expect_identical(model$inputs, c("Petal.Width", "Sepal.Width"))
    # A probability is not farther off than its sum, of 3 terms, in another order.
    terms <- cbind(1, as.matrix(iris[model$inputs])) %*% abs(t(rbind(stats::coef(net))))
    found <- predict(model, iris, type = "probability")
    expected <- stats::predict(net, iris, type = "probs")
    expect_lt(distance(found[, if (is.matrix(expected)) 1:3 else 2], expected), 4 * 2^-52 * max(terms))
  }
})

# What neuralnet makes: a list of matrices for each repetition, biases in their first rows.
neuralnet_object <- function(type, linear, f = identity) {
  set.seed(3)
  sizes <- list(c(3, 4), c(5, 2), c(3, 1))
  one <- function(...) lapply(sizes, function(size) matrix(rnorm(prod(size)), size[1L], size[2L]))
  structure(
    list(
      weights = lapply(1:2, one), act.fct = structure(f, type = type), linear.output = linear,
      model.list = list(response = "y", variables = c("a", "b"))
    ),
    class = "nn"
  )
}

test_that("networks of neuralnet predict what their weights say", {
  table <- cbind(a = rnorm(20), b = rnorm(20))
  functions <- list(logistic = function(z) 1 / (1 + exp(-z)), tanh = tanh)
  for (type in names(functions)) for (linear in c(TRUE, FALSE)) for (rep in 1:2) {
    net <- neuralnet_object(type, linear)
    A <- table
    for (l in 1:3) {
      A <- cbind(1, A) %*% net$weights[[rep]][[l]]
      if (l < 3 || !linear) A <- functions[[type]](A)
    }
    model <- as_mlp(net, rep = rep)
    expect_lt(distance(predict(model, table), A), close)
    expect_identical(model[c("inputs", "outputs")], list(inputs = c("a", "b"), outputs = "y"))
  }
  net <- neuralnet_object("function", TRUE, function(z) log(1 + exp(z)))
  for (said in list(NULL, "softplus")) {
    expect_identical(as_mlp(net, activation = said)$network[[1L]]$activation, "softplus")
  }
  expect_refused(
    as_mlp(net, activation = "tanh"), "E_CHOICE",
    paste0("`activation` must be the function of `object`, as one of ", paste(names(twinmlp:::ACTIVATIONS), collapse = ", "), " may be, got \"tanh\".")
  )
  net$linear.output <- FALSE
  net$output.act.fct <- structure(tanh, type = "tanh") # as versions after 1.44.2 have it
  activations <- vapply(as_mlp(net, activation = "softplus")$network, function(layer) layer$activation, "")
  expect_identical(activations, c("softplus", "softplus", "tanh"))
  net$weights[[1L]][[1L]][2L, 1L] <- NA # one that was excluded
  expect_identical(as_mlp(net)$network[[1L]]$W[1L, 1L], 0)
})

test_that("activations of RSNNS have names here", {
  expect_identical(twinmlp:::activation_of("Act_TanH"), "tanh")
})

test_that("methods for mlp leave networks of RSNNS, which have that class, too, to their own", {
  net <- structure(list(), class = c("mlp", "stand_in", "rsnns"))
  for (generic in list(predict, print, summary)) {
    name <- as.character(body(generic)[[2L]])
    registerS3method(name, "stand_in", function(...) "their own", envir = asNamespace("stats"))
    expect_identical(generic(net), "their own")
  }
})

test_that("what is no such network is refused", {
  expect_refused(
    as_mlp(structure(list(), class = "train")), "E_TYPE",
    "`object` must be a network of nnet, neuralnet or RSNNS's mlp, got a train, whose finalModel may be one."
  )
  expect_refused(as_mlp(1), "E_TYPE", "`object` must be a network of nnet, neuralnet or RSNNS's mlp, got a numeric.")
  net <- nnet::nnet(x, iris$Petal.Width, size = 2, skip = TRUE, trace = FALSE, maxit = 1)
  expect_refused(as_mlp(net), "E_CHOICE", "`object` must be a network without connections that skip a layer, got skip = TRUE.")
  net <- neuralnet_object("function", TRUE, sin)
  expect_error(as_mlp(net), "`activation` must be the function of `object`, .* got another.", class = "twinmlp_choice_error")
  expect_refused(
    twinmlp:::activation_of("Act_LogSym"), "E_CHOICE",
    "`object` must be a network with one of logistic, tanh, relu, Act_Logistic, Act_TanH, Act_Identity, Act_IdentityPlusBias, got Act_LogSym."
  )
  net <- neuralnet_object("tanh", FALSE)
  net$output.act.fct <- structure(identity, type = "function")
  known <- "`output.act.fct` must be one of logistic, tanh, relu, Act_Logistic, Act_TanH, Act_Identity, Act_IdentityPlusBias, got function."
  expect_refused(as_mlp(net), "E_CHOICE", known)
  net$weights <- NULL
  expect_refused(as_mlp(net), "E_TYPE", "`object` must be a network whose training has converged, got one without weights.")
  expect_refused(
    twinmlp:::extra("nosuchpackage"), "E_USAGE",
    "`nosuchpackage` must be installed (install.packages(\"nosuchpackage\")), got nothing."
  )
})
