# The state of a run in the compiled core: flat lists of numbers, and what they are of.
#
# It is list(parameters, arrays, numbers, key, position): parameters, the arrays and the numbers of
# all optimizers, the words and the position of the training stream.

#' How many numbers W and b of all layers are.
#' @noRd
count_numbers <- function(network) {
  sum(lengths(lapply(network, `[[`, "W")), lengths(lapply(network, `[[`, "b")))
}

#' The layers whose parameters these are, in the shapes of others.
#' @noRd
shaped_layers <- function(parameters, like) {
  .Call(C_core_layers, parameters, like, 1)
}

#' The numbers of all parts, one behind the other, matrices as they are stored.
#' @noRd
flat <- function(parts) {
  as.double(unlist(parts, use.names = FALSE))
}

#' 1 where a parameter is trained, 0 where it is frozen; NULL where all are trained.
#' @noRd
flat_masks <- function(network, config) {
  if (is.null(config$frozen)) return(NULL)
  flat(Map(function(layer, mask) {
    trained <- function(values, given) if (is.null(given)) rep(1, length(values)) else given
    list(trained(layer$W, mask$W), if (!is.null(layer$b)) trained(layer$b, mask$b))
  }, unname(network), config$frozen))
}

#' Whether a part of a state is an array of the parameter's size, and not one of its numbers.
#' @noRd
array_parts <- function(state) {
  !grepl("_power$", names(state))
}

#' How many arrays the optimizer has for every parameter.
#' @noRd
count_arrays <- function(state) {
  sum(array_parts(state$states[[1L]]$W))
}

#' The state as the core takes it: of all arrays first those that come first in their state; two
#' numbers for every W and b.
#' @noRd
flat_state <- function(state) {
  one <- function(k) {
    flat(Map(function(layer, states) {
      lapply(c("W", "b"), function(name) {
        if (!is.null(layer[[name]])) states[[name]][array_parts(states[[name]])][[k]]
      })
    }, unname(state$network), state$states))
  }
  numbers <- lapply(state$states, function(states) {
    lapply(c("W", "b"), function(name) {
      c(flat(states[[name]][!array_parts(states[[name]])]), 0, 0)[1:2]
    })
  })
  stream <- state$stream
  list(
    parameters = flat(lapply(state$network, `[`, c("W", "b"))),
    arrays = flat(lapply(seq_len(count_arrays(state)), one)),
    numbers = flat(numbers),
    key = if (is.null(stream)) rep(0, 624) else as.double(stream$key),
    position = if (is.null(stream)) 1 else as.double(stream$position)
  )
}

#' What the core has made of network, states and stream.
#' @noRd
read_state <- function(library, place, state) {
  sizes <- as.double(c(count_numbers(state$network), count_arrays(state), length(state$network)))
  found <- .Call(C_core_run_state, place, sizes[1L], sizes[2L], sizes[3L])
  names(found) <- c("parameters", "arrays", "numbers", "key", "position")
  found
}

#' The state of training with network, states and stream from the core.
#' @noRd
whole_state <- function(found, state) {
  size <- length(found$parameters)
  arrays <- lapply(seq_len(count_arrays(state)), function(k) {
    shaped_layers(found$arrays[(k - 1) * size + seq_len(size)], state$network)
  })
  for (l in seq_along(state$network)) {
    for (name in c("W", "b")) {
      before <- state$states[[l]][[name]]
      columns <- lapply(arrays, function(layers) layers[[l]][[name]])
      numbers <- found$numbers[4 * (l - 1) + 2 * (name == "b") + 1:2]
      state$states[[l]][[name]] <- next_parts(before, columns, numbers)
    }
  }
  if (!is.null(state$stream)) {
    state$stream$key <- found$key
    state$stream$position <- found$position
  }
  state$network <- shaped_layers(found$parameters, state$network)
  state$losses <- c(state$losses, unlist(state$later))
  state$later <- NULL
  state
}

#' The parts of an optimizer's state, each an array or a number as it was before.
#' @noRd
next_parts <- function(before, arrays, numbers) {
  of_arrays <- array_parts(before)
  before[of_arrays] <- arrays[seq_len(sum(of_arrays))]
  before[!of_arrays] <- as.list(numbers[seq_len(sum(!of_arrays))])
  before
}
