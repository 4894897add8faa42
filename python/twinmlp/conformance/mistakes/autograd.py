"""What a framework that differentiates by itself makes of a mistake in a forward line: the exact
derivative of the mistaken line, by a step along the imaginary axis."""

from __future__ import annotations

from collections import ChainMap
from typing import Any

import numpy as np

from .applicable import NO_SENSE, NotApplicable, need
from .case_lines import lines
from .step import ACTIVATIONS, name_of
from .words import WORDS, lines_of, value_of

Array = np.ndarray
Names = Any
STEP = 1e-30


def by_real_part(choose: Any) -> Any:
    """One of two numbers, chosen by their real parts."""
    return lambda a, b: np.where(choose(np.real(a), np.real(b)), a, b)


def softplus(z: Array) -> Array:
    """log(1 + exp(z)), for complex numbers."""
    return np.where(np.real(z) > 0, z, 0) + np.log1p(np.exp(np.where(np.real(z) > 0, -z, z)))


LARGER, SMALLER = by_real_part(np.greater_equal), by_real_part(np.less_equal)
COMPLEX: dict[str, Any] = {
    "abs": lambda z: np.where(np.real(z) < 0, -z, z),
    "sgn": lambda z: np.sign(np.real(z)),
    **{n: lambda z, f=getattr(np, n): f(np.real(z)) for n in ("floor", "ceil", "round", "trunc")},
    "maximum": LARGER,
    "minimum": SMALLER,
    "clip": lambda z, low, high: LARGER(low, SMALLER(z, high)),
    "softplus": softplus,
    "single": lambda z: z,
    "Phi": lambda z: WORDS["Phi"](np.real(z)) + 1j * np.imag(z) * WORDS["phi"](np.real(z)),
}


def pulled(names: Names, text: str, upstream: str, wrt: str) -> Array:
    """The sum of upstream times the derivative of lines by each element of a name."""
    at, above = np.asarray(names[wrt], dtype=float), 1.0 if upstream == "1" else names[upstream]
    needed = lines_of(text)
    found = np.zeros(at.shape)
    for place in np.ndindex(at.shape):
        moved = at.astype(complex)
        moved[place] += 1j * STEP
        here: dict[str, Any] = {wrt: moved}
        if wrt == "b":
            here["B"] = moved
        value: Any = 0.0
        for target, expression in needed:
            try:
                value = value_of(expression, ChainMap(here, COMPLEX, names))
            except NO_SENSE:
                raise NotApplicable(expression) from None
            here[target] = value
        need(np.shape(value) == np.shape(above) or upstream == "1")
        found[place] = np.sum(above * np.imag(value)) / STEP
    return found


def pulled_loss(names: Names, target: str, text: str) -> Array:
    """The derivative of the loss with one line changed, by A; of a fused loss by Z, through A."""
    right = lines(names.case, names.l, "loss")
    pairs = ((name, text if name == target else line) for name, line in lines_of(right))
    changed = "; ".join(map(" = ".join, pairs))
    if not names["fused"]:
        return pulled(names, changed, "1", "A")
    value = ACTIVATIONS[name_of(names.layer["activation"])][0]
    return pulled(names, f"A = {value}; {changed}", "1", "Z")


FOLLOWED = {
    "Z": "dW = pulled({text!r}, 'dZ', 'W'); db = pulled({text!r}, 'dZ', 'b');"
    "dA = pulled_above({text!r}, 'dZ', 'A_in')",
    "A": "dZ = pulled({text!r}, 'dA', 'Z')",
    "loss": "E = pulled_loss({target!r}, {line!r})",
}
FOLLOWERS = {"Z": ("Z", "dW", "db", "dA"), "A": ("A", "dZ"), "loss": ("loss", "dA", "dZ")}


def followed(mistake: Any) -> Any:
    """A mistake in a forward line with the derivatives that follow from it; None where there are
    none."""
    (quantity, *_), ((target, line), *more) = mistake.quantities, lines_of(mistake.patch)
    alone = len(mistake.quantities) == 1 and not more
    if quantity not in FOLLOWED or not alone or quantity != "loss" and target != quantity:
        return None
    text = FOLLOWED[quantity].format(text=f"{target} = {line}", target=target, line=line)
    at_last = " and (quantity_name not in ('dA', 'dZ') or is_last)" if quantity == "loss" else ""
    return mistake._replace(
        quantities=FOLLOWERS[quantity],
        patch=f"{mistake.patch}; {text}",
        when=mistake.when + at_last,
        says=f"{mistake.says}, and its derivative in the gradients",
        tags=(*mistake.tags, "together"),
    )


OF_OUTPUTS = {
    "cross_entropy": "terms = -y * log(A)",
    "binary_cross_entropy": "terms = -y * log(A) - (1 - y) * log(1 - A)",
}


def in_loss(mistake: Any, loss: str) -> Any:
    """A mistake in A with a fused loss that is computed from it, not from Z; None elsewhere."""
    if loss not in OF_OUTPUTS or mistake.quantities != ("A",):
        return None
    patch, says = f"{mistake.patch}; {OF_OUTPUTS[loss]}", f"{mistake.says}, and in the loss"
    tags = (*mistake.tags, "together")
    return mistake._replace(quantities=("A", "loss"), patch=patch, says=says, tags=tags)


WORDS_OF_LAYER: dict[str, Any] = {
    "pulled": lambda n: lambda *a: pulled(n, *a),
    "pulled_above": lambda n: lambda *a: pulled_above(n, *a),
    "pulled_loss": lambda n: lambda *a: pulled_loss(n, *a),
    "quantity_name": lambda n: n.quantity,
}


def pulled_above(names: Names, *arguments: str) -> Any:
    """The same at the layer above; nothing at the last, whose dA is that of the loss."""
    is_last = names.l + 1 == len(names.moment.now)
    return 0.0 if is_last else pulled(names.at(names.l + 1), *arguments)
