"""Trainings some at a time, and rows dealt out to workers, in both languages: no result depends on it."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest
from bridge import from_r, to_r
from programs import run
from refusals import RSays, python_says
from twinmlp.base.errors import TwinMLPWarning
from twinmlp.model.mlp import MLP

RANDOM = np.random.RandomState(3)
X = RANDOM.normal(size=(30, 3))
Y = (X[:, :1] * X[:, 1:2] > 0) + 0.0
HOW = {"hidden": 3, "epochs": 6, "restarts": 3, "arithmetic": "reproducible"}


@pytest.fixture(scope="module")
def r_fit(r_package):
    """R's mlp, as a function of the data and of its arguments."""
    import rpy2.robjects as ro

    return ro.r("""function(X, Y, text) suppressWarnings(
      do.call(twinmlp::mlp, c(list(X, Y), jsonlite::parse_json(text))), classes = "twinmlp_warning"
    )""")


@pytest.mark.filterwarnings("ignore::twinmlp.base.errors.TwinMLPWarning")
def test_any_number_of_jobs_keeps_the_same_training(r_fit):
    alone = MLP(**HOW).fit(X, Y)
    together = MLP(**HOW, jobs=2).fit(X, Y)
    assert together.seed == alone.seed and together.losses == alone.losses
    assert together.history.columns == alone.history.columns
    model = r_fit(to_r(X), to_r(Y), json.dumps({**HOW, "jobs": 2}))
    assert list(model.rx2("losses")) == alone.losses
    for a, b, c in zip(alone.network, together.network, model.rx2("network")):
        assert np.array_equal(a.W, b.W) and np.array_equal(a.W, from_r(c.rx2("W")))


def test_warnings_of_a_training_elsewhere_are_said_once():
    with pytest.warns(TwinMLPWarning, match="targets") as said:
        MLP(**{**HOW, "epochs": 0}, jobs=2).fit(X, 5 * Y)
    assert len(said) == 1


def test_what_cannot_be_done_at_a_time_has_the_same_text():
    how = {"restarts": 2, "jobs": 2}
    for change, r_change in (
        ({"jobs": 0}, "jobs = 0"),
        ({"jobs": 1025}, "jobs = 1025"),
        ({"jobs": "many"}, 'jobs = "many"'),
        ({"on_epoch": print}, "on_epoch = print"),
        ({"on_step": print}, "on_step = print"),
    ):
        text = python_says(MLP, **{**how, **change})
        call = f"c(list(x = cbind(c(0, 1)), y = c(0, 1)), modifyList(list(restarts = 2, jobs = 2), list({r_change})))"
        assert RSays(f"do.call(mlp, {call})")("") == text, change


def test_the_command_line_has_the_option(tmp_path):
    (tmp_path / "data.csv").write_text("a,y\n" + "".join(f"{k / 9},{k % 2}\n" for k in range(9)))
    # R in this process has put its libraries in front, another libpython among them.
    own_libraries = {name: os.environ[name] for name in os.environ if name != "LD_LIBRARY_PATH"}
    models = {}
    for jobs in ("1", "2"):
        line = ["train", "data.csv", "--out", f"{jobs}.json", "--restarts", "3", "--jobs", jobs]
        for language in ("Python", "R"):
            done = run(language, *line, cwd=tmp_path, env=own_libraries)
            assert done.status == 0, done.err
            models[language, jobs] = (tmp_path / f"{jobs}.json").read_text(encoding="utf-8")
    assert models["Python", "1"] == models["Python", "2"]
    assert models["R", "1"] == models["R", "2"]
