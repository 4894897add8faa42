"""The walk through a whole run: streams, epochs and batches, when it ends, and what is recorded of
it.
"""

from __future__ import annotations

from typing import Any, Callable, Iterator

import numpy as np

from ..truth import balls
from ..truth.r_stream import RStream
from .quantities import Array, Case, Evaluate, Layers
from .walk import forward, in_balls, only, samples, training_step, tree
from .walk_epochs import Best, Decide, can_stop, excess, is_monitored, next_best, split, surely
from .walk_search import is_stuck

# generator -> seed -> a stream with permutation(n), drawn once per epoch, and random_sample(n) for
# dropout
STREAMS: dict[str, Callable[[int], Any]] = {"numpy": np.random.RandomState, "r": RStream}


def training_stream(training: dict[str, Any]) -> Any:
    """The one stream of a training run."""
    return STREAMS[training.get("generator", "numpy")](training.get("seed", 42))


def epoch_batches(training: dict[str, Any], n: int, draws: Any) -> Iterator[list[list[int]]]:
    """The rows of every batch, epoch by epoch; the last batch of an epoch is the remainder."""
    size = training.get("batch_size") or n
    order = list(range(n))
    shuffled = training.get("order", "sequential") == "shuffled"
    for _ in range(training["epochs"]):
        if shuffled:
            order = [int(row) for row in draws.permutation(n)]
        yield [order[first : first + size] for first in range(0, n, size)]


def draw_masks(case: Case, n: int, draws: Any) -> list[Array | None]:
    """Of each layer with dropout, first to last, what a step keeps of it: n x n_l uniforms row by
    row, u < rate is dropped."""
    masks: list[Array | None] = []
    for layer in case["network"]["layers"]:
        rate, units = layer.get("dropout", 0), layer["units"]
        kept = np.array(draws.random_sample(n * units)).reshape(n, units) >= rate if rate else None
        masks.append(None if kept is None else balls.exact(kept.astype(float)))
    return masks


def starting_layers(case: Case) -> Layers:
    """The case's starting parameters, exactly."""
    return in_balls(only(case["parameters"], "W", "b"))


def validation_loss(case: Case, parameters: Layers, data: Any, evaluate: Evaluate) -> Any:
    """J of what is set aside, without the penalty."""
    return forward({**case, "penalty": None}, parameters, data, evaluate)[0]


def trajectory(
    case: Case,
    parameters: Layers,
    evaluate: Evaluate,
    keep: Callable[[Any], Any],
    decide: Decide = surely,
) -> dict[str, Any]:
    """A run from `parameters`: the recorded steps and the layers before each, the loss of every
    epoch, and the end.

    If a run has validation or may end early, also the validation loss of every row, and when and
    why it ended.
    """
    training = case["training"]
    draws = training_stream(training)
    trained, tested = split(training, case["data"]["y"], draws)
    data, aside = samples(case, trained), samples(case, tested) if tested else None
    monitored = is_monitored(training)
    record: dict[str, Any] = {"before": [], "steps": [], "losses": []}
    record |= {"validation_losses": []} if tested else {}
    step, epochs, best, stopped = 0, 0, None, None
    dropout = any(layer.get("dropout") for layer in case["network"]["layers"])
    by_threshold = lambda values: not decide(excess(values, training["threshold"]))
    ends = None if training.get("threshold") is None else by_threshold

    def add_row(loss: Any, best: Best | None) -> tuple[Best | None, str | None]:
        """Record the validation loss; the best row so far, and whether patience ends the run."""
        value = validation_loss(case, parameters, aside, evaluate) if tested else loss
        if tested:
            record["validation_losses"].append(keep(value))
        if training.get("patience") is None:
            return None, None
        row = Best(epochs, value, loss, parameters)
        best = next_best(best, row, training.get("min_delta", 0), evaluate, decide)
        return best, "patience" if epochs - best.row >= training["patience"] else None

    for batches in epoch_batches(training, len(trained), draws):
        # where the batch is all rows, its loss is the epoch's
        shared = len(batches) == 1 and not dropout and not monitored
        if not shared:
            loss = forward(case, parameters, data, evaluate)[0]
            if monitored:
                best, stopped = add_row(loss, best)
                if stopped is not None:
                    break
            record["losses"].append(keep(loss))
        for places in batches:
            rows = [trained[place] for place in places]
            masks = draw_masks(case, len(rows), draws)
            batch, time = samples(case, rows), (epochs, step)
            result = training_step(case, parameters, batch, time, evaluate, masks, ends)
            stuck = "line_search" if is_stuck(parameters, result) else None
            stopped = result.pop("stopped", None) or stuck
            if shared:
                record["losses"].append(keep(result["loss"]))
            if step in case["record"]["steps"]:
                record["before"].append(tree(keep, only(parameters, "W", "b", "state")))
                found = {"step": step, "epoch": epochs, "rows": rows, **tree(keep, result)}
                record["steps"].append(found)
            parameters, step = result["layers"], step + 1
            if stopped is not None:
                break
        epochs += 1
        if stopped is not None:
            break
    loss, _ = forward(case, parameters, data, evaluate)
    if monitored and stopped != "patience":  # which has recorded its last row
        best, waited = add_row(loss, best)
        stopped = stopped or waited
    if best is not None and training.get("restore_best", True):
        loss, parameters = best.loss, best.layers
    record["final"] = tree(keep, {"loss": loss, "parameters": only(parameters, "W", "b")})
    if can_stop(training):
        record["stopping"] = {"stopped": stopped, "epochs": epochs, "steps": step}
        record["stopping"] |= {} if best is None else {"best": best.row}
    return record
