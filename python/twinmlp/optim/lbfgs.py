"""L-BFGS: the direction comes from past changes s of the parameters and y of the gradient.

All parameters of the network are one vector here, in parts W_1, b_1, W_2, b_2, ..., without the b
that a layer does not have.
"""

from __future__ import annotations

from typing import Any, Callable, NamedTuple, Sequence

from ..arithmetic.kinds import Arithmetic, Array
from ..base.errors import describe, describe_number, fail
from ..nn.layers import Layer, Network
from .frozen import FrozenMask, frozen_masks, keep_frozen
from .line_search import Evaluation, Trial, line_search

State = dict[str, Any]
Options = dict[str, Any]
Parts = list[Array]

# y is a difference of gradients: along the step, half of its digits at least are more than rounding
CURVATURE = 2.0**-26


class Direction(NamedTuple):
    """The direction p of one layer, in the shapes of its W and b."""

    W: Array
    b: Array | None


class Search(NamedTuple):
    """One step of lbfgs: direction, slope, all trials, the t taken (0 if none), the evaluation and
    states after it, and whether no t was found.
    """

    direction: list[Direction]
    slope: float
    trials: list[Trial]
    taken: float
    end: Evaluation
    states: list[dict[str, State]]
    stuck: bool


def start_lbfgs(parameter: Array, options: Options) -> State:
    """Start without pairs: s and y are lists of arrays in the parameter's shape, newest last."""
    return {"s": [], "y": []}


def check_wolfe(options: Options, argument: str) -> None:
    """Refuse a c1 that is not below c2."""
    if options["c1"] >= options["c2"]:
        fail(
            "E_RANGE",
            f"{argument}.c1",
            f"less than c2, {describe_number(options['c2'])}",
            describe(options["c1"]),
        )


def parameter_parts(network: Network) -> Parts:
    """Return the parameters of a network as parts of one vector."""
    return [part for layer in network for part in (layer.W, layer.b) if part is not None]


def gradient_parts(at: Evaluation) -> Parts:
    """Return the gradients for the update as parts of one vector."""
    return [
        part
        for gradient in at.gradients_for_update or at.gradients
        for part in (gradient.dW, gradient.db)
        if part is not None
    ]


def layer_parts(parts: Parts, network: Network) -> list[Direction]:
    """Return the parts of one vector as W and b of every layer."""
    rest = iter(parts)
    return [Direction(next(rest), None if layer.b is None else next(rest)) for layer in network]


def pair_parts(states: Sequence[dict[str, State]], name: str) -> list[Parts]:
    """Return the s, or the y, of every pair, the newest last."""
    kept = [state[name] for layer in states for state in (layer["W"], layer["b"]) if state]
    return [list(parts) for parts in zip(*kept)]


def pair_states(network: Network, s: Sequence[Parts], y: Sequence[Parts]) -> list[dict[str, State]]:
    """Return the states that hold these pairs."""
    moves = [layer_parts(parts, network) for parts in s]
    changes = [layer_parts(parts, network) for parts in y]
    states: list[dict[str, State]] = []
    for l, layer in enumerate(network):
        W = {"s": [move[l].W for move in moves], "y": [change[l].W for change in changes]}
        b = {"s": [move[l].b for move in moves], "y": [change[l].b for change in changes]}
        states.append({"W": W, "b": {} if layer.b is None else b})
    return states


def dot(a: Parts, b: Parts, ops: Arithmetic) -> float:
    """Compute the scalar product of two vectors: ((0 + total a_1 b_1) + total a_2 b_2) + ..., over
    the parts.
    """
    result = 0.0
    for left, right in zip(a, b):
        result = result + ops.total(left * right)
    return result


def direction(
    g: Parts, s: Sequence[Parts], y: Sequence[Parts], learning_rate: float, ops: Arithmetic
) -> Parts:
    """Compute the direction p = -H g, by the two loops over the pairs (Nocedal and Wright 2006,
    Algorithm 7.4).

    H_0 = s'y / y'y of the newest pair; without pairs learning_rate.
    """
    curvatures = [dot(*pair, ops) for pair in zip(s, y)]
    q, alphas = g, [0.0] * len(s)
    for i in reversed(range(len(s))):
        alphas[i] = dot(s[i], q, ops) / curvatures[i]
        q = [part - alphas[i] * change for part, change in zip(q, y[i])]
    scale = curvatures[-1] / dot(y[-1], y[-1], ops) if y else learning_rate
    r = [scale * part for part in q]
    for i in range(len(s)):
        beta = dot(y[i], r, ops) / curvatures[i]
        r = [part + move * (alphas[i] - beta) for part, move in zip(r, s[i])]
    return [-part for part in r]


def moved_network(
    network: Network, p: list[Direction], t: float, frozen: list[FrozenMask] | None
) -> list[Layer]:
    """Return the network at w + t * p; frozen parameters do not move."""
    after = []
    for layer, along in zip(network, p):
        b = None if layer.b is None or along.b is None else layer.b + t * along.b
        after.append(layer._replace(W=layer.W + t * along.W, b=b))
    return list(map(keep_frozen, after, network, frozen_masks(frozen, network)))


def lbfgs(
    at: Evaluation,
    states: Sequence[dict[str, State]],
    options: Options,
    frozen: list[FrozenMask] | None,
    ops: Arithmetic,
    evaluate: Callable[[list[Layer]], Evaluation],
) -> Search:
    """One step of L-BFGS from the evaluation `at`: the direction, the search along it, and the new
    pair (Liu and Nocedal 1989).

    The pair is stored if s'y > 2^-26 * -(t * slope) and y'y > 0; of more than `memory` pairs the
    oldest is dropped. If no trial can be taken, the parameters stay and all pairs are forgotten; if
    there were none, the search is stuck, and training ends.
    """
    g, s, y = gradient_parts(at), pair_parts(states, "s"), pair_parts(states, "y")
    p = direction(g, s, y, options["learning_rate"], ops)
    along, slope = layer_parts(p, at.network), dot(g, p, ops)

    def evaluate_at(t: float) -> Trial:
        evaluation = evaluate(moved_network(at.network, along, t, frozen))
        return Trial(t, dot(gradient_parts(evaluation), p, ops), evaluation)

    trials, best = line_search(at.loss, slope, options, evaluate_at) if slope < 0.0 else ([], None)
    if best is None:
        return Search(along, slope, trials, 0.0, at, pair_states(at.network, [], []), not s)
    end = best.at
    move = [
        new - old for new, old in zip(parameter_parts(end.network), parameter_parts(at.network))
    ]
    change = [new - old for new, old in zip(gradient_parts(end), g)]
    if dot(move, change, ops) > CURVATURE * -(best.t * slope) and dot(change, change, ops) > 0.0:
        s = [*s, move][-options["memory"] :]
        y = [*y, change][-options["memory"] :]
    return Search(along, slope, trials, best.t, end, pair_states(at.network, s, y), False)
