"""What a trace says of a run that is watched: the loss of what is set aside, when the run ended,
and why.
"""

from __future__ import annotations

from typing import Any

from ..train.config import Plan, Training


def watched_record(training: Training, plan: Plan) -> dict[str, Any]:
    """validation_losses, one a row, if there is validation; stopping, if a run can end early."""
    watch, point, record = training.point.watch, training.point, {}
    if watch is not None and "validation_loss" in watch.columns:
        record["validation_losses"] = watch.columns["validation_loss"]
    if plan.patience is None and plan.threshold is None:
        return record
    best = {} if watch is None or watch.best is None else {"best": watch.best.epoch}
    return record | {
        "stopping": {
            "stopped": training.stopped,
            "epochs": point.epoch,
            "steps": point.step,
            **best,
        }
    }
