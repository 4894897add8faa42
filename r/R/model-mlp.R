# The user's interface: create a network, train it, predict with it, save it.

#' A multi-layer perceptron
#'
#' A multi-layer perceptron: a network of fully connected layers, trained by gradient descent.
#'
#' Z_l = A_\{l-1\} W_l + b_l, A_l = f_l(Z_l), A_0 = X, for l = 1..L; samples are rows. A list of
#' arguments or of layers goes from the inputs to the outputs; one of values of one kind may be a
#' vector. An argument of another type is refused with an error of class `twinmlp_type_error`, of
#' another shape with `twinmlp_shape_error`, out of range with `twinmlp_range_error`, an unknown
#' name with `twinmlp_choice_error`, an unknown option with `twinmlp_format_error`, a training that
#' grows beyond all numbers with `twinmlp_diverged_error`; all are `twinmlp_error`, with the code.
#'
#' @param x The inputs, n x n_0: a matrix or a data frame of numbers, or a formula, `y ~ a + b`.
#' @param y The targets. Labels are words (also a factor), truth values, or integers from 0 or 1
#'   on; for a softmax output any numbers in one column. N x n_L numbers, n numbers, or n labels;
#'   what the loss accepts; E_SHAPE where X has another number of samples.
#' @param hidden Units of each hidden layer, from the inputs to the outputs. A count, or a list of
#'   counts; 1 to 1000000 each; `list()`: no hidden layer; unit: units; default `3`; such as `5`
#'   or `c(10, 5)`.
#' @param activation Activation f_l of the hidden layers. Functions of your own have a name,
#'   `value` f(Z, ops) and `derivative` f'(Z, A, ops). A name, a name with parameters, or
#'   functions; one for all hidden layers, or a list of one for each; every activation but
#'   softmax; one of identity, sigmoid, tanh, relu, leaky_relu, elu, selu, softplus, softsign,
#'   silu, gelu, hard_sigmoid, softmax; default `"sigmoid"`; such as `"tanh"` or `list(name =
#'   "leaky_relu", alpha = 0.02)`. Source: SPEC.md, Activations.
#' @param output_activation Activation f_L of the output layer. `NULL`, a name, a name with
#'   parameters, or functions; an activation that fits the loss; `NULL`: that which the loss
#'   needs, else softmax for labels of 3 classes or more, else sigmoid; one of identity, sigmoid,
#'   tanh, relu, leaky_relu, elu, selu, softplus, softsign, silu, gelu, hard_sigmoid, softmax;
#'   default `NULL`; such as `"identity"`; E_CHOICE where the loss needs another, as
#'   binary_cross_entropy needs sigmoid and cross_entropy softmax.
#' @param bias Whether a layer has biases b_l. A flag, or a list of one for each layer; default
#'   `TRUE`.
#' @param loss The loss J that training makes small. `NULL`, a name, or a name with parameters;
#'   `NULL`: cross_entropy for labels of 3 classes or more with softmax, else half_squared_error;
#'   one of half_squared_error, squared_error, absolute_error, huber, binary_cross_entropy,
#'   cross_entropy; default `NULL`; such as `"squared_error"` or `list(name = "huber", delta =
#'   1.5)`. Source: SPEC.md, Losses.
#' @param reduction Whether J is the sum over the samples of a batch, or their mean. A name; one
#'   of sum, mean; default `"sum"`; such as `"mean"`.
#' @param optimizer Rule of the update. A name, or a name with options; one of sgd, momentum,
#'   nesterov, adagrad, rmsprop, adam, adamw, adadelta, rprop, lbfgs; default `"sgd"`; such as
#'   `"momentum"` or `list(name = "adam", beta1 = 0.8)`. Source: Kingma and Ba (2015), adam;
#'   Zeiler (2012), adadelta; Liu and Nocedal (1989), lbfgs; SPEC.md, Optimizers.
#' @param learning_rate Factor of the step, W <- W - learning_rate * dW for sgd; lbfgs and rprop
#'   find their own. A number; more than 0; unit: per unit of gradient; default `0.1`; such as
#'   `0.01`.
#' @param epochs How often training goes through all samples. A count; 0 to 1000000000; unit:
#'   epochs; default `1000`; such as `200`.
#' @param batch_size Samples of one step; the last batch of an epoch may be smaller. A count or
#'   `NULL`; 1 or more; `NULL`: all samples; unit: samples; default `NULL`; such as `32`.
#' @param order Order of the samples in each epoch. A name; one of sequential, shuffled; default
#'   `"sequential"`; such as `"shuffled"`.
#' @param initializer How starting weights are drawn; its option `bias` says the same of b_l, else
#'   zeros. A name, or a name with options; one of zeros, constant, uniform, normal,
#'   glorot_uniform, glorot_normal, he_uniform, he_normal, lecun_uniform, lecun_normal; default
#'   `"glorot_uniform"`; such as `"he_normal"` or `list(name = "normal", sd = 0.5)`. Source:
#'   Glorot and Bengio (2010); He et al. (2015); SPEC.md, Initializers.
#' @param seed Seed of the random stream; one seed gives the same network in both languages. A
#'   whole number; 0 to 2^32 - 1; for generator "r" -2147483647 to 2147483647; default `42`; such
#'   as `7`.
#' @param generator Whose random stream to draw from: NumPy's RandomState, or R's set.seed. A
#'   name; one of numpy, r; default `"numpy"`; such as `"r"`. Source: Matsumoto and Nishimura
#'   (1998), Mersenne Twister; SPEC.md, Random streams.
#' @param skip Draws of the stream that are passed over before the starting weights. A count; 0 to
#'   100000000; unit: draws; default `0`; such as `1`.
#' @param parameters Starting weights, in place of drawn ones. `NULL`, or for each layer W,
#'   n_\{l-1\} x n_l, and b, n_l values or `NULL`; default `NULL`; E_SHAPE where a layer is
#'   missing, or W or b has another shape.
#' @param arithmetic native is fast; reproducible gives the same bits in both languages and on
#'   every machine. A name; one of native, reproducible; default `"native"`; such as
#'   `"reproducible"`. Source: SPEC.md, The reproducible arithmetic.
#' @param dropout Share of activations that a step drops. A number, or a list of one for each
#'   hidden layer; 0 to less than 1; default `0`; such as `0.5`. Source: Srivastava et al. (2014).
#' @param validation_fraction Share of the samples that are drawn for validation, and not trained
#'   on. A number or `NULL`; between 0 and 1; unit: share of the samples; default `NULL`; such as
#'   `0.25`.
#' @param patience Stop after so many epochs in which the validation loss (without validation, the
#'   loss) did not fall by more than min_delta. A count or `NULL`; 1 or more; `NULL`: never; unit:
#'   epochs; default `NULL`; such as `10`. Source: Prechelt (1998), early stopping.
#' @param min_delta What patience takes as an improvement. A number; 0 or more; unit: that of J;
#'   default `0`.
#' @param restore_best Whether patience ends with the best network, not the last. A flag; default
#'   `TRUE`.
#' @param threshold Stop before a step whose gradients are all this small. A number or `NULL`; 0
#'   or more; `NULL`: never; unit: that of a gradient; default `NULL`; such as `0.01`. Source: R's
#'   neuralnet.
#' @param metrics Metrics that the history has for every epoch. A name, or a list of names; one of
#'   accuracy, log_loss, r_squared, mean_absolute_error, mean_squared_error; default `list()`;
#'   such as `"accuracy"` or `c("r_squared", "mean_absolute_error")`.
#' @param keep_weights Whether the history holds the network of every epoch. A flag; default
#'   `FALSE`.
#' @param on_step Called with every step; true ends the training. A function or `NULL`; default
#'   `NULL`.
#' @param on_epoch Called with each row of the history; true ends it. A function or `NULL`;
#'   default `NULL`.
#' @param checkpoint File that the state of the run is written to, for resume. A path or `NULL`;
#'   default `NULL`; E_TYPE where an argument is a function, which no file can hold.
#' @param checkpoint_every Epochs between two checkpoints. A count; 1 or more; unit: epochs;
#'   default `1`.
#' @param verbose Whether to show progress on a terminal. A flag; default `FALSE`.
#' @param class_weight Factor of the loss of each sample by its class; balanced: n / (classes *
#'   samples of the class). `NULL`, "balanced", a list of a number for each class, or numbers by
#'   class; 0 or more each; default `NULL`; such as `"balanced"` or `c(1, 2)`.
#' @param schedule The learning rate over time. `NULL`, a name, or a name with options; one of
#'   constant, step, exponential, inverse_scaling, cosine; default `NULL`; such as `"cosine"` or
#'   `list(name = "step", drop = 0.5, every = 10)`. Source: Loshchilov and Hutter (2017), cosine;
#'   SPEC.md, Schedules.
#' @param clipping Limit of each gradient by itself, or of the norm of all together. `NULL`, or
#'   one of value and norm with its limit; more than 0; default `NULL`; such as `list(norm = 1)`.
#'   Source: Pascanu et al. (2013).
#' @param penalty Adds l1 * sum of |w| + l2 / 2 * sum of w^2 to J, over all weights, and with
#'   biases over those too. `NULL`, or l1 and l2 with their factors, and biases true or false; 0
#'   or more each factor; default `NULL`; such as `list(l2 = 0.01)` or `list(l2 = 0.01, biases =
#'   TRUE)`.
#' @param masks Parameters that are 0 here are frozen: they keep their starting values. `NULL`, or
#'   for each layer W and b of 0 and 1, in the shapes of the parameters; default `NULL`; E_SHAPE
#'   where a mask has another shape than its parameter.
#' @param full_loss Whether the loss of an epoch is J over all samples before it, an extra pass
#'   where batches are smaller; else it is made from the losses of its batches. A flag; default
#'   `FALSE`.
#' @param scale How inputs, and targets that are numbers, are scaled for training: standard to
#'   mean 0 and standard deviation 1, min_max from 0 to 1. Predictions are scaled back. A name;
#'   one of none, standard, min_max; default `"none"`; such as `"standard"`. Source: SPEC.md,
#'   Scales.
#' @param restarts How many trainings to try, from the seeds seed, seed + 1, ...: that with the
#'   smallest loss at its end, of validation where there is some, is kept. A count; 1 to 1000000;
#'   unit: trainings; default `1`; such as `10`; E_CHOICE with a checkpoint, which is of one
#'   training.
#' @param jobs How many restarts run at a time, each in a process. A count; 1 to 1024; default
#'   `1`.
#' @param stratify Whether validation_fraction is drawn of each class, so that all have the same
#'   share of it. A flag; default `FALSE`; E_CHOICE without a validation_fraction, E_TYPE where
#'   the targets are not classes. Source: SPEC.md, The training loop and stopping.
#' @param categorical Columns of X that are text: each becomes one input of 0 and 1 for each of
#'   its levels. A name, or a list of names; default `list()`; such as `"size"` or `c("size",
#'   "colour")`; E_CHOICE where X has no such column. Source: SPEC.md, Labels, levels and class
#'   weights.
#' @param engine Who computes: the compiled core or the plain twin. A name; one of auto, compiled,
#'   plain; default `"auto"`. Source: SPEC.md, Engines.
#' @param threads Threads of the compiled core in a large step. A count or `NULL`; 1 to 1024;
#'   `NULL`: what TWINMLP_THREADS says, else 1; default `NULL`. Source: SPEC.md, Engines.
#' @param validation Samples that are not trained on, but monitored: they have a validation loss
#'   in the history, which patience goes by. `NULL`, or a pair of X and y; default `NULL`.
#' @param sample_weight Factor of the loss of each sample. `NULL`, or n numbers; 0 or more each;
#'   default `NULL`.
#' @param classes All classes, in the order of the outputs, where some may be missing in y.
#'   `NULL`, or a list of labels; two or more; default `NULL`; E_CHOICE where they are not those
#'   of a model that has some.
#' @param data The data frame of the formula; without it variables are where the formula is from.
#' @param ... Passed on; an argument that `mlp` does not know is refused.
#' @return An object of class `twinmlp`: a list with `network` (the layers, each with W, b and
#'   activation), `losses` and `final_loss` (the loss of each epoch, and that at the end),
#'   `history` (what was monitored), `stopped` (why training ended early, or `NULL`), `classes`
#'   (what the outputs stand for, if the targets were labels), `scale` (how inputs and targets were
#'   scaled), `seed` (of the training that was kept), `call`; of a formula also `terms`, `xlevels`,
#'   `contrasts`, `na.action` and `model`, the model frame, as [stats::lm()] has them. `predict`,
#'   `print`, `summary`, `coef`, `fitted`, `residuals`, `plot`, `nobs`, `update`, `case.names` and,
#'   of a formula, `formula`, `terms`, `model.frame` and `model.matrix` work.
#' @examples
#' x <- rbind(c(0, 0), c(0, 1), c(1, 0), c(1, 1))
#' y <- c(0, 1, 1, 0)
#' model <- mlp(x, y, hidden = 3, optimizer = "adam", epochs = 500, arithmetic = "reproducible")
#' stopifnot(identical(predict(model, x, type = "class"), c(0, 1, 1, 0)))
#'
#' # Labels, and a formula.
#' flowers <- mlp(Species ~ ., iris, reduction = "mean")
#' predict(flowers, iris[c(1, 51, 101), ], type = "class")
#' @export
mlp <- function(x, ...) {
  # The formula may be named, and may come after the data.
  place <- match("formula", ...names())
  if (missing(x) && !is.na(place)) UseMethod("mlp", ...elt(place))
  UseMethod("mlp")
}

