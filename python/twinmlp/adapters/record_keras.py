"""Python only: the training of a network of Keras, recorded step by step."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arithmetic.kinds import Array
from ..base.checks import check_count, check_numbers
from ..base.errors import fail
from ..base.registry import entry_record
from ..data.scale import scale_inputs
from ..model.mlp import MLP
from ..nn.activations import ACTIVATIONS
from .extras import extra
from .keras import from_keras
from .keras_case import meant_loss, meant_optimizer, targets_of
from .keras_checks import check_network
from .modules import as_doubles, detached
from .recorder import Recorder


def keras(model: Any, X: Any, y: Any, steps: int = 3) -> Recorder:
    """Record some steps of the training of a compiled network of Keras 3, to be checked.

    A copy is trained on all samples at once, by `train_on_batch`, with an optimizer that begins
    anew. Keras multiplies in single precision. On PyTorch the gradients are recorded, too.

    model: A compiled Sequential, as from_keras takes it.
    X, y: All samples of a step, and their targets.
    steps: How many steps; default 3.
    Returns: a Recorder, with its case and its trace; its `report()` says what is wrong.
    Errors: E_CHOICE for a layer, a loss or an optimizer that has no counterpart here.
    """
    library, count = extra("keras"), int(check_count(steps, "steps"))
    check_network(library, model)
    meant, arguments = meant_loss(model.loss), meant_optimizer(model.optimizer)
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
    if meant.activation is not None:
        layers[-1]["activation"] = meant.activation
    targets, weight = targets_of(meant, check_numbers(detached(y), "y"), layers[-1]["W"].shape[1])
    arguments |= {"loss": meant.loss, "reduction": meant.reduction, "epochs": count}
    inputs = scale_inputs(check_numbers(detached(X), "X"), made.scale)
    model_meant = MLP.from_layers(layers, **arguments)
    case = model_meant.case(inputs, targets, "keras", list(range(count)), weight)
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
            if l < len(dense) or meant.activation is None:
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
