"""Every case, every recorded step: Python against R, and each against the true value."""

from __future__ import annotations

import json

import numpy as np
import pytest
from bridge import ROOT
from phase_values import network_of, parameters
from python_phases import PythonPhases
from r_phases import RPhases
from twinmlp.conformance.truth.resync import resync
from twinmlp.optim.update import (
    start_states,
)
from twinmlp.trace.case import case_parts
from twinmlp.trace.compare import compare_quantities, difference_of
from twinmlp.trace.compare_report import format_difference
from twinmlp.trace.quantities import Quantity, quantities
from twinmlp.trace.quantity_table import state_parts
from twinmlp.trace.record import run_case

CASES = sorted(path.stem for path in (ROOT / "fixtures/cases").glob("*.json"))


def load(folder: str, id: str) -> dict:
    return json.loads((ROOT / f"fixtures/{folder}/{id}.json").read_text())


@pytest.fixture(scope="module")
def traces(r_package):
    """Each case, its golden values, and its trace from Python and from R; run once."""
    known = {}

    def give(id: str):
        if id not in known:
            text = (ROOT / f"fixtures/cases/{id}.json").read_text()
            known[id] = (
                json.loads(text),
                load("golden", id),
                run_case(json.loads(text), engine="plain"),
                r_package.run_case(r_package.read_json(text), engine="plain"),
            )
        return known[id]

    return give


def assert_close(id: str, trace: dict, reference: dict, factor: float) -> None:
    found = compare_quantities(quantities(trace), quantities(reference), factor)
    assert found.first is None, f"case {id}, {format_difference(found.first)}"
    assert not found.missing, f"case {id}, missing {found.missing[0]}"
    assert found.worst, f"case {id}: nothing was compared"


@pytest.mark.parametrize("id", CASES)
def test_python_is_true(id, traces):
    case, golden, python, r = traces(id)
    assert_close(id, python, golden, 1)


@pytest.mark.parametrize("id", CASES)
def test_r_is_true(id, traces):
    case, golden, python, r = traces(id)
    assert_close(id, r, golden, 1)


@pytest.mark.parametrize("id", CASES)
def test_python_agrees_with_r(id, traces):
    """Two values within the tolerance of the truth are within twice of it of each other."""
    case, golden, python, r = traces(id)
    reference = with_tolerances(r, golden)
    assert_close(id, python, reference, 2)


def with_tolerances(trace: dict, golden: dict) -> dict:
    """A trace with the tolerances that the golden file states."""

    def toleranced(record: dict, true: dict) -> dict:
        layers = [
            {**layer, "tolerance": t["tolerance"]}
            for layer, t in zip(record["layers"], true["layers"])
        ]
        return {**record, "tolerance": true["tolerance"], "layers": layers}

    steps = []
    for step, true in zip(trace["steps"], golden["steps"]):
        steps.append(toleranced(step, true))
        if "search" in step:
            trials = [
                toleranced(*pair)
                for pair in zip(step["search"]["trials"], true["search"]["trials"])
            ]
            steps[-1]["search"] = {
                **step["search"],
                "trials": trials,
                "tolerance": true["search"]["tolerance"],
            }
    final = {**trace["final"], "tolerance": golden["final"]["tolerance"]}
    losses = {
        name: golden[name]
        for name in ("losses_tolerance", "validation_losses_tolerance")
        if name in golden
    }
    return {**trace, "steps": steps, "final": final, **losses}


