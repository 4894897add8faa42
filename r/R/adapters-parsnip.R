# R only: the engine "twinmlp" of parsnip's model "mlp".

# parsnip's arguments, what they are called here, and who knows their range.
PARSNIP_ARGUMENTS <- list(
  hidden_units = "hidden", penalty = "l2", dropout = "dropout", epochs = "epochs",
  activation = "activation", learn_rate = "learning_rate"
)

# For each mode, what predictions parsnip asks for, and how an answer is brought into its shape.
PARSNIP_PREDICTIONS <- list(
  regression = list(
    numeric = list("response", function(found, object) as.vector(found)),
    raw = list("response", NULL)
  ),
  classification = list(
    class = list("class", NULL),
    prob = list("probability", function(found, object) {
      tibble::as_tibble(stats::setNames(as.data.frame(unname(found)), object$lvl))
    }),
    raw = list("response", NULL)
  )
)

#' Tell parsnip of the engine.
#' @noRd
register_parsnip <- function(...) {
  for (mode in names(PARSNIP_PREDICTIONS)) {
    parsnip::set_model_engine("mlp", mode, "twinmlp")
    parsnip::set_dependency("mlp", "twinmlp", "twinmlp", mode)
  }
  for (name in names(PARSNIP_ARGUMENTS)) {
    parsnip::set_model_arg(
      "mlp", "twinmlp", parsnip = name, original = PARSNIP_ARGUMENTS[[name]],
      func = list(pkg = "dials", fun = name), has_submodel = FALSE
    )
  }
  for (mode in names(PARSNIP_PREDICTIONS)) register_parsnip_mode(mode)
}

#' Tell parsnip how a model of this mode is trained and asked.
#' @noRd
register_parsnip_mode <- function(mode) {
  parsnip::set_fit("mlp", mode, "twinmlp", list(
    interface = "matrix", protect = c("x", "y", "weights"),
    func = c(pkg = "twinmlp", fun = "fit_mlp"), defaults = list()
  ))
  parsnip::set_encoding("mlp", mode, "twinmlp", list(
    predictor_indicators = "traditional", compute_intercept = TRUE, remove_intercept = TRUE,
    allow_sparse_x = FALSE
  ))
  for (type in names(PARSNIP_PREDICTIONS[[mode]])) {
    answer <- PARSNIP_PREDICTIONS[[mode]][[type]]
    parsnip::set_pred("mlp", mode, "twinmlp", type, list(
      pre = NULL, post = answer[[2L]], func = c(fun = "predict"),
      args = list(object = quote(object$fit), newdata = quote(new_data), type = answer[[1L]])
    ))
  }
}
