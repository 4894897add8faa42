"""How each matrix of a named step follows from others.

The page spells these rules out; each is checked against the recorded values first.
"""

from __future__ import annotations

from typing import Any, Callable, Mapping, NamedTuple

import numpy as np

from ..arithmetic.kinds import NATIVE, Array
from ..base.registry import lookup
from ..nn.activations import ACTIVATIONS
from ..nn.layers import Layer
from ..nn.losses import is_fused
from ..plots.formulas import activation_formula
from ..plots.notation import Place
from ..trace.article_names import article_name

Matrices = Mapping[str, Array]


class Rule(NamedTuple):
    """A kind in RULES, the names of the matrices it takes, and an activation if it needs one."""

    kind: str
    inputs: list[str]
    activation: Any = None


def updated(name: str) -> str:
    """Return the name of a matrix after the update."""
    return name + " (updated)"


def slope(activation: Any, values: Array) -> Array:
    """Compute f'(Z) from Z, or from A = f(Z) where the derivative reads A alone."""
    f = lookup(activation, ACTIVATIONS)
    assert f.derivative is not None
    return f.derivative(values, f.value(values, NATIVE) if f.needs_Z else values, NATIVE)


# What each kind computes from its inputs m; `options` holds the learning rate and what the error is
# divided by.
RULES: dict[str, Callable[[list[Array], Any, dict[str, float]], Array]] = {
    "input": lambda m, f, options: m[0],
    "linear": lambda m, f, options: m[0] @ m[1] + (m[2] if len(m) > 2 else 0.0),
    "activation": lambda m, f, options: lookup(f, ACTIVATIONS).value(m[0], NATIVE),
    "softmax": lambda m, f, options: lookup(f, ACTIVATIONS).value(m[0], NATIVE),
    "error": lambda m, f, options: (m[0] - m[1]) / options["divisor"],
    "slope": lambda m, f, options: slope(f, m[0]),
    "delta": lambda m, f, options: m[0] * m[1],
    "softmax_delta": lambda m, f, options: m[1] * (m[0] - (m[0] * m[1]).sum(1, keepdims=True)),
    "back": lambda m, f, options: m[0] @ m[1].T,
    "update_W": lambda m, f, options: m[0] + m[1].T @ m[2] * options["learning_rate"],
    "update_b": lambda m, f, options: m[0] + m[1].sum(0, keepdims=True) * options["learning_rate"],
}


def rule_of(place: Place, after: bool, network: list[Layer], loss: Any) -> Rule:
    """Return the rule of a quantity of layer l, in the article's names."""
    (quantity, l), L = place, len(network)
    if l == 0 or quantity == "y" or (quantity in "Wb" and not after):
        return Rule("input", [])

    def name(q: str, k: int) -> str:
        return article_name(q, k, L)

    layer = network[l - 1]
    f = lookup(layer.activation, ACTIVATIONS)
    error, elementwise = Rule("error", ["y", name("A", L)]), f.derivative is not None
    bias = [] if layer.b is None else [name("b", l)]
    delta = Rule("delta", [name("dA", l), name("slope", l)])
    if l == L and is_fused(loss):
        delta = error
    elif not elementwise:
        delta = Rule("softmax_delta", ["E", name("A", L)])
    return {
        "Z": Rule("linear", [name("A", l - 1), name("W", l), *bias]),
        "A": Rule("activation" if elementwise else "softmax", [name("Z", l)], layer.activation),
        "slope": Rule("slope", [name("Z" if f.needs_Z else "A", l)], layer.activation),
        "dA": error if l == L else Rule("back", [name("dZ", l + 1), name("W", l + 1)]),
        "dZ": delta,
        "W": Rule("update_W", [name("W", l), name("A", l - 1), name("dZ", l)]),
        "b": Rule("update_b", [name("b", l), name("dZ", l)]),
    }[quantity]


def checked_rule(rule: Rule, value: Array, matrices: Matrices, options: dict[str, float]) -> Rule:
    """Return the rule if it gives the recorded values, else "other", which names the inputs, or
    "settings" for an update that is more than a step down the gradient.
    """
    if rule.kind == "input":
        return rule
    with np.errstate(all="ignore"):
        inputs = [matrices[name] for name in rule.inputs]
        found = RULES[rule.kind](inputs, rule.activation, options)
        near = np.abs(found - value) <= 1e-9 * (np.abs(value) + np.abs(value).max())
    other = "settings" if rule.kind.startswith("update_") else "other"
    return rule if near.all() else rule._replace(kind=other)


def rule_record(rule: Rule, formula: str) -> dict[str, Any]:
    """Return a rule as the page reads it; `formula` is that of its named step."""
    part = {"activation": "value", "slope": "derivative"}.get(rule.kind)
    if part is not None:
        formula = activation_formula(rule.activation, part) or formula
    return {"kind": rule.kind, "inputs": rule.inputs, "formula": formula}
