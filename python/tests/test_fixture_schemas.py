"""The schemas of cases, golden files and networks: all files fit them, and what is broken does not."""

from __future__ import annotations

import copy
import json

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from oracle_cases import CASES, FIXTURES, golden
from twinmlp.conformance.truth import oracle

SCHEMAS = {
    name: json.loads((FIXTURES / "schemas" / f"{name}.schema.json").read_text())
    for name in ("case", "trace", "golden", "network")
}

KEYWORDS = {
    "type",
    "const",
    "enum",
    "required",
    "properties",
    "additionalProperties",
    "items",
    "minItems",
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "$ref",
    "oneOf",
    "$schema",
    "$defs",
    "title",
    "description",
}


def subschemas(schema):
    yield schema
    inner = [
        *schema.get("properties", {}).values(),
        *schema.get("$defs", {}).values(),
        *schema.get("oneOf", []),
    ]
    others = schema.get("additionalProperties")
    inner += [others] if isinstance(others, dict) else []
    for item in inner + ([schema["items"]] if "items" in schema else []):
        yield from subschemas(item)


@pytest.mark.parametrize("name", list(SCHEMAS))
def test_schemas_are_valid_and_keep_to_the_keywords(name):
    Draft202012Validator.check_schema(SCHEMAS[name])
    for part in subschemas(SCHEMAS[name]):
        assert set(part) <= KEYWORDS
        others = part.get("additionalProperties")
        assert others in (None, False) or isinstance(others, dict) and "properties" not in part
        assert part.get("$ref", "#/$defs/").startswith("#/$defs/")


def errors(kind, value):
    return [error.message for error in Draft202012Validator(SCHEMAS[kind]).iter_errors(value)]


@pytest.mark.parametrize("name", list(CASES))
def test_cases_and_golden_files_validate(name):
    case, record = CASES[name], golden(name)
    assert errors("case", case) == [] and errors("golden", record) == []
    assert case["id"] == record["case"] == name
    assert [step["step"] for step in record["steps"]] == case["record"]["steps"]
    units = [layer["units"] for layer in case["network"]["layers"]]
    inputs = [len(case["data"]["X"][0]), *units[:-1]]
    assert [layer["inputs"] for layer in case["network"]["layers"]] == inputs
    for layer, p in zip(case["network"]["layers"], case["parameters"], strict=True):
        assert np.shape(p["W"]) == (layer["inputs"], layer["units"])
        assert (p["b"] is not None) == layer["bias"]


def test_a_golden_file_without_tolerances_is_a_trace():
    record = golden("validation_penalty")
    for name in ("certificate", "losses_tolerance", "validation_losses_tolerance"):
        del record[name]
    for part in [
        record["final"],
        *record["steps"],
        *(layer for step in record["steps"] for layer in step["layers"]),
    ]:
        del part["tolerance"]
    record["format"] = "twinmlp-trace"
    assert errors("trace", record) == []


def test_networks_validate():
    network = {
        "format": "twinmlp-network",
        "version": 1,
        "loss": {"name": "half_squared_error", "reduction": "sum"},
        "implementation": {
            "name": "twinmlp",
            "version": "0.1.0",
            "language": "python",
            "arithmetic": "native",
        },
        "layers": [{"activation": "sigmoid", "W": [[1.0]], "b": None}],
    }
    assert errors("network", network) == []
    assert errors("network", {**network, "layers": []}) != []


def test_optional_parts_may_be_left_out():
    case = copy.deepcopy(CASES["one_unit"])
    for part, name in [
        ("loss", "reduction"),
        ("data", "sample_weight"),
        *(("training", key) for key in ("batch_size", "order", "seed", "generator")),
    ]:
        del case[part][name]
    for name in ("title", "flags", "penalty"):
        del case[name]
    del case["network"]["layers"][0]["bias"]
    assert errors("case", case) == []
    assert oracle.run(case) == golden("one_unit")
    case["parameters"] = {
        "initializer": {"name": "uniform", "low": 0, "high": 1},
        "seed": 42,
        "skip": 15,
    }
    assert errors("case", case) == []
    with pytest.raises(NotImplementedError, match="initializer"):
        oracle.run(case)


BROKEN = [
    (["format"], "twinmlp-trace"),
    (["version"], 2),
    (["id"], 5),
    (["extra"], 1),
    (["flags"], "long"),
    (["arithmetic"], "single"),
    (["network", "layers"], []),
    (["network", "layers", 0, "units"], 0),
    (["network", "layers", 0, "activation"], "step"),
    (["loss", "name"], "squared"),
    (["loss", "reduction"], "none"),
    (["penalty", "l2"], "0.1"),
    (["optimizer", "learning_rate"], 0),
    (["optimizer", "momentun"], 0.9),
    (["training", "epochs"], 0),
    (["training", "epochs"], 1.5),
    (["training", "batch_size"], 0),
    (["training", "order"], "random"),
    (["training", "generator"], "pcg"),
    (["data", "X"], [1, 2]),
    (["data", "y"], []),
    (["data", "sample_weight"], [-1]),
    (["parameters"], []),
    (["parameters"], {"seed": 1}),
    (["parameters", 0, "W"], [["1"]]),
    (["parameters", 0, "b"], 0),
    (["record", "steps"], [-1]),
]


@pytest.mark.parametrize(("path", "value"), BROKEN)
def test_broken_cases_do_not_validate(path, value):
    case = copy.deepcopy(CASES["article_a_uniform"])
    inner = case
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    assert errors("case", case) != []


@pytest.mark.parametrize(
    "name", ["format", "network", "loss", "optimizer", "training", "data", "parameters", "record"]
)
def test_what_a_case_must_have(name):
    case = copy.deepcopy(CASES["article_a_uniform"])
    del case[name]
    assert errors("case", case) != []
