"""The table of quantities: it has its schema's form, and says the same as the schema of a trace and as the code."""

from __future__ import annotations

import pytest
from helpers import case, load
from twinmlp.base.files import fixture_path, read_document
from twinmlp.trace.quantities import quantities
from twinmlp.trace.quantity_table import names_of_scope, quantity_table, stop_reasons, trial_entries
from twinmlp.trace.record import run_case

TABLE = read_document(fixture_path("quantities.json"), "quantities")
SCHEMA = load("schemas/trace.schema.json")
STEP = SCHEMA["properties"]["steps"]["items"]
BESIDES = {"step": {"step", "layers", "search"}, "trial": {"layers"}, "final": {"parameters"}}
OBJECTS = {
    "step": STEP,
    "layer": SCHEMA["$defs"]["layer"],
    "search": SCHEMA["$defs"]["search"],
    "stopping": SCHEMA["properties"]["stopping"],
    "final": SCHEMA["properties"]["final"],
    "final layer": SCHEMA["$defs"]["layer_parameters"],
}
CASES = (
    "one_unit",
    "two_hidden_layers",
    "adam",
    "dropout_half",
    "clip_norm",
    "lbfgs_deep",
    "validation",
)


@pytest.mark.parametrize("scope", OBJECTS)
def test_a_scope_has_the_names_of_the_schema_of_a_trace(scope):
    names = set(OBJECTS[scope]["properties"]) - BESIDES.get(scope, set())
    assert set(names_of_scope(scope)) == names


@pytest.mark.parametrize("scope", OBJECTS)
def test_what_the_schema_does_not_require_says_when_it_is_recorded(scope):
    rows = [row for row in TABLE["quantities"] if row["scope"] == scope]
    for row in rows:
        required = row["name"].removeprefix("final ") in OBJECTS[scope]["required"]
        assert required == ("when" not in row) or scope in ("search", "stopping"), row["name"]


def test_a_trial_has_the_names_of_the_schema_of_a_trace():
    trial = SCHEMA["$defs"]["trial"]["properties"]
    layer = SCHEMA["$defs"]["trial_layer"]["properties"]
    assert {row["name"] for row in trial_entries()} == (set(trial) - {"layers"}) | set(layer)


def test_the_reasons_are_those_of_the_schema():
    stopped = SCHEMA["properties"]["stopping"]["properties"]["stopped"]
    assert sorted(map(str, stop_reasons())) == sorted(map(str, stopped["enum"]))


def test_names_are_different_and_inputs_are_known():
    names = [row["name"] for row in TABLE["quantities"]]
    assert len(set(names)) == len(names)
    known = {*names, "X", "y", "sample_weight"}
    for row in TABLE["quantities"]:
        for part in row["from"]:
            for name in part.replace(" or ", ", ").split(", "):
                assert name.removeprefix("else ").split(" of ")[0] in known, row


@pytest.mark.parametrize("id", CASES)
def test_what_is_recorded_is_in_the_table_and_in_its_order(id):
    order = [row["name"] for row in quantity_table()["quantities"]]
    step = run_case(case(id))["steps"][0]
    for layer in step["layers"]:
        assert list(layer) == sorted(layer, key=order.index)
    numbers = [name for name in step if name not in BESIDES["step"]]
    assert numbers == sorted(numbers, key=order.index)


def test_the_order_of_a_step_is_that_of_the_table():
    order = [row["name"] for row in TABLE["quantities"]]
    found = [
        q.quantity.split(".")[0] for q in quantities({"steps": run_case(case("adam"))["steps"][:1]})
    ]
    phases = [row["phase"] for row in TABLE["quantities"]]
    places = [phases.index(phases[order.index(name)]) for name in found]
    assert places == sorted(places)
