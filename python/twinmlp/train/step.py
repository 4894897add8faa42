"""One training step: from a batch to the network and the states after it."""

from __future__ import annotations

from typing import Any, Sequence

from ..arithmetic.kinds import Arithmetic
from ..nn.dropout import Drop
from ..nn.layers import Network
from ..optim.line_search import Evaluation
from ..optim.optimizers import OPTIMIZERS, State
from ..optim.schedules import scheduled_rate
from ..optim.update import given_gradients, update_network
from .chunks import Block, evaluate_blocks
from .config import Plan, Step
from .objective import with_penalty


def plan_at(plan: Plan, epoch: int, step: int, ops: Arithmetic) -> Plan:
    """The plan with the learning rate of one step."""
    if plan.schedule is None:
        return plan
    rate = scheduled_rate(plan.options["learning_rate"], plan.schedule, epoch, step, ops)
    return plan._replace(options={**plan.options, "learning_rate": rate})


def train_step(
    network: Network,
    states: Sequence[dict[str, State]],
    blocks: Sequence[Block],
    plan: Plan,
    ops: Arithmetic,
    drops: list[Drop | None] | None = None,
    keep: bool = True,
    known: Evaluation | None = None,
) -> Step:
    """Forward, loss, backward and update on one batch; the caller fills in step, epoch and rows.
    See `evaluate_blocks` for `keep`.

    `known` is the evaluation at the network, if there is one already.
    """
    if OPTIMIZERS[plan.optimizer].search is not None:
        return search_step(network, states, blocks, plan, ops, known)
    loss, values, gradients = evaluate_blocks(network, blocks, plan, ops, drops, keep)
    after = update_network(network, gradients, states, plan, ops)
    return Step(
        -1,
        -1,
        None,
        values,
        with_penalty(loss, network, plan, ops),
        gradients,
        after.network,
        after.states,
        drops,
        None if plan.schedule is None else plan.options["learning_rate"],
        after.given,
        after.norm,
        loss,
    )


def evaluation(
    network: Network, blocks: Sequence[Block], plan: Plan, ops: Arithmetic
) -> Evaluation:
    """Forward, loss and backward on one batch, and what the optimizer is given."""
    loss, values, gradients = evaluate_blocks(network, blocks, plan, ops)
    plain = plan.penalty is None and plan.masks is None
    given = None if plain else given_gradients(network, gradients, plan, ops)[0]
    return Evaluation(
        list(network), values, with_penalty(loss, network, plan, ops), gradients, given
    )


def search_step(
    network: Network,
    states: Sequence[dict[str, State]],
    blocks: Sequence[Block],
    plan: Plan,
    ops: Arithmetic,
    known: Evaluation | None = None,
) -> Step:
    """One step of an optimizer that searches; the caller fills in step, epoch and rows."""
    at = evaluation(network, blocks, plan, ops) if known is None else known
    search: Any = OPTIMIZERS[plan.optimizer].search
    found = search(at, states, plan, ops, lambda trial: evaluation(trial, blocks, plan, ops))
    return Step(
        -1,
        -1,
        None,
        at.values,
        at.loss,
        at.gradients,
        found.end.network,
        found.states,
        None,
        None if plan.schedule is None else plan.options["learning_rate"],
        at.given,
        search=found,
    )
