# Programs of listings: R's own is run, and held against the golden values.

listing_of <- function(id, ...) {
  listing_text(read_document(fixture("cases", paste0(id, ".json")), "case"), ...)
}

test_that("R's listing trains as the golden values say", {
  for (id in c("article_a_uniform", "cross_entropy_soft_targets", "momentum", "rprop")) {
    golden <- read_fixture("golden", paste0(id, ".json"))
    environment <- new.env(parent = baseenv())
    output <- capture.output(eval(parse(text = listing_of(id, "r")), environment))
    expect_match(output[1L], "^epoch 0: loss ")
    final <- golden$final
    expect_lte(abs(environment$loss - final$loss), final$tolerance$loss)
    for (l in seq_along(final$parameters)) {
      allowed <- final$tolerance$parameters[[l]]
      W <- do.call(rbind, lapply(final$parameters[[l]]$W, unlist))
      expect_lte(max(abs(environment[[paste0("W", l)]] - W)), allowed$W)
      b <- unlist(final$parameters[[l]]$b)
      if (!is.null(b)) expect_lte(max(abs(environment[[paste0("b", l)]] - b)), allowed$b)
    }
  }
})

test_that("a formula is written in the words of each language", {
  languages <- listing_table()$languages
  formula <- "if(#Z > 0, max(#Z, 2), if(#Z < -1, #Z^2, (#Z - 1)^2)) * %w"
  expect_identical(
    express(formula, languages$r, 3),
    "ifelse(Z > 0, pmax(Z, 2), ifelse(Z < -1, Z^2, (Z - 1)^2)) * w"
  )
  expect_identical(
    express(formula, languages$c, 3),
    "(Z[i] > 0 ? fmax(Z[i], 2) : (Z[i] < -1 ? pow(Z[i], 2) : pow(Z[i] - 1, 2))) * w[i / 3]"
  )
  expect_identical(shortest(0.1), "0.1")
  expect_identical(read_decimals(shortest(0.1 + 0.2)), 0.1 + 0.2)
})

test_that("what has no lines is refused, and a model writes its listing", {
  expect_refused(
    listing_of("dropout_half"), "E_CHOICE",
    "`dropout` must be left out in a listing, which has no lines for it, got a value."
  )
  expect_refused(
    listing_of("article_a_uniform", "perl"), "E_CHOICE",
    "`language` must be one of python, r, c, javascript, got \"perl\"."
  )
  x <- rbind(c(0, 1), c(1, 0), c(1, 1))
  model <- mlp(x, c(0, 1, 1), hidden = 2, epochs = 4)
  path <- new_path("network.R")
  expect_identical(mlp_listing(model, x, c(0, 1, 1), path, "r"), model)
  environment <- new.env(parent = baseenv())
  capture.output(sys.source(path, environment))
  expect_equal(environment$loss, model$final_loss, tolerance = 1e-12)
})
