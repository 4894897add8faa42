"""Save a training run to a file, and resume it with the same bits, in either language."""

from __future__ import annotations

from typing import Any, Callable, Sequence

from ..base.errors import describe, fail
from ..base.files import read_document, write_json
from ..nn.layers import Layer
from ..optim.update import start_states
from ..rng.serialize import restore_stream, stream_state
from ..trace.case import case_layer
from ..trace.record import implementation, parameters_record
from ..train.config import TrainConfig, TrainingState
from ..train.rows import Best, Monitored
from .checkpoint_checks import check_progress, check_state

Record = dict[str, Any]


def checkpoint_record(
    state: TrainingState,
    arguments: Record,
    rows: int,
    arithmetic: str,
    known: Record,
    stopped: str | None = None,
) -> Record:
    """Return a checkpoint as written to a file: arguments, number of samples, names, training
    state.
    """
    return {
        "format": "twinmlp-checkpoint",
        "version": 2,
        "implementation": implementation(arithmetic),
        "arguments": arguments,
        "rows": rows,
        **known,
        "epoch": state.epoch,
        "step": state.step,
        "stopped": stopped,
        "parameters": parameters_record(state.network),
        "states": [
            {name: state_record(part) for name, part in states.items()} for states in state.states
        ],
        "stream": None if state.stream is None else stream_state(state.stream),
        "losses": state.losses,
        "watch": monitored_record(state.monitored),
    }


def state_record(state: Any) -> Any:
    """Return an optimizer's state as written to a file: numbers, lists and matrices by name."""
    if isinstance(state, dict):
        return {name: state_record(part) for name, part in state.items()}
    return state


def monitored_record(monitored: Monitored | None) -> Record | None:
    """Return what was monitored, as written to a file."""
    if monitored is None:
        return None
    best = monitored.best
    return {
        "columns": monitored.columns,
        "weights": [parameters_record(network) for network in monitored.weights],
        "best": best
        and {
            "epoch": best.epoch,
            "value": best.value,
            "loss": best.loss,
            "parameters": parameters_record(best.network),
        },
    }


def checkpoint_writer(
    path: str | None, every: int, arguments: Record, rows: int, arithmetic: str, known: Record
) -> Callable[..., None] | None:
    """Return the function that writes a checkpoint every few epochs and at the end, or None.

    Without a state it writes the last one that it was called with.
    """
    if path is None:
        return None
    for name, value in arguments.items():
        check_plain(value, name)

    last: list[TrainingState] = []

    def save(state: TrainingState | None, stopped: str | None = None, always: bool = False) -> None:
        if state is not None:
            last[:] = [state]
        if last and (always or last[0].epoch % every == 0):
            state = last[0] if state is not None else whole_epochs(last[0])
            record = checkpoint_record(state, arguments, rows, arithmetic, known, stopped)
            write_json(path, record, "checkpoint")

    return save


def whole_epochs(state: TrainingState) -> TrainingState:
    """Remove from a state what was recorded in an epoch that did not end."""
    monitored, epoch = state.monitored, state.epoch
    if monitored is not None:
        columns = {name: column[: epoch + 1] for name, column in monitored.columns.items()}
        weights = monitored.weights[: epoch + 1]
        monitored = monitored._replace(columns=columns, weights=weights)
    return state._replace(losses=state.losses[:epoch], monitored=monitored)


def check_plain(value: Any, argument: str) -> None:
    """Refuse functions, which cannot be written to a file."""
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


def checkpoint_state(
    document: Record, network: Sequence[Layer], config: TrainConfig
) -> TrainingState:
    """Return the training state in a checkpoint; `network` has its shapes and activations."""
    check_progress(document)
    layers = checkpoint_layers(document["parameters"], network, "parameters")
    states = start_states(layers, config)
    if len(document["states"]) != len(states):
        fail("E_SHAPE", "states", f"a list of {len(states)}", describe(document["states"]))
    return TrainingState(
        layers,
        [
            {
                name: check_state(
                    start[name], state[name], getattr(layer, name), f"states[{l}].{name}"
                )
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


def checkpoint_layers(
    parameters: list[Record], network: Sequence[Layer], argument: str
) -> list[Layer]:
    """Return layers like those of `network`, with these parameters."""
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


def checkpoint_monitored(record: Record | None, network: Sequence[Layer]) -> Monitored | None:
    """Read what a run had monitored."""
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
