"""A whole training run in the reproducible arithmetic, one float at a time, in the order SPEC writes it."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..truth.r_stream import RStream
from . import scalar
from .optimizers import OPTIMIZERS
from .scalar import Matrix
from .search import search
from .stopping import RULES, Rules, Watch, largest, look, undone
from .tables import activation_of, loss_of, weighted
from .update import penalized, update

DIVISORS = {"sum": lambda n: 1.0, "mean": float}


def supports(case: dict[str, Any]) -> bool:
    """Whether a case asks for nothing but what is here."""
    return isinstance(case["parameters"], list) and case["optimizer"]["name"] in (
        *OPTIMIZERS,
        "lbfgs",
    )


def draw_masks(case: dict[str, Any], n: int, draws: Any) -> list[Matrix | None]:
    """1.0 where a step keeps an activation, 0.0 where u < rate drops it: first layer to last, row by row."""
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
) -> list[dict[str, Matrix]]:
    """Z_l and A_l of every layer, and with dropout mask and D_l."""
    values, A = [], X
    for l, (shape, layer) in enumerate(zip(case["network"]["layers"], parameters)):
        Z = scalar.product(A, layer["W"], shape["units"])
        if layer["b"] is not None:
            Z = [[z + b for z, b in zip(row, layer["b"])] for row in Z]
        A = [activation_of(shape["activation"])[0](row) for row in Z]
        values.append({"Z": Z, "A": A})
        if masks and masks[l]:
            A = dropped(A, masks[l], shape)
            values[l] |= {"mask": masks[l], "D": A}
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
    values = forward(case, parameters, X, masks)
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


def stream(training: dict[str, Any]) -> Any:
    """The stream of a training."""
    return {"numpy": np.random.RandomState, "r": RStream}[training["generator"]](training["seed"])


def numbers(values: Any) -> Any:
    """Nested lists with every number as a float."""
    return (
        [numbers(value) for value in values]
        if isinstance(values, list)
        else None
        if values is None
        else float(values)
    )


def run(case: dict[str, Any], rules: Rules = RULES) -> dict[str, Any]:
    """A trace's steps, losses, end, and what is watched, from a case."""
    training, X, y = case["training"], numbers(case["data"]["X"]), numbers(case["data"]["y"])
    parameters = [
        {"W": numbers(layer["W"]), "b": numbers(layer["b"])} for layer in case["parameters"]
    ]
    all_weights, draws = numbers(case["data"].get("sample_weight")), stream(training)
    trained, tested = rules.split(case, len(X), draws)
    draws = stream(training) if rules.drawn_anew else draws
    n, shuffled, size = (
        len(trained),
        training["order"] == "shuffled",
        training["batch_size"] or len(trained),
    )
    record: dict[str, Any] = {"steps": [], "losses": []}
    number, epochs, watch, threshold = 0, 0, Watch([], None, None), training.get("threshold")

    def chosen(rows: list[int]) -> tuple[Matrix, Matrix, list[float] | None]:
        """X, y and weights of some rows."""
        return (
            [X[i] for i in rows],
            [y[i] for i in rows],
            None if all_weights is None else [all_weights[i] for i in rows],
        )

    def loss_of_rows(rows: list[int]) -> tuple[float, float]:
        """The loss of some rows, without and with the penalty."""
        inputs, targets, weight = chosen(rows)
        plain = loss(case, forward(case, parameters, inputs)[-1], targets, weight)
        return plain, penalized(plain, case, parameters)

    def looked(J: float) -> Watch:
        """The watch with this row."""
        return look(
            case,
            rules,
            watch,
            epochs,
            J,
            rules.validation(*loss_of_rows(tested)) if tested else None,
            parameters,
        )

    stopped = None
    for epoch in range(training["epochs"]):
        J = loss_of_rows(trained)[1]
        watch = looked(J)
        stopped = watch.stopped
        if stopped:
            break
        order = [int(i) for i in draws.permutation(n)] if shuffled else list(range(n))
        record["losses"].append(J)
        for first in range(0, n, size):
            rows = [trained[i] for i in order[first : first + size]]
            inputs, targets, weight = chosen(rows)
            result = step(
                case,
                parameters,
                inputs,
                targets,
                draw_masks(case, len(rows), draws),
                weight,
                epoch,
                number,
            )
            if threshold is not None and rules.small(largest(result["layers"]), float(threshold)):
                stopped = "gradient"
                result["layers"] = (
                    result["layers"]
                    if rules.last_update
                    else undone(case, result["layers"], parameters)
                )
            if number in case["record"]["steps"]:
                record["steps"].append({"step": number, "epoch": epoch, "rows": rows, **result})
            pairs = (
                any(state["s"] for v in parameters for state in v.get("state", {}).values())
                if "search" in result
                else True
            )
            parameters, number = (
                [{"W": v["W"], "b": v["b"], "state": v["state"]} for v in result["layers"]],
                number + 1,
            )
            if not stopped and not pairs and result["search"]["taken"] == 0.0:  # nowhere to go
                stopped = "line_search"
            if stopped:
                break
        epochs = epoch + 1
        if stopped:
            break
    J = loss_of_rows(trained)[1]
    if stopped != "patience":
        watch = looked(J)
        stopped = stopped or watch.stopped
    if tested:
        record["validation_losses"] = watch.losses
    if training.get("patience") is not None or threshold is not None:
        best = {} if watch.best is None else {"best": watch.best[0]}
        record["stopping"] = {"stopped": stopped, "epochs": epochs, "steps": number, **best}
    if watch.best is not None and training.get("restore_best", True):
        _, _, J, parameters = watch.best
    record["final"] = {
        "loss": J,
        "parameters": [{"W": layer["W"], "b": layer["b"]} for layer in parameters],
    }
    return record
