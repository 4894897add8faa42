"""Whole epochs in the compiled core against the plain loop: no bit differs, in whatever is asked for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from twinmlp import MLP
from twinmlp.arithmetic.compiled import lanes_of
from twinmlp.arithmetic.kinds import choose_arithmetic
from twinmlp.base.errors import DivergedError, TwinMLPError
from twinmlp.base.files import read_document
from twinmlp.model import checkpoint
from twinmlp.nn.activations import ACTIVATIONS
from twinmlp.nn.layers import Layer
from twinmlp.nn.losses import LOSSES
from twinmlp.optim.optimizers import OPTIMIZERS
from twinmlp.optim.schedules import SCHEDULES
from twinmlp.rng.streams import GENERATORS
from twinmlp.trace.case import case_parts
from twinmlp.train import core_state, epochs, rows
from twinmlp.train.config import Samples, TrainConfig
from twinmlp.train.fit import fit_network
from twinmlp.train.monitor import make_monitor

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
import signal, time
import numpy as np
from twinmlp import MLP
X = np.random.RandomState(1).randn(500, 20)
model = MLP(hidden=50, epochs=10**9, batch_size=50, engine="compiled", arithmetic="reproducible")
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a job in the background ignores
before = time.process_time()
try:
    print(time.time(), flush=True)
    model.fit(X, X[:, 0] > 0)
except KeyboardInterrupt:
    print(time.process_time() - before)
"""


