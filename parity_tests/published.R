# Rscript published.R OUT: the article's published runs, from the seed alone, as a user of the R package calls them.
out <- commandArgs(trailingOnly = TRUE)[1L]
library(twinmlp)

fixture <- function(name) jsonlite::fromJSON(system.file("fixtures", name, package = "twinmlp"))
b <- fixture("published/article_b.json")
c <- fixture("published/article_c.json")
moons <- fixture("data/moons_c.json")

initial <- do.call(mlp, c(list(b$X, b$y), b$initial$arguments))
training <- do.call(mlp, c(list(b$X, b$y), b$training$arguments))
chaotic <- do.call(mlp, c(list(moons$X, moons$y), c$training$arguments))
exact <- do.call(mlp, c(list(moons$X, moons$y), c$training$arguments, arithmetic = "reproducible"))

twinmlp:::write_json(out, list(
  initial = as.vector((b$y - predict(initial, b$X))^2 / 2),
  b = training$losses[b$training$epochs + 1] / nrow(b$X),
  c = chaotic$losses[c$training$epochs + 1] / nrow(moons$X),
  c_reproducible = exact$losses[c$training$epochs + 1] / nrow(moons$X)
))
