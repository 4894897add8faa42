# Eight cars, and networks of one linear unit that are lm's.

cars <- data.frame(
  y = c(0.42, 0.78, 0.24, 0.88, 0.56, 0.66, 0.14, 0.44), a = c(1, 2, 0.5, 3, 1.5, 2.5, 0.2, 1.1), b = c(3, 1, 4, 1, 5, 9, 2, 6),
  kind = factor(c("u", "v", "w", "u", "v", "w", "u", "v")), flag = c(TRUE, FALSE, TRUE, TRUE, FALSE, FALSE, TRUE, FALSE),
  row.names = paste0("car", 1:8)
)

# The values of one output, with the names of their rows.
column <- function(values) if (is.matrix(values)) values[, 1L] else values

# A network of one linear unit whose weights are those of lm: its predictions are lm's, to rounding, if its inputs are lm's.
as_lm <- function(formula, data = cars, fit = lm(formula, data), ...) {
  weights <- coef(fit)
  parameters <- list(list(W = cbind(unname(weights[names(weights) != "(Intercept)"])), b = unname(c(weights[names(weights) == "(Intercept)"], 0)[1L])))
  list(fit = fit, model = mlp(formula, data, hidden = list(), output_activation = "identity", epochs = 0, parameters = parameters, ...))
}

expect_as_lm <- function(formula, newdata, data = cars, ...) {
  pair <- as_lm(formula, data, ...)
  expected <- predict(pair$fit, newdata)
  found <- predict(pair$model, newdata)
  expect_equal(as.vector(found), unname(expected), tolerance = 1e-12, info = deparse(formula))
  expect_identical(names(column(found)), names(expected))
}

FORMULAS <- list(
  y ~ kind + a, y ~ kind * a, y ~ log(a) + I(a^2), y ~ poly(a, 2) + b, y ~ scale(a) + b, y ~ a:b, y ~ flag + a, y ~ kind - 1, y ~ a + 0,
  y ~ ., y ~ . - b, y ~ factor(b > 3) + a, sqrt(y) ~ sqrt(a)
)