#' @rdname mlp
#' @export
mlp.default <- function(
  x, y, hidden = 3, activation = "sigmoid", output_activation = NULL, bias = TRUE, loss = NULL,
  reduction = "sum", optimizer = "sgd", learning_rate = 0.1, epochs = 1000, batch_size = NULL,
  order = "sequential", initializer = "glorot_uniform", seed = 42, generator = "numpy", skip = 0,
  parameters = NULL, arithmetic = "native", dropout = 0, validation_fraction = NULL,
  patience = NULL, min_delta = 0, restore_best = TRUE, threshold = NULL, metrics = character(0),
  keep_weights = FALSE, on_step = NULL, on_epoch = NULL, checkpoint = NULL, checkpoint_every = 1,
  verbose = FALSE, class_weight = NULL, schedule = NULL, clipping = NULL, penalty = NULL,
  masks = NULL, full_loss = FALSE, scale = "none", restarts = 1, jobs = 1, stratify = FALSE,
  categorical = character(0), engine = "auto", threads = NULL, validation = NULL,
  sample_weight = NULL, classes = NULL, ...
) {
  refuse_more(...)
  arguments <- as.list(environment())
  model <- new_mlp(arguments[argument_names("name")])
  model <- mlp_run(model, x, y, epochs, validation, sample_weight, classes)
  model$call <- match.call()
  model$call[[1L]] <- generic_name(sys.call(-1L))
  model
}
