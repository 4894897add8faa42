# Who computes: the plain twin or the compiled core.
#
# No result of the reproducible arithmetic depends on it. This file chooses; nothing above knows,
# but the loop over whole epochs.

ENGINES <- c("auto", "compiled", "plain")

#' Choose an engine: compiled where there is a core, else plain. TWINMLP_ENGINE in the environment
#' is what "auto" means.
#' @noRd
choose_engine <- function(engine) {
  check_choice(engine, "engine", ENGINES)
  if (engine == "auto") {
    asked <- check_choice(Sys.getenv("TWINMLP_ENGINE", "auto"), "TWINMLP_ENGINE", ENGINES)
    if (asked != "auto") engine <- asked
  }
  if (engine == "plain") return("plain")
  core <- the_core()
  if (!is.null(core$library)) return("compiled")
  if (engine == "compiled") {
    fail("E_PLATFORM", "engine", paste("plain, as there is no compiled core:", core$about),
         "\"compiled\"")
  }
  "plain"
}

#' The arithmetic as an engine computes it.
#' @noRd
with_engine <- function(ops, engine) {
  if (choose_engine(engine) == "plain") ops else compiled_arithmetic(ops)
}

#' The arithmetic as the compiled core computes it; its sums and functions, where every order would
#' not do.
#' @noRd
compiled_arithmetic <- function(ops) {
  ops["core"] <- list(the_core()$library)
  if (ops$name == "native") return(ops)
  changed <- compiled_operations(ops$core)
  ops[names(changed)] <- changed
  ops
}

#' One line about the engine that "auto" is here.
#' @noRd
describe_engine <- function() {
  core <- the_core()
  if (is.null(core$library)) return(sprintf("engine: plain (no compiled core: %s)", core$about))
  if (choose_engine("auto") == "plain") return("engine: plain (TWINMLP_ENGINE says so)")
  sprintf("engine: compiled (%s)", core$about)
}
