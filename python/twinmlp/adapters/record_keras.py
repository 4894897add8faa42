"""Python only: the training of a network of Keras, recorded step by step."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_count, check_numbers
from ..base.errors import describe, fail
from ..base.registry import entry_record
from ..data.scale import scale_inputs
from ..model.mlp import MLP
from ..nn.activations import ACTIVATIONS
from .extras import extra
from .keras import from_keras
from .keras_checks import OF_LOSSES, OF_OPTIMIZERS, check_network, check_without
from .modules import as_doubles, detached
from .recorder import Recorder
from .torch_case import one_hot_rows
from .torch_checks import check_labels

Record = dict[str, Any]

# The losses of Keras, by the names of their functions and classes, and what each is here.
LOSSES_OF_KERAS = {
    "mean_squared_error": "squared_error",
    "mean_absolute_error": "absolute_error",
    "binary_crossentropy": "binary_cross_entropy",
    "categorical_crossentropy": "cross_entropy",
    "sparse_categorical_crossentropy": "cross_entropy",
}
SHORT = {"mse": "mean_squared_error", "mae": "mean_absolute_error"}

# The optimizers of Keras: name and options here, of the configuration there.
OPTIMIZERS_OF_KERAS: dict[str, Callable[[Record], Any]] = {
    "SGD": lambda o: (
        {"name": "nesterov" if o["nesterov"] else "momentum", "momentum": o["momentum"]}
        if o["momentum"]
        else "sgd"
    ),
    "Adam": lambda o: {
        "name": "adam",
        "beta1": o["beta_1"],
        "beta2": o["beta_2"],
        "epsilon": o["epsilon"],
        "epsilon_mode": "hat",
    },
}


def meant_compiled(model: Any) -> tuple[str, Record]:
    """The loss and the optimizer that a model is compiled with, as a case has them."""
    loss, optimizer = model.loss, model.optimizer
    name = loss if isinstance(loss, str) else getattr(loss, "name", getattr(loss, "__name__", ""))
    name = SHORT.get(name, name)
    if name not in LOSSES_OF_KERAS:
        fail("E_CHOICE", "model", "compiled with one of " + ", ".join(LOSSES_OF_KERAS), str(name))
    settings = {} if not hasattr(loss, "get_config") else loss.get_config()
    settings["ignore_class"] = settings.get("ignore_class") is not None  # it may be 0
    check_without(settings, OF_LOSSES, "compiled with a loss")
    if settings.get("reduction", "sum_over_batch_size") != "sum_over_batch_size":
        requirement = "compiled with a loss that is a mean"
        fail("E_CHOICE", "model", requirement, describe(settings["reduction"]))
    kind = type(optimizer).__name__
    if kind not in OPTIMIZERS_OF_KERAS:
        fail("E_CHOICE", "model", "compiled with one of " + ", ".join(OPTIMIZERS_OF_KERAS), kind)
    options = optimizer.get_config()
    check_without(options, OF_OPTIMIZERS, "compiled with an optimizer")
    if isinstance(options["learning_rate"], dict):
        fail("E_CHOICE", "model", "compiled with one learning rate", "a schedule")
    rate = float(as_doubles(optimizer.learning_rate))
    return LOSSES_OF_KERAS[name], {
        "optimizer": OPTIMIZERS_OF_KERAS[kind](options),
        "learning_rate": rate,
    }


def keras(model: Any, X: Any, y: Any, steps: int = 3) -> Recorder:
    """Record some steps of the training of a compiled network of Keras 3, to be checked.

    A copy is trained on all samples at once, by `train_on_batch`, with an optimizer that begins
    anew. Keras multiplies in single precision. On PyTorch the gradients are recorded, too.

    model: A compiled Sequential, as from_keras takes it.
    X, y: All samples of a step, and their targets.
    steps: How many steps; default 3.
    Gives: a Recorder, with its case and its trace; its `report()` says what is wrong.
    Errors: E_CHOICE for a layer, a loss or an optimizer that has no counterpart here.
    """
    library, count = extra("keras"), int(check_count(steps, "steps"))
    check_network(library, model)
    loss, arguments = meant_compiled(model)
    made = from_keras(model)
    if made.config.dropout is not None:
        fail("E_CHOICE", "model", "without dropout while it is recorded", "dropout")
    layers = [
        {"W": W, "b": b, "activation": entry_record(f, "model", ACTIVATIONS)}
        for W, b, f in made.trained()
    ]
    optimizer = type(model.optimizer).from_config(model.optimizer.get_config())
    copy = type(model).from_config(model.get_config())
    copy.set_weights(model.get_weights())
    copy.compile(optimizer=optimizer, loss=model.loss)
    outputs = layers[-1]["W"].shape[1]
    targets = check_numbers(detached(y), "y")
    if loss == "cross_entropy":
        if targets.size == len(targets):
            targets = targets.ravel()
            check_labels(targets, outputs, None)
        targets = one_hot_rows(targets, outputs)
    targets = targets.reshape(len(targets), -1)
    weight = (
        None if loss == "cross_entropy" or outputs == 1 else np.full(len(targets), 1.0 / outputs)
    )
    meant = MLP.from_layers(layers, loss=loss, reduction="mean", epochs=count, **arguments)
    inputs = scale_inputs(check_numbers(detached(X), "X"), made.scale)
    case = meant.case(inputs, targets, "keras", list(range(count)), weight)
    r = Recorder(case, name="Keras")
    watched = library.Model(copy.inputs[0], last_outputs(copy))
    dense = [layer for layer in copy.layers if type(layer).__name__ == "Dense"]
    gradients: dict[int, Array] = {}
    watch_gradients(dense, gradients)
    for step in range(count):
        found = watched.predict_on_batch(np.asarray(X))
        found = found if isinstance(found, list) else [found]
        copy.reset_metrics()
        value = copy.train_on_batch(np.asarray(X), np.asarray(y), return_dict=True)["loss"]
        r.step(step)
        r.loss(float(as_doubles(value)))
        for l, (layer, A) in enumerate(zip(dense, found), start=1):
            W, *b = layer.get_weights()
            r.A(l, A)
            r.dW(l, gradients.get(id(layer.kernel)))
            r.W(l, W)
            if b:
                r.db(l, gradients.get(id(layer.bias)))
                r.b(l, b[0])
    return r


def last_outputs(model: Any) -> list[Any]:
    """The output of each Dense layer with the activation after it."""
    found: list[Any] = []
    for layer in model.layers:
        if type(layer).__name__ == "Dense":
            found.append(layer.output)
        elif found:
            found[-1] = layer.output
    return found


def watch_gradients(dense: list[Any], gradients: dict[int, Array]) -> None:
    """Keep the gradient of each weight as it comes, where Keras runs on PyTorch."""
    for layer in dense:
        for variable in (layer.kernel, layer.bias):
            tensor: Any = getattr(variable, "value", None)
            if hasattr(tensor, "register_post_accumulate_grad_hook"):
                key = id(variable)
                tensor.register_post_accumulate_grad_hook(
                    lambda p, key=key: gradients.update({key: as_doubles(p.grad)})
                )
