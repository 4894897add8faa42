# The numbers that the article prints, from the seed alone.

fixture <- function(name) jsonlite::fromJSON(system.file("fixtures", name, package = "twinmlp"))
B <- fixture("published/article_b.json")
C <- fixture("published/article_c.json")

test_that("initial squared errors to eight digits", {
  model <- do.call(mlp, c(list(B$X, B$y), B$initial$arguments))
  errors <- (B$y - predict(model, B$X))^2 / 2
  expect_equal(sprintf("%.8f", errors), B$initial$squared_errors)
})

for (arithmetic in c("native", "reproducible")) {
  test_that(paste("ten errors of the walk-through,", arithmetic), {
    model <- do.call(mlp, c(list(B$X, B$y), B$training$arguments, arithmetic = arithmetic))
    expect_equal(sprintf("%.5f", model$losses[B$training$epochs + 1] / 3), B$training$errors)
  })

  test_that(paste("first seven errors of the moons,", arithmetic), {
    moons <- fixture("data/moons_c.json")
    arguments <- replace(C$training$arguments, "epochs", 6001)
    model <- do.call(mlp, c(list(moons$X, moons$y), arguments, arithmetic = arithmetic))
    errors <- model$losses[C$training$epochs[1:7] + 1] / 1000
    expect_equal(sprintf("%.5f", errors), C$training$errors[1:7])
  })
}
