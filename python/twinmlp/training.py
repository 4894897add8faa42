"""The training loop: steps over the batches of every epoch."""

from __future__ import annotations

from typing import Any, Callable, Collection, Sequence

import numpy as np

from .arithmetic import Arithmetic, Array
from .data import batches
from .dropout import Drop, draw_drops
from .errors import fail
from .line_search import Evaluation
from .losses import loss_input, loss_value, output_gradients
from .mersenne import Stream
from .network import Forward, Network, backward, forward
from .optimizers import OPTIMIZERS, State
from .penalties import penalized_loss
from .plans import Plan, Point, Step, Training
from .rng import stream
from .schedules import scheduled_rate
from .updates import given_gradients, start_states, update_network


def network_loss(
    network: Network, X: Array, y: Array, plan: Plan, ops: Arithmetic, weight: Array | None = None
) -> float:
    """J of the network's outputs for the inputs X against the targets y, with the samples' weights."""
    return objective(network, forward(network, X, ops)[-1], y, plan, ops, weight)


def objective(
    network: Network, values: Forward, y: Array, plan: Plan, ops: Arithmetic, weight: Array | None = None
) -> float:
    """J from the last layer's values: the loss, and the penalty on the network's weights."""
    loss = loss_value(loss_input(values, plan.loss), y, plan.loss, plan.reduction, ops, weight)
    return loss if plan.penalty is None else penalized_loss(loss, [layer.W for layer in network], plan.penalty, ops)


def plan_at(plan: Plan, epoch: int, step: int, ops: Arithmetic) -> Plan:
    """The plan with the learning rate of one step."""
    if plan.schedule is None:
        return plan
    rate = scheduled_rate(plan.options["learning_rate"], plan.schedule, epoch, step, ops)
    return plan._replace(options={**plan.options, "learning_rate": rate})


def check_loss(loss: float, step: int) -> None:
    """Refuse to go on from a loss that is not finite."""
    if not np.isfinite(loss):
        fail("E_DIVERGED", "loss", f"finite, but training diverged at step {step}", "NaN or Infinity")


def train_step(
    network: Network, states: Sequence[dict[str, State]], X: Array, y: Array, plan: Plan, ops: Arithmetic,
    drops: list[Drop | None] | None = None, weight: Array | None = None, known: Evaluation | None = None,
) -> Step:
    """Forward, loss, backward and update on one batch; the caller fills in step, epoch and rows.

    `known` is the evaluation at the network, if there is one already.
    """
    if OPTIMIZERS[plan.optimizer].search is not None:
        return search_step(network, states, X, y, plan, ops, weight, known)
    values = forward(network, X, ops, drops)
    loss = objective(network, values[-1], y, plan, ops, weight)
    dA, dZ = output_gradients(values[-1].A, y, plan.loss, plan.reduction, ops, weight)
    gradients = backward(network, X, values, dA, ops, drops, dZ)
    after = update_network(network, gradients, states, plan, ops)
    rate = None if plan.schedule is None else plan.options["learning_rate"]
    return Step(
        -1, -1, np.empty(0), values, loss, gradients, after.network, after.states, drops, rate, after.given, after.norm
    )


def evaluation(
    network: Network, X: Array, y: Array, plan: Plan, ops: Arithmetic, weight: Array | None = None
) -> Evaluation:
    """Forward, loss and backward on one batch, and what the optimizer is given."""
    values = forward(network, X, ops)
    loss = objective(network, values[-1], y, plan, ops, weight)
    dA, dZ = output_gradients(values[-1].A, y, plan.loss, plan.reduction, ops, weight)
    gradients = backward(network, X, values, dA, ops, None, dZ)
    plain = plan.penalty is None and plan.masks is None
    return Evaluation(list(network), values, loss, gradients, None if plain else given_gradients(network, gradients, plan, ops)[0])


