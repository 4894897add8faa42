"""One training step in the reproducible arithmetic, one float at a time, in the order SPEC writes
it.
"""

from __future__ import annotations

from typing import Any

from . import scalar
from .scalar import Case, Layers, Matrix, Vector
from .search import search
from .tables import activation_of, loss_of, weighted
from .update import learning_rate, penalized, update

DIVISORS = {"sum": lambda n: 1.0, "mean": float}
Data = tuple[Matrix, Matrix, Any]  # X, y and the weights, None where there are none
Masks = Any  # a matrix of each layer with dropout, None of the others; None for all of them


def draw_masks(case: Case, n: int, draws: Any) -> Masks:
    """1.0 where a step keeps an activation, 0.0 where u < rate drops it: first layer to last, row
    by row."""
    masks: list[Matrix | None] = []
    for shape in case["network"]["layers"]:
        rate, units = shape.get("dropout", 0), shape["units"]
        row = lambda rate=rate, units=units: [float(u >= rate) for u in draws.random_sample(units)]
        masks.append([row() for _ in range(n)] if rate else None)
    return masks


def dropped(values: Matrix, mask: Matrix, shape: Case) -> Matrix:
    """(value * mask) / (1 - rate)."""
    return [[a * m / (1.0 - shape["dropout"]) for a, m in zip(*rows)] for rows in zip(values, mask)]


def forward(case: Case, parameters: Layers, X: Matrix, masks: Masks = None) -> Layers:
    """Z_l and A_l of every layer, and with dropout mask and D_l."""
    values, A = [], X
    for l, (shape, layer) in enumerate(zip(case["network"]["layers"], parameters)):
        Z = scalar.product(A, layer["W"], shape["units"])
        if layer["b"] is not None:
            Z = [[z + b for z, b in zip(row, layer["b"])] for row in Z]
        A = [activation_of(shape["activation"])[0](row) for row in Z]
        values.append({"Z": Z, "A": A})
        mask = masks[l] if masks else None
        if mask:
            A = dropped(A, mask, shape)
            values[l] |= {"mask": mask, "D": A}
    return values


def loss(case: Case, last: dict[str, Any], y: Matrix, weight: Vector | None) -> float:
    """J = the sum of the weighted terms, times the loss's factor, over the divisor."""
    terms, _, factor, fused = loss_of(case)
    rows = weighted([terms(*pair) for pair in zip(last["Z" if fused else "A"], y)], weight)
    return scalar.total(rows, len(y[0])) * factor / DIVISORS[case["loss"]["reduction"]](len(y))


def step(case: Case, parameters: Layers, data: Data, masks: Masks, time: tuple[int, int]) -> Case:
    """One training step, at an epoch and a step: loss, every quantity of every layer, with W and
    b after the update."""
    J, values = evaluated(case, parameters, data, masks)
    if case["optimizer"]["name"] == "lbfgs":
        trial = lambda there: evaluated(case, there, data)
        rest = search(case, parameters, values, (J, learning_rate(case["optimizer"], *time)), trial)
    else:
        rest = update(case, parameters, values, *time)
    return {"loss": J, **rest, "layers": values}


def evaluated(
    case: Case, parameters: Layers, data: Data, masks: Masks = None
) -> tuple[float, Layers]:
    """The loss, and every quantity of every layer forward and backward."""
    X, y, weight = data
    values = forward(case, parameters, X, masks)
    divisor = DIVISORS[case["loss"]["reduction"]](len(y))
    J = penalized(loss(case, values[-1], y, weight), case, parameters)
    _, gradient, _, fused = loss_of(case)
    rows = (gradient(*pair) for pair in zip(values[-1]["A"], y))
    from_loss = weighted([[g / divisor for g in row] for row in rows], weight)
    dA = None if fused else from_loss
    for l in reversed(range(len(values))):
        shape, layer, here = case["network"]["layers"][l], parameters[l], values[l]
        back = activation_of(shape["activation"])[1]
        below = values[l - 1] if l > 0 else {"A": X}
        A: Any = below.get("D", below["A"])
        inputs, units = shape["inputs"], shape["units"]
        dZ: Matrix = from_loss
        if dA is not None:
            dZ = [back(*rows) for rows in zip(dA, here["Z"], here["A"])]
        dW = scalar.product(scalar.transposed(A, inputs), dZ, units)
        db = None if layer["b"] is None else scalar.column_sums(dZ, units)
        here.update(dA=dA, dZ=dZ, dW=dW, db=db)
        if l > 0:
            dA = scalar.product(dZ, scalar.transposed(layer["W"], units), inputs)
            if "D" in below:
                dA = dropped(dA, below["mask"], case["network"]["layers"][l - 1])
    return J, values