@pytest.mark.parametrize("id", CASES)
def test_each_phase_from_the_same_inputs(id, traces, r_package):
    """Both languages are fed the recorded inputs of every phase; one mistake is one failure here, not a chain."""
    case, golden, python, r = traces(id)
    parts = case_parts(case)
    compared = 0
    for step, before, states in resync_starts(parts, golden):
        expected = resync(case, parameters(before, states), step)
        rows = np.array(step["rows"], dtype=int)
        batch = parts.X[rows], parts.y[rows], None if parts.weight is None else parts.weight[rows]
        for language, phase in (("Python", PythonPhases(parts)), ("R", RPhases(parts, r_package))):
            looks = [(before, step, expected)]
            for trial, judged in zip(
                step.get("search", {}).get("trials", []),
                expected.get("search", {}).get("trials", []),
            ):
                looks.append(
                    (network_of(parts.network, trial), {"step": step["step"], **trial}, judged)
                )
            for start, record, wanted in looks:
                for (layer, quantity), value in phase.recompute(start, record, *batch):
                    judged = (
                        wanted[quantity] if layer is None else wanted["layers"][layer][quantity]
                    )
                    assert_judged(
                        f"{language}, case {id}", (step["step"], layer, quantity), value, judged
                    )
                    compared += 1
            if "search" in step:
                compared += assert_search(case, before, states, step, phase, language)
            else:
                compared += assert_update(case, before, states, step, phase, language)
    assert compared > 0


def assert_judged(whose: str, place: tuple, value, judged) -> None:
    """One value within the bound of the one that its inputs should give."""
    reference, bound = judged
    step, layer, quantity = place
    entry = Quantity(step, "resync", layer, quantity, np.atleast_1d(value), None)
    allowed = np.atleast_1d(np.asarray(bound, dtype=float))
    found = difference_of(
        entry, entry._replace(values=np.atleast_1d(np.asarray(reference)), allowed=allowed)
    )
    assert found.difference <= found.allowed, f"{whose}, {format_difference(found)}"


def assert_search(case, before, states, step, phase, language):
    """A search from the recorded gradients and pairs, in which every trial gives what is recorded of it, whatever its parameters."""
    own = phase.searched(before, states, step)
    expected, whose, compared = (
        resync(case, parameters(before, states), own),
        f"{language}, case {case['id']}",
        0,
    )
    pairs = [
        (name, None, own["search"][name], expected["search"][name]) for name in ("slope", "taken")
    ]
    for given, wanted in zip(own["search"]["trials"], expected["search"]["trials"], strict=True):
        pairs += [(name, None, given[name], wanted[name]) for name in ("t", "slope")]
        pairs += [
            (name, l, layer[name], wanted["layers"][l][name])
            for l, layer in enumerate(given["layers"])
            for name in ("W", "b")
        ]
    for l, (layer, wanted) in enumerate(zip(own["layers"], expected["layers"])):
        pairs += [(name, l, layer[name], wanted[name]) for name in ("pW", "pb", "W", "b")]
        for name, state in layer["state"].items():
            pairs += [
                (f"{name}.{part}[{k}]", l, value, wanted["state"][name][part][k])
                for part, kept in state.items()
                for k, value in enumerate(kept)
            ]
    for name, l, value, judged in pairs:
        if value is not None:
            assert_judged(whose, (step["step"], l, name), value, judged)
            compared += 1
    return compared


def assert_update(case, before, states, step, phase, language):
    """The update from the recorded gradients and the state before; W and b are judged from the state computed with them."""
    updated = phase.updates(before, states, step)
    own = {**step, "layers": [{**layer, **new} for layer, new in zip(step["layers"], updated)]}
    expected, compared = resync(case, parameters(before, states), own), 0
    for l, (new, judged) in enumerate(zip(updated, expected["layers"])):
        pairs = [(name, new[name], judged[name]) for name in ("W", "b") if new[name] is not None]
        pairs += [
            (f"{name}.{part}", value, judged["state"][name][part])
            for name, state in new["state"].items()
            for part, value in state.items()
        ]
        for name, value, judged in pairs:
            assert_judged(f"{language}, case {case['id']}", (step["step"], l, name), value, judged)
            compared += 1
    return compared


def resync_starts(parts, golden):
    """Each recorded step whose starting weights and states are known, with these: the first one, and those that follow another."""
    before, last, states = parts.network, -1, start_states(parts.network, parts.config)
    for step in golden["steps"]:
        if step["step"] == last + 1:
            yield step, before, states
        states = [
            {
                name: {
                    part: list(map(np.array, v)) if part in state_parts("lists") else np.array(v)
                    for part, v in layer["state"].get(name, {}).items()
                }
                for name in ("W", "b")
            }
            for layer in step["layers"]
        ]
        before = network_of(parts.network, step)
        last = step["step"]
