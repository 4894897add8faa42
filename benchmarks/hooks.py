"""twinmlp with what one may ask of it besides training, and the bare steps that a training consists of."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from ours import model, twinmlp
from twinmlp.arithmetic.kinds import NATIVE, unguarded
from twinmlp.train.chunks import cut_chunks
from twinmlp.train.config import Samples
from twinmlp.train.loop import initial_state
from twinmlp.train.step import train_step


def steps_alone(task, epochs):
    """The steps of a training with all rows at once, and nothing else."""
    trained = model(task, epochs)
    state = initial_state(trained.start(task.units[0], task.units[-1]), trained.config)
    samples, ops, losses = Samples(task.X, task.y), unguarded(NATIVE), []
    chunks = cut_chunks(samples, np.arange(len(task.X)), True, NATIVE)
    for _ in range(epochs):
        step = train_step(state, chunks, trained.config, ops, keep=False)
        state = state._replace(network=step.network, states=step.states)
        losses.append(step.loss)
    return [values for layer in state.network for values in (layer.W, layer.b)], losses


def with_on_step(task, epochs):
    return twinmlp(task, epochs, on_step=lambda step: None)


def with_on_epoch(task, epochs):
    return twinmlp(task, epochs, on_epoch=lambda row: None)


def with_a_look(task, epochs):
    """A function that looks at a number of its row, and one that looks at its network."""
    return twinmlp(task, epochs, on_epoch=lambda row: row["loss"] < 0)


def with_a_look_inside(task, epochs):
    return twinmlp(task, epochs, on_epoch=lambda row: row["network"][0].W is None)


def empty_calls(task, epochs):
    """What nobody can do without: a call of an empty function with a row of its own."""
    look = lambda row: None  # noqa: E731
    for epoch in range(epochs):
        look({"epoch": epoch})
    return [], []


def with_metrics(task, epochs):
    return twinmlp(task, epochs, metrics=["accuracy"])


def with_validation(task, epochs):
    """A quarter of the rows again."""
    rows = slice(0, -(-len(task.X) // 4))
    trained = model(task, epochs).fit(task.X, task.y, validation=(task.X[rows], task.y[rows]))
    return [], trained.losses


def with_patience(task, epochs):
    return twinmlp(task, epochs, patience=10**6)


def with_full_loss(task, epochs):
    """J of all rows before every epoch, which each of these needs."""
    return twinmlp(task, epochs, full_loss=True)


def with_checkpoint(task, epochs):
    """Ten checkpoints."""
    with tempfile.TemporaryDirectory() as folder:
        path, every = str(Path(folder) / "run.json"), max(1, epochs // 10)
        return twinmlp(task, epochs, checkpoint=path, checkpoint_every=every)


def with_trace(task, epochs):
    """Every named quantity of every step, as a trace has it."""
    model(task, epochs).trace(task.X, task.y, steps=range(epochs))
    return [], []
