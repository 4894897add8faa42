"""A training run in a file: all that its rest needs to give the same bits, in either language."""

from __future__ import annotations

from typing import Any, Callable, Sequence

import numpy as np

from ..base.errors import describe, fail
from ..base.files import read_document, write_json
from ..nn.layers import Layer
from ..optim.update import start_states
from ..rng.serialize import restore_stream, stream_state
from ..trace.case import case_layer
from ..trace.record import implementation, parameters_record
from ..train.config import Plan, Point
from ..train.monitor import Best, Watch

Record = dict[str, Any]


def checkpoint_record(
    point: Point, arguments: Record, rows: int, arithmetic: str, stopped: str | None = None
) -> Record:
    """A checkpoint as its file holds it: arguments, number of samples, state of training."""
    return {
        "format": "twinmlp-checkpoint",
        "version": 1,
        "implementation": implementation(arithmetic),
        "arguments": arguments,
        "rows": rows,
        "epoch": point.epoch,
        "step": point.step,
        "stopped": stopped,
        "parameters": parameters_record(point.network),
        "states": [
            {name: state_record(state) for name, state in states.items()} for states in point.states
        ],
        "stream": None if point.stream is None else stream_state(point.stream),
        "losses": point.losses,
        "watch": watch_record(point.watch),
    }


def state_record(state: Any) -> Any:
    """An optimizer's state as a file holds it: numbers, lists and matrices by name."""
    if isinstance(state, dict):
        return {name: state_record(part) for name, part in state.items()}
    return state


def watch_record(watch: Watch | None) -> Record | None:
    """What has been watched, as a file holds it."""
    if watch is None:
        return None
    best = watch.best
    return {
        "columns": watch.columns,
        "weights": [parameters_record(network) for network in watch.weights],
        "best": best
        and {
            "epoch": best.epoch,
            "value": best.value,
            "loss": best.loss,
            "parameters": parameters_record(best.network),
        },
    }


def saver(
    path: str | None, every: int, arguments: Record, rows: int, arithmetic: str
) -> Callable[..., None] | None:
    """What writes the checkpoint after every so many epochs and at the end, or None."""
    if path is None:
        return None
    for name, value in arguments.items():
        check_plain(value, name)

    def save(point: Point, stopped: str | None = None, always: bool = False) -> None:
        if always or point.epoch % every == 0:
            write_json(
                path, checkpoint_record(point, arguments, rows, arithmetic, stopped), "checkpoint"
            )

    return save


def check_plain(value: Any, argument: str) -> None:
    """Refuse functions, which no file can hold."""
    for part in (
        value.values()
        if isinstance(value, dict)
        else value
        if isinstance(value, (list, tuple))
        else []
    ):
        check_plain(part, argument)
    if callable(value):
        fail(
            "E_TYPE",
            argument,
            "a name or numbers where a checkpoint is written",
            "a function of your own",
        )


def read_checkpoint(path: str) -> Record:
    """Read a checkpoint that either language wrote."""
    return read_document(path, "checkpoint")


def checkpoint_point(document: Record, network: Sequence[Layer], plan: Plan) -> Point:
    """The state of training in a checkpoint; `network` has its shapes and activations."""
    layers = checkpoint_layers(document["parameters"], network, "parameters")
    states = start_states(layers, plan)
    if len(document["states"]) != len(states):
        fail("E_SHAPE", "states", f"a list of {len(states)}", describe(document["states"]))
    return Point(
        layers,
        [
            {name: like(start[name], state[name], getattr(layer, name)) for name in start}
            for layer, start, state in zip(layers, states, document["states"])
        ],
        None if document["stream"] is None else restore_stream(document["stream"]),
        int(document["epoch"]),
        int(document["step"]),
        [float(loss) for loss in document["losses"]],
        checkpoint_watch(document["watch"], network),
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


def like(start: Any, state: Any, parameter: Any) -> Any:
    """A state of a file as the optimizer has it: of the kinds and shapes of its start."""
    if isinstance(start, dict):
        return {name: like(part, state[name], parameter) for name, part in start.items()}
    if isinstance(start, list):
        return [np.array(part, dtype=np.float64).reshape(parameter.shape) for part in state]
    if isinstance(start, np.ndarray):
        return np.array(state, dtype=np.float64).reshape(start.shape)
    return type(start)(state[0] if isinstance(state, list) else state)


def checkpoint_watch(record: Record | None, network: Sequence[Layer]) -> Watch | None:
    """What a run had watched."""
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
    return Watch(columns, weights, best)
