# broom's generics find the methods, also those of another package that has the same generics.

test_that("the generics of broom find the methods", {
  model <- mlp(mpg ~ wt + qsec, mtcars, output_activation = "identity", scale = "standard", reduction = "mean", epochs = 20)
  for (package in c("broom", "generics")) {
    generics <- sapply(c("tidy", "glance", "augment"), getExportedValue, ns = package)
    expect_s3_class(generics$tidy(model), "tbl_df")
    expect_identical(generics$tidy(model)$estimate, unname(coef(model, "vector")))
    expect_identical(generics$glance(model)$nobs, 32L)
    found <- generics$augment(model, mtcars)
    expect_identical(found$.rownames, rownames(mtcars))
    expect_equal(found$.resid, unname(residuals(model)), tolerance = 1e-15)
  }
})
