"""The state of a run in a checkpoint, held against the network that it claims to be of."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from ..base.checks import check_matrix, check_vector, is_number
from ..base.errors import describe, fail
from ..nn.layers import Layer
from ..optim.update import start_states
from ..rng.serialize import restore_stream
from ..trace.case import case_layer
from ..train.config import TrainConfig, TrainingState
from ..train.monitor import Best, Monitored

Record = dict[str, Any]


def checkpoint_state(
    document: Record, network: Sequence[Layer], config: TrainConfig
) -> TrainingState:
    """The state of training in a checkpoint; `network` has its shapes and activations."""
    check_progress(document)
    layers = checkpoint_layers(document["parameters"], network, "parameters")
    states = start_states(layers, config)
    if len(document["states"]) != len(states):
        fail("E_SHAPE", "states", f"a list of {len(states)}", describe(document["states"]))
    return TrainingState(
        layers,
        [
            {
                name: like(start[name], state[name], getattr(layer, name), f"states[{l}].{name}")
                for name in start
            }
            for l, (layer, start, state) in enumerate(zip(layers, states, document["states"]))
        ],
        None if document["stream"] is None else restore_stream(document["stream"]),
        int(document["epoch"]),
        int(document["step"]),
        [float(loss) for loss in document["losses"]],
        checkpoint_monitored(document["watch"], network),
    )


def check_progress(document: Record) -> None:
    """Accept how far a run has come, if all of it fits together."""
    epoch, step, watch = document["epoch"], document["step"], document["watch"]
    if len(document["losses"]) != epoch:
        fail("E_SHAPE", "losses", f"a list of {epoch:.0f}", describe(document["losses"]))
    largest = epoch * document["rows"]
    if not epoch <= step <= largest:
        fail("E_RANGE", "step", f"from {epoch:.0f} to {largest:.0f}", describe(step))
    if watch is None:
        return
    rows = len(next(iter(watch["columns"].values()), []))
    if rows > epoch + 1:
        fail("E_SHAPE", "watch.columns", f"lists of {epoch + 1:.0f} or less", f"{rows}")
    for name, column in watch["columns"].items():
        check_vector(column, "watch.columns." + name, rows)
    if watch["weights"] and len(watch["weights"]) != rows:
        fail("E_SHAPE", "watch.weights", f"a list of {rows}", describe(watch["weights"]))
    if watch["best"] is not None and watch["best"]["epoch"] > epoch:
        fail(
            "E_RANGE", "watch.best.epoch", f"{epoch:.0f} or less", describe(watch["best"]["epoch"])
        )


def checkpoint_layers(
    parameters: list[Record], network: Sequence[Layer], argument: str
) -> list[Layer]:
    """Layers like those of `network`, with these parameters."""
    if len(parameters) != len(network):
        fail("E_SHAPE", argument, f"a list of {len(network)}", describe(parameters))
    layers = []
    for l, (layer, values) in enumerate(zip(network, parameters)):
        inputs, units = layer.W.shape
        shape = {
            "inputs": inputs,
            "units": units,
            "activation": "identity",
            "bias": layer.b is not None,
        }
        checked = case_layer(shape, values, f"{argument}[{l}]")
        layers.append(layer._replace(W=checked.W, b=checked.b))
    return layers


def like(start: Any, state: Any, parameter: Any, argument: str) -> Any:
    """A state of a file as the optimizer has it: of the kinds and shapes of its start."""
    if isinstance(start, dict):
        if not isinstance(state, dict) or set(state) != set(start):
            names = "an object of " + (", ".join(start) or "no names")
            fail("E_FORMAT", argument, names, describe_names(state))
        return {
            name: like(part, state[name], parameter, f"{argument}.{name}")
            for name, part in start.items()
        }
    if isinstance(start, list):
        if not isinstance(state, list):
            fail("E_TYPE", argument, "a list", describe(state))
        return [
            like(np.asarray(parameter), part, parameter, f"{argument}[{k}]")
            for k, part in enumerate(state)
        ]
    shape = np.shape(start)
    if len(shape) == 2:
        return check_matrix(state, argument, *shape)
    size = int(np.prod(shape))
    vector = check_vector([state] if size == 1 and is_number(state) else state, argument, size)
    return vector if isinstance(start, np.ndarray) and shape else type(start)(vector[0])


def describe_names(value: Any) -> str:
    """Describe an object by its names, anything else as ever."""
    if not isinstance(value, dict):
        return describe(value)
    return "an object of " + (", ".join(value) or "no names")


def checkpoint_monitored(record: Record | None, network: Sequence[Layer]) -> Monitored | None:
    """What a run had monitored."""
    if record is None:
        return None
    columns = {
        name: [float(value) for value in column] for name, column in record["columns"].items()
    }
    weights = [
        checkpoint_layers(layers, network, f"watch.weights[{k}]")
        for k, layers in enumerate(record["weights"])
    ]
    best = record["best"]
    if best is not None:
        layers = checkpoint_layers(best["parameters"], network, "watch.best.parameters")
        best = Best(int(best["epoch"]), float(best["value"]), float(best["loss"]), layers)
    return Monitored(columns, weights, best)
