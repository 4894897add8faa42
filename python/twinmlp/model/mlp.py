"""The user's interface: create a network, train it, predict with it, save it."""

from __future__ import annotations

from typing import Any, Sequence

from .fit import TrainingMethods
from .network_file import FileMethods
from .plot import ViewMethods
from .predict import PredictionMethods


class MLP(TrainingMethods, ViewMethods, PredictionMethods, FileMethods):
    """A multi-layer perceptron: a network of fully connected layers, trained by gradient descent.

    Z_l = A_{l-1} W_l + b_l, A_l = f_l(Z_l), A_0 = X, for l = 1..L; samples are rows. A list of
    arguments or of layers goes from the inputs to the outputs. An argument of another type is
    refused with TypeOfInputError, of another shape with ShapeError, out of range with RangeError,
    an unknown name with ChoiceError, an unknown option with FormatError; all of them are
    TwinMLPError, which has the code.

    >>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    >>> model = MLP(hidden=3, optimizer="adam", epochs=500, arithmetic="reproducible").fit(X, y)
    >>> model.predict(X, type="class").tolist()
    [0, 1, 1, 0]

    Parameters
    ----------
    hidden: Units of each hidden layer, from the inputs to the outputs. A count, or a list of
        counts; 1 to 1000000 each; []: no hidden layer; unit: units; default 3; such as 5 or [10,
        5].
    activation: Activation f_l of the hidden layers. Functions of your own have a name, value f(Z,
        ops) and derivative f'(Z, A, ops). A name, a name with parameters, or functions; one for
        all hidden layers, or a list of one for each; every activation but softmax; one of
        identity, sigmoid, tanh, relu, leaky_relu, elu, selu, softplus, softsign, silu, gelu,
        hard_sigmoid, softmax; default "sigmoid"; such as "tanh" or {"name": "leaky_relu",
        "alpha": 0.02}. Source: SPEC.md, Activations.
    output_activation: Activation f_L of the output layer. None, a name, a name with parameters,
        or functions; an activation that fits the loss; None: that which the loss needs, else
        softmax for labels of 3 classes or more, else sigmoid; one of identity, sigmoid, tanh,
        relu, leaky_relu, elu, selu, softplus, softsign, silu, gelu, hard_sigmoid, softmax;
        default None; such as "identity"; E_CHOICE where the loss needs another, as
        binary_cross_entropy needs sigmoid and cross_entropy softmax.
    bias: Whether a layer has biases b_l. A flag, or a list of one for each layer; default True.
    loss: The loss J that training makes small. None, a name, or a name with parameters; None:
        cross_entropy for labels of 3 classes or more with softmax, else half_squared_error; one
        of half_squared_error, squared_error, absolute_error, huber, binary_cross_entropy,
        cross_entropy; default None; such as "squared_error" or {"name": "huber", "delta": 1.5}.
        Source: SPEC.md, Losses.
    reduction: Whether J is the sum over the samples of a batch, or their mean. A name; one of
        sum, mean; default "sum"; such as "mean".
    optimizer: Rule of the update. A name, or a name with options; one of sgd, momentum, nesterov,
        adagrad, rmsprop, adam, adamw, adadelta, rprop, lbfgs; default "sgd"; such as "momentum"
        or {"name": "adam", "beta1": 0.8}. Source: Kingma and Ba (2015), adam; Zeiler (2012),
        adadelta; Liu and Nocedal (1989), lbfgs; SPEC.md, Optimizers.
    learning_rate: Factor of the step, W <- W - learning_rate * dW for sgd; lbfgs and rprop find
        their own. A number; more than 0; unit: per unit of gradient; default 0.1; such as 0.01.
    epochs: How often training goes through all samples. A count; 0 to 1000000000; unit: epochs;
        default 1000; such as 200.
    batch_size: Samples of one step; the last batch of an epoch may be smaller. A count or None; 1
        or more; None: all samples; unit: samples; default None; such as 32.
    order: Order of the samples in each epoch. A name; one of sequential, shuffled; default
        "sequential"; such as "shuffled".
    initializer: How starting weights are drawn; its option bias says the same of b_l, else zeros.
        A name, or a name with options; one of zeros, constant, uniform, normal, glorot_uniform,
        glorot_normal, he_uniform, he_normal, lecun_uniform, lecun_normal; default
        "glorot_uniform"; such as "he_normal" or {"name": "normal", "sd": 0.5}. Source: Glorot and
        Bengio (2010); He et al. (2015); SPEC.md, Initializers.
    seed: Seed of the random stream; one seed gives the same network in both languages. A whole
        number; 0 to 2^32 - 1; for generator "r" -2147483647 to 2147483647; default 42; such as 7.
    generator: Whose random stream to draw from: NumPy's RandomState, or R's set.seed. A name; one
        of numpy, r; default "numpy"; such as "r". Source: Matsumoto and Nishimura (1998),
        Mersenne Twister; SPEC.md, Random streams.
    skip: Draws of the stream that are passed over before the starting weights. A count; 0 to
        100000000; unit: draws; default 0; such as 1.
    parameters: Starting weights, in place of drawn ones. None, or for each layer W, n_{l-1} x
        n_l, and b, n_l values or None; default None; E_SHAPE where a layer is missing, or W or b
        has another shape.
    arithmetic: native is fast; reproducible gives the same bits in both languages and on every
        machine. A name; one of native, reproducible; default "native"; such as "reproducible".
        Source: SPEC.md, The reproducible arithmetic.
    dropout: Share of activations that a step drops. A number, or a list of one for each hidden
        layer; 0 to less than 1; default 0; such as 0.5. Source: Srivastava et al. (2014).
    validation_fraction: Share of the samples that are drawn for validation, and not trained on. A
        number or None; between 0 and 1; unit: share of the samples; default None; such as 0.25.
    patience: Stop after so many epochs in which the validation loss (without validation, the
        loss) did not fall by more than min_delta. A count or None; 1 or more; None: never; unit:
        epochs; default None; such as 10. Source: Prechelt (1998), early stopping.
    min_delta: What patience takes as an improvement. A number; 0 or more; unit: that of J;
        default 0.
    restore_best: Whether patience ends with the best network, not the last. A flag; default True.
    threshold: Stop before a step whose gradients are all this small. A number or None; 0 or more;
        None: never; unit: that of a gradient; default None; such as 0.01. Source: R's neuralnet.
    metrics: Metrics that the history has for every epoch. A name, or a list of names; one of
        accuracy, log_loss, r_squared, mean_absolute_error, mean_squared_error; default []; such
        as "accuracy" or ["r_squared", "mean_absolute_error"].
    keep_weights: Whether the history holds the network of every epoch. A flag; default False.
    on_step: Called with every step; true ends the training. A function or None; default None.
    on_epoch: Called with each row of the history; true ends it. A function or None; default None.
    checkpoint: File that the state of the run is written to, for resume. A path or None; default
        None; E_TYPE where an argument is a function, which no file can hold.
    checkpoint_every: Epochs between two checkpoints. A count; 1 or more; unit: epochs; default 1.
    verbose: Whether to show progress on a terminal. A flag; default False.
    class_weight: Factor of the loss of each sample by its class; balanced: n / (classes * samples
        of the class). None, "balanced", a list of a number for each class, or numbers by class; 0
        or more each; default None; such as "balanced" or [1, 2].
    schedule: The learning rate over time. None, a name, or a name with options; one of constant,
        step, exponential, inverse_scaling, cosine; default None; such as "cosine" or {"name":
        "step", "drop": 0.5, "every": 10}. Source: Loshchilov and Hutter (2017), cosine; SPEC.md,
        Schedules.
    clipping: Limit of each gradient by itself, or of the norm of all together. None, or one of
        value and norm with its limit; more than 0; default None; such as {"norm": 1}. Source:
        Pascanu et al. (2013).
    penalty: Adds l1 * sum of |w| + l2 / 2 * sum of w^2 to J, over all weights, and with biases
        over those too. None, or l1 and l2 with their factors, and biases true or false; 0 or more
        each factor; default None; such as {"l2": 0.01} or {"l2": 0.01, "biases": True}.
    masks: Parameters that are 0 here are frozen: they keep their starting values. None, or for
        each layer W and b of 0 and 1, in the shapes of the parameters; default None; E_SHAPE
        where a mask has another shape than its parameter.
    full_loss: Whether the loss of an epoch is J over all samples before it, an extra pass where
        batches are smaller; else it is made from the losses of its batches. A flag; default
        False.
    scale: How inputs, and targets that are numbers, are scaled for training: standard to mean 0
        and standard deviation 1, min_max from 0 to 1. Predictions are scaled back. A name; one of
        none, standard, min_max; default "none"; such as "standard". Source: SPEC.md, Scales.
    restarts: How many trainings to try, from the seeds seed, seed + 1, ...: that with the
        smallest loss at its end, of validation where there is some, is kept. A count; 1 to
        1000000; unit: trainings; default 1; such as 10; E_CHOICE with a checkpoint, which is of
        one training.
    jobs: How many restarts run at a time, each in a process. A count; 1 to 1024; default 1.
    stratify: Whether validation_fraction is drawn of each class, so that all have the same share
        of it. A flag; default False; E_CHOICE without a validation_fraction, E_TYPE where the
        targets are not classes. Source: SPEC.md, The training loop and stopping.
    categorical: Columns of X that are text: each becomes one input of 0 and 1 for each of its
        levels. A name, or a list of names; default []; such as "size" or ["size", "colour"];
        E_CHOICE where X has no such column. Source: SPEC.md, Labels, levels and class weights.
    engine: Who computes: the compiled core or the plain twin. A name; one of auto, compiled,
        plain; default "auto". Source: SPEC.md, Engines.
    threads: Threads of the compiled core in a large step. A count or None; 1 to 1024; None: what
        TWINMLP_THREADS says, else 1; default None. Source: SPEC.md, Engines.

    Attributes
    ----------
    network: The layers, each with W, b and activation; None before training.
    losses, final_loss: The loss of each epoch, and that at the end.
    history: What was monitored: columns by name, one value for each epoch.
    stopped: Why training ended early, such as "patience"; None where it did not.
    classes: What the outputs stand for, if the targets were labels.
    scale: How inputs and targets were scaled; None where they were not.
    seed: The seed of the training; with restarts, of the one that was kept.
    inputs, outputs: The names of the columns of X and y, if they had names.
    """

    def __init__(
        self,
        hidden: int | Sequence[int] = 3,
        activation: Any = "sigmoid",
        output_activation: Any = None,
        bias: bool | Sequence[bool] = True,
        loss: Any = None,
        reduction: str = "sum",
        optimizer: Any = "sgd",
        learning_rate: float = 0.1,
        epochs: int = 1000,
        batch_size: int | None = None,
        order: str = "sequential",
        initializer: Any = "glorot_uniform",
        seed: int = 42,
        generator: str = "numpy",
        skip: int = 0,
        parameters: Any = None,
        arithmetic: str = "native",
        dropout: float | Sequence[float] = 0,
        validation_fraction: float | None = None,
        patience: int | None = None,
        min_delta: float = 0,
        restore_best: bool = True,
        threshold: float | None = None,
        metrics: str | Sequence[str] = (),
        keep_weights: bool = False,
        on_step: Any = None,
        on_epoch: Any = None,
        checkpoint: str | None = None,
        checkpoint_every: int = 1,
        verbose: bool = False,
        class_weight: Any = None,
        schedule: Any = None,
        clipping: Any = None,
        penalty: Any = None,
        masks: Any = None,
        full_loss: bool = False,
        scale: str = "none",
        restarts: int = 1,
        jobs: int = 1,
        stratify: bool = False,
        categorical: str | Sequence[str] = (),
        engine: str = "auto",
        threads: int | None = None,
    ) -> None:
        self._configure({name: value for name, value in locals().items() if name != "self"})
