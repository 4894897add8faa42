"""The training loop: steps over the batches of every epoch."""

from __future__ import annotations

from typing import Any, Callable, Collection

import numpy as np

from ..arithmetic.kinds import Arithmetic, Array, unguarded
from ..data.preprocessing import batches
from ..nn.dropout import draw_drops
from ..nn.layers import Network
from ..optim.update import start_states
from ..rng.mersenne import Stream
from ..rng.streams import stream
from .chunks import cut_blocks
from .config import Plan, Point, Training
from .objective import batches_loss, check_loss, network_loss
from .step import plan_at, train_step


def start_point(network: Network, plan: Plan, draws: Stream | None = None) -> Point:
    """Where training begins; `draws` is the training stream, if it does not begin at the seed."""
    if draws is None and (plan.order == "shuffled" or plan.dropout is not None):
        draws = stream(plan.seed, plan.generator)
    return Point(list(network), start_states(network, plan), draws, 0, 0, [], None)


@np.errstate(over="ignore", invalid="ignore")  # what is not finite in the end, check_loss refuses
def train(
    network: Network,
    X: Array,
    y: Array,
    plan: Plan,
    ops: Arithmetic,
    record: Collection[int] = (),
    point: Point | None = None,
    follow: Callable[..., Any] | None = None,
    judge: Callable[..., Any] | None = None,
    weight: Array | None = None,
) -> Training:
    """Train to epoch plan.epochs, from the start or from `point`; keep the steps whose number is in
    `record`.

    follow(point, loss), before every epoch and at the end, gives the new watch and why to stop, or
    None; loss is J if plan.full_loss, else None. judge(step), after every step, says why to stop,
    or None; if it says "gradient", the step's update is not made.
    """
    network, states, draws, epoch, number, losses, watch = (
        start_point(network, plan) if point is None else point
    )
    ops, losses, steps, stopped, known = unguarded(ops), list(losses), [], None, None
    if plan.schedule is None:  # NumPy multiplies by an array of one number faster than by a number
        plan = plan._replace(
            options={**plan.options, "learning_rate": np.array(plan.options["learning_rate"])}
        )
    units = [layer.W.shape[1] for layer in network]
    sequential = plan.order == "sequential"
    whole = sequential and (plan.batch_size is None or plan.batch_size >= len(X))
    # With the whole batch in its order, the only step's loss is J before the epoch; it need not be
    # computed twice.
    ahead = plan.dropout is not None or plan.full_loss and not (whole and follow is None)
    epoch_rows: Any = batches(len(X), plan.batch_size).batches if sequential else None
    whole_blocks = cut_blocks(epoch_rows[0], True, X, y, weight, ops) if whole else None
    while epoch < plan.epochs and stopped is None:
        loss = network_loss(network, X, y, plan, ops, weight) if ahead else None
        if follow is not None:
            watch, stopped = follow(
                Point(list(network), states, draws, epoch, number, losses, watch), loss
            )
            if stopped is not None:
                break
        if not sequential:
            epoch_rows, draws = batches(len(X), plan.batch_size, plan.order, draws)
        before = network
        batch_losses: list[Any] = []
        for rows in epoch_rows:
            drops = None
            if plan.dropout is not None:
                drops, draws = draw_drops(plan.dropout, units, len(rows), draws)
            keep = judge is not None or number in record
            blocks = whole_blocks or cut_blocks(rows, sequential, X, y, weight, ops)
            now = plan if plan.schedule is None else plan_at(plan, epoch, number, ops)
            step: Any = None  # the arrays of the step before go before those of this one come
            step = train_step(network, states, blocks, now, ops, drops, keep, known)
            check_loss(step.loss, number)
            batch_losses.append(step.data_loss)
            if keep:
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
        if loss is None:
            loss = (
                step.loss
                if whole
                else batches_loss(
                    batch_losses,
                    [len(rows) for rows in epoch_rows[: len(batch_losses)]],
                    before,
                    plan,
                    ops,
                )
            )
        losses.append(loss)
        epoch += 1
    step = whole_blocks = None
    final_loss = network_loss(network, X, y, plan, ops, weight)
    check_loss(final_loss, number)
    point = Point(list(network), states, draws, epoch, number, losses, watch)
    if follow is not None:
        watch, reason = follow(point, final_loss)
        point, stopped = point._replace(watch=watch), stopped or reason
    return Training(point.network, losses, final_loss, steps, point, stopped)
