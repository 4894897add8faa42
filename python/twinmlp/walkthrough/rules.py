"""How each matrix of a named step follows from others.

The page spells these rules out; each is checked against the recorded values first.
"""

from __future__ import annotations

from typing import Any, Callable, Mapping, NamedTuple

import numpy as np

from ..arithmetic.kinds import NATIVE, Array
from ..nn.activations import ACTIVATIONS
from ..nn.layers import Layer
from ..plots.notation import Place
from ..trace.article_steps import article_name

Matrices = Mapping[str, Array]


class Rule(NamedTuple):
    """A kind in RULES, the names of the matrices it takes, and an activation if it needs one."""

    kind: str
    inputs: list[str]
    activation: str


def updated(name: str) -> str:
    """Return the name of a matrix after the update."""
    return name + " (updated)"


def slope(activation: str, A: Array) -> Array:
    """Compute f'(Z) from A = f(Z); only an output has an activation without a slope."""
    derivative = ACTIVATIONS[activation].derivative
    assert derivative is not None
    return derivative(A, A, NATIVE)


# What each kind computes from its inputs; `options` holds the learning rate and what the error is
# divided by.
RULES: dict[str, Callable[[list[Array], str, dict[str, float]], Array]] = {
    "input": lambda m, f, options: m[0],
    "linear": lambda m, f, options: m[0] @ m[1] + (m[2] if len(m) > 2 else 0.0),
    "activation": lambda m, f, options: ACTIVATIONS[f].value(m[0], NATIVE),
    "error": lambda m, f, options: (m[0] - m[1]) / options["divisor"],
    "slope": lambda m, f, options: slope(f, m[0]),
    "delta": lambda m, f, options: m[0] * m[1],
    "back": lambda m, f, options: m[0] @ m[1].T,
    "update_W": lambda m, f, options: m[0] + m[1].T @ m[2] * options["learning_rate"],
    "update_b": lambda m, f, options: (
        m[0] + m[1].sum(axis=0, keepdims=True) * options["learning_rate"]
    ),
}


def rule_of(place: Place, after: bool, network: list[Layer]) -> Rule:
    """Return the rule of a quantity of layer l, in the article's names."""
    (quantity, l), L = place, len(network)
    if l == 0 or quantity == "y" or (quantity in "Wb" and not after):
        return Rule("input", [], "")

    def name(q: str, k: int) -> str:
        return article_name(q, k, L)

    layer = network[l - 1]
    linear = [name("A", l - 1), name("W", l)] + ([] if layer.b is None else [name("b", l)])
    return {
        "Z": Rule("linear", linear, ""),
        "A": Rule("activation", [name("Z", l)], layer.activation),
        "slope": Rule("slope", [name("A", l)], layer.activation),
        "dA": Rule("error", ["y", name("A", L)], "")
        if l == L
        else Rule("back", [name("dZ", l + 1), name("W", l + 1)], ""),
        "dZ": Rule("delta", [name("dA", l), name("slope", l)], ""),
        "W": Rule("update_W", [name("W", l), name("A", l - 1), name("dZ", l)], ""),
        "b": Rule("update_b", [name("b", l), name("dZ", l)], ""),
    }[quantity]


def checked_rule(rule: Rule, value: Array, matrices: Matrices, options: dict[str, float]) -> Rule:
    """Return the rule if it gives the recorded values, else "other", which names the inputs."""
    if rule.kind == "input":
        return rule
    with np.errstate(all="ignore"):
        expected = RULES[rule.kind](
            [matrices[name] for name in rule.inputs], rule.activation, options
        )
    scale = float(np.abs(value).max(initial=0.0))
    right = np.allclose(expected, value, rtol=1e-9, atol=1e-9 * scale)
    return rule if right else rule._replace(kind="other")


def rule_record(rule: Rule) -> dict[str, Any]:
    """Return a rule as the page reads it."""
    return rule._asdict()
