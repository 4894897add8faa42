"""The state of a run in the compiled core: flat lists of numbers, and what they are of."""

from __future__ import annotations

from itertools import repeat
from typing import Any, Iterator, NamedTuple, Sequence

import numpy as np

from ..arithmetic.compiled import address
from ..arithmetic.kinds import Array
from ..nn.layers import Layer, Network
from ..optim.optimizers import State
from .config import TrainConfig, TrainingState


class CoreState(NamedTuple):
    """Parameters, the arrays and the numbers of all optimizers, the words and the position of the
    training stream.
    """

    parameters: Array
    arrays: Array
    numbers: Array
    key: Array
    position: Array


class CoreNetwork(Sequence[Layer]):
    """The layers of a network in a list of parameters, made when somebody looks at them."""

    __slots__ = ("like", "parameters", "layers")

    def __init__(self, like: Network, parameters: Array) -> None:
        self.like, self.parameters = like, parameters
        self.layers: list[Layer] | None = None

    def made(self) -> list[Layer]:
        """The layers, copied once."""
        if self.layers is None:
            self.layers = shaped_layers(self.parameters.copy(), self.like)
        return self.layers

    def __getitem__(self, place: Any) -> Any:
        return self.made()[place]

    def __len__(self) -> int:
        return len(self.like)

    def __repr__(self) -> str:
        return repr(self.made())


class CoreNetworks(Sequence[CoreNetwork]):
    """The networks whose parameters are the rows of a matrix."""

    def __init__(self, like: Network, parameters: Array) -> None:
        self.like, self.parameters = like, parameters

    def __getitem__(self, place: Any) -> Any:
        made = CoreNetworks if isinstance(place, slice) else CoreNetwork
        return made(self.like, self.parameters[place])

    def __iter__(self) -> Iterator[CoreNetwork]:
        return map(CoreNetwork, repeat(self.like), self.parameters)

    def __len__(self) -> int:
        return len(self.parameters)


def count_numbers(network: Network) -> int:
    """How many numbers W and b of all layers are."""
    return sum(l.W.size + (0 if l.b is None else l.b.size) for l in network)


def shaped_layers(parameters: Array, like: Network) -> list[Layer]:
    """The layers whose parameters these are, in the shapes of others."""
    layers, at = [], 0
    for layer in like:
        end = at + layer.W.size
        W, b, at = parameters[at:end].reshape(layer.W.shape), None, end
        if layer.b is not None:
            at = end + layer.b.size
            b = parameters[end:at]
        layers.append(Layer(W, b, layer.activation))
    return layers


def flat(parts: Sequence[Any]) -> Array:
    """The numbers of all parts, one behind the other, matrices as they are stored."""
    return np.concatenate([np.ravel(part) for part in parts], dtype=np.float64)


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


def count_arrays(state: TrainingState) -> int:
    """How many arrays the optimizer has for every parameter."""
    return sum(isinstance(value, np.ndarray) for value in state.states[0]["W"].values())


def flat_state(state: TrainingState) -> CoreState:
    """The state as the core takes it: of all arrays first those that come first in their state; two
    numbers for every W and b.
    """
    network = state.network
    lists: list[list[Array]] = [[] for _ in range(count_arrays(state))]
    numbers: list[list[float]] = []
    for layer, states in zip(network, state.states):
        for value, part in ((layer.W, states["W"]), (layer.b, states["b"])):
            arrays = [a for a in part.values() if isinstance(a, np.ndarray)]
            numbers.append(
                ([v for v in part.values() if not isinstance(v, np.ndarray)] + [0.0, 0.0])[:2]
            )
            if value is not None:
                for k, values in enumerate(lists):
                    values.append(arrays[k])
    parameters = [part for layer in network for part in (layer.W, layer.b) if part is not None]
    stream = state.stream
    return CoreState(
        flat(parameters),
        flat([np.empty(0), *(values for list_ in lists for values in list_)]),
        flat(numbers),
        np.zeros(624, dtype=np.uint32) if stream is None else stream.key.astype(np.uint32),
        np.array([1 if stream is None else stream.position], dtype=np.intc),
    )


def read_state(library: Any, place: Any, state: TrainingState) -> CoreState:
    """What the core has made of network, states and stream."""
    size = count_numbers(state.network)
    found = CoreState(
        np.empty(size),
        np.empty(count_arrays(state) * size),
        np.empty(4 * len(state.network)),
        np.empty(624, dtype=np.uint32),
        np.empty(1, dtype=np.intc),
    )
    library.core_run_state(place, *map(address, found))
    return found


def whole_state(found: CoreState, state: TrainingState) -> TrainingState:
    """The state of training with network, states and stream from the core."""
    numbers = iter(found.numbers.reshape(-1, 2).tolist())
    lists = found.arrays.reshape(count_arrays(state), len(found.parameters))
    arrays = [shaped_layers(one, state.network) for one in lists]
    states = []
    for before, *layers in zip(state.states, *arrays):
        after: dict[str, State] = {}
        for name in ("W", "b"):
            columns, powers = iter([getattr(layer, name) for layer in layers]), iter(next(numbers))
            after[name] = dict(next_parts(before[name], columns, powers))
        states.append(after)
    stream = state.stream
    if stream is not None:
        stream = stream._replace(key=found.key, position=int(found.position[0]))
    network = shaped_layers(found.parameters, state.network)
    return state._replace(network=network, states=states, stream=stream)


def next_parts(
    before: State, arrays: Iterator[Array], numbers: Iterator[float]
) -> Iterator[tuple[str, Any]]:
    """The parts of an optimizer's state, each an array or a number as it was before."""
    for name, old in before.items():
        yield name, next(arrays) if isinstance(old, np.ndarray) else next(numbers)
