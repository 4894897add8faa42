"""A whole fit: data set aside for validation, the training watched, and the best parameters given
back.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Collection

from ..arithmetic.kinds import Arithmetic, Array
from ..data.preprocessing import train_test_split
from ..nn.layers import Network
from ..optim.optimizers import check_one_loss
from ..rng.streams import stream
from .config import Plan, Point, Training
from .loop import start_point, train
from .monitor import Watching, follower, stepper, takes_rows


def fit_network(
    network: Network,
    X: Array,
    y: Array,
    plan: Plan,
    ops: Arithmetic,
    record: Collection[int] = (),
    point: Point | None = None,
    watching: Watching = Watching(),
    weight: Array | None = None,
) -> Training:
    """Train as `train` does. With plan.validation_fraction, a split is the first that the training
    stream draws.
    """
    draws, rows = None, None
    if plan.validation_fraction is not None and watching.validation is None:
        rows, tested, draws = train_test_split(
            len(X),
            stream(plan.seed, plan.generator),
            plan.validation_fraction,
            "validation_fraction",
        )
        watching = watching._replace(
            validation=(X[tested], y[tested], None if weight is None else weight[tested])
        )
        X, y, weight = X[rows], y[rows], None if weight is None else weight[rows]
    check_one_loss(plan, len(X))
    if point is None:
        point = start_point(network, plan, draws)
    point = point._replace(
        watch=deepcopy(point.watch)
    )  # which grows, and the old one stays as it is
    plan = plan._replace(full_loss=plan.full_loss or takes_rows(plan, watching))
    follow = follower((X, y, weight), plan, ops, watching)
    training = train(
        network, X, y, plan, ops, record, point, follow, stepper(plan, watching.on_step), weight
    )
    if rows is not None:
        training = training._replace(
            steps=[step._replace(rows=rows[step.rows]) for step in training.steps]
        )
    return restored(training, plan)


def restored(training: Training, plan: Plan) -> Training:
    """The training with the network of the best row, where there is one and it is wanted."""
    if plan.patience is None or not plan.restore_best or training.point.watch is None:
        return training
    best = training.point.watch.best
    return training._replace(network=best.network, final_loss=best.loss)
