"""JAX on the processor, in double precision: one jitted call, a scan over the epochs and within them over the batches.

It computes J of every batch, and their mean over the rows. A last batch with fewer rows is a step of its own behind the scan.
"""

from __future__ import annotations

import os

# Eigen's and XLA's own threads, which the variables of a BLAS do not count.
if os.environ.get("OMP_NUM_THREADS") == "1":
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    os.environ["NPROC"] = "1"

from functools import partial  # noqa: E402

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
from jax import lax  # noqa: E402

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")


def loss(parameters, X, y, kind):
    """J of some rows."""
    A = X
    for W, b in parameters[:-1]:
        Z = A @ W + b
        A = jax.nn.sigmoid(Z) if kind == "sigmoid" else jax.nn.relu(Z)
    W, b = parameters[-1]
    Z = A @ W + b
    if kind == "sigmoid":
        return 0.5 * jnp.sum((jax.nn.sigmoid(Z) - y) ** 2)
    return -jnp.sum(y * jax.nn.log_softmax(Z)) / len(X)


def step(parameters, rows, kind, rate):
    """One step on some rows; its J."""
    J, gradients = jax.value_and_grad(loss)(parameters, *rows, kind)
    return jax.tree.map(lambda p, g: p - rate * g, parameters, gradients), J


@partial(jax.jit, static_argnames=("kind", "batch", "epochs"))
def train(parameters, X, y, rate, kind, batch, epochs):
    """The parameters after so many epochs, and J of every epoch."""
    whole = len(X) // batch
    parts = [M[: whole * batch].reshape(whole, batch, -1) for M in (X, y)]
    rest = X[whole * batch :], y[whole * batch :]

    def epoch(parameters, _):
        if whole == 1:  # no loop around a single batch
            parameters, J = step(parameters, [part[0] for part in parts], kind, rate)
            J = J[None]
        else:
            parameters, J = lax.scan(lambda p, rows: step(p, rows, kind, rate), parameters, parts)
        if kind == "sigmoid":
            return parameters, J.sum()
        total = J.sum() * batch
        if len(rest[0]):
            parameters, last = step(parameters, rest, kind, rate)
            total += last * len(rest[0])
        return parameters, total / len(X)

    return lax.scan(epoch, parameters, None, length=epochs)


PROGRAMS: dict = {}


def prepare(task, epochs):
    """Compile the program for so many epochs, which is no part of training."""
    if PROGRAMS.get("task") is not task:
        PROGRAMS.clear()
        PROGRAMS["task"] = task
    if epochs not in PROGRAMS:
        pairs = list(zip(task.parameters[::2], task.parameters[1::2]))
        lowered = train.lower(pairs, task.X, task.y, task.rate, task.kind, task.batch, epochs)
        PROGRAMS[epochs] = lowered.compile()


def jax_scan(task, epochs):
    pairs = list(zip(task.parameters[::2], task.parameters[1::2]))
    parameters, losses = PROGRAMS[epochs](pairs, task.X, task.y, task.rate)
    return [np.asarray(values) for pair in parameters for values in pair], np.asarray(losses)
