"""A run of whole epochs in the compiled core: begun, going on, and giving its state back."""

from __future__ import annotations

from math import nan
from typing import Any, Iterator, NamedTuple, Sequence

import numpy as np

from ..arithmetic.compiled import address
from ..arithmetic.kinds import Arithmetic, Array
from ..nn.layers import Layer
from ..optim.clipping import check_norm
from ..optim.optimizers import State
from .config import Samples, TrainConfig, TrainingState
from .core_settings import core_settings
from .objective import check_loss
from .step import config_at

# Learning rates in one call at most.
RATES_AT_ONCE = 4096
# After so many seconds the core comes back, so that Ctrl-C is heard.
SECONDS = 0.05
# What it reports then.
TIME_IS_UP, LOSS_NOT_FINITE, NORM_NOT_FINITE = 1, 2, 3


class CoreRun(NamedTuple):
    """A run: its place in the core, and what the core reads while it goes on."""

    place: Any
    config: TrainConfig
    ops: Arithmetic
    first_step: int
    steps_an_epoch: int
    kept: list[Array | None]


def start_run(
    state: TrainingState, samples: Samples, config: TrainConfig, ops: Arithmetic, source: str
) -> CoreRun:
    """Begin a run; the samples are not copied."""
    n, library = len(samples.y), ops.core
    X, y = (np.asarray(part, dtype=np.float64) for part in samples[:2])
    weight = None if samples.weight is None else np.array(samples.weight, dtype=np.float64)
    settings = core_settings(state.network, n, config, source, library)
    parameters = flat(
        [part for layer in state.network for part in (layer.W, layer.b) if part is not None]
    )
    key = None if state.stream is None else state.stream.key.astype(np.uint32)
    lists = [weight, parameters, flat_masks(state.network, config), *flat_states(state), key]
    place = library.core_run_new(
        address(settings),
        0,
        *(address(X), X.strides[0] // 8, X.strides[1] // 8),
        *(address(y), y.strides[0] // 8, y.strides[1] // 8),
        *(None if values is None else address(values) for values in lists),
        1 if state.stream is None else state.stream.position,
    )
    if not place:
        raise MemoryError
    steps = -(-n // min(config.batch_size or n, n))
    return CoreRun(place, config, ops, state.step, steps, [X, y, weight])


def go_on(run: CoreRun, state: TrainingState, epochs: int, loss: float | None) -> TrainingState:
    """The state after so many epochs, or fewer where learning rates change; `loss` is that of the
    one epoch, where it is known.
    """
    rates = [float(run.config.options["learning_rate"])]
    if run.config.schedule is not None:
        epochs = min(epochs, max(1, RATES_AT_ONCE // run.steps_an_epoch))
        rates = list(rates_of_steps(run, state, epochs))
    losses, report, given = np.empty(epochs), np.empty(3), np.array(rates)
    arguments = address(given), len(given), address(losses), SECONDS, address(report)
    status = TIME_IS_UP
    while status == TIME_IS_UP:
        status = run.ops.core.core_run(run.place, epochs, *arguments)
    step = run.first_step + int(report[1])
    if status == NORM_NOT_FINITE:
        check_norm(float(report[2]))
    if status == LOSS_NOT_FINITE:
        check_loss(nan, step)
    state.losses.extend(losses.tolist() if loss is None else [loss])
    return read_state(run, state)._replace(epoch=state.epoch + epochs, step=step)


def loss_now(run: CoreRun) -> float:
    """J of all samples at the network as the run has it, without dropout, with the penalty."""
    return float(run.ops.core.core_run_loss(run.place))


def rates_of_steps(run: CoreRun, state: TrainingState, epochs: int) -> Iterator[float]:
    """The learning rate of every step of the next epochs."""
    for epoch in range(epochs):
        for step in range(epoch * run.steps_an_epoch, (epoch + 1) * run.steps_an_epoch):
            at = config_at(run.config, state.epoch + epoch, state.step + step, run.ops)
            yield float(at.options["learning_rate"])


def end_run(run: CoreRun) -> None:
    """Give the core's memory back."""
    run.ops.core.core_run_free(run.place)


def flat(parts: Sequence[Any]) -> Array:
    """The numbers of all parts, one behind the other, matrices as they are stored."""
    return np.concatenate([np.ravel(part) for part in parts]).astype(np.float64)


def flat_masks(network: Sequence[Layer], config: TrainConfig) -> Array | None:
    """1 where a parameter is trained, 0 where it is frozen; None where all are trained."""
    if config.frozen is None:
        return None
    parts = []
    for layer, mask in zip(network, config.frozen):
        parts.append(np.ones(layer.W.shape) if mask.W is None else mask.W)
        if layer.b is not None:
            parts.append(np.ones(layer.b.shape) if mask.b is None else mask.b)
    return flat(parts)


def flat_states(state: TrainingState) -> tuple[Array, Array]:
    """The arrays of all states, first those that come first in their state; and the numbers, two
    for every W and b.
    """
    parts = [states[name] for states in state.states for name in ("W", "b")]
    lists: list[list[Array]] = [[], []]
    for layer, states in zip(state.network, state.states):
        for value, part in ((layer.W, states["W"]), (layer.b, states["b"])):
            if value is not None:
                arrays = [a for a in part.values() if isinstance(a, np.ndarray)]
                for k, values in enumerate(lists):
                    values.append(arrays[k] if k < len(arrays) else np.zeros_like(value))
    numbers = [[v for v in part.values() if not isinstance(v, np.ndarray)] for part in parts]
    return flat([*lists[0], *lists[1]]), flat([(n + [0.0, 0.0])[:2] for n in numbers])


def read_state(run: CoreRun, state: TrainingState) -> TrainingState:
    """The state with what the core has made of network, states and stream."""
    library, size = (
        run.ops.core,
        sum(l.W.size + (l.b is not None) * l.W.shape[1] for l in state.network),
    )
    values, lists, powers = np.empty(size), np.empty(2 * size), np.empty(4 * len(state.network))
    key, position = np.empty(624, dtype=np.uint32), np.empty(1, dtype=np.intc)
    library.core_run_state(run.place, 0, *map(address, (values, lists, powers, key, position)))
    network, states, at = [], [], 0
    for l, (layer, before) in enumerate(zip(state.network, state.states)):
        parts: dict[str, Any] = {"W": None, "b": None}
        after: dict[str, State] = {"W": {}, "b": {}}
        for k, name in enumerate(parts):
            value = getattr(layer, name)
            if value is not None:
                here = slice(at, at + value.size)
                parts[name] = values[here].reshape(value.shape)
                columns = iter((lists[here], lists[size:][here]))
                numbers = iter(powers[4 * l + 2 * k :].tolist())
                after[name] = {
                    part: next(columns).reshape(value.shape)
                    if isinstance(old, np.ndarray)
                    else next(numbers)
                    for part, old in before[name].items()
                }
                at += value.size
        network.append(Layer(parts["W"], parts["b"], layer.activation))
        states.append(after)
    stream = state.stream
    if stream is not None:
        stream = stream._replace(key=key, position=int(position[0]))
    return state._replace(network=network, states=states, stream=stream)