def test_ctrl_c_is_heard_at_once():
    child = subprocess.Popen([sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE)
    begun = float(child.stdout.readline())
    time.sleep(0.5)
    os.kill(child.pid, signal.SIGINT)
    until_signal = time.time() - begun
    spent = float(child.communicate(timeout=60)[0])
    # Until the signal one thread has taken no more of a processor than had passed, however busy the
    # machine; the rest is what it took to hear.
    assert child.returncode == 0 and spent - until_signal < 0.5


def arithmetic_of(weights, n):
    """The native arithmetic of a run of n samples and one layer."""
    ops, config = choose_arithmetic("native", "compiled"), TrainConfig({"learning_rate": 0.1}, 1)
    layer = Layer(np.zeros((weights, 1)), None, "identity")
    samples = Samples(np.empty((n, 0)), np.empty((n, 1)))
    return epochs.arithmetic_of_run([layer], samples, config, ops)


def test_native_arithmetic_goes_where_it_is_fast(monkeypatch):
    assert arithmetic_of(1000, 50).name == "reproducible"
    assert arithmetic_of(1001, 50).block == 256 and arithmetic_of(1001, 50).name == "native"
    lanes = lanes_of(choose_arithmetic("native", "compiled").core)
    monkeypatch.setitem(epochs.NATIVE_PRODUCTS, lanes, 2000 * 50)
    assert arithmetic_of(2000, 50).core is not None
    assert arithmetic_of(2000, 51).core is None


CHUNKED = [
    {"batch_size": None},
    {"batch_size": 300, "order": "shuffled", "dropout": [0.2, 0.1]},
    {"batch_size": 384, "loss": "half_squared_error", "output_activation": "sigmoid"},
    {"optimizer": "adam", "learning_rate": 0.001, "penalty": {"l2": 0.01}, "clipping": {"norm": 1}},
    {"metrics": "accuracy", "validation_fraction": 0.4, "full_loss": True, "batch_size": 33},
]


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("settings", CHUNKED)
def test_native_steps_of_several_chunks_have_the_same_bits(settings, order, runs):
    """Looked at step by step or not, on one thread or several; and they are near a BLAS's."""
    random = np.random.RandomState(5)
    X, y = np.array(random.randn(2900, 41), order=order), np.eye(3)[random.randint(3, size=2900)]
    weights = random.uniform(size=2900)
    arguments = {"hidden": [37, 20], "reduction": "mean", "seed": 3, "epochs": 2, **settings}
    ends, parameters = [], []
    ways = [{"threads": threads} for threads in (1, 2, 3, 7)] + [{"on_step": lambda step: None}]
    for how in [*ways, {"engine": "plain"}]:
        model = MLP(**{**arguments, **how}).fit(X, y, sample_weight=weights)
        layers = [(layer.W, layer.b) for layer in model.network]
        ends.append(bits([layers, model.losses, model.history.columns, model.state.states]))
        parameters.append(np.concatenate([np.ravel(part) for layer in layers for part in layer]))
    assert len(runs) == 4 and all(end == ends[0] for end in ends[:-1])
    assert np.abs(parameters[0] - parameters[-1]).max() < 1e-11


def test_the_products_of_a_large_step_are_counted():
    layer = Layer(np.zeros((784, 256)), None, "identity")
    assert epochs.step_products([layer], 60000) == 784 * 256 * 60000


WATCHED = [
    {"metrics": ["accuracy", "log_loss"], "patience": 4},
    {"metrics": ["r_squared", "mean_absolute_error", "mean_squared_error"], "batch_size": 7},
    {"metrics": "accuracy", "validation_fraction": 0.3, "order": "shuffled", "batch_size": 5},
    {"validation_fraction": 0.3, "patience": 3, "min_delta": 0.001, "keep_weights": True},
    {"validation_fraction": 0.3, "dropout": 0.4, "metrics": "log_loss", "schedule": "cosine"},
    {"scale": "standard", "output_activation": "identity", "metrics": "r_squared", "epochs": 3},
    {"scale": "min_max", "output_activation": "identity", "validation_fraction": 0.3, "epochs": 3},
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("settings", WATCHED)
@pytest.mark.parametrize("outputs", [1, 3])
def test_what_is_watched_has_the_same_bits(settings, outputs, runs):
    random = np.random.RandomState(3)
    X, y = random.randn(43, 4), random.uniform(size=(43, outputs))
    weights = random.uniform(size=43)
    seen = {}
    for engine in ("plain", "compiled"):
        model = MLP(hidden=6, **{"epochs": 9, **settings}, arithmetic="reproducible", engine=engine)
        model.fit(X, y, sample_weight=weights)
        rows = [model.history.columns, model.history.weights, model.stopped, model.losses]
        seen[engine] = bits([rows, [(layer.W, layer.b) for layer in model.network]])
    assert seen["plain"] == seen["compiled"] and runs == [1]


@pytest.mark.filterwarnings("ignore")
def test_labels_at_once_are_counted_alike():
    random = np.random.RandomState(3)
    X, y = random.randn(30, 4), random.randint(2, size=(30, 3))
    columns = []
    for engine in ("plain", "compiled"):
        model = MLP(metrics=["accuracy", "log_loss"], arithmetic="reproducible", engine=engine)
        columns.append(model.fit(X, y, validation=(X[:9], y[:9])).history.columns)
    assert columns[0] == columns[1]


def short_run(engine, on_epoch, **settings):
    """A run of 40 epochs, fewer if on_epoch says so."""
    X = np.random.RandomState(2).randn(20, 3)
    arguments = {"hidden": 4, "epochs": 40, "optimizer": "adam", "order": "shuffled", **settings}
    model = MLP(**arguments, on_epoch=on_epoch, arithmetic="reproducible", engine=engine)
    return model.fit(X, X[:, 0] > 0)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("last", [0, 1, 2, 17, 39, 40])
def test_a_row_ends_the_run_where_it_stands(last):
    ends = []
    for engine in ("plain", "compiled"):
        rows = []
        model = short_run(engine, lambda row, rows=rows: rows.append(row) or row["epoch"] == last)
        assert [row["epoch"] for row in rows] == list(range(last + 1))
        networks = [[(layer.W, layer.b) for layer in row["network"]] for row in rows]
        state = model.state._replace(monitored=None)
        ends.append(bits([networks, model.losses, model.stopped, outcome_of(state)]))
    assert ends[0] == ends[1] and model.stopped == "on_epoch"


def outcome_of(state):
    """A state as bits may be taken of it."""
    layers = [(layer.W, layer.b) for layer in state.network]
    return [layers, state.states, state.stream, state.epoch, state.step, state.losses]


def test_a_network_that_is_changed_or_kept_changes_nothing():
    kept = []

    def spoil(row):
        kept.append((row["network"], row["network"][0].W.copy()))
        row["network"][0].W[:] = 0.0

    model, untouched = short_run("compiled", spoil), short_run("compiled", lambda row: None)
    assert bits(model.losses) == bits(untouched.losses)
    assert len(kept) == 41 and all((network[0].W == 0).all() for network, _ in kept)
    assert len({before.tobytes() for _, before in kept}) == 41 and len(kept[0][0]) == 2


def test_a_row_is_read_when_somebody_looks_at_it(monkeypatch):
    made, kept = [], []
    monkeypatch.setattr(core_state.CoreNetwork, "__init__", lambda *_: made.append(1))
    losses = np.linspace(9, 1, 9).tolist()
    columns = {"loss": losses, "accuracy": losses}
    config = TrainConfig({"learning_rate": 0.1}, 9)
    monitor = make_monitor(None, config, rows.MonitorConfig(on_epoch=kept.append), PLAIN)
    networks = core_state.CoreNetworks([], np.zeros((9, 0)))
    assert monitor.take_rows(rows.Rows(0, 9, columns, networks), None) == (8, None)
    assert made == [] and len(kept) == 9
    monkeypatch.undo()
    assert list(kept[8]) == ["epoch", "loss", "accuracy", "network"] and len(kept[8]) == 4
    assert dict(kept[8]) == {"epoch": 8, "loss": 1, "accuracy": 1, "network": kept[8]["network"]}
    assert repr(kept[1]) == "{'epoch': 1, 'loss': 8.0, 'accuracy': 8.0, 'network': []}"


@pytest.mark.parametrize("engine", ["plain", "compiled"])
def test_an_error_in_on_epoch_leaves_the_model_as_it_was(engine):
    def fail_late(row):
        if row["epoch"] == 5:
            raise RuntimeError("no")

    X, y = [[0.0], [1.0]], [0, 1]
    model = MLP(hidden=2, epochs=9, engine=engine).fit(X, y)
    before = bits([model.losses, [(layer.W, layer.b) for layer in model.network]])
    model.wanted = model.wanted._replace(on_epoch=lambda row: fail_late({"epoch": 5}))
    with pytest.raises(RuntimeError, match="no"):
        model.fit(X, y)
    assert before == bits([model.losses, [(layer.W, layer.b) for layer in model.network]])


@pytest.mark.filterwarnings("ignore")
def test_a_run_that_is_interrupted_leaves_its_last_whole_epoch(tmp_path):
    files = {}
    for engine in ("plain", "compiled"):
        path = tmp_path / f"{engine}.json"

        def interrupt(row):
            if row["epoch"] == 13:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            short_run(engine, interrupt, checkpoint=str(path), checkpoint_every=50)
        files[engine] = path.read_text()
    assert '"epoch": 12,' in files["plain"] and files["plain"] == files["compiled"]


@pytest.mark.filterwarnings("ignore")
def test_checkpoints_are_written_at_their_epochs(tmp_path, monkeypatch):
    texts = {"plain": [], "compiled": []}
    for engine, written in texts.items():
        keep = partial(lambda to, path, *given: to.append(bits(given)), written)
        monkeypatch.setattr(checkpoint, "write_json", keep)
        path = str(tmp_path / "run.json")
        short_run(engine, None, checkpoint=path, checkpoint_every=7, patience=60)
    assert len(texts["plain"]) == 7 and texts["plain"] == texts["compiled"]


LARGE = [
    {"batch_size": None},
    {"batch_size": 700, "order": "shuffled", "dropout": 0.25, "metrics": "accuracy"},
    {"batch_size": 700, "optimizer": "adam", "clipping": {"norm": 0.01}, "penalty": {"l2": 0.1}},
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("settings", LARGE)
def test_threads_change_no_bit(settings):
    random = np.random.RandomState(1)
    X, y, weights = (
        random.randn(1501, 30),
        random.uniform(size=(1501, 2)),
        random.uniform(size=1501),
    )
    arguments = {
        "hidden": 40,
        "epochs": 2,
        "validation_fraction": 0.1,
        "full_loss": True,
        **settings,
    }
    ends = {}
    for threads in ("plain", 1, 2, 3, 7):
        how = {"engine": "plain"} if threads == "plain" else {"threads": threads}
        model = MLP(**arguments, **how, arithmetic="reproducible").fit(X, y, sample_weight=weights)
        layers = [(layer.W, layer.b) for layer in model.network]
        ends[threads] = bits([layers, model.history.columns, model.state.states])
    assert all(end == ends["plain"] for end in ends.values())
    assert threading.active_count() == 1 and len(os.listdir("/proc/self/task")) < 5


def test_threads_are_counts():
    assert choose_arithmetic("reproducible", "compiled", 3).threads == 3
    for value, text in ((0, "0"), (1025, "1025"), (1.5, "1.5"), ("two", '"two"')):
        with pytest.raises(TwinMLPError, match="threads") as caught:
            MLP(threads=value)
        assert text in str(caught.value)


def test_the_environment_says_how_many_threads(monkeypatch):
    monkeypatch.setenv("TWINMLP_THREADS", "2")
    assert choose_arithmetic("reproducible", "compiled").threads == 2
    assert choose_arithmetic("reproducible", "compiled", 1).threads == 1
    monkeypatch.setenv("TWINMLP_THREADS", "many")
    with pytest.raises(TwinMLPError) as caught:
        choose_arithmetic("native")
    assert "`TWINMLP_THREADS` must be" in str(caught.value) and '"many"' in str(caught.value)


LONG_STEP = """
import signal, threading, time
import numpy as np
from twinmlp import MLP
X = np.random.RandomState(1).randn(20000, 600)
signal.signal(signal.SIGINT, signal.default_int_handler)
spent = []
def interrupt():
    spent.append(time.process_time())
    signal.raise_signal(signal.SIGINT)
threading.Timer(0.3, interrupt).start()
try:
    MLP(hidden=1000, epochs=1, engine="compiled", arithmetic="reproducible", threads=THREADS).fit(X, X[:, :9])
except KeyboardInterrupt:
    print(time.process_time() - spent[0])
"""


@pytest.mark.parametrize("threads", [1, 2])
def test_ctrl_c_is_heard_within_a_step(threads):
    """After the signal most of the step, which takes two seconds of a processor or so, is left
    undone; how soon it is heard on a clock is measured by the benchmarks."""
    command = [sys.executable, "-c", LONG_STEP.replace("THREADS", str(threads))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and float(done.stdout) < 0.3
