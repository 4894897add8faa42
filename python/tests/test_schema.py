"""Our validator against the `jsonschema` library: the same verdict on valid and on damaged documents."""

from __future__ import annotations

import json
import random
from functools import lru_cache

import jsonschema
import pytest
from helpers import case, changed, load, refused
from twinmlp.base.errors import TwinMLPError
from twinmlp.base.json_text import to_json
from twinmlp.base.schema import check_schema
from twinmlp.model.mlp import MLP
from twinmlp.model.network_file import network_record
from twinmlp.trace.case import case_parts
from twinmlp.trace.record import run_case

KINDS = ("case", "golden", "network", "trace")
VALUES = [
    None,
    True,
    False,
    0,
    1,
    -1,
    2.5,
    1.0,
    "",
    "text",
    "sigmoid",
    [],
    [1],
    [[1.0]],
    [None],
    {},
    {"name": "sgd"},
]


def documents(kind: str) -> list:
    """Valid documents of a kind, small ones."""
    ids = ("one_unit", "article_b_first_update", "one_sample")
    if kind == "case":
        return [case(id) for id in ids] + [
            {**case("one_unit"), "parameters": {"initializer": {"name": "zeros"}, "seed": 1}}
        ]
    if kind == "golden":
        return [load(f"golden/{id}.json") for id in ids]
    if kind == "trace":
        return [json.loads(to_json(run_case(case(id)))) for id in ids]
    return [
        json.loads(
            to_json(network_record(MLP.from_layers(case_parts(case(id)).network, reduction="mean")))
        )
        for id in ids
    ]


@lru_cache(maxsize=None)
def schema(kind: str) -> dict:
    return load(f"schemas/{kind}.schema.json")


def ours(document, kind: str) -> bool:
    try:
        check_schema(document, schema(kind))
    except TwinMLPError:
        return False
    return True


def paths(value, path=()):
    """The path of every value in a document."""
    for key, item in (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    ):
        yield (*path, key)
        yield from paths(item, (*path, key))


def damaged(document, choose: random.Random):
    """A document with one value replaced, taken away, or put where none belongs."""
    path = choose.choice([p for p in paths(document) if len(p) <= choose.choice((1, 2, 3, 9))])
    action = choose.choice(("set", "set", "set", "remove", "add"))
    if action == "remove":
        return changed(document, {"remove": [path]})
    name = choose.choice(("extra", "name", "bias"))
    return changed(
        document,
        {
            "set": [
                (
                    [*path[:-1], name] if action == "add" and isinstance(path[-1], str) else path,
                    choose.choice(VALUES),
                )
            ]
        },
    )


@pytest.mark.parametrize("kind", KINDS)
def test_same_verdict_as_jsonschema(kind):
    choose, theirs = random.Random(kind), jsonschema.Draft202012Validator(schema(kind))
    verdicts = []
    for document in documents(kind):
        assert ours(document, kind) and theirs.is_valid(document)
        for _ in range(150):
            bad = damaged(document, choose)
            verdicts.append(theirs.is_valid(bad))
            assert ours(bad, kind) == verdicts[-1], to_json(bad)
    assert 30 < sum(verdicts) < len(verdicts) - 30


@pytest.mark.parametrize("entry", load("errors.json")["cases"], ids=lambda entry: entry["id"])
def test_fixtures_cases_have_the_same_verdict(entry):
    document = changed(case(), entry)
    assert ours(document, "case") == jsonschema.Draft202012Validator(schema("case")).is_valid(
        document
    )


def test_the_path_of_what_is_wrong_is_named():
    with refused("E_TYPE", "`data.X[2][3]` must be a number, got null."):
        check_schema(changed(case(), {"set": [(["data", "X", 2, 3], None)]}), schema("case"))


def test_a_number_that_is_not_finite_is_refused():
    with refused(
        "E_NOT_FINITE", "`optimizer.learning_rate` must be a finite number, got Infinity."
    ):
        check_schema(
            changed(case(), {"set": [(["optimizer", "learning_rate"], float("inf"))]}),
            schema("case"),
        )
