"""Whole epochs in the compiled core against the plain loop: no bit differs, in whatever is asked for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from twinmlp import MLP
from twinmlp.arithmetic.compiled import lanes_of
from twinmlp.arithmetic.kinds import choose_arithmetic
from twinmlp.base.errors import DivergedError
from twinmlp.base.files import read_document
from twinmlp.nn.activations import ACTIVATIONS
from twinmlp.nn.layers import Layer
from twinmlp.nn.losses import LOSSES
from twinmlp.optim.optimizers import OPTIMIZERS
from twinmlp.optim.schedules import SCHEDULES
from twinmlp.rng.streams import GENERATORS
from twinmlp.trace.case import case_parts
from twinmlp.train import epochs
from twinmlp.train.config import Samples, TrainConfig
from twinmlp.train.fit import fit_network

CASES = sorted((Path(__file__).parents[2] / "fixtures/cases").glob("*.json"))
PLAIN, CORE = (choose_arithmetic("reproducible", engine) for engine in ("plain", "compiled"))


def bits(value):
    """A value with arrays and numbers as bytes, which differ where a bit does."""
    if isinstance(value, dict):
        return {name: bits(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [bits(part) for part in value]
    numbers = isinstance(value, (float, np.ndarray))
    return np.asarray(value).tobytes() if numbers else value


def outcome(training):
    """All that a training ends with."""
    state = training.state
    layers = [(layer.W, layer.b) for layer in training.network]
    kept = (layers, state.states, state.stream, state.epoch, state.step, state.monitored)
    return bits([training.losses, training.final_loss, training.stopped, *kept])


@pytest.fixture
def runs(monkeypatch):
    """How many runs the core has begun."""
    begun, start = [], epochs.start_run
    monkeypatch.setattr(epochs, "start_run", lambda *given: begun.append(1) or start(*given))
    return begun


def takes_the_core(config) -> bool:
    return OPTIMIZERS[config.optimizer].search is None and config.threshold is None


@pytest.mark.parametrize("part", range(4))
def test_every_case_ends_with_the_same_bits(part, runs):
    for path in CASES[part::4]:
        parts = case_parts(read_document(str(path), "case"))
        given = parts.network, Samples(parts.X, parts.y, parts.weight), parts.config
        before = len(runs)
        compiled = fit_network(*given, CORE)
        assert (len(runs) > before) == takes_the_core(parts.config), path.stem
        if len(runs) > before:
            assert outcome(compiled) == outcome(fit_network(*given, PLAIN)), path.stem


def pick(random, values):
    return values[random.randint(len(values))]


def any_settings(random) -> dict:
    """Settings of every kind, drawn at random."""
    loss = pick(random, list(LOSSES))
    output = LOSSES[loss].fused_with or pick(random, list(ACTIVATIONS))
    hidden = [int(units) for units in random.randint(1, 20, size=random.randint(0, 4))]
    names = [name for name in ACTIVATIONS if name != "softmax"]
    optimizer = pick(random, [name for name in OPTIMIZERS if name != "lbfgs"])
    settings = {
        "hidden": hidden,
        "activation": [pick(random, names) for _ in hidden],
        "output_activation": output,
        "loss": {"name": "huber", "delta": 0.3} if loss == "huber" else loss,
        "reduction": pick(random, ["sum", "mean"]),
        "optimizer": optimizer,
        "learning_rate": 0.003,
        "epochs": 6,
        "batch_size": pick(random, [None, 1, 7, 16, 64]),
        "order": pick(random, ["sequential", "shuffled"]),
        "generator": pick(random, list(GENERATORS)),
        "bias": [bool(random.randint(3)) for _ in range(len(hidden) + 1)],
        "seed": int(random.randint(1000)),
    }
    extras = {
        "dropout": 0.3 if hidden else 0,
        "penalty": {"l1": 0.01, "l2": 0.02, "biases": True},
        "clipping": pick(random, [{"value": 0.1}, {"norm": 0.5}]),
        "schedule": {"name": pick(random, list(SCHEDULES)), "by": pick(random, ["epoch", "step"])},
        "full_loss": True,
        "patience": 2,
        "validation_fraction": 0.2,
        "keep_weights": True,
    }
    settings.update({name: v for name, v in extras.items() if random.uniform() < 0.3})
    if optimizer != "sgd" and random.uniform() < 0.3:
        settings["optimizer"] = {"name": optimizer, "weight_decay": 0.01}
    return settings


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", range(8))
def test_any_training_ends_with_the_same_bits(seed, runs):
    random = np.random.RandomState(seed)
    for _ in range(6):
        settings, n = any_settings(random), int(random.randint(1, 150))
        if "validation_fraction" in settings:
            n += 5
        softmax = settings["output_activation"] == "softmax"
        inputs, outputs = random.randint(1, 13), random.randint(2 if softmax else 1, 5)
        X, y = random.randn(n, inputs), random.uniform(size=(n, outputs))
        y /= y.sum(axis=1, keepdims=True)
        weights = random.uniform(size=n) if random.uniform() < 0.3 else None
        ends = []
        for engine in ("plain", "compiled"):
            before = len(runs)
            model = MLP(**settings, arithmetic="reproducible", engine=engine)
            try:
                model.fit(X, y, sample_weight=weights)
                layers = [(layer.W, layer.b) for layer in model.network]
                ends.append(bits([layers, model.losses, model.final_loss, model.state.states]))
            except DivergedError as error:
                ends.append(str(error))
            assert (len(runs) > before) == (engine == "compiled")
        assert ends[0] == ends[1], settings


def test_a_training_that_diverges_is_refused_alike():
    X, y = np.array([[1.0], [2.0]]), np.array([[1e200], [-1e200]])
    for optimizer, clipping in (("sgd", None), ("sgd", {"norm": 1e300})):
        said = []
        for engine in ("plain", "compiled"):
            model = MLP(
                hidden=2,
                activation="identity",
                output_activation="identity",
                optimizer=optimizer,
                clipping=clipping,
                learning_rate=10.0,
                arithmetic="reproducible",
                engine=engine,
            )
            with pytest.raises(DivergedError) as caught:
                model.fit(X, y)
            said.append(str(caught.value))
        assert said[0] == said[1]


def test_what_looks_at_single_steps_goes_step_by_step(runs):
    X, y, seen = [[0.0], [1.0]], [0.0, 1.0], []
    MLP(hidden=2, epochs=3, on_step=lambda step: seen.append(step.step)).fit(X, y)
    MLP(hidden=2, epochs=3, optimizer="lbfgs").fit(X, y)
    MLP(hidden=2, epochs=3, engine="plain").fit(X, y)
    cube = {"name": "cube", "value": lambda Z, ops: Z**3, "derivative": lambda Z, A, ops: 3 * Z * Z}
    MLP(hidden=2, epochs=3, activation=cube).fit(X, y)
    assert seen == [0, 1, 2] and runs == []
    MLP(hidden=2, epochs=3, engine="compiled").fit(X, y)
    assert runs == [1]


def test_callbacks_and_going_on_see_what_the_plain_loop_shows():
    random = np.random.RandomState(2)
    X, y = random.randn(40, 3), random.uniform(size=40)
    seen = {}
    for engine in ("plain", "compiled"):
        rows = []
        model = MLP(
            hidden=4,
            epochs=6,
            batch_size=9,
            order="shuffled",
            arithmetic="reproducible",
            optimizer="adam",
            on_epoch=lambda row, rows=rows: (
                rows.append((row["epoch"], row["loss"])) or len(rows) > 4
            ),
            engine=engine,
        )
        model.fit(X, y)
        model.partial_fit(X, y, epochs=3)
        seen[engine] = bits([rows, model.losses, [(layer.W, layer.b) for layer in model.network]])
    assert seen["plain"] == seen["compiled"]


ENDLESS = """
import signal
import numpy as np
from twinmlp import MLP
X = np.random.RandomState(1).randn(500, 20)
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a job in the background ignores
print("begun", flush=True)
MLP(hidden=50, epochs=10**9, batch_size=50, engine="compiled", arithmetic="reproducible").fit(X, X[:, 0] > 0)
"""


def test_ctrl_c_is_heard_at_once():
    child = subprocess.Popen([sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE, stderr=-3)
    assert child.stdout.readline() == b"begun\n"
    time.sleep(0.5)
    began = time.perf_counter()
    os.kill(child.pid, signal.SIGINT)
    assert child.wait(timeout=20) != 0
    assert time.perf_counter() - began < 2.0  # 0.05 s in the core; the interpreter has to end, too
    child.stdout.close()


def test_the_border_of_native_arithmetic_is_that_of_the_vectors():
    ops, config = choose_arithmetic("native", "compiled"), TrainConfig({"learning_rate": 0.1}, 1)
    most = epochs.NATIVE_PRODUCTS[lanes_of(ops.core)]
    for n, name in ((most // 1000, "reproducible"), (most // 1000 + 1, "native")):
        layer = Layer(np.zeros((1000, 1)), None, "identity")
        assert epochs.arithmetic_of_run([layer], n, config, ops).name == name


def test_the_products_of_a_large_step_are_counted():
    layer = Layer(np.zeros((784, 256)), None, "identity")
    assert epochs.step_products([layer], 60000) == 784 * 256 * 60000