def search_step(
    network: Network, states: Sequence[dict[str, State]], X: Array, y: Array, plan: Plan, ops: Arithmetic,
    weight: Array | None = None, known: Evaluation | None = None,
) -> Step:
    """One step of an optimizer that searches; the caller fills in step, epoch and rows."""
    at = evaluation(network, X, y, plan, ops, weight) if known is None else known
    found = OPTIMIZERS[plan.optimizer].search(at, states, plan, ops, lambda trial: evaluation(trial, X, y, plan, ops, weight))
    rate = None if plan.schedule is None else plan.options["learning_rate"]
    return Step(
        -1, -1, np.empty(0), at.values, at.loss, at.gradients, found.end.network, found.states, None, rate, at.given, None, found
    )


def start_point(network: Network, plan: Plan, draws: Stream | None = None) -> Point:
    """Where training begins; `draws` is the training stream, if it does not begin at the seed."""
    if draws is None and (plan.order == "shuffled" or plan.dropout is not None):
        draws = stream(plan.seed, plan.generator)
    return Point(list(network), start_states(network, plan), draws, 0, 0, [], None)


@np.errstate(over="ignore", invalid="ignore")  # what is not finite in the end, check_loss refuses
def train(
    network: Network, X: Array, y: Array, plan: Plan, ops: Arithmetic, record: Collection[int] = (),
    point: Point | None = None, follow: Callable[..., Any] | None = None, judge: Callable[..., Any] | None = None,
    weight: Array | None = None,
) -> Training:
    """Train to epoch plan.epochs, from the start or from `point`; keep the steps whose number is in `record`.

    follow(point, loss), before every epoch and at the end, gives the new watch and why to stop, or None. judge(step),
    after every step, says why to stop, or None; if it says "gradient", the step's update is not made.
    """
    network, states, draws, epoch, number, losses, watch = start_point(network, plan) if point is None else point
    losses, steps, stopped, known = list(losses), [], None, None
    units = [layer.W.shape[1] for layer in network]
    whole = plan.order == "sequential" and (plan.batch_size is None or plan.batch_size >= len(X))
    shared = whole and plan.dropout is None and follow is None  # the only step's loss is also the epoch's
    same = batches(len(X), plan.batch_size).batches if plan.order == "sequential" else None
    while epoch < plan.epochs and stopped is None:
        if not shared:
            loss = network_loss(network, X, y, plan, ops, weight)
            if follow is not None:
                watch, stopped = follow(Point(network, states, draws, epoch, number, losses, watch), loss)
                if stopped is not None:
                    break
            losses.append(loss)
        epoch_rows, draws = (same, draws) if same else batches(len(X), plan.batch_size, plan.order, draws)
        for rows in epoch_rows:
            drops = None
            if plan.dropout is not None:
                drops, draws = draw_drops(plan.dropout, units, len(rows), draws)
            chosen = None if weight is None else weight[rows]
            batch = (X, y) if whole else (X[rows], y[rows])
            step = train_step(network, states, *batch, plan_at(plan, epoch, number, ops), ops, drops, chosen, known)
            check_loss(step.loss, number)
            if shared:
                losses.append(step.loss)
            if judge is not None or number in record:
                step = step._replace(step=number, epoch=epoch, rows=rows)
            if judge is not None:
                stopped = judge(step)
                if stopped == "gradient":
                    step = step._replace(network=network, states=states)
            if number in record:
                steps.append(step)
            network, states, number = step.network, step.states, number + 1
            if step.search is not None:  # where it ends is where the next one begins
                known = step.search.end
                stopped = stopped or ("line_search" if step.search.stuck else None)
            if stopped is not None:
                break
        epoch += 1
    final_loss = network_loss(network, X, y, plan, ops, weight)
    check_loss(final_loss, number)
    point = Point(list(network), states, draws, epoch, number, losses, watch)
    if follow is not None:
        watch, reason = follow(point, final_loss)
        point, stopped = point._replace(watch=watch), stopped or reason
    return Training(point.network, losses, final_loss, steps, point, stopped)
