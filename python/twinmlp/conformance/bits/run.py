"""A whole training run in the reproducible arithmetic, one float at a time, in the order SPEC
writes it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..truth.r_stream import RStream
from .optimizers import OPTIMIZERS
from .scalar import Case
from .step import Data, draw_masks, forward, loss, step
from .stopping import RULES, Monitored, Row, Rules, add_row, largest, undone
from .update import penalized


def supports(case: Case) -> bool:
    """Whether a case asks for nothing but what is here."""
    is_known = case["optimizer"]["name"] in (*OPTIMIZERS, "lbfgs")
    return isinstance(case["parameters"], list) and is_known


def stream(training: dict[str, Any]) -> Any:
    """The stream of a training."""
    return {"numpy": np.random.RandomState, "r": RStream}[training["generator"]](training["seed"])


def numbers(values: Any) -> Any:
    """Nested lists with every number as a float."""
    if isinstance(values, list):
        return [numbers(value) for value in values]
    return None if values is None else float(values)


def run(case: Case, rules: Rules = RULES) -> Case:
    """A trace's steps, losses, end, and what is monitored, from a case."""
    training, X, y = case["training"], numbers(case["data"]["X"]), numbers(case["data"]["y"])
    parameters = [
        {"W": numbers(layer["W"]), "b": numbers(layer["b"])} for layer in case["parameters"]
    ]
    all_weights, draws = numbers(case["data"].get("sample_weight")), stream(training)
    trained, tested = rules.split(case, len(X), draws)
    draws = stream(training) if rules.drawn_anew else draws
    n, shuffled = len(trained), training["order"] == "shuffled"
    size = training["batch_size"] or n
    record: Case = {"steps": [], "losses": []}
    number, epochs, monitored = 0, 0, Monitored([], None, None)
    threshold = training.get("threshold")

    def chosen(rows: list[int]) -> Data:
        """X, y and weights of some rows."""
        weight = None if all_weights is None else [all_weights[i] for i in rows]
        return [X[i] for i in rows], [y[i] for i in rows], weight

    def loss_of_rows(rows: list[int]) -> tuple[float, float]:
        """The loss of some rows, without and with the penalty."""
        inputs, targets, weight = chosen(rows)
        plain = loss(case, forward(case, parameters, inputs)[-1], targets, weight)
        return plain, penalized(plain, case, parameters)

    def with_row(J: float) -> Monitored:
        """What has been monitored, with the row of this epoch."""
        validation = rules.validation(*loss_of_rows(tested)) if tested else None
        row = Row(epochs, rules.monitored(J, validation), J, parameters)
        return add_row(case["training"], rules, monitored, row, validation)

    stopped = None
    for epoch in range(training["epochs"]):
        J = loss_of_rows(trained)[1]
        monitored = with_row(J)
        stopped = monitored.stopped
        if stopped:
            break
        order = [int(i) for i in draws.permutation(n)] if shuffled else list(range(n))
        record["losses"].append(J)
        for first in range(0, n, size):
            rows = [trained[i] for i in order[first : first + size]]
            masks = draw_masks(case, len(rows), draws)
            result = step(case, parameters, chosen(rows), masks, (epoch, number))
            if threshold is not None and rules.small(largest(result["layers"]), float(threshold)):
                stopped = "gradient"
                if not rules.last_update:
                    result["layers"] = undone(case, result["layers"], parameters)
            if number in case["record"]["steps"]:
                record["steps"].append({"step": number, "epoch": epoch, "rows": rows, **result})
            states = [state for v in parameters for state in v.get("state", {}).values()]
            is_still = "search" in result and result["search"]["taken"] == 0.0
            if not stopped and is_still and not any(s["s"] for s in states):  # nowhere to go
                stopped = "line_search"
            parameters = [{"W": v["W"], "b": v["b"], "state": v["state"]} for v in result["layers"]]
            number += 1
            if stopped:
                break
        epochs = epoch + 1
        if stopped:
            break
    J = loss_of_rows(trained)[1]
    if stopped != "patience":
        monitored = with_row(J)
        stopped = stopped or monitored.stopped
    if tested:
        record["validation_losses"] = monitored.losses
    if training.get("patience") is not None or threshold is not None:
        best = {} if monitored.best is None else {"best": monitored.best.number}
        record["stopping"] = {"stopped": stopped, "epochs": epochs, "steps": number, **best}
    if monitored.best is not None and training.get("restore_best", True):
        _, _, J, parameters = monitored.best
    last = [{"W": layer["W"], "b": layer["b"]} for layer in parameters]
    return {**record, "final": {"loss": J, "parameters": last}}
