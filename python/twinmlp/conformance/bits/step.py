"""One training step in the reproducible arithmetic, one float at a time, in the order SPEC writes
it.
"""

from __future__ import annotations

from typing import Any

from . import scalar
from .scalar import Matrix
from .search import search
from .tables import activation_of, loss_of, weighted
from .update import penalized, update

DIVISORS = {"sum": lambda n: 1.0, "mean": float}


def draw_masks(case: dict[str, Any], n: int, draws: Any) -> list[Matrix | None]:
    """1.0 where a step keeps an activation, 0.0 where u < rate drops it: first layer to last, row
    by row.
    """
    masks: list[Matrix | None] = []
    for shape in case["network"]["layers"]:
        rate, kept = shape.get("dropout", 0), None
        if rate:
            kept = [
                [0.0 if u < rate else 1.0 for u in draws.random_sample(shape["units"])]
                for _ in range(n)
            ]
        masks.append(kept)
    return masks


def dropped(values: Matrix, mask: Matrix, shape: dict[str, Any]) -> Matrix:
    """(value * mask) / (1 - rate)."""
    return [[a * m / (1.0 - shape["dropout"]) for a, m in zip(*rows)] for rows in zip(values, mask)]


def forward(
    case: dict[str, Any],
    parameters: list[dict[str, Any]],
    X: Matrix,
    masks: list[Matrix | None] | None = None,
) -> list[dict[str, Any]]:
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


def loss(
    case: dict[str, Any], last: dict[str, Matrix], y: Matrix, weight: list[float] | None
) -> float:
    """J = the sum of the weighted terms, times the loss's factor, over the divisor."""
    terms, _, factor, fused = loss_of(case)
    rows = weighted([terms(*pair) for pair in zip(last["Z" if fused else "A"], y)], weight)
    return scalar.total(rows, len(y[0])) * factor / DIVISORS[case["loss"]["reduction"]](len(y))


def step(
    case: dict[str, Any],
    parameters: list[dict[str, Any]],
    X: Matrix,
    y: Matrix,
    masks: list[Matrix | None] | None = None,
    weight: list[float] | None = None,
    epoch: int = 0,
    number: int = 0,
) -> dict[str, Any]:
    """One training step: loss, and every quantity of every layer, with W and b after the update."""
    J, values = evaluated(case, parameters, X, y, masks, weight)
    if case["optimizer"]["name"] == "lbfgs":
        trial = lambda there: evaluated(case, there, X, y, None, weight)
        return {
            "loss": J,
            **search(case, parameters, values, J, epoch, number, trial),
            "layers": values,
        }
    return {"loss": J, **update(case, parameters, values, epoch, number), "layers": values}


def evaluated(
    case: dict[str, Any],
    parameters: list[dict[str, Any]],
    X: Matrix,
    y: Matrix,
    masks: list[Matrix | None] | None = None,
    weight: list[float] | None = None,
) -> tuple[float, list[dict[str, Any]]]:
    """The loss, and every quantity of every layer forward and backward."""
    values: list[dict[str, Any]] = forward(case, parameters, X, masks)
    divisor = DIVISORS[case["loss"]["reduction"]](len(y))
    J, (_, gradient, _, fused) = (
        penalized(loss(case, values[-1], y, weight), case, parameters),
        loss_of(case),
    )
    from_loss = weighted(
        [[g / divisor for g in gradient(*pair)] for pair in zip(values[-1]["A"], y)], weight
    )
    dA = None if fused else from_loss
    for l in reversed(range(len(values))):
        shape, layer, here = case["network"]["layers"][l], parameters[l], values[l]
        back = activation_of(shape["activation"])[1]
        below = values[l - 1] if l > 0 else {"A": X}
        A = below.get("D", below["A"])
        here["dA"] = dA
        here["dZ"] = (
            from_loss if dA is None else [back(*rows) for rows in zip(dA, here["Z"], here["A"])]
        )
        here["dW"] = scalar.product(
            scalar.transposed(A, shape["inputs"]), here["dZ"], shape["units"]
        )
        here["db"] = None if layer["b"] is None else scalar.column_sums(here["dZ"], shape["units"])
        if l > 0:
            dA = scalar.product(
                here["dZ"], scalar.transposed(layer["W"], shape["units"]), shape["inputs"]
            )
            dA = (
                dropped(dA, below["mask"], case["network"]["layers"][l - 1]) if "D" in below else dA
            )
    return J, values
