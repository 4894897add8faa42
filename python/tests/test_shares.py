"""Rows dealt out: each share's sums, joined, have the bits of all rows in one place."""

from __future__ import annotations

import struct
import subprocess
import sys

import numpy as np
import pytest
import twinmlp
from helpers import load, refused, unwarned
from twinmlp import MLP, choose_arithmetic, moons
from twinmlp.base.files import fixture_path
from twinmlp.data.dealt import Deal, Dealt, check_shares, gathered, share_rows
from twinmlp.trace.case import case_parts
from twinmlp.train.config import Samples
from twinmlp.train.fit import fit_network
from twinmlp.train.shares import join_sums

SUMS = load("golden/bits/shares.json")["dealt"]
CASES = sorted(path.stem for path in fixture_path("cases").glob("*.json"))
MOONS = moons(57)
X, Y = MOONS.X, MOONS.y
each_count = pytest.mark.parametrize("shares", [1, 2, 4, 64])


def from_bits(rows):
    """The numbers of nested lists of bits."""
    if isinstance(rows, str):
        return struct.unpack(">d", bytes.fromhex(rows))[0]
    return np.array([from_bits(row) for row in rows])


def dealt_here(X, shares, together=2, seen=None):
    """Rows that are dealt out to this process; so many shares are joined at once."""
    X = np.asarray(X, dtype=float)

    def hand_out(task, rows, arguments, common, join, kept):
        if seen is not None:
            seen.append([len(places) for places in rows])
        parts = [task(X[places], *own, *common) for places, own in zip(rows, arguments)]
        width = 1 << (len(parts) - 1).bit_length()
        while width > 1:
            width = max(1, width // together)
            parts = [join(parts[r::width]) for r in range(min(width, len(parts)))]
        return parts[0] if len(rows) > 1 else join(parts)

    return Dealt(Deal(X.shape[1], shares, hand_out), np.arange(len(X)))


@pytest.mark.parametrize("entry", SUMS, ids=lambda e: f"{len(e['A'])}/{e['shares']}")
@pytest.mark.parametrize("engine", ["plain", "auto"])
def test_sums_of_shares_are_those_of_the_scalar_loops_and_join_to_the_sums_of_all(entry, engine):
    ops, A = choose_arithmetic("reproducible", engine), from_bits(entry["A"])
    parts = [[ops.column_sums(A[rows])] for rows in share_rows(len(A), entry["shares"])]
    assert np.array_equal([part[0] for part in parts], from_bits(entry["branches"]))
    assert np.array_equal(join_sums(parts)[0], from_bits(entry["sums"]))


def test_a_joined_zero_is_plus_zero():
    minus = [np.array([-0.0]), None]
    joined = join_sums([minus, minus])
    assert joined[1] is None and not np.signbit(joined[0][0])


@pytest.mark.parametrize("id", CASES)
def test_every_case_trains_to_the_same_bits(id):
    """Every activation, loss, optimizer and setting: the runs that golden/bits holds."""
    parts = case_parts(load(f"cases/{id}.json"))
    ops = choose_arithmetic("reproducible")
    outcomes = []
    for inputs in (parts.X, dealt_here(parts.X, 4)):
        config = parts.config._replace(epochs=min(parts.config.epochs, 20))
        samples = Samples(inputs, parts.y, parts.weight)
        outcomes.append(fit_network(parts.network, samples, config, ops))
    here, dealt = outcomes
    assert dealt.losses == here.losses and dealt.final_loss == here.final_loss
    assert dealt.stopped == here.stopped
    for a, b in zip(dealt.network, here.network):
        assert np.array_equal(a.W, b.W) and (a.b is None or np.array_equal(a.b, b.b))


@unwarned
def test_a_share_of_many_rows_is_summed_by_branches():
    many, outcomes = moons(2500), []
    settings = {"hidden": 4, "epochs": 2, "dropout": 0.3, "arithmetic": "reproducible"}
    weight = np.linspace(0.5, 2.0, 2500)
    for inputs in (many.X, dealt_here(many.X, 2)):  # shares of 1250 rows, 1024 at once
        model = MLP(**settings).fit(inputs, many.y, sample_weight=weight)
        outcomes.append([model.final_loss, *(l.W.tobytes() + l.b.tobytes() for l in model.network)])
    assert outcomes[0] == outcomes[1]


SETTINGS = [
    {"batch_size": 10},
    {"loss": "binary_cross_entropy", "threshold": 1e-3, "restarts": 2, "engine": "plain"},
    {
        "batch_size": 10,
        "order": "shuffled",
        "dropout": 0.3,
        "optimizer": "adam",
        "penalty": {"l1": 0.001, "l2": 0.01, "biases": True},
        "clipping": {"norm": 0.5},
        "schedule": "cosine",
        "metrics": "accuracy",
        "validation_fraction": 0.2,
        "patience": 3,
        "reduction": "mean",
        "class_weight": "balanced",
    },
]


@unwarned
@each_count
@pytest.mark.parametrize("settings", SETTINGS)
def test_a_model_is_the_same(shares, settings, tmp_path):
    how = {"hidden": [5, 4], "epochs": 6, "arithmetic": "reproducible", **settings}
    weight, held_out = np.linspace(0.0, 2.0, 57), moons(9, seed=3)
    seen: list[list[int]] = []
    dealt_rows, dealt_held_out = dealt_here(X, shares, 8, seen), dealt_here(held_out.X, shares)
    extra = {"validation": (held_out.X, held_out.y)} if "metrics" not in settings else {}
    here = MLP(**how).fit(X, Y, sample_weight=weight, **extra)
    if extra:
        extra = {"validation": (dealt_held_out, held_out.y)}
    dealt = MLP(**how).fit(dealt_rows, Y, sample_weight=weight, **extra)
    assert dealt.history.columns == here.history.columns
    assert dealt.final_loss == here.final_loss and dealt.seed == here.seed
    for a, b in zip(dealt.network, here.network):
        assert np.array_equal(a.W, b.W) and np.array_equal(a.b, b.b)
    assert np.array_equal(here.predict(dealt_rows), here.predict(X))
    assert here.metrics(dealt_rows, Y) == here.metrics(X, Y)
    assert np.array_equal(here.layer_outputs(dealt_rows)[0].Z, here.layer_outputs(X)[0].Z)
    assert all(len(rows) <= shares for rows in seen) and len(seen) > 8


def test_rows_come_in_runs(monkeypatch):
    monkeypatch.setattr("twinmlp.data.dealt.RUN", 10)
    assert np.array_equal(gathered(dealt_here(X, 4)), X)


def test_rows_are_found_again():
    dealt = dealt_here(X, 4)
    assert np.array_equal(gathered(dealt), X) and gathered(X) is X
    assert dealt[:57] is dealt and dealt.shape == (57, 2) and len(dealt) == 57
    assert np.array_equal(gathered(dealt[np.array([5, 3, 50])]), X[[5, 3, 50]])


@pytest.mark.parametrize(
    "settings, text",
    [
        ({"arithmetic": "native"}, '`arithmetic` must be "reproducible" {}, got "native".'),
        ({"scale": "standard"}, '`scale` must be "none" {}, got "standard".'),
        ({"categorical": "x1"}, "`categorical` must be empty {}, got a list of 1."),
        ({"on_step": print}, "`on_step` must be null {}, got a function."),
    ],
)
def test_what_cannot_be_dealt_out_is_refused(settings, text):
    with refused("E_CHOICE", text.format("where rows are dealt out")):
        MLP(**{"arithmetic": "reproducible", **settings}).fit(dealt_here(X, 2), Y)


def test_other_columns_are_refused():
    model = MLP(epochs=1, arithmetic="reproducible").fit(X, Y)
    with refused("E_SHAPE", "`X` must be a n x 2 matrix, got a 57 x 3 matrix."):
        model.predict(dealt_here(np.ones((57, 3)), 2))
    model.inputs = ["a", "b"]
    named = dealt_here(X, 2)
    named.columns = ["b", "a"]
    with refused("E_CHOICE", "`X` must be dealt out with the columns a, b, got the columns b, a."):
        model.predict(named)


@pytest.mark.parametrize("shares, found", [(3, "3"), (0, "0"), (True, "true"), ("8", '"8"')])
def test_shares_are_a_power_of_two(shares, found):
    with refused("E_RANGE", f"`shares` must be a power of two: 1, 2, 4, 8, ..., got {found}."):
        check_shares(shares)
    assert [check_shares(2**k) for k in range(5)] == [1, 2, 4, 8, 16]


def test_a_run_is_resumed_with_its_rows_dealt_out(tmp_path):
    path, how = str(tmp_path / "run.json"), {"epochs": 4, "arithmetic": "reproducible"}
    MLP(**how, checkpoint=path).fit(dealt_here(X, 4), Y)
    here = MLP(**{**how, "epochs": 6}).fit(X, Y)
    assert MLP.resume(path, dealt_here(X, 8), Y, epochs=6).losses == here.losses
    with refused("E_SHAPE", "`X` must be a 57 x 2 matrix, got a 9 x 2 matrix."):
        MLP.resume(path, dealt_here(X[:9], 2), Y[:9], epochs=6)


def test_without_dask_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "dask", None)
    with refused("E_USAGE", '`dask` must be installed (pip install "twinmlp[dask]"), got nothing.'):
        twinmlp.deal(X)


def test_nothing_of_it_is_imported_before_it_is_asked_for():
    program = "import sys, twinmlp; print({'dask', 'distributed', 'joblib'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "set()\n", done.stderr
