"""Optimizers, schedules, clipping, penalties and masks: the same bits in Python, in R and one float at a time, state included."""

from __future__ import annotations

import json

import numpy as np
import pytest
from bridge import ROOT
from twinmlp.conformance.bits import run as scalar_run
from twinmlp.trace.quantities import quantities
from twinmlp.trace.record import run_case

FLAGS = {"optimizer", "schedule", "clipping", "penalty", "masks"}
CASES = {
    path.stem: json.loads(path.read_text())
    for path in sorted((ROOT / "fixtures/cases").glob("*.json"))
}
IDS = [id for id, case in CASES.items() if FLAGS & set(case.get("flags", []))]


def bits(trace: dict) -> dict:
    """Every quantity of a trace by its place, as bit patterns."""
    return {
        entry[:4]: np.asarray(entry.values, dtype=np.float64).view(np.uint64)
        for entry in quantities(trace)
    }


@pytest.mark.parametrize("id", IDS)
def test_every_quantity_has_the_same_bits(id, r_package):
    case = CASES[id]
    mine = bits(run_case(case, "reproducible"))
    theirs = bits(r_package.run_case(r_package.read_json(json.dumps(case)), "reproducible"))
    scalar = bits({**scalar_run.run(case), "case": id})
    assert len(mine) > 30 and list(mine) == list(theirs) and set(mine) == set(scalar)
    for place in mine:
        assert np.array_equal(mine[place], theirs[place]), place
        assert np.array_equal(mine[place], scalar[place]), place


def test_all_rows_of_the_tables_have_cases():
    from twinmlp.optim.optimizers import OPTIMIZERS
    from twinmlp.optim.schedules import SCHEDULES

    used = [CASES[id] for id in IDS]
    assert {case["optimizer"]["name"] for case in used} == set(OPTIMIZERS)
    assert {
        case["optimizer"]["schedule"]["name"] for case in used if "schedule" in case["optimizer"]
    } == set(SCHEDULES)


@pytest.mark.parametrize("id", [id for id in IDS if "masks" in CASES[id]])
def test_frozen_parameters_keep_their_bits(id, r_package):
    case = CASES[id]
    for trace in (run_case(case), r_package.run_case(r_package.read_json(json.dumps(case)))):
        frozen = 0
        for mask, start, end in zip(
            case["masks"], case["parameters"], trace["final"]["parameters"]
        ):
            for name in ("W", "b"):
                if mask.get(name) is not None:
                    still = np.asarray(mask[name]) == 0
                    assert np.array_equal(
                        np.asarray(start[name], dtype=float)[still], np.asarray(end[name])[still]
                    )
                    frozen += int(still.sum())
        assert frozen > 0
