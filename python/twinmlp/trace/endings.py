"""The part of a trace about monitoring: validation losses, when the run ended, and why."""

from __future__ import annotations

from typing import Any

from ..train.config import TrainConfig, Training


def monitored_endings(training: Training, config: TrainConfig) -> dict[str, Any]:
    """Return validation_losses if there is validation, and stopping if a run can end early."""
    state, record = training.state, {}
    monitored = state.monitored
    if monitored is not None and "validation_loss" in monitored.columns:
        record["validation_losses"] = monitored.columns["validation_loss"]
    if config.patience is None and config.threshold is None:
        return record
    best = {} if monitored is None or monitored.best is None else {"best": monitored.best.epoch}
    return record | {
        "stopping": {
            "stopped": training.stopped,
            "epochs": state.epoch,
            "steps": state.step,
            **best,
        }
    }
