"""Every named quantity of a training step, recorded."""

from __future__ import annotations

from typing import Any

from . import __version__
from .arithmetic import choose_arithmetic
from .cases import Case, case_parts
from .network import Layer
from .training import Step, Training, train

Record = dict[str, Any]


def implementation(arithmetic: str) -> Record:
    """Who computed a trace or a network."""
    return {"name": "twinmlp", "version": __version__, "language": "Python", "arithmetic": arithmetic}


def parameters_record(network: list[Layer]) -> list[Record]:
    """W and b of every layer."""
    return [{"W": layer.W, "b": layer.b} for layer in network]


def step_record(step: Step) -> Record:
    """One step as a trace holds it: Z, A, dA, dZ, dW, db, then W and b after the update and the optimizer's state."""
    layers = [
        {
            "Z": values.Z, "A": values.A, "dA": gradient.dA, "dZ": gradient.dZ, "dW": gradient.dW, "db": gradient.db,
            "W": layer.W, "b": layer.b, "state": {},
        }
        for values, gradient, layer in zip(step.values, step.gradients, step.network)
    ]
    return {"step": step.step, "epoch": step.epoch, "rows": step.rows, "loss": step.loss, "layers": layers}


def trace_record(training: Training, id: str, arithmetic: str) -> Record:
    """A whole training run as a trace."""
    return {
        "format": "twinmlp-trace",
        "version": 1,
        "case": id,
        "implementation": implementation(arithmetic),
        "steps": [step_record(step) for step in training.steps],
        "losses": training.losses,
        "final": {"loss": training.final_loss, "parameters": parameters_record(training.network)},
    }


def run_parts(parts: Case, arithmetic: str) -> Record:
    """Train as the parts of a case say and give the trace."""
    training = train(parts.network, parts.X, parts.y, parts.plan, choose_arithmetic(arithmetic), frozenset(parts.record))
    return trace_record(training, parts.id, arithmetic)


def run_case(case: Record, arithmetic: str | None = None) -> Record:
    """Train as a case says and give the trace; `arithmetic` goes before the case's own."""
    parts = case_parts(case)
    return run_parts(parts, arithmetic or parts.arithmetic)
