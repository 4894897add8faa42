# Choose who computes: the plain twin or the compiled core, and on how many threads.
#
# No result of the reproducible arithmetic depends on it. This file chooses; nothing above knows,
# but the loop over whole epochs.

ENGINES <- c("auto", "compiled", "plain")
MOST_THREADS <- 1024

#' Choose an engine: compiled where there is a core, else plain. The environment variable
#' TWINMLP_ENGINE says what "auto" means.
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

#' Choose the number of threads; NULL: that of TWINMLP_THREADS in the environment, else 1.
#' @noRd
choose_threads <- function(threads) {
  if (!is.null(threads)) return(check_count(threads, "threads", 1, MOST_THREADS))
  asked <- Sys.getenv("TWINMLP_THREADS", "1")
  if (grepl("^[0-9]{1,9}$", asked)) asked <- as.numeric(asked)
  check_count(asked, "TWINMLP_THREADS", 1, MOST_THREADS)
}

#' Return the arithmetic as an engine computes it, on a number of threads.
#' @noRd
with_engine <- function(ops, engine, threads = NULL) {
  threads <- choose_threads(threads)
  if (choose_engine(engine) != "plain") ops <- compiled_arithmetic(ops)
  ops$threads <- threads
  ops
}

#' Return the arithmetic with the compiled core; the reproducible one with its sums and functions.
#' @noRd
compiled_arithmetic <- function(ops) {
  ops["core"] <- list(the_core()$library)
  if (ops$name == "native") return(ops)
  changed <- compiled_operations(ops$core)
  ops[names(changed)] <- changed
  ops
}

#' Return the native arithmetic of the compiled core: reproducible functions, and products summed in
#' an order of its own, the same for any chunks.
#' @noRd
native_arithmetic <- function(ops) {
  ops <- compiled_arithmetic(ops)
  changed <- c(list(name = "native", block = TERMS_OF_BLOCK), compiled_products(ops$core, TRUE))
  ops[names(changed)] <- changed
  ops
}

#' Describe the engine that "auto" chooses here, in one line.
#' @noRd
describe_engine <- function() {
  core <- the_core()
  if (is.null(core$library)) return(sprintf("engine: plain (no compiled core: %s)", core$about))
  if (choose_engine("auto") == "plain") return("engine: plain (TWINMLP_ENGINE says so)")
  sprintf("engine: compiled (%s)", core$about)
}
